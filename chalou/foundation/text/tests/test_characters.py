"""What characters a text may have."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalou.foundation.text.characters import Trouble, cleaned, trouble_in

EVERY_CHARACTER = [chr(number) for number in range(0x110000)]
# Told apart from nothing by nobody, or meant for machines; all others of category Cf leave a mark or shape a script.
NEEDED_FORMATS = set("\u200c\u200d")
TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

odd = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["\r", "\n", "\r\n", "\u2028", "\u2029", "\u200b", "\ufeff", "\u00ad", " ", "\u3000", "e\u0301"]),
    st.sampled_from(["\u1100", "\u1161", "\u11a8", "\u0301", "\u0327", "\u212b", "\u0344", "\U000e0041", "\u061c"]),
    st.characters(categories=["Cf", "Mn", "Me", "Zs", "Cc", "Cs", "Cn", "Co"]),
)
anything = st.lists(odd, max_size=12).map("".join)


@settings(max_examples=1000)
@given(anything)
def test_cleaning_twice_is_cleaning_once(text):
    assert cleaned(cleaned(text)) == cleaned(text)


@settings(max_examples=1000)
@given(anything)
def test_a_cleaned_text_without_trouble_shows_all_it_has(text):
    text = cleaned(text)
    if trouble_in(text) is not None:
        return
    assert text
    assert text == text.strip()
    assert unicodedata.is_normalized("NFC", text)
    for character in set(text):
        category = unicodedata.category(character)
        assert category not in {"Cs", "Zl", "Zp"}
        assert category != "Cc" or character in "\n\t"
        assert unicodedata.bidirectional(character) not in TURNS
        assert ord(character) & 0xFFFE != 0xFFFE
    text.encode("utf-8")


def test_every_character_is_let_in_taken_out_or_refused_for_a_reason():
    """All of them: letters, signs and what is not assigned at once, the others one by one, in the midst of letters."""
    let_in = []
    for character in EVERY_CHARACTER:
        category = unicodedata.category(character)
        if category == "Cs" or ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
            assert trouble_in(f"a{character}b") is Trouble.BROKEN_TEXT, hex(ord(character))
        elif category == "Cc" and character not in "\t\n\r":
            assert trouble_in(cleaned(f"a{character}b")) is Trouble.CONTROL_CHARACTERS, hex(ord(character))
        elif unicodedata.bidirectional(character) in TURNS:
            assert trouble_in(cleaned(f"a{character}b")) is Trouble.DIRECTION_CHARACTERS, hex(ord(character))
        elif category == "Cf":
            kept = cleaned(f"a{character}b")
            assert kept == "ab" or character in NEEDED_FORMATS or _is_drawn(character), hex(ord(character))
        elif character != "\ufffd":
            let_in.append(character)
    assert trouble_in(cleaned("".join(let_in))) is None


def _is_drawn(character: str) -> bool:
    """Format characters that join hieroglyphs, notes or strokes, or stand as signs of their own."""
    name = unicodedata.name(character, "")
    return name.startswith(("KAITHI", "EGYPTIAN", "SHORTHAND", "MUSICAL", "SYRIAC", "ARABIC"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("水\r\n开\r了\u2028。", "水\n开\n了\n。"),
        ("cafe\u0301", "café"),
        ("\u200b茶\u2060室\ufeff\u00ad\u061c\u180e\u206f\ufffa", "茶室"),
        ("\u3000\u3000茶 \n\n", "茶"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("❤\ufe0f", "❤\ufe0f"),
    ],
)
def test_what_is_kept(typed, kept):
    assert cleaned(typed) == kept
    assert trouble_in(kept) is None


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        *[
            (text, Trouble.EMPTY)
            for text in ("", " ", "\u200b", "\u200d\u200d", "\u0301", "\ufe0f", "\u2800", "\n \u3000\t")
        ],
        *[(f"a{text}b", Trouble.CONTROL_CHARACTERS) for text in ("\0", "\x1b[31m", "\x7f", "\x85", "\v", "\f")],
        *[(f"a{text}b", Trouble.DIRECTION_CHARACTERS) for text in ("\u202e", "\u2066", "\u2069")],
        *[
            (f"a{text}b", Trouble.BROKEN_TEXT)
            for text in ("\ufffd", "\ud800", "\udfff", "\uffff", "\ufdd0", "\U0010ffff")
        ],
    ],
)
def test_what_is_refused_and_why(text, trouble):
    assert trouble_in(cleaned(text)) is trouble


@pytest.mark.parametrize(
    "text", ["שלום", "مرحبا", "한국어", "ไทย", "हिन्दी", "ᠮᠣᠩᠭᠣᠯ", "𠮷野家", "①", "!", "🫖", "a\tb\nc"]
)
def test_every_script_may_be_written(text):
    assert trouble_in(cleaned(text)) is None
