"""Rooms by invitation: who finds them, who comes into them and how, and what nobody outside can do to them."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chalou.chat import actions, queries
from chalou.chat.models import Access, Membership, Removal, Room, RoomInvitation
from chalou.chat.rules import Refusal
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.models import Person, Role
from chalou.people.sessions import BACKEND
from tests import making as make

TODAY = datetime(2026, 11, 22, 11, 42, tzinfo=UTC)
WORDS = "金瓜贡茶在第三个抽屉里"


def closed_room(**of_room) -> tuple[Room, Person]:
    host = make.person(name="惠珍")
    return make.room(access=Access.INVITATION, host=host, **of_room), host


def change(room: Room, by: Person, access: Access, **more) -> None:
    actions.change_room(by=by, room_id=room.id, name=room.name, purpose="", access=access, at=TODAY, **more)


def sits(person: Person, room: Room) -> bool:
    return Membership.objects.filter(person=person, room=room).exists()


def browser(person: Person | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


@pytest.mark.django_db
class TestOutside:
    """The keeper and the moderators see that the room exists; nothing they can do leads into it."""

    @pytest.fixture(params=[Role.MODERATOR, Role.KEEPER])
    def outsider(self, request) -> Person:
        return make.person(role=request.param)

    def test_no_deed_reaches_a_room_in_which_one_does_not_sit(self, outsider, happened):
        room, host = closed_room()
        guest = make.person(joins=room)
        make.message(by=guest, room=room, text=WORDS)
        here = {"by": outsider, "room_id": room.id, "at": TODAY}
        tried = [
            lambda: actions.join(**here),
            lambda: actions.name_host(person_id=outsider.id, **here),
            lambda: actions.name_host(person_id=guest.id, **here),
            lambda: actions.remove(person_id=guest.id, **here),
            lambda: actions.remove(person_id=host.id, **here),
            lambda: actions.lift(person_id=guest.id, **here),
            lambda: actions.invite(days=1, uses=1, **here),
            lambda: actions.withdraw_invitation(invitation=1, **here),
            lambda: actions.take_back(seq=1, **here),
            lambda: actions.edit(seq=1, text="改", **here),
            lambda: change(room, outsider, Access.MEMBERS, knows_it_opens=True),
            lambda: change(room, outsider, Access.INVITATION),
            lambda: queries.room_for(outsider, room.id),
            lambda: queries.page_of(outsider, room.id),
        ]
        for deed in tried:
            with pytest.raises(NotFound):
                deed()
            the_throttle.forget()
        assert happened() == []
        assert not sits(outsider, room)

    def test_sitting_there_as_a_guest_gives_no_power_either(self, outsider, happened):
        room, host = closed_room()
        guest = make.person(joins=room)
        make.sit(outsider, room)
        make.message(by=guest, room=room, text=WORDS)
        here = {"by": outsider, "room_id": room.id, "at": TODAY}
        tried = [
            lambda: actions.name_host(person_id=outsider.id, **here),
            lambda: actions.remove(person_id=guest.id, **here),
            lambda: actions.remove(person_id=host.id, **here),
            lambda: actions.lift(person_id=guest.id, **here),
            lambda: actions.invite(days=1, uses=1, **here),
            lambda: change(room, outsider, Access.MEMBERS, knows_it_opens=True),
        ]
        for deed in tried:
            with pytest.raises(Refused) as refused:
                deed()
            assert refused.value.why == Refusal.NOT_A_HOST
        with pytest.raises(Refused, match=r"not_yours|."):
            actions.take_back(seq=1, **here)
        assert happened() == []
        assert not queries.room_for(outsider, room.id).may_keep_order

    def test_the_host_sends_them_out_like_anybody(self, outsider):
        room, host = closed_room()
        make.sit(outsider, room)
        actions.remove(by=host, room_id=room.id, person_id=outsider.id, at=TODAY)
        with pytest.raises(NotFound):
            queries.room_for(outsider, room.id)

    def test_sent_out_of_it_they_keep_order_again_once_it_is_opened(self, outsider, happened):
        """Else a host could shut the keeper out of a room for members by making it one by invitation for a moment."""
        room, host = closed_room()
        guest = make.person(joins=room)
        for person in (outsider, guest):
            actions.remove(by=host, room_id=room.id, person_id=person.id, at=TODAY)
        change(room, host, Access.MEMBERS, knows_it_opens=True)
        assert queries.room_for(outsider, room.id).may_keep_order
        assert list(Removal.objects.values_list("person", flat=True)) == [guest.id]
        assert ("RemovalLifted", {"room": room.id, "person": outsider.id, "by": host.id}) in happened()

    def test_they_do_not_close_a_room_of_others_either(self, outsider):
        room = make.room(host=make.person())
        with pytest.raises(Refused) as refused:
            change(room, outsider, Access.INVITATION)
        assert refused.value.why == Refusal.NOT_A_HOST
        page = browser(outsider).get(f"/rooms/{room.id}/settings/").content.decode()
        assert 'value="invitation"' not in page, "what one cannot do is not offered"
        assert 'value="members"' in page

    def test_they_see_that_it_exists_its_hosts_and_how_many_sit_there(self, outsider):
        room, _ = closed_room(name="密室", purpose="老茶客")
        make.message(by=make.person(name="阿福", joins=room), room=room, text=WORDS)
        (line,) = queries.closed_rooms(outsider)
        assert (line.name, line.purpose, line.hosts, line.seated_count) == ("密室", "老茶客", ("惠珍",), 2)
        assert not line.is_member
        page = browser(outsider).get("/rooms/closed/").content.decode()
        assert "2 people sit there" in page
        assert "阿福" not in page, "who sits there is not shown"
        assert WORDS not in page

    def test_what_they_once_read_there_counts_as_nothing_unread(self, outsider):
        room, host = closed_room()
        make.sit(outsider, room)
        make.message(by=host, room=room)
        actions.mark_read(marks={(outsider.id, room.id, None): 1}, at=TODAY)
        actions.leave(by=outsider, room_id=room.id, at=TODAY)
        make.message(by=host, room=room)
        assert queries.unread_of([outsider.id], [room.id]) == {}
        (line,) = [line for line in queries.rooms_for(outsider) if line.id == room.id]
        assert (line.is_closed, line.unread) == (True, 0)


@pytest.mark.django_db
class TestOpening:
    def test_a_host_who_was_told_opens_it_with_all_that_was_said(self, happened):
        room, host = closed_room()
        make.message(by=host, room=room, text=WORDS)
        token = make.invitation(by=host, room=room)
        with pytest.raises(Refused) as refused:
            change(room, host, Access.MEMBERS)
        assert refused.value.why == Refusal.OPENS_TALK
        assert happened() == []
        change(room, host, Access.MEMBERS, knows_it_opens=True)
        assert WORDS in queries.page_of(make.person(), room.id).messages[0].text
        assert [kind for kind, _ in happened()] == ["RoomChanged", "RoomInvitationWithdrawn"]
        with pytest.raises(Refused) as over:
            actions.take_invitation(by=make.person(), token=token, at=TODAY)
        assert over.value.why == Refusal.INVITATION_WITHDRAWN

    @pytest.mark.parametrize("access", ["members", "public"])
    def test_the_page_asks_first_and_says_what_it_means(self, access):
        room, host = closed_room()
        theirs, words = browser(host), {"name": "密室", "purpose": "", "access": access}
        asked = theirs.post(f"/rooms/{room.id}/settings/", words)
        assert asked.status_code == 409
        assert 'name="opens" value="yes"' in asked.content.decode()
        room.refresh_from_db()
        assert room.access == Access.INVITATION
        assert theirs.post(f"/rooms/{room.id}/settings/", words | {"opens": "yes"}).status_code == 302
        room.refresh_from_db()
        assert room.access == access

    def test_other_words_of_it_are_changed_without_a_question(self):
        room, host = closed_room()
        words = {"name": "新名", "purpose": "", "access": "invitation"}
        assert browser(host).post(f"/rooms/{room.id}/settings/", words).status_code == 302
        room.refresh_from_db()
        assert room.name == "新名"


class AnyDeeds(TestCase):
    @settings(max_examples=40)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["invite", "take", "leave", "remove", "lift", "close", "open", "post", "host"]),
                st.integers(0, 3),
                st.integers(0, 3),
            ),
            max_size=14,
        )
    )
    def test_whatever_people_do_a_closed_room_is_read_by_those_who_sit_there_and_by_nobody_else(self, deeds):
        """Host, guest, moderator and keeper do anything at all to a room and to each other."""
        host = make.person()
        folk = [host, make.person(), make.person(role=Role.MODERATOR), make.keeper()]
        room = make.room(access=Access.INVITATION, host=host)
        tokens = [make.invitation(by=host, room=room, uses=2)]
        for deed, who, whom in deeds:
            the_throttle.forget()
            here = {"by": folk[who], "room_id": room.id, "at": now()}
            try:
                match deed:
                    case "invite":
                        tokens.append(actions.invite(days=1, uses=1, **here))
                    case "take":
                        # Only what somebody was given: the last link that was written.
                        actions.take_invitation(by=folk[who], token=tokens[-1], at=now())
                    case "leave":
                        actions.leave(**here)
                    case "remove":
                        actions.remove(person_id=folk[whom].id, **here)
                    case "lift":
                        actions.lift(person_id=folk[whom].id, **here)
                    case "host":
                        actions.name_host(person_id=folk[whom].id, **here)
                    case "post":
                        make.message(by=folk[who], room=room)
                    case "close" | "open":
                        access = Access.INVITATION if deed == "close" else Access.MEMBERS
                        change(room, folk[who], access, knows_it_opens=True)
            except (Refused, NotFound):
                pass
            room.refresh_from_db()
            hosts = Membership.objects.filter(room=room, is_host=True)
            # Out of a room that all may read a moderator can send its last host; a closed one would be nobody's.
            assert hosts.exists() or room.access != Access.INVITATION, "a closed room keeps a host"
            standing = RoomInvitation.objects.filter(room=room, withdrawn_at=None, uses_left__gt=0)
            assert set(standing.values_list("made_by", flat=True)) <= set(hosts.values_list("person", flat=True))
            for person in folk:
                if room.access != Access.INVITATION:
                    continue
                try:
                    queries.room_for(person, room.id)
                    reads = True
                except NotFound:
                    reads = False
                assert reads == sits(person, room)
                follows = queries.room_for_follower(person.id, room.id)
                assert isinstance(follows, tuple) == reads
                assert (person.id in queries.barred_among([person.id], room.id)) != reads
