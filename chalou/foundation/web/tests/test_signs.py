import pytest

from chalou.foundation.web.signs import cup_sign, house_seal
from chalou.foundation.web.tongues import tongue


@pytest.mark.parametrize(
    ("name", "sign"),
    [("顾松年", "顾"), ("阿福", "福"), ("老顾", "顾"), ("阿Q", "阿"), ("marta", "M"), ("小", "小"), ("", "")],
)
def test_a_cup_carries_the_character_that_tells_people_apart(name, sign):
    assert cup_sign(name) == sign


@pytest.mark.parametrize(
    ("name", "seal"),
    [("九曲茶楼", "九曲"), ("茶楼", "茶楼"), ("听雨", "听雨"), ("雨A", "雨"), ("The Old Pot", "O"), ("", "")],
)
def test_a_seal_carries_what_is_the_house_s_own(name, seal):
    assert house_seal(name) == seal


@pytest.mark.parametrize(
    ("text", "language"),
    [("水开了。", "zh-Hans"), ("No hurry.", "en"), ("Marta 说好", "zh-Hans"), ("お茶", "ja"), ("차", "ko"), ("42", "")],
)
def test_text_is_marked_with_the_language_of_its_script(text, language):
    assert tongue(text) == language
