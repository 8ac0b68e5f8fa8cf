"""What is read on the way of every message and every page is found by an index, however many messages there are."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chalou.chat import actions, queries
from chalou.chat.models import Access
from chalou.chat.writer import Draft, write_group
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from tests import making as make

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]


def plans(read) -> list[str]:
    """How SQLite goes about everything that `read` asks."""
    with CaptureQueriesContext(connection) as asked:
        read()
    found = []
    for query in asked:
        if query["sql"].lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
                found += [row[3] for row in cursor.fetchall()]
    assert found
    return found


def scanned(found: list[str]) -> list[str]:
    """Readings of a whole table that grows with talk or with people."""
    return [
        step
        for step in found
        if step.startswith(("SCAN chat_me", "SCAN chat_re", "SCAN chat_wo", "SCAN m", "SCAN p", "SCAN x", "SCAN k"))
        # Only those who keep order and the elders stand in it.
        and not step.endswith("USING INDEX people_marked")
    ]


# Of all messages only those of this room are read, and still all of them. The first or last of a thread is found in its
# index alone; of what was passed on there is little.
_WHOLE_ROOM = re.compile(r"(SEARCH|SCAN) chat_message USING INDEX (?!chat_forwarded_here).*\((room_id|thread_id)=\?\)$")


def test_writing_a_group_reads_no_table_from_end_to_end():
    room = make.room()
    ming = make.person(joins=room)

    def draft() -> Draft:
        return Draft(client_id=ClientId(uuid4()), room=room.id, author=ming.id, at=now(), text="茶", html="<p>茶</p>")

    assert scanned(plans(lambda: write_group([draft(), draft(), draft()]))) == []


@pytest.mark.parametrize("what", ["page", "earlier", "catch up", "rooms", "follow", "barred", "wordings"])
def test_reading_a_room_reads_no_table_from_end_to_end(what):
    room = make.room()
    ming = make.person(joins=room)
    for _ in range(3):
        make.message(by=ming, room=room)
    actions.edit(by=ming, room_id=room.id, seq=1, text="改", at=now())
    reads = {
        "page": lambda: queries.page_of(ming, room.id),
        "earlier": lambda: queries.messages_before(make.main(room), 3),
        "catch up": lambda: queries.catch_up(room.id, 1),
        "rooms": lambda: queries.rooms_for(ming),
        "follow": lambda: queries.room_for_follower(ming.id, room.id),
        "barred": lambda: queries.barred_among([ming.id], room.id),
        "wordings": lambda: queries.wordings_of(ming, queries.room_for(ming, room.id), queries.message_in(room.id, 1)),
    }
    assert scanned(plans(reads[what])) == []


@pytest.mark.parametrize("before", [None, 10**9])
def test_what_somebody_said_is_found_by_the_index_of_it(before):
    rooms = [make.room(name=f"厅{n}") for n in range(3)]
    ming = make.person(joins=rooms)
    for room in rooms:
        make.message(by=ming, room=room)
    found = plans(lambda: queries.said_by(ming, ming.id, before=before))
    assert scanned(found) == []
    by_index = [step for step in found if "USING" in step and "chat_said_by" in step]
    assert len(by_index) == 3
    assert all("author_id=? AND room_id=?" in step for step in by_index)


VERBS = {
    "edit": lambda by, room: actions.edit(by=by, room_id=room.id, seq=1, text="改", at=now()),
    "take back": lambda by, room: actions.take_back(by=by, room_id=room.id, seq=1, at=now()),
    "another way in": lambda by, room: actions.change_room(
        by=by, room_id=room.id, name="大堂", purpose="", access=Access.PUBLIC, at=now()
    ),
    "react": lambda by, room: actions.react(by=by, room_id=room.id, seq=1, kind="cup", on=True, at=now()),
    "mark unread": lambda by, room: actions.mark_unread(by=by, room_id=room.id, seq=1, at=now()),
    "mark read": lambda by, room: actions.mark_read(marks={(by.id, room.id, None): 2}, at=now()),
    "move": lambda by, room: actions.move_to_new(by=by, room_id=room.id, seqs=[1, 2], title="另开一桌", at=now()),
    "bring": lambda by, room: actions.bring(by=by, room_id=room.id, data=b"tea", name="a", at=now()),
    "jump to a day": lambda by, room: queries.first_seq_since(make.main(room), now()),
    "digest": lambda by, room: queries.unread_of([by.id], [room.id]),
    "tables": lambda by, room: queries.threads_of(by, room.id),
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_walks_through_all_that_was_said_in_a_room(verb, tmp_path, monkeypatch):
    monkeypatch.setattr(media, "folder", lambda: tmp_path)
    room, keeper = make.room(), make.keeper()
    make.thread(by=keeper, room=room)
    make.talk(by=keeper, room=room, messages=3)
    answer = Draft(ClientId(uuid4()), room.id, keeper.id, "茶", "<p>茶</p>", now(), reply_to=1)
    write_group([answer])
    found = plans(lambda: VERBS[verb](keeper, room))
    assert scanned(found) == []

    assert [step for step in found if _WHOLE_ROOM.match(step)] == []
