"""The languages of the interface, by their codes and by the names their speakers give them."""

FALLBACK = "zh-hans"

DRAFTS = frozenset({"wuu"})
"""Languages that nobody who grew up with them has read yet: their names say so wherever one chooses. Such a language
is not complete either; what it lacks is said in `FALLBACK`, sentence by sentence.
"""

_NAMES = (("zh-hans", "简体中文"), ("wuu", "上海闲话"), ("en", "English"))
_DRAFT = "（初稿）"

LANGUAGES: tuple[tuple[str, str], ...] = tuple(
    (code, name + _DRAFT if code in DRAFTS else name) for code, name in _NAMES
)


def choices() -> tuple[tuple[str, str], ...]:
    """What a column may hold. Migrations name this function, so a new language needs none."""
    return LANGUAGES


def chain(code: str) -> tuple[str, ...]:
    """Whose sentences a reader gets, the first that has one. Source sentences are English, so nobody who reads English
    ever needs another's.
    """
    return (code,) if code in (FALLBACK, "en") else (code, FALLBACK)


def is_chinese(code: str) -> bool:
    """Whether dates are written in Chinese characters: in `zh-hans` or `zh-Hans`, and in Shanghainese."""
    return code.partition("-")[0].lower() in ("zh", "wuu")


def html_lang(code: str) -> str:
    """The language as HTML and browsers write it: `zh-hans` is `zh-Hans`."""
    head, _, script = code.partition("-")
    return f"{head}-{script.capitalize()}" if script else head
