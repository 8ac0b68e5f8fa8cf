"""What two names have in common when one is taken for the other."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalou.foundation.text.likeness import LENGTH, skeletons
from chalou.foundation.text.lines import line_key, tidy_line, why_not_line

ALIKE = [
    ("Marta", "marta"),
    ("Marta", "ＭＡＲＴＡ"),
    ("Marta", "Маrtа"),  # four letters are Cyrillic
    ("Marta", "𝓜𝓪𝓻𝓽𝓪"),
    ("Marta", "ⓜⓐⓡⓣⓐ"),
    ("Marta", "ᴍᴀʀᴛᴀ"),
    ("Marta", "🅼🅰🆁🆃🅰"),
    ("Marta", "M a r t a"),
    ("Marta", "-=Marta=-"),
    ("Marta", "Marta🍵"),
    ("Marta", "Mártä"),
    ("CОСО", "coco"),
    ("АННА", "AHHA"),  # all Cyrillic and all Latin
    ("Вова", "вова"),
    ("Will", "WiII"),
    ("Will", "VVi1l"),
    ("Mia", "rnia"),
    ("ringo", "r1ng0"),
    ("Łukasz", "Lukasz"),
    ("林小满", "林小滿"),
    ("顾松年", "顧松年"),
    ("顾松年", "顾 松 年"),
    ("顾松年", "顾松年·"),
    ("顾松年", "“顾松年”"),
    ("后山", "後山"),
    ("中泽", "中沢"),
    ("土豆", "士豆"),
    ("己未", "已末"),
    ("茶博士", "荼博士"),
    ("管事", "菅事"),
    ("乌龙", "鸟龙"),
    ("口福", "ロ福"),  # the second begins with a katakana
    ("八爷", "ハ爷"),
    ("阿一", "阿ー"),
]
DIFFERENT = [
    ("阿福", "阿富"),
    ("小林", "小李"),
    ("王一", "王二"),
    ("老王", "老玉"),
    ("Nina", "Viva"),
    ("Tom", "Tim"),
    ("member 2", "member 3"),
    ("か", "が"),
    ("กา", "กี"),
    ("Андрей", "Сергей"),
    ("🍵", "🍶"),
    ("阿福", "afu"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_are_taken_for_each_other_share_a_skeleton(one, other):
    assert skeletons(one) & skeletons(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_anybody_tells_apart_share_none(one, other):
    assert not skeletons(one) & skeletons(other)


names = st.text(max_size=24).map(tidy_line).filter(lambda name: why_not_line(name, longest=24) is None)


@settings(max_examples=2000, deadline=None)
@given(names)
def test_every_name_has_a_skeleton_that_fits_and_does_not_hang_on_how_it_is_typed(name):
    found = skeletons(name)
    assert found
    assert all(0 < len(one) <= LENGTH for one in found)
    assert skeletons(unicodedata.normalize("NFD", name)) & found
    assert skeletons(f" {name} ") == found


@settings(max_examples=1000, deadline=None)
@given(names)
def test_names_that_are_one_for_a_mention_look_alike(name):
    assert skeletons(line_key(name)) & skeletons(name)
    assert skeletons(name.swapcase()) & skeletons(name) or name.swapcase().casefold() != name.casefold()


@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz林小满顾松年阿福", min_size=1, max_size=20), st.data())
def test_what_is_put_between_its_letters_makes_no_other_name(name, data):
    signs = st.sampled_from(["", " ", "·", ".", "_", "-", "~", "★", "🍵", "\ufe0f"])
    dressed = "".join(letter + data.draw(signs) for letter in name)
    assert skeletons(dressed) == skeletons(name)


@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet="林小满顾松年阿福芳龙井春", min_size=1, max_size=12), st.sampled_from("甲乙丙丁戴维叶"))
def test_one_more_character_is_another_name(name, more):
    assert not skeletons(name) & skeletons(name + more)
