"""Joining, and the invitations it may need."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.models import WayIn
from chalou.house.rules.customs import Seat
from chalou.people import actions, queries
from chalou.people.models import Invitation, Person, Role
from tests import making as make

pytestmark = pytest.mark.django_db

PASSWORD = "three steeps before talking"


def join(**other):
    given: dict[str, Any] = {
        "sign_in_name": "AFu",
        "name": "阿福",
        "password": PASSWORD,
        "address": "192.0.2.7",
        "at": now(),
    }
    return actions.join(**given | other)


def test_an_open_house_is_joined_by_oneself(happened):
    make.house()
    afu = join()
    afu.refresh_from_db()
    assert (afu.sign_in_name, afu.name, afu.role, afu.inviter) == ("afu", "阿福", Role.MEMBER, None)
    assert afu.check_password(PASSWORD)
    assert happened() == [("PersonJoined", {"person": afu.id, "inviter": None})]


def test_nobody_joins_a_house_that_is_not_set_up():
    with pytest.raises(Refused) as refused:
        join()
    assert refused.value.why == "not_open_yet"


def test_a_house_by_invitation_admits_nobody_without(happened):
    make.house(way_in=WayIn.INVITATION)
    with pytest.raises(Refused) as refused:
        join()
    assert refused.value.why == "by_invitation"
    assert happened() == []


def test_who_comes_by_an_invitation_is_remembered_as_brought(happened):
    make.house(way_in=WayIn.INVITATION)
    host = make.person(role=Role.MODERATOR)
    token = actions.invite(by=host, days=7, uses=2, at=now())
    afu = join(invitation=token)
    assert Person.objects.get(pk=afu.pk).inviter == host
    assert Invitation.objects.get().uses_left == 1
    assert happened() == [
        ("InvitationMade", {"by": host.id, "invitation": Invitation.objects.get().pk}),
        ("PersonJoined", {"person": afu.id, "inviter": host.id}),
    ]


def test_an_invitation_is_for_so_many_and_no_more():
    make.house(way_in=WayIn.INVITATION)
    token = actions.invite(by=make.keeper(), days=7, uses=1, at=now())
    join(invitation=token)
    with pytest.raises(Refused) as refused:
        join(sign_in_name="second", name="阿二", invitation=token)
    assert refused.value.why == "invitation_over"
    assert not Person.objects.filter(sign_in_name="second").exists()


def test_a_refused_name_takes_no_use_of_the_invitation():
    make.house(way_in=WayIn.INVITATION)
    make.person(sign_in_name="afu")
    token = actions.invite(by=make.keeper(), days=7, uses=1, at=now())
    with pytest.raises(Refused) as refused:
        join(invitation=token)
    assert (refused.value.why, refused.value.field) == ("taken", "sign_in_name")
    assert Invitation.objects.get().uses_left == 1


def test_an_invitation_ends_with_its_days():
    make.house(way_in=WayIn.INVITATION)
    token = actions.invite(by=make.keeper(), days=1, uses=9, at=now() - timedelta(days=2))
    with pytest.raises(Refused):
        join(invitation=token)
    assert queries.inviter_of(token, at=now()) is None


def test_a_token_is_kept_only_as_its_digest():
    make.house()
    token = actions.invite(by=make.keeper(), days=1, uses=1, at=now())
    assert token not in str(Invitation.objects.values_list().get())


@pytest.mark.parametrize(("days", "uses"), [(0, 1), (91, 1), (1, 0), (1, 501)])
def test_an_invitation_has_bounds(days, uses):
    make.house()
    with pytest.raises(Refused):
        actions.invite(by=make.person(role=Role.MODERATOR), days=days, uses=uses, at=now())


def test_the_keepers_invitation_stands_for_a_year_and_says_how_many_came():
    make.house(way_in=WayIn.INVITATION)
    token = actions.invite(by=make.keeper(), days=366, uses=5000, label="  柜台 ", at=now())
    actions.join(sign_in_name="afu", name="阿福", password=make.PASSWORD, address="::1", invitation=token, at=now())
    (line,) = queries.open_invitations(make.keeper(), at=now())
    assert (line.label, line.came, line.uses_left) == ("柜台", 1, 4999)
    for days, uses in ((367, 1), (1, 5001)):
        with pytest.raises(Refused):
            actions.invite(by=make.keeper(), days=days, uses=uses, at=now())


def test_a_guest_invites_nobody():
    make.house()
    with pytest.raises(Refused) as refused:
        actions.invite(by=make.person(seat=Seat.GUEST), days=1, uses=1, at=now())
    assert refused.value.why == "another_seat"


def test_a_moderator_withdraws_their_own_invitations_only(happened):
    make.house()
    host = make.person(role=Role.MODERATOR)
    actions.invite(by=make.keeper(), days=1, uses=1, at=now())
    keepers = Invitation.objects.get()
    actions.invite(by=host, days=1, uses=1, at=now())
    own = Invitation.objects.get(made_by=host)
    with pytest.raises(NotFound):
        actions.withdraw_invitation(by=host, invitation=keepers.pk, at=now())
    actions.withdraw_invitation(by=host, invitation=own.pk, at=now())
    assert happened()[-1] == ("InvitationWithdrawn", {"by": host.id, "invitation": own.pk})
    actions.withdraw_invitation(by=make.keeper(), invitation=keepers.pk, at=now())
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("name", ["AFU", "ａｆｕ", " afu "])
def test_capitals_and_width_make_no_second_name(name):
    make.house()
    join(sign_in_name="afu")
    with pytest.raises(Refused) as refused:
        join(sign_in_name=name)
    assert refused.value.why == "taken"


@pytest.mark.usefixtures("no_time_passes")
def test_joining_is_counted_by_address():
    make.house()
    for number in range(20):
        with pytest.raises(Refused, match=r"."):
            join(password="password1234", sign_in_name=f"robot{number}")
    with pytest.raises(Refused) as refused:
        join(sign_in_name="robot")
    assert refused.value.why == "too_fast"
    assert refused.value.wait_s
    assert join(sign_in_name="human", address="192.0.2.8")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_for_the_last_place_one_gets_it():
    make.house(way_in=WayIn.INVITATION)
    token = actions.invite(by=make.keeper(), days=1, uses=1, at=now())

    def come(name):
        try:
            join(sign_in_name=name, invitation=token)
        except Refused as refused:
            return refused.why
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(come, ["first", "second"])) == ["in", "invitation_over"]
    assert Invitation.objects.get().uses_left == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_the_same_name_one_gets_it():
    make.house()

    def come(name):
        try:
            join(name=name)
        except Refused as refused:
            return refused.why
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(come, ["阿福", "德生"])) == ["in", "taken"]
