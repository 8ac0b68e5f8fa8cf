"""Invitations: links by which people sit down in a room, what they say when they are over, and those of the house."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from chalou.chat import actions, queries
from chalou.chat.actions.invitations import KEPT_FOR
from chalou.chat.models import Room, RoomInvitation
from chalou.chat.rules import INVITATIONS_AT_ONCE, Refusal
from chalou.chat.tests.test_by_invitation import browser, closed_room, sits
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.tokens import token_digest
from chalou.house.models import WayIn
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Person, Role
from tests import making as make

TODAY = datetime(2026, 11, 22, 11, 42, tzinfo=UTC)


@pytest.mark.django_db
class TestInvitations:
    def test_a_link_seats_as_many_as_it_says_and_then_says_that_it_is_used_up(self, happened):
        room, host = closed_room()
        token = actions.invite(by=host, room_id=room.id, days=3, uses=2, at=TODAY)
        guests = [make.person() for _ in range(3)]
        for guest in guests[:2]:
            assert actions.take_invitation(by=guest, token=token, at=TODAY) == room.id
        with pytest.raises(Refused) as over:
            actions.take_invitation(by=guests[2], token=token, at=TODAY)
        assert over.value.why == Refusal.INVITATION_USED_UP
        assert [sits(guest, room) for guest in guests] == [True, True, False]
        number = RoomInvitation.objects.get(digest=token_digest(token)).pk
        assert happened() == [
            ("RoomInvitationMade", {"room": room.id, "invitation": number, "by": host.id}),
            ("RoomInvitationTaken", {"room": room.id, "invitation": number, "person": guests[0].id}),
            ("MembershipBegan", {"room": room.id, "person": guests[0].id}),
            ("RoomInvitationTaken", {"room": room.id, "invitation": number, "person": guests[1].id}),
            ("MembershipBegan", {"room": room.id, "person": guests[1].id}),
        ]

    def test_whoever_sits_there_uses_nothing_up(self):
        room, host = closed_room()
        token = make.invitation(by=host, room=room)
        guest = make.person()
        for _ in range(2):
            actions.take_invitation(by=guest, token=token, at=now())
        actions.take_invitation(by=host, token=token, at=now())
        assert RoomInvitation.objects.get(digest=token_digest(token)).uses_left == 0

    def test_whoever_was_sent_out_stays_out_whatever_link_they_hold(self):
        room, host = closed_room()
        guest = make.person(joins=room)
        token = make.invitation(by=host, room=room, uses=5)
        actions.remove(by=host, room_id=room.id, person_id=guest.id, at=TODAY)
        with pytest.raises(Refused) as refused:
            actions.take_invitation(by=guest, token=token, at=now())
        assert refused.value.why == Refusal.REMOVED
        assert RoomInvitation.objects.get(digest=token_digest(token)).uses_left == 5
        actions.lift(by=host, room_id=room.id, person_id=guest.id, at=TODAY)
        actions.take_invitation(by=guest, token=token, at=now())
        assert sits(guest, room)

    def test_it_ends_with_its_days(self):
        room, host = closed_room()
        token = actions.invite(by=host, room_id=room.id, days=1, uses=1, at=TODAY)
        last = TODAY + timedelta(days=1)
        with pytest.raises(Refused) as over:
            actions.take_invitation(by=make.person(), token=token, at=last)
        assert over.value.why == Refusal.INVITATION_EXPIRED
        actions.take_invitation(by=make.person(), token=token, at=last - timedelta(seconds=1))

    def test_any_host_withdraws_it_and_it_says_so(self, happened):
        room, host = closed_room()
        other = make.person(joins=room)
        actions.name_host(by=host, room_id=room.id, person_id=other.id, at=TODAY)
        token = make.invitation(by=host, room=room)
        (line,) = queries.standing_invitations(queries.room_for(other, room.id), at=now())
        assert line.made_by == "惠珍"
        actions.withdraw_invitation(by=other, room_id=room.id, invitation=line.id, at=TODAY)
        assert happened()[-1][0] == "RoomInvitationWithdrawn"
        assert queries.standing_invitations(queries.room_for(other, room.id), at=now()) == ()
        with pytest.raises(Refused) as over:
            actions.take_invitation(by=make.person(), token=token, at=now())
        assert over.value.why == Refusal.INVITATION_WITHDRAWN
        with pytest.raises(NotFound):
            actions.withdraw_invitation(by=other, room_id=room.id, invitation=line.id, at=TODAY)

    def test_one_of_another_room_is_not_withdrawn_here(self):
        (here, host), (there, elsewhere) = closed_room(), closed_room()
        make.invitation(by=elsewhere, room=there)
        with pytest.raises(NotFound):
            number = RoomInvitation.objects.latest("id").pk
            actions.withdraw_invitation(by=host, room_id=here.id, invitation=number, at=TODAY)

    @pytest.mark.parametrize("how", ["leaves", "is sent out"])
    def test_whoever_loses_their_place_loses_their_invitations(self, how, happened):
        room, host = closed_room()
        keeper = make.keeper()
        make.sit(keeper, room)
        actions.name_host(by=host, room_id=room.id, person_id=keeper.id, at=TODAY)
        theirs = make.invitation(by=host, room=room)
        stays = make.invitation(by=keeper, room=room)
        if how == "leaves":
            actions.leave(by=host, room_id=room.id, at=TODAY)
        else:
            actions.remove(by=keeper, room_id=room.id, person_id=host.id, at=TODAY)
        assert [kind for kind, _ in happened()[-2:]] == ["MembershipEnded", "RoomInvitationWithdrawn"]
        with pytest.raises(Refused) as over:
            actions.take_invitation(by=make.person(), token=theirs, at=now())
        assert over.value.why == Refusal.INVITATION_WITHDRAWN
        actions.take_invitation(by=make.person(), token=stays, at=now())

    @pytest.mark.parametrize(("days", "uses"), [(0, 1), (91, 1), (1, 0), (1, 501)])
    def test_more_than_that_is_refused(self, days, uses):
        room, host = closed_room()
        with pytest.raises(Refused) as refused:
            actions.invite(by=host, room_id=room.id, days=days, uses=uses, at=TODAY)
        assert refused.value.field == ("days" if days not in range(1, 91) else "uses")

    def test_only_rooms_by_invitation_have_them_and_only_so_many(self):
        open_room = make.room(host=make.person())
        with pytest.raises(Refused) as refused:
            actions.invite(by=make.keeper(), room_id=open_room.id, days=1, uses=1, at=TODAY)
        assert refused.value.why == Refusal.NOT_A_HOST
        room, host = closed_room()
        for _ in range(INVITATIONS_AT_ONCE - RoomInvitation.objects.filter(uses_left__gt=0).count()):
            make.invitation(by=host, room=room)
        with pytest.raises(Refused) as refused:
            actions.invite(by=host, room_id=room.id, days=1, uses=1, at=now())
        assert refused.value.why == Refusal.TOO_MANY_INVITATIONS

    @pytest.mark.usefixtures("no_time_passes")
    def test_writing_them_has_a_pace(self):
        room, host = closed_room()
        with pytest.raises(Refused) as refused:
            for _ in range(50):
                actions.invite(by=host, room_id=room.id, days=1, uses=1, at=now())
        assert refused.value.why == "too_fast"
        assert refused.value.wait_s

    def test_a_token_is_kept_only_as_its_digest_and_a_month_after_its_end_not_at_all(self):
        room, host = closed_room()
        token = actions.invite(by=host, room_id=room.id, days=1, uses=1, at=TODAY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM chat_roominvitation")
            assert token not in str(cursor.fetchall())
        before = RoomInvitation.objects.count()
        end = TODAY + timedelta(days=1)
        actions.forget_invitations(at=end + KEPT_FOR - timedelta(seconds=1))
        assert RoomInvitation.objects.filter(digest=token_digest(token)).exists()
        actions.forget_invitations(at=end + KEPT_FOR)
        assert not RoomInvitation.objects.filter(digest=token_digest(token)).exists()
        assert RoomInvitation.objects.count() == before - 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_at_once_for_the_last_place_one_sits_down():
    room, host = closed_room()
    for _ in range(5):
        token = make.invitation(by=host, room=room)
        guests, start = [make.person() for _ in range(4)], threading.Barrier(4)
        outcomes: list[str] = []

        def take(guest, token=token, outcomes=outcomes, start=start):
            start.wait()
            try:
                actions.take_invitation(by=guest, token=token, at=now())
                outcomes.append("sits")
            except Refused as refused:
                outcomes.append(refused.why)
            finally:
                connection.close()

        threads = [threading.Thread(target=take, args=[guest]) for guest in guests]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(outcomes) == [Refusal.INVITATION_USED_UP] * 3 + ["sits"]
        assert sum(sits(guest, room) for guest in guests) == 1


@pytest.mark.django_db
class TestTheLink:
    @pytest.fixture
    def path(self) -> str:
        make.house(way_in=WayIn.OPEN)
        room, host = closed_room(name="密室", purpose="老茶客")
        return f"/rooms/invitation/{make.invitation(by=host, room=room, uses=5)}/"

    def test_a_stranger_is_led_to_the_door_and_comes_back(self, path):
        shown = browser(None).get(path)
        page = shown.content.decode()
        assert "密室" in page
        assert "惠珍 invites you" in page
        assert f'href="/signin/?next={path}"' in page
        assert f'href="/join/?next={path}"' in page
        assert "no-store" in shown.headers["Cache-Control"]
        sent = browser(None).post(path, headers={"referer": f"http://testserver{path}"})
        assert sent.headers["Location"] == f"/signin/?next={path}"
        new = browser(None)
        words = {"sign_in_name": "xinke", "name": "新客", "password": make.PASSWORD, "next": path}
        assert new.post("/join/", words).headers["Location"] == path
        assert new.post(path).status_code == 302
        assert sits(Person.objects.get(sign_in_name="xinke"), Room.objects.get())

    def test_in_a_house_by_invitation_it_says_that_it_does_not_open_the_house(self):
        make.house(way_in=WayIn.INVITATION)
        room, host = closed_room()
        page = browser(None).get(f"/rooms/invitation/{make.invitation(by=host, room=room)}/").content.decode()
        assert "This link opens the room, not the house" in page
        assert "/join/" not in page
        before = Person.objects.count()
        token = make.invitation(by=host, room=room)
        words = {"sign_in_name": "xinke", "name": "新客", "password": make.PASSWORD}
        for path in ("/join/", f"/join/{token}/"):
            assert browser(None).post(path, words).status_code in (403, 404)
        assert Person.objects.count() == before

    def test_looking_uses_nothing_up_and_the_button_seats(self, path):
        guest = browser(make.person())
        for _ in range(3):
            assert guest.get(path).status_code == 200
        assert RoomInvitation.objects.latest("id").uses_left == 5
        room = Room.objects.get()
        assert guest.post(path).headers["Location"] == f"/rooms/{room.id}/"
        assert guest.get(path).headers["Location"] == f"/rooms/{room.id}/", "whoever sits there is led in"

    @pytest.mark.parametrize(
        ("what", "says"),
        [
            ({"withdrawn_at": TODAY}, "withdrawn"),
            ({"uses_left": 0}, "has come"),
            ({"expires_at": TODAY}, "have passed"),
        ],
    )
    def test_one_that_is_over_says_why_and_names_nothing(self, path, what, says):
        RoomInvitation.objects.filter(pk=RoomInvitation.objects.latest("id").pk).update(**what)
        for answer in (browser(None).get(path), browser(make.person()).get(path), browser(make.person()).post(path)):
            assert answer.status_code == 410
            assert says in answer.content.decode()
            assert "密室" not in answer.content.decode()

    def test_one_that_never_was_is_over_too(self):
        make.house()
        for answer in (browser(None).get("/rooms/invitation/x/"), browser(make.person()).post("/rooms/invitation/x/")):
            assert answer.status_code == 410

    def test_programs_get_values(self, path):
        guest = browser(make.person())
        asked = {"accept": "application/json"}
        assert guest.get(path, headers=asked).json() == {
            "name": "密室", "purpose": "老茶客", "by": "惠珍", "is_member": False,
        }  # fmt: skip
        assert guest.post(path, headers=asked).json() == {"room": Room.objects.get().id, "is_member": True}
        refused = guest.get("/rooms/invitation/x/", headers=asked)
        assert (refused.status_code, refused.json()["refused"]) == (409, "invitation_unknown")
        assert browser(None).post(path, headers=asked).status_code == 401

    def test_the_host_sees_the_link_once_with_its_picture(self):
        room, host = closed_room()
        theirs, path = browser(host), f"/rooms/{room.id}/invitations/"
        made = theirs.post(path, {"uses": "2", "days": "3"}).content.decode()
        link = re.search(r"http://testserver(/rooms/invitation/[\w-]+/)<", made)
        assert link is not None
        svg = re.search(r"<svg[^>]*qr__code.*?</svg>", made, re.DOTALL)
        assert svg is not None
        assert "style" not in svg[0]
        assert 'role="img" aria-label="QR code of this link"' in made
        again = theirs.get(path).content.decode()
        assert link[1] not in again
        assert "For 2 more people" in again
        assert browser(make.person()).get(link[1]).status_code == 200


@pytest.mark.django_db
def test_invitations_of_the_house_show_their_picture_too():
    make.house()
    made = browser(make.keeper()).post("/house/invitations/", {"uses": "1", "days": "7"}).content.decode()
    assert 'class="qr__code"' in made


@pytest.mark.django_db
def test_the_invitations_of_a_moderator_end_with_their_role(happened):
    make.house(way_in=WayIn.INVITATION)
    moderator, other = (make.person(role=Role.MODERATOR, seat=Seat.GUEST) for _ in range(2))
    token = people.invite(by=moderator, days=1, uses=9, at=now())
    stays = people.invite(by=other, days=1, uses=9, at=now())
    people.give_role(by=make.keeper(), person=moderator, role=Role.MEMBER, at=TODAY)
    assert [kind for kind, _ in happened()[-2:]] == ["RoleGiven", "InvitationWithdrawn"]
    with pytest.raises(Refused) as over:
        people.join(sign_in_name="one", name="一", password=make.PASSWORD, address="x", at=now(), invitation=token)
    assert over.value.why == "invitation_over"
    people.join(sign_in_name="two", name="二", password=make.PASSWORD, address="x", at=now(), invitation=stays)
    # Whoever still holds the role in their hands, from before, cannot write another.
    with pytest.raises(Refused) as refused:
        people.invite(by=moderator, days=1, uses=1, at=now())
    assert refused.value.why == "another_seat"
