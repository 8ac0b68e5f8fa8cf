"""Which language a piece of somebody's text is in, for the `lang` attribute.

Type, leading and the width of quotes follow `lang`, and a screen reader changes its voice by it. What people type
carries no language, so its script decides; that is right for the two languages of the interface.
"""

from functools import lru_cache

from chalou.foundation.web.signs import is_han


@lru_cache(maxsize=4096)  # names come again and again on a page
def tongue(text: str) -> str:
    """The language to mark `text` with; empty where it has no letters at all.

    >>> tongue("水开了。"), tongue("No hurry, Marta."), tongue("Marta 说：好。"), tongue("42")
    ('zh-Hans', 'en', 'zh-Hans', '')
    """
    has_letters = False
    for character in text:
        if is_han(character):
            return "zh-Hans"
        if "\u3040" <= character <= "\u30ff":
            return "ja"
        if "\uac00" <= character <= "\ud7a3":
            return "ko"
        has_letters = has_letters or character.isalpha()
    return "en" if has_letters else ""
