"""The languages of the interface, by their codes and by the names their speakers give them."""

LANGUAGES: tuple[tuple[str, str], ...] = (("zh-hans", "简体中文"), ("en", "English"))
FALLBACK = "zh-hans"


def html_lang(code: str) -> str:
    """The language as HTML and browsers write it: `zh-hans` is `zh-Hans`."""
    head, _, script = code.partition("-")
    return f"{head}-{script.capitalize()}" if script else head
