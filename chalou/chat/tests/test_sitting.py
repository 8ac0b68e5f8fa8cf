"""Opening rooms, sitting down in them and getting up: what is written, and what is recorded of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalou.chat import actions
from chalou.chat.models import Access, Membership, Removal, Room, Thread
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound, Refused
from chalou.people.models import Role
from tests import making as make

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 22, 11, 42, tzinfo=UTC)
NOWHERE = RoomId(10**9)


def numbers(room: Room) -> tuple[int, int, int]:
    return Room.objects.values_list("seq", "change", "rights_change").get(pk=room.pk)


def sits(person, room) -> bool:
    return Membership.objects.filter(room=room, person=person).exists()


def refused(why, act, **kwargs):
    with pytest.raises(Refused) as raised:
        act(**kwargs, at=TODAY)
    assert raised.value.why == why


@pytest.mark.parametrize("role", [Role.KEEPER, Role.MODERATOR])
def test_who_keeps_order_opens_a_room_and_is_its_first_host(happened, role):
    opener = make.person(role=role)
    room = actions.open_room(by=opener, name=" 前\n厅 ", purpose="吃茶，\n讲古。", access=Access.PUBLIC, at=TODAY)
    room.refresh_from_db()
    assert (room.name, room.purpose, room.access, room.opened_at) == ("前 厅", "吃茶， 讲古。", "public", TODAY)
    assert numbers(room) == (0, 0, 0)
    assert list(Membership.objects.filter(room=room).values_list("person", "is_host")) == [(opener.id, True)]
    assert Thread.objects.get(room=room).is_main
    assert happened() == [("RoomOpened", {"room": room.id, "by": opener.id})]


def test_a_member_opens_no_room(happened):
    refused("another_seat", actions.open_room, by=make.person(), name="x", purpose="", access=Access.PUBLIC)
    assert not Room.objects.exists()
    assert happened() == []


@pytest.mark.parametrize("name", ["", "\u202e", "x" * 1000])
def test_a_room_without_a_proper_name_is_not_opened(happened, name):
    keeper = make.keeper()
    with pytest.raises(Refused):
        actions.open_room(by=keeper, name=name, purpose="", access=Access.PUBLIC, at=TODAY)
    assert not Room.objects.exists()
    assert happened() == []


def test_a_host_gives_the_room_another_name_and_everybody_counts_the_change(happened):
    host = make.person()
    room = make.room(host=host)
    before = numbers(room)
    actions.change_room(by=host, room_id=room.id, name="后院", purpose="晒茶", access=Access.MEMBERS, at=TODAY)
    assert numbers(room) == (before[0], before[1] + 1, before[2]), "nobody lost a right"
    room.refresh_from_db()
    assert (room.name, room.purpose) == ("后院", "晒茶")
    assert happened() == [("RoomChanged", {"room": room.id, "change": room.change, "by": host.id})]


def test_another_way_to_read_it_is_a_change_of_rights():
    room = make.room(access=Access.PUBLIC)
    actions.change_room(by=make.keeper(), room_id=room.id, name="x", purpose="", access=Access.MEMBERS, at=TODAY)
    _, change, rights_change = numbers(room)
    assert rights_change == change


def test_a_guest_changes_no_room(happened):
    room = make.room()
    guest = make.person(joins=room)
    changed: dict[str, Any] = {"room_id": room.id, "name": "x", "purpose": "", "access": Access.PUBLIC}
    refused("not_a_host", actions.change_room, by=guest, **changed)
    with pytest.raises(NotFound):
        actions.change_room(by=make.keeper(), **{**changed, "room_id": NOWHERE}, at=TODAY)
    assert happened() == []


def test_sitting_down_twice_is_sitting_down_once(happened):
    room, ming = make.room(), make.person()
    for _ in range(2):
        actions.join(by=ming, room_id=room.id, at=TODAY)
    assert Membership.objects.filter(room=room, person=ming).count() == 1
    assert not Membership.objects.get(room=room, person=ming).is_host
    assert happened() == [("MembershipBegan", {"room": room.id, "person": ming.id})]
    with pytest.raises(NotFound):
        actions.join(by=ming, room_id=NOWHERE, at=TODAY)


def test_many_sit_down_at_once(happened):
    room = make.room()
    people = [make.person() for _ in range(3)]
    actions.join_many(people=people, room_id=room.id, at=TODAY)
    assert all(sits(person, room) for person in people)
    assert [facts["person"] for _, facts in happened()] == [person.id for person in people]


def test_getting_up_is_told_and_counted_once(happened):
    room = make.room()
    ming = make.person(joins=room)
    _, change, _ = numbers(room)
    for _ in range(2):
        actions.leave(by=ming, room_id=room.id, at=TODAY)
    assert not sits(ming, room)
    assert numbers(room)[1:] == (change + 1, change + 1)
    assert happened() == [
        ("MembershipEnded", {"room": room.id, "person": ming.id, "by": ming.id, "change": change + 1})
    ]
    actions.join(by=ming, room_id=room.id, at=TODAY)
    assert sits(ming, room), "who left may come back"


def test_the_last_host_stays_until_there_is_another(happened):
    host = make.person()
    room = make.room(host=host)
    ming = make.person(joins=room)
    refused("last_host", actions.leave, by=host, room_id=room.id)
    assert sits(host, room)
    assert happened() == []
    actions.name_host(by=host, room_id=room.id, person_id=ming.id, at=TODAY)
    actions.leave(by=host, room_id=room.id, at=TODAY)
    assert not sits(host, room)


def test_a_host_removes_a_guest_who_stays_out_until_it_is_lifted(happened):
    host = make.person()
    room = make.room(host=host, access=Access.PUBLIC)
    ming = make.person(joins=room)
    _, change, _ = numbers(room)
    removed: dict[str, Any] = {"room_id": room.id, "person_id": ming.id}
    for _ in range(2):
        actions.remove(by=host, **removed, at=TODAY)
    assert not sits(ming, room)
    assert Removal.objects.get(room=room, person=ming).removed_by == host
    assert numbers(room)[1:] == (change + 1, change + 1)
    assert happened() == [
        ("MembershipEnded", {"room": room.id, "person": ming.id, "by": host.id, "change": change + 1})
    ]
    refused("removed", actions.join, by=ming, room_id=room.id)
    refused("not_a_host", actions.lift, by=ming, **removed)
    for _ in range(2):
        actions.lift(by=host, **removed, at=TODAY)
    assert happened()[1:] == [("RemovalLifted", {"room": room.id, "person": ming.id, "by": host.id})]
    actions.join(by=ming, room_id=room.id, at=TODAY)
    assert sits(ming, room)


def test_a_members_room_does_not_exist_for_whoever_was_removed_from_it():
    room = make.room(access=Access.MEMBERS)
    ming = make.person(joins=room)
    actions.remove(by=make.keeper(), room_id=room.id, person_id=ming.id, at=TODAY)
    with pytest.raises(NotFound):
        actions.join(by=ming, room_id=room.id, at=TODAY)


def test_somebody_who_does_not_sit_there_can_be_kept_out_beforehand(happened):
    room, ming = make.room(access=Access.PUBLIC), make.person()
    actions.remove(by=make.keeper(), room_id=room.id, person_id=ming.id, at=TODAY)
    refused("removed", actions.join, by=ming, room_id=room.id)
    assert [kind for kind, _ in happened()] == ["MembershipEnded"]


def test_who_removes_whom(happened):
    moderator, host = make.person(role=Role.MODERATOR), make.person()
    room = make.room(host=host)
    guest, other = make.person(joins=room), make.person(joins=room)
    for by, whom in [(guest, other), (guest, guest), (host, host), (host, moderator), (moderator, make.keeper())]:
        refused("not_a_host", actions.remove, by=by, room_id=room.id, person_id=whom.id)
    actions.name_host(by=host, room_id=room.id, person_id=other.id, at=TODAY)
    refused("not_a_host", actions.remove, by=other, room_id=room.id, person_id=host.id)
    actions.remove(by=moderator, room_id=room.id, person_id=other.id, at=TODAY)
    assert not sits(other, room)
    for room_id, person in [(NOWHERE, guest.id), (room.id, PersonId(10**9))]:
        with pytest.raises(NotFound):
            actions.remove(by=host, room_id=room_id, person_id=person, at=TODAY)
    assert [kind for kind, _ in happened()] == ["HostNamed", "MembershipEnded"]


def test_a_host_names_another_once(happened):
    host = make.person()
    room = make.room(host=host)
    ming = make.person(joins=room)
    for _ in range(2):
        actions.name_host(by=host, room_id=room.id, person_id=ming.id, at=TODAY)
    assert Membership.objects.get(room=room, person=ming).is_host
    assert happened() == [("HostNamed", {"room": room.id, "person": ming.id, "by": host.id})]


def test_only_hosts_name_hosts_and_only_of_those_who_sit_there(happened):
    room, stranger = make.room(), make.person()
    guest = make.person(joins=room)
    refused("not_a_host", actions.name_host, by=guest, room_id=room.id, person_id=guest.id)
    with pytest.raises(NotFound):
        actions.name_host(by=make.keeper(), room_id=room.id, person_id=stranger.id, at=TODAY)
    assert not sits(stranger, room)
    assert happened() == []
