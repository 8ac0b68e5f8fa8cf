"""Names stand beside what others wrote: what may be in them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation.text.lines import BadLine, tidy_line, why_not_line


def verdict(typed):
    return why_not_line(tidy_line(typed), longest=24)


@pytest.mark.parametrize(
    "name", ["顾松年", "阿福", "Marta", "Nguyễn Thị Bưởi", "O’Brien", "🍵 tea", "ĝis la revido", "陸羽"]
)
def test_a_name_as_people_have_them_is_taken(name):
    assert verdict(name) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  顾 \u3000 松年 ", "顾 松年"),
        ("Zoe\u0308", "Zoë"),
        ("❤\ufe0f茶", "❤茶"),
        ("阿\u200b福", "阿福"),
        ("阿\ufeff福\n", "阿福"),
    ],
)
def test_a_name_is_tidied(typed, kept):
    assert tidy_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", BadLine.EMPTY),
        (" \u3000\u200b", BadLine.EMPTY),
        ("茶" * 25, BadLine.TOO_LONG),
        ("a\u202eb", BadLine.UNSEEN_CHARACTERS),
        ("a\u2067b", BadLine.UNSEEN_CHARACTERS),
        ("two\nlines", BadLine.UNSEEN_CHARACTERS),
        ("a\u0000b", BadLine.UNSEEN_CHARACTERS),
        ("a\ud800b", BadLine.UNSEEN_CHARACTERS),
        ("a\ue000b", BadLine.UNSEEN_CHARACTERS),
        ("a\u200db", BadLine.UNSEEN_CHARACTERS),
        ("\u2800", BadLine.UNSEEN_CHARACTERS),
        ("a\U000e0100b", BadLine.UNSEEN_CHARACTERS),
        ("a\u0334\u0335\u0336b", BadLine.PILED_MARKS),
        ("\u0489a", BadLine.PILED_MARKS),
    ],
)
def test_what_cannot_be_seen_or_climbs_over_its_line_is_refused(typed, why):
    assert verdict(typed) is why


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing(typed):
    assert tidy_line(tidy_line(typed)) == tidy_line(typed)


@given(st.text(max_size=60))
def test_what_is_taken_is_seen_on_one_line(typed):
    line = tidy_line(typed)
    if why_not_line(line, longest=24) is None:
        assert 1 <= len(line) <= 24
        assert line == line.strip()
        assert all(c == " " or unicodedata.category(c)[0] in "LMNPS" for c in line)
