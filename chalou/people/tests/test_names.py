"""What one may sign in with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation.refusals import Refused
from chalou.people.names import accept_password, accept_sign_in_name, accept_time_zone
from chalou.people.rules import BadSignInName, tidy_sign_in_name, why_not_sign_in_name


@pytest.mark.parametrize("name", ["gusongnian", "a.b-c_d", "阿福", "顾松年", "tea2026", "林wan", "𠮷野", "123"])
def test_letters_digits_and_chinese_characters_make_a_sign_in_name(name):
    assert why_not_sign_in_name(tidy_sign_in_name(name)) is None


@pytest.mark.parametrize(
    ("typed", "kept"), [("GuSongNian", "gusongnian"), ("ＧＵ松年", "gu松年"), (" 阿福 ", "阿福"), ("豈福", "豈福")]
)
def test_a_sign_in_name_has_one_spelling(typed, kept):
    assert tidy_sign_in_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", BadSignInName.EMPTY),
        ("  ", BadSignInName.EMPTY),
        ("ab", BadSignInName.TOO_SHORT),
        ("茶", BadSignInName.TOO_SHORT),
        ("a" * 31, BadSignInName.TOO_LONG),
        ("two words", BadSignInName.OTHER_CHARACTERS),
        ("-tea", BadSignInName.OTHER_CHARACTERS),
        ("tea.", BadSignInName.OTHER_CHARACTERS),
        ("аdmin", BadSignInName.OTHER_CHARACTERS),  # the first letter is Cyrillic
        ("tea\u200bpot", BadSignInName.OTHER_CHARACTERS),
        ("kéttle", BadSignInName.OTHER_CHARACTERS),
        ("a@b.org", BadSignInName.OTHER_CHARACTERS),
        ("tea\npot", BadSignInName.OTHER_CHARACTERS),
    ],
)
def test_anything_else_is_refused_with_its_reason(typed, why):
    assert why_not_sign_in_name(tidy_sign_in_name(typed)) is why
    with pytest.raises(Refused) as refused:
        accept_sign_in_name(typed)
    assert refused.value.field == "sign_in_name"


@given(st.text(max_size=50))
def test_a_sign_in_name_that_is_taken_is_its_own_spelling_and_fits_the_column(typed):
    name = tidy_sign_in_name(typed)
    assert tidy_sign_in_name(name) == name
    if why_not_sign_in_name(name) is None:
        assert name == name.lower()
        assert len(name) <= 30


@given(st.text(alphabet="abcABCＡＢＣ阿福豈.-_123", min_size=1, max_size=40))
def test_capitals_and_full_width_letters_make_no_second_person(typed):
    assert tidy_sign_in_name(typed.upper()) == tidy_sign_in_name(typed.lower())


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "password_too_short"),
        ("1234567890", "password_too_common"),
        ("gusongnian1", "password_too_similar"),
        ("x" * 257, "password_too_long"),
    ],
)
def test_an_easy_password_is_refused(password, why):
    with pytest.raises(Refused) as refused:
        accept_password(password, sign_in_name="gusongnian", name="顾松年")
    assert refused.value.why == why
    assert refused.value.field == "password"


def test_a_short_sentence_is_a_password():
    sentence = "水开了先烫一烫杯子再说"
    assert accept_password(sentence, sign_in_name="gusongnian", name="顾松年") == sentence


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "/etc/localtime", "asia/shanghai"])
def test_a_zone_is_one_of_the_list(name):
    with pytest.raises(Refused):
        accept_time_zone(name)
