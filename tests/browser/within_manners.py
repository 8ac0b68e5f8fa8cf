"""The verbs of `within.py` about how a room talks: its mode, listening first, the storyteller's floor."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from chalou.chat import actions as chat
from chalou.chat.models import Aside, Floor, Hand, Room, Telling
from chalou.chat.queries import told_in
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId, PersonId, RoomId
from chalou.foundation.throttle import the_throttle
from chalou.house.actions import change_customs
from chalou.house.queries import newest_version, ready_set
from chalou.house.rules.customs import Mode
from chalou.people.models import Person

Answer = dict[str, Any] | None  # what JSON holds


def open_floor(by: int, room: int, teller: int, title: str) -> Answer:
    """Somebody begins to tell."""
    of = PersonId(teller)
    opened = chat.open_floor(by=Person.objects.get(id=by), room_id=RoomId(room), teller=of, title=title, at=now())
    return {"floor": opened.pk}


def raise_hand(by: int, room: int) -> Answer:
    chat.raise_hand(by=Person.objects.get(id=by), room_id=RoomId(room), at=now())
    return None


def put_aside(by: int, room: int, text: str, question: bool) -> Answer:  # from JSON
    """Words beside the telling."""
    chat.put_aside(
        by=Person.objects.get(id=by),
        room_id=RoomId(room),
        text=text,
        is_question=question,
        client_id=ClientId(uuid4()),
        at=now(),
    )
    return None


def end_floor(by: int, room: int, keeps: int) -> Answer:
    """The telling is over; whoever told it first (`keeps`) keeps their part."""
    floor = chat.end_floor(by=Person.objects.get(id=by), room_id=RoomId(room), at=now())
    told = Telling.objects.filter(floor=floor).order_by("place").first()
    if keeps and told is not None:
        teller = Person.objects.get(id=told.person_id)
        chat.keep_telling(by=teller, room_id=RoomId(room), telling_id=told.pk, at=now())
    return {"floor": floor.pk, "telling": told.pk if told is not None else 0}


def measures(room: RoomId, messages: int, minutes: int) -> Answer:
    """What is asked of whoever listens in a room, should it listen."""
    Room.objects.filter(id=room).update(listen_messages=messages, listen_minutes=minutes)
    return None


def set_mode(by: int, room: RoomId, mode: str) -> Answer:
    chat.set_mode(by=Person.objects.get(id=by), room_id=room, mode=Mode(mode), at=now())
    the_throttle.forget()
    return None


def listens(by: int, room: RoomId, messages: int, minutes: int) -> Answer:
    """A room listens first, by a measure of its own."""
    measures(room, messages, minutes)
    return set_mode(by, room, Mode.LISTENING)


def asks_for_seat(by: int, room: RoomId) -> Answer:
    chat.ask_for_seat(by=Person.objects.get(id=by), room_id=room, at=now())
    return None


def let_in(by: int, room: RoomId, person: PersonId) -> Answer:
    chat.let_in(by=Person.objects.get(id=by), room_id=room, person_id=person, at=now())
    return None


def stage(room: RoomId) -> Answer:
    """The last telling of a room as the disk has it: who holds the floor, the hands in order with what is known of
    their lines, what waits at the side, and what each has told.
    """
    floor = Floor.objects.filter(room=room).latest("pk")
    hands = Hand.objects.filter(floor=floor).order_by("place")
    return {
        "floor": floor.pk,
        "tellings": [one.pk for one in Telling.objects.filter(floor=floor).order_by("place")],
        "holder": floor.holder_id,
        "was_seen": floor.had_line,
        "is_lost": floor.lost_at is not None,
        "over": floor.ended_at is not None,
        "hands": [hand.person_id for hand in hands if hand.expired_at is None],
        "seen": [hand.person_id for hand in hands if hand.had_line],
        "lost": [hand.person_id for hand in hands if hand.lost_at is not None and hand.expired_at is None],
        "expired": [hand.person_id for hand in hands if hand.expired_at is not None],
        "asides": [aside.text for aside in Aside.objects.filter(floor=floor).order_by("pk")],
        "told": [
            [one.person_id, [said.text for said in told_in(one)]]
            for one in Telling.objects.filter(floor=floor).order_by("place")
        ],
    }


def asks_about_rules(by: int) -> Answer:
    """The house asks whoever listens about its rules, as a study circle does."""
    newest = newest_version()
    asked = replace(newest.customs.listening, questions=ready_set("study-circle").listening.questions)
    customs = replace(newest.customs, listening=asked)
    change_customs(customs=customs, instead_of=newest.number, by=PersonId(by), note="进来先认认规矩。", at=now())
    return {}
