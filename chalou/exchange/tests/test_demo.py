"""The demo house as it stands in the database: one is furnished, and looked at from all sides."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.test import RequestFactory, TestCase

from chalou.chat import queries as chat
from chalou.chat.models import (
    Aside,
    Attachment,
    Floor,
    Mention,
    Message,
    Pin,
    Poll,
    Reaction,
    Room,
    Telling,
    Thread,
    Vote,
)
from chalou.chat.rules import counted
from chalou.desk.models import Case, Decision
from chalou.events.models import Event
from chalou.exchange import demo
from chalou.exchange.demo.cast import GUESTS, KEEPER, PEOPLE
from chalou.exchange.demo.plays import plays
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.ids import RoomId
from chalou.house.models import WayIn
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import (
    CodeApp,
    MailAddress,
    Passkey,
    Person,
    Profile,
    RecoveryCode,
    Session,
    SignInLink,
    Word,
    WordKind,
)
from chalou.people.queries.receiving import receiver_of
from chalou.server.keeper.actions import set_up


class TestFurnished(TestCase):
    """Furnished once for all of these: each only looks."""

    at: datetime
    rooms: list[Room]

    @classmethod
    def setUpTestData(cls) -> None:
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        patch = cls.enterClassContext(pytest.MonkeyPatch.context())
        patch.setattr(media, "folder", lambda: Path(folder, "media"))
        cls.at = now().astimezone(ZoneInfo(settings.TIME_ZONE))
        first = demo.play(demo.FIRST_ROOM)
        keeper = set_up(
            house_name=demo.HOUSE,
            tagline=demo.TAGLINE,
            language="zh-hans",
            way_in=WayIn.OPEN,
            sign_in_name=KEEPER[0],
            name=KEEPER[1],
            password=None,
            room_name=first.name,
            room_purpose=first.purpose,
            is_demo=True,
            at=cls.at - demo.OPEN_FOR,
        )
        demo.fill(keeper=keeper, first_room=Room.objects.get(), at=cls.at)
        cls.rooms = list(Room.objects.order_by("opened_at", "id"))

    def test_every_room_has_what_was_written_in_its_order(self):
        assert len(self.rooms) == len(plays())
        for room, play in zip(self.rooms, plays(), strict=True):
            assert (room.name, room.access) == (play.name, play.access)
            timed = play.timed(self.at)
            places = {line.label: seq for seq, (_, _, line) in enumerate(timed, start=1)}
            rows = list(
                Message.objects.filter(room=room).order_by("seq").select_related("author", "thread", "reply_to")
            )
            assert [row.seq for row in rows] == list(range(1, room.seq + 1))
            for row, (moment, scene, line) in zip(rows, timed, strict=True):
                said = "" if line.taken_back is not None else line.edited[1] if line.edited else line.text
                assert (row.text, row.author.sign_in_name, row.posted_at) == (said, line.who, moment)
                assert row.thread.title == scene.table
                assert (row.edited_at is not None) == (line.edited is not None)
                found = row.reply_to.seq if row.reply_to and row.forwarded_from_id is None else None
                assert found == (places[line.answers] if line.answers else None), (play.key, line.number)
            assert max(row.change for row in rows) <= room.change

    def test_there_is_some_of_everything(self):
        assert Message.objects.count() >= 400
        assert Thread.objects.filter(is_main=False).count() >= 5
        assert Attachment.objects.filter(message=None).count() == 0
        assert Attachment.objects.exclude(alt="").count() >= 10
        assert Message.objects.filter(is_announcement=True).exists()
        assert Message.objects.exclude(forwarded_from=None).exists()
        assert Pin.objects.count() >= 5
        assert Mention.objects.count() >= 6
        assert Message.objects.exclude(taken_back_at=None).count() == 1
        assert Message.objects.exclude(edited_at=None).count() >= 2
        assert Poll.objects.filter(closed_at=None, closes_at__gt=self.at).exists()
        assert Poll.objects.exclude(closed_at=None).count() >= 2
        assert Vote.objects.count() >= 10
        assert Event.objects.filter(kind="MessagePosted").count() == Message.objects.count()

    def test_a_story_was_told_and_what_was_asked_meanwhile_came_after_it(self):
        floor = Floor.objects.get()
        assert floor.ended_at is not None
        assert not Aside.objects.exists()
        for viewer in (None, Person.objects.get(sign_in_name="marta")):
            room = chat.room_for(viewer, RoomId(floor.room_id))
            [line] = chat.stories_of(viewer, room)
            [part] = chat.story_for(viewer, room, floor.pk).parts
            assert (line.title, part.name, part.is_shown) == (floor.title, "武夷许岩生", True)
            assert len(part.paragraphs) >= 1
            assert [piece.picture.alt[:6] for piece in part.pieces if piece.picture] == ["从上面看的一"]
        told = Telling.objects.get()
        assert told.until_seq is not None
        after = Message.objects.filter(room=floor.room, seq__gt=told.until_seq).order_by("seq")[:3]
        assert {one.author.sign_in_name for one in after} == {"hehe", "laopeng", "marta"}

    def test_the_cups_at_a_message_are_those_that_were_raised(self):
        for message in Message.objects.exclude(reactions=""):
            kinds = list(Reaction.objects.filter(message=message).values_list("kind", flat=True))
            assert counted(message.reactions) == {kind: kinds.count(kind) for kind in kinds}
        assert Reaction.objects.count() == Event.objects.filter(kind="Reacted").count() > 400

    def test_the_two_guests_find_something_new_and_not_everything(self):
        for key in GUESTS:
            guest = Person.objects.get(sign_in_name=key)
            lines = [line for line in chat.rooms_for(guest) if line.is_member]
            fresh = {line.name: line.unread for line in lines if line.unread}
            assert len(fresh) >= 4
            assert all(count <= 40 for count in fresh.values()), fresh
            read_by_all = Person.objects.get(sign_in_name="gusongnian")
        assert [line.unread for line in chat.rooms_for(read_by_all) if line.is_member and line.unread] == []

    def test_whoever_is_new_has_somebody_to_ask_and_whoever_comes_next_too(self):
        elders = {one.name for one in PEOPLE if one.seat is Seat.ELDER}
        new = [one for one in PEOPLE if one.seat in (Seat.NEWCOMER, Seat.GUEST)]
        assert {one.key for one in new} >= {"hehe", "marta"}
        found = [receiver_of(Person.objects.get(sign_in_name=one.key).id) for one in new]
        assert {one.name for one in found if one} == elders
        assert None not in found
        told = Word.objects.filter(kind=WordKind.RECEIVE).values_list("person__name", "other__sign_in_name")
        assert {(name, key) for name, key in told} == {
            (one.name, key.key) for one, key in zip(found, new, strict=True) if one
        }
        came = people.join(
            sign_in_name="laike", name="来客", password="a long enough one", address="192.0.2.1", at=now()
        )
        assert came.received_by is not None
        assert came.received_by.name in elders

    def test_the_desk_has_one_case_and_it_is_settled(self):
        case = Case.objects.get()
        assert case.decided_at is not None
        assert [one.act for one in Decision.objects.filter(case_number=case.pk)] == ["settle"]

    def test_nobody_of_them_can_sign_in(self):
        request = RequestFactory().post("/signin/")
        assert Person.objects.count() == len(PEOPLE) + 1
        for person in Person.objects.all():
            assert not person.has_usable_password()
            for tried in ("", "!", person.sign_in_name, person.password, "password", demo.HOUSE):
                assert authenticate(request, username=person.sign_in_name, password=tried) is None
        for key in (Session, SignInLink, Passkey, CodeApp, RecoveryCode, MailAddress):
            assert not key.objects.exists(), key
        assert Profile.objects.exclude(words="").count() == len(PEOPLE)

    def test_only_the_two_guests_are_given_links(self):
        with transaction.atomic():
            links = demo.guest_links(at=now())
            assert {link.name for link in links} == {one.name for one in PEOPLE if one.key in GUESTS}
            whose = set(SignInLink.objects.values_list("person__sign_in_name", flat=True))
            transaction.set_rollback(True)
        assert whose == set(GUESTS)

    def test_it_happened_in_the_last_three_weeks_and_nothing_later_than_now(self):
        assert Message.objects.order_by("posted_at")[0].posted_at > self.at - timedelta(days=23)
        assert Message.objects.order_by("-posted_at")[0].posted_at < self.at
        assert not Event.objects.filter(at__gt=self.at).exists()
        assert not Thread.objects.filter(opened_at__gt=self.at).exists()
