"""The house itself: opened once, changed by its keeper."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import Refused
from chalou.house import actions
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
    actions.change_house(
        house=house, name="听雨", tagline="", language="en", way_in=WayIn.INVITATION, by=PersonId(7), at=now()
    )
    kept = House.objects.get()
    assert (kept.name, kept.language, kept.way_in) == ("听雨", "en", "invitation")
    assert happened() == [("HouseChanged", {"by": 7})]
