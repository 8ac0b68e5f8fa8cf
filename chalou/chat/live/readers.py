"""Who has read how far, told to those who show it to each other. From any thread that may ask the database.

Not an event: whoever reads does nothing that others must never miss, and a mark moves with every message. So the state
of a thread is told when marks of it were written, together, every two seconds at most (`visits.keep_marks`).
"""

from collections.abc import Collection
from typing import Any

from chalou.chat import queries
from chalou.chat.live.frames import topic_of
from chalou.chat.queries import Readers
from chalou.foundation.hub import hub
from chalou.foundation.hub.frames import Frame
from chalou.foundation.ids import PersonId, RoomId, ThreadId


def tell_readers(threads: Collection[tuple[RoomId, ThreadId | None]]) -> None:
    """Marks of these threads (None: the main one of the room) were written."""
    if hub.the_hub is not None:
        for one in queries.readers_in(threads):
            people = [reader.person for reader in one.people]
            hub.the_hub.call(hub.the_hub.tell_only, people, topic_of(one.room), readers_values(one))


def tell_to_ask(person: PersonId) -> None:
    """Somebody shows it where they did not, or no longer: who follows a room in which they sit asks anew."""
    if hub.the_hub is not None:
        for room in queries.rooms_with_readers(person):
            hub.the_hub.call(hub.the_hub.tell, topic_of(room), [Frame({"is": "readers", "room": room})])


def readers_values(readers: Readers) -> dict[str, Any]:
    people = [{"person": one.person, "seq": one.seq} for one in readers.people]
    return {"is": "readers", "room": readers.room, "thread": readers.thread, "people": people}
