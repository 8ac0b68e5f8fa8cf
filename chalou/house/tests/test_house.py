"""The house itself: opened once, changed by its keeper."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house import actions, rules
from chalou.house.models import House, WayIn
from chalou.house.queries import the_house
from tests import making as make

pytestmark = pytest.mark.django_db


def open_house(**other):
    given: dict[str, Any] = {
        "name": "九曲茶楼",
        "language": "zh-hans",
        "way_in": WayIn.OPEN,
        "keeper": PersonId(7),
        "at": now(),
    }
    return actions.open_house(**given | other)


def test_a_house_opens(happened):
    assert the_house() is None
    house = open_house(name="  九曲 茶楼", tagline="吃茶去")
    assert the_house() == house
    assert (house.name, house.tagline, house.is_demo) == ("九曲 茶楼", "吃茶去", False)
    assert happened() == [("HouseOpened", {"keeper": 7})]


def test_a_house_opens_once(happened):
    open_house()
    with pytest.raises(Refused) as refused:
        open_house(name="second")
    assert refused.value.why == "already_open"
    assert [kind for kind, _ in happened()] == ["HouseOpened"]


def test_the_database_holds_one_house():
    open_house()
    with pytest.raises(IntegrityError), transaction.atomic():
        House.objects.create(id=2, name="x", language="en", way_in=WayIn.OPEN, opened_at=now())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "茶" * 41}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"tagline": "茶" * 121}, "tagline"),
        ({"tagline": "one\ntwo"}, "tagline"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_a_board_that_cannot_be_read_is_refused(wrong, field):
    with pytest.raises(Refused) as refused:
        open_house(**wrong)
    assert refused.value.field == field
    assert the_house() is None


def test_a_house_is_changed(happened):
    house = make.house()
    actions.change_words(
        house=house, name="听雨", tagline="", welcome="吃茶去。\n\n不赶时间。", by=PersonId(7), at=now()
    )
    actions.choose_way_in(
        house=house, way_in=WayIn.APPROVAL, question="谁带你来的？", is_listed=True, by=PersonId(7), at=now()
    )
    kept = House.objects.get()
    assert (kept.name, kept.welcome, kept.way_in) == ("听雨", "吃茶去。\n\n不赶时间。", "approval")
    assert happened() == [
        ("HouseChanged", {"changed": ["name", "welcome"], "by": 7}),
        ("HouseChanged", {"changed": ["way_in", "question"], "by": 7}),
    ]


def test_what_is_as_it_was_is_no_event(happened):
    house = make.house()
    actions.change_words(house=house, name=house.name, tagline="", welcome="", by=PersonId(7), at=now())
    assert happened() == []


@pytest.mark.parametrize(
    ("chosen", "own", "kept", "offered"),
    [
        (["en"], "zh-hans", "zh-hans en", ["zh-hans", "en"]),
        (["wuu", "en"], "zh-hans", "", ["zh-hans", "wuu", "en"]),
        ([], "zh-hans", "zh-hans", ["zh-hans"]),
        (["zh-hans", "wuu"], "en", "", ["zh-hans", "wuu", "en"]),
        (["en"], "en", "en", ["en"]),
    ],
)
def test_the_language_of_the_house_is_always_among_those_it_is_read_in(chosen, own, kept, offered):
    house = make.house()
    actions.choose_languages(house=house, language=own, languages=chosen, by=PersonId(7), at=now())
    read = House.objects.get()
    assert read.languages == kept
    assert [code for code, _ in rules.offered(chosen=read.languages, own=read.language)] == offered


def test_a_language_nobody_speaks_is_not_offered(happened):
    with pytest.raises(Refused):
        actions.choose_languages(house=make.house(), language="en", languages=["tlh"], by=PersonId(7), at=now())
    assert happened() == []


@pytest.mark.parametrize("wrong", [0, -1, 10_000_001])
def test_a_limit_has_bounds(wrong):
    for limits in ({"person_mb": wrong, "house_mb": None}, {"person_mb": None, "house_mb": wrong}):
        with pytest.raises(Refused) as refused:
            actions.set_limits(house=make.house(), **limits, by=PersonId(7), at=now())
        assert refused.value.why == "bad_limit"
    assert House.objects.get().media_mb_house is None


def test_a_sign_is_made_anew_changed_and_taken_down(happened, django_capture_on_commit_callbacks):
    house = make.house()
    actions.hang_sign(house=house, data=make.picture_bytes(size=(1600, 900)), alt="临水的楼", by=PersonId(7), at=now())
    first = House.objects.get().sign
    assert (house.sign_width, house.sign_height, house.sign_alt) == (1280, 720, "临水的楼")
    assert media.held(first, actions.SIGN).startswith(b"\xff\xd8\xff")
    with django_capture_on_commit_callbacks(execute=True):
        actions.hang_sign(house=house, data=make.picture_bytes(form="PNG"), alt="", by=PersonId(7), at=now())
    second = House.objects.get().sign
    with pytest.raises(NotFound):
        media.held(first, actions.SIGN)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_sign_down(house=house, by=PersonId(7), at=now())
    with pytest.raises(NotFound):
        media.held(second, actions.SIGN)
    assert House.objects.get().sign == ""
    assert [kind for kind, _ in happened()] == ["HouseChanged"] * 3
    with pytest.raises(NotFound):
        actions.take_sign_down(house=house, by=PersonId(7), at=now())


def test_what_is_no_picture_is_no_sign(happened):
    for rubbish in (b"", b"GIF89a", b"%PDF-1.7\n"):
        with pytest.raises(Refused) as refused:
            actions.hang_sign(house=make.house(), data=rubbish, alt="", by=PersonId(7), at=now())
        assert refused.value.field == "picture"
    assert (House.objects.get().sign, happened()) == ("", [])
