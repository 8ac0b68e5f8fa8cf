"""Modes change while people speak: whatever was accepted the room let them say, at the number that it got."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from chalou.chat import actions
from chalou.chat.models import Message, Room
from chalou.chat.tests.table import open_table
from chalou.events.models import Event
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.house.rules.customs import Mode
from tests import making as make

ROUNDS = 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("closed", [Mode.QUIET, Mode.LISTENING])
def test_every_accepted_message_was_allowed_by_the_mode_at_its_number(closed):
    host = make.person()
    room = make.room(host=host)
    Room.objects.filter(id=room.id).update(listen_minutes=30)
    speakers = [make.person(joins=room) for _ in range(3)]
    over = threading.Event()
    refused: list[str] = []
    wrong: list[BaseException] = []

    def speak(person):
        try:
            while not over.is_set():
                the_throttle.forget()
                try:
                    actions.post(by=person, room_id=room.id, text="茶", client_id=ClientId(uuid4()), at=now())
                except Refused as refusal:
                    refused.append(refusal.why)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    with open_table():
        threads = [threading.Thread(target=speak, args=(one,)) for one in speakers]
        for one in threads:
            one.start()
        for _ in range(ROUNDS):
            for mode in (closed, Mode.OPEN):
                the_throttle.forget()
                actions.set_mode(by=host, room_id=room.id, mode=mode, at=now())
        over.set()
        for one in threads:
            one.join()
    assert wrong == []
    changes = sorted(row["change"] for row in Event.objects.filter(kind="RoomChanged").values_list("facts", flat=True))
    assert len(changes) == 2 * ROUNDS
    said = list(Message.objects.filter(room=room).order_by("change").values_list("author", "change"))
    first = dict(reversed(said))
    for author, change in said:
        turns = sum(one < change for one in changes)  # even: open
        # In a listening room whoever has spoken while it was open is settled at the next change.
        spoke_before = closed is Mode.LISTENING and first[author] < max(
            (one for one in changes if one < change), default=0
        )
        assert turns % 2 == 0 or spoke_before
    assert set(refused) <= {"quiet", "listen_first", "busy"}
    assert len({change for _, change in said} | set(changes)) == len(said) + len(changes), "each number once"
