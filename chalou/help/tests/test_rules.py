"""Where entries stand, and what is found."""

import pytest

from chalou.help.rules import finds, in_order, may_change, moved, sought


@pytest.mark.parametrize(
    ("placed", "standing"),
    [
        ({}, ["a", "b", "c"]),
        ({"c": 0, "a": 1, "b": 2}, ["c", "a", "b"]),
        ({"house-1": 3, "a": 0, "b": 1, "c": 2}, ["a", "b", "c", "house-1"]),
        # "b" came with an update: it follows "a", wherever the house has put that.
        ({"c": 0, "a": 1}, ["c", "a", "b"]),
        ({"c": 0, "b": 1}, ["a", "c", "b"]),
        # Two in the same place: always in the same order.
        ({"c": 0, "a": 0, "b": 0}, ["a", "b", "c"]),
    ],
)
def test_what_the_house_has_ordered_comes_as_it_said_and_the_rest_follows_its_neighbour(placed, standing):
    assert in_order(["a", "b", "c"], placed) == standing


def test_moving_stops_at_the_ends():
    assert moved(["a", "b", "c"], "b", up=True) == ["b", "a", "c"]
    assert moved(["a", "b", "c"], "b", up=False) == ["a", "c", "b"]
    assert moved(["a", "b", "c"], "a", up=True) == ["a", "b", "c"]
    assert moved(["a", "b", "c"], "c", up=False) == ["a", "b", "c"]


@pytest.mark.parametrize("typed", ["密码", "PASSWORD", "ｐａｓｓｗｏｒｄ", "忘了 密码？", "密码，忘"])
def test_words_are_found_in_any_width_case_and_order(typed):
    assert finds(sought(typed), "密码忘了怎么办？", "Tell the keeper: a Password link.")


def test_all_words_must_be_there():
    assert not finds(sought("密码 图片"), "密码忘了怎么办？")
    assert sought(" ？ ") == ()


@pytest.mark.parametrize(
    ("keeper", "keeps_order", "by_moderators", "may"),
    [(True, True, False, True), (False, True, False, False), (False, True, True, True), (False, False, True, False)],
)
def test_the_keeper_may_and_moderators_where_the_keeper_likes(keeper, keeps_order, by_moderators, may):
    assert may_change(is_keeper=keeper, keeps_order=keeps_order, by_moderators=by_moderators) is may
