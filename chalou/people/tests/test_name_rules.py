"""Who may be called what, as values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalou.foundation.text.likeness import skeletons
from chalou.people.rules import (
    NAME_LENGTH,
    BadName,
    mixes_alphabets,
    poses_as,
    speaks_for_the_house,
    told_apart,
    why_not_name,
)


@pytest.mark.parametrize(
    "name",
    [
        *("掌柜", "掌櫃", "王掌柜", "菅事", "管理員", "客服小妹", "官方", "系統通知", "茶楼", "官 方"),
        *("admin", "Admin", "adm1n", "ᴀᴅᴍɪɴ", "ａｄｍｉｎ", "A.D.M.I.N", "ad min", "admin2", "TeahouseAdmin"),
        *("Keeper", "Tea keeper", "KEEPER_", "Moderator", "m0derator", "Official 阿福", "阿福official", "root"),
    ],
)
def test_nobody_speaks_for_the_house_in_their_name(name):
    assert speaks_for_the_house(name)
    assert why_not_name(name, keeps_order=False, is_taken=False) is BadName.OF_THE_HOUSE


@pytest.mark.parametrize("name", ["掌柜", "管事小李", "Admin"])
def test_who_keeps_order_may(name):
    assert why_not_name(name, keeps_order=True, is_taken=False) is None


@pytest.mark.parametrize(
    "name",
    [
        *(
            "阿福",
            "林小满",
            "上官方雨",
            "茶楼常客",
            "王管家",
            "掌灯",
            "Marta",
            "Badminton",
            "Modest",
            "Beekeeper",
            "Hosta",
        ),
        *("🍵", "K歌王", "阿Q", "Олег", "Ελένη", "田中ゆき", "김민수", "O’Brien", "李 Marta", "2008年的老茶"),
    ],
)
def test_ordinary_names_are_let_pass(name):
    assert why_not_name(name, keeps_order=False, is_taken=False) is None


@pytest.mark.parametrize("name", ["Маrta", "Annα", "pаypal 阿福", "Кeeр", "аdmin"])
def test_one_word_is_written_in_one_alphabet(name):
    assert mixes_alphabets(name)
    assert why_not_name(name, keeps_order=True, is_taken=False) is BadName.MIXED_ALPHABETS


@pytest.mark.parametrize("name", ["Anna и Олег", "阿Q", "Q仔", "김Kim", "ナ子Anna", "café", "Tea2008茶"])
def test_several_words_may_be_in_several_and_chinese_goes_with_any(name):
    assert not mixes_alphabets(name)


@pytest.mark.parametrize("name", ["顾松年2", "真顾松年", "顧松年本人", "顾松年 official", "顾松年的徒弟", "the 顾松年"])
def test_the_name_of_somebody_who_keeps_order_stands_in_no_other(name):
    assert poses_as(skeletons(name), skeletons("顾松年"))
    assert why_not_name(name, keeps_order=False, is_taken=False, of_order=[skeletons("顾松年")]) in (
        BadName.LIKE_KEEPER,
        BadName.OF_THE_HOUSE,
    )


@pytest.mark.parametrize("name", ["阿福嫂", "老阿福", "小阿福子"])
def test_a_short_name_of_theirs_may_be_part_of_another(name):
    """阿福 is too common for nobody else to have it in theirs."""
    assert not poses_as(skeletons(name), skeletons("阿福"))


@pytest.mark.parametrize("name", ["阿福2", "阿福本人", "真·阿福", "阿福 ✔"])
def test_but_not_with_nothing_but_claims_around_it(name):
    assert poses_as(skeletons(name), skeletons("阿福"))


def test_a_name_that_is_taken_is_refused_to_anybody():
    assert why_not_name("阿福", keeps_order=False, is_taken=True) is BadName.TAKEN
    assert why_not_name("阿福", keeps_order=True, is_taken=True) is BadName.TAKEN


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="林小满顾松年阿福abcMarta 0123", min_size=1, max_size=NAME_LENGTH))
def test_what_tells_two_people_apart_does_so_and_fits(name):
    for other in told_apart(name):
        assert len(other) <= NAME_LENGTH
        assert not skeletons(other) & skeletons(name)


@settings(max_examples=2000, deadline=None)
@given(st.text(max_size=NAME_LENGTH))
def test_every_name_has_a_verdict(name):
    assert why_not_name(name, keeps_order=False, is_taken=False, of_order=[skeletons("掌柜阿福")]) in (None, *BadName)
