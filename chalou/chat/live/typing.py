"""Who is just writing, told to those who have the same room open. Nothing of it is written down anywhere.

Whoever writes says so every few seconds, and is believed for as long as a lease lasts: so a killed process, a lost line
and a lost word all end by themselves. Others are told the whole state of a table, at most once a second for a room, and
only in rooms with few listeners: so neither a crowd nor a hostile member can make it a load. Whether somebody may write
at a table is read once, when they begin; what may change it makes it be asked again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import Error

from chalou.chat import queries
from chalou.chat.live.frames import room_of, topic_of
from chalou.chat.queries import WritesAt
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import Frame
from chalou.foundation.hub.hub import Hub
from chalou.foundation.hub.switch import Listener
from chalou.foundation.ids import PersonId, RoomId, ThreadId
from chalou.foundation.throttle import the_throttle
from chalou.foundation.web.tongues import tongue

log = logging.getLogger(__name__)

LEASE_S = 6.0
"""So long somebody is believed to be writing who says nothing more; pages say it every three seconds."""

PACE_S = 1.0
"""From one telling of a room to the next at least."""

AGAIN_S = 4.0
"""After so long it is told again, though nothing changed: for those who have come meanwhile."""

RIGHTS_S = 60.0  # so long an answer about rights is used, unless something happens before

MOST_LISTENERS = 100  # connections that follow a room; in a larger one nobody is told
MOST_TABLES = 5  # of one room at which somebody is seen to write; what is beyond them is left out
MOST_NAMED = 4  # at one table: three are shown, and one of four may be the reader

PER_MINUTE, AT_ONCE = 30, 10  # words of one person that they are writing, or not any more

_VOID_RIGHTS = frozenset({"seats", "thread", "room", "person"})
"""Frames after which whoever could write at a table may not, or is called otherwise."""

Key = tuple[PersonId, ThreadId | None]
Names = tuple[tuple[PersonId, str], ...]


@dataclass(frozen=True, slots=True)
class _Lease:
    """Somebody writes; `listener` is theirs, where it is one of this process."""

    at: WritesAt
    until: float
    listener: Listener | None


@dataclass(frozen=True, slots=True)
class _Rights:
    """Where somebody may be seen to write (None: not there), and until when that is believed."""

    found: WritesAt | None
    until: float


class Typing:
    """The leases of all processes, as far as this one has followers for them. On the hub's thread only."""

    def __init__(self, *, hub: Hub, ask: Callable[[Callable[[], WritesAt | None]], Awaitable[WritesAt | None]]):
        self._hub = hub
        self._ask = ask
        self._leases: dict[str, dict[PersonId, _Lease]] = {}
        self._told: dict[str, dict[ThreadId, Names]] = {}
        self._told_at: dict[str, float] = {}
        self._rights: dict[str, dict[Key, _Rights]] = {}
        self._asking: set[tuple[str, Key]] = set()
        hub.heard_of.append(self.happened)
        hub.heard_beside["writing"] = self.heard_elsewhere

    async def run(self) -> None:
        """Tell for ever."""
        while True:
            await asyncio.sleep(PACE_S)
            self.tick(at=self._hub.loop.time())

    # What comes in

    def heard(self, listener: Listener, room: RoomId, thread: ThreadId | None, *, on: bool) -> None:
        """Somebody writes, or (`on` false) has emptied the field. Whatever is not in order is left alone, silently: it
        is a hint, and whoever sends it has nothing to correct.
        """
        topic, person, at = topic_of(room), listener.person, self._hub.loop.time()
        if topic not in listener.following or self._hub.switch.is_hidden(person):
            return
        key = f"writing:{person}"
        if the_throttle.take(key, per_minute=PER_MINUTE, burst=AT_ONCE, at=at) is not None:
            return
        if not on:
            self._end(topic, person, at=at)
        elif len(self._hub.switch.followers(topic)) + self._hub.presence.elsewhere(topic) <= MOST_LISTENERS:
            rights = self._rights.get(topic, {}).get((person, thread))
            if rights is None or rights.until < at:
                self._find_out(listener, room, thread)
            elif rights.found is not None:
                self._begin(topic, person, rights.found, listener, at=at)

    def heard_elsewhere(self, message: dict[str, Any]) -> None:
        """The same from another process, which has looked at it."""
        topic, person, at = message["writing"], PersonId(message["person"]), self._hub.loop.time()
        if not self._hub.switch.is_followed(topic):
            return
        if message["thread"] is None:
            self._drop(topic, person, at=at)
        else:
            self._take(topic, person, _Lease(WritesAt(message["thread"], message["name"]), at + LEASE_S, None), at=at)

    def happened(self, topic: str, frames: Sequence[Frame]) -> None:
        """Frames of a room were told: a message ends its author's writing, and others what is known of rights."""
        if topic not in self._leases and topic not in self._rights and not self._asking:
            return
        for frame in frames:
            kind = frame.values["is"]
            if kind in _VOID_RIGHTS:
                self._rights.pop(topic, None)
                self._asking = {asked for asked in self._asking if asked[0] != topic}
            elif kind == "message" and frame.of is not None:
                lease = self._leases.get(topic, {}).get(frame.of)
                if lease is not None and _is_new(frame.values, lease.at.thread):
                    self._drop(topic, frame.of, at=self._hub.loop.time())

    # Rights

    def _find_out(self, listener: Listener, room: RoomId, thread: ThreadId | None) -> None:
        asked = topic_of(room), (listener.person, thread)
        if asked not in self._asking:
            self._asking.add(asked)
            self._hub.start(self._found_out(listener, room, thread))

    async def _found_out(self, listener: Listener, room: RoomId, thread: ThreadId | None) -> None:
        topic, key = topic_of(room), (listener.person, thread)
        try:
            found = await self._ask(partial(queries.writer_at, listener.person, room, thread, at=now()))
        except Error as error:
            log.info("who may write could not be asked: %s", str(error).partition("\n")[0])
            self._asking.discard((topic, key))
            return
        if (topic, key) not in self._asking:
            return  # something has happened meanwhile; the next word of it asks again
        self._asking.discard((topic, key))
        at = self._hub.loop.time()
        if topic in listener.following and not self._hub.switch.is_hidden(listener.person):
            self._rights.setdefault(topic, {})[key] = _Rights(found, at + RIGHTS_S)
            if found is not None:
                self._begin(topic, listener.person, found, listener, at=at)

    # Leases

    def _begin(self, topic: str, person: PersonId, where: WritesAt, listener: Listener, *, at: float) -> None:
        if self._take(topic, person, _Lease(where, at + LEASE_S, listener), at=at):
            self._hub.pass_on({"writing": topic, "person": person, "thread": where.thread, "name": where.name})

    def _take(self, topic: str, person: PersonId, lease: _Lease, *, at: float) -> bool:
        leases = self._leases.setdefault(topic, {})
        tables = {one.at.thread for who, one in leases.items() if who != person}
        if len(tables | {lease.at.thread}) > MOST_TABLES:
            return False
        leases[person] = lease
        self._tell_in_time(topic, at=at)
        return True

    def _end(self, topic: str, person: PersonId, *, at: float) -> None:
        """Here, and in the other processes."""
        if self._drop(topic, person, at=at):
            self._hub.pass_on({"writing": topic, "person": person, "thread": None})

    def _drop(self, topic: str, person: PersonId, *, at: float) -> bool:
        was_there = self._leases.get(topic, {}).pop(person, None) is not None
        if was_there:
            self._tell_in_time(topic, at=at)
        return was_there

    # What goes out

    def tick(self, *, at: float) -> None:
        """Leases that ran out, people who have gone, and what is still to be told."""
        for topic, leases in list(self._leases.items()):
            for person, lease in list(leases.items()):
                if lease.listener is not None and not self._is_there(topic, lease.listener):
                    self._end(topic, person, at=at)
                elif lease.until <= at:
                    self._drop(topic, person, at=at)
            self._tell_in_time(topic, at=at)
            if not leases and topic not in self._told:
                del self._leases[topic]
        # Kept while it still bounds the pace: somebody may begin and end, over and over.
        self._told_at = {
            topic: told_at for topic, told_at in self._told_at.items() if topic in self._leases or at - told_at < PACE_S
        }
        for topic, rights in list(self._rights.items()):
            for key in [key for key, one in rights.items() if one.until < at]:
                del rights[key]
            if not rights:
                del self._rights[topic]

    def _is_there(self, topic: str, listener: Listener) -> bool:
        return topic in listener.following and not self._hub.switch.is_hidden(listener.person)

    def _tell_in_time(self, topic: str, *, at: float) -> None:
        since_s = at - self._told_at.get(topic, -AGAIN_S)
        if since_s < PACE_S:
            return  # the next tick tells it
        told, tables = self._told.get(topic, {}), self._tables(topic)
        is_old = since_s >= AGAIN_S
        frames = [
            _writing(topic, thread, tables.get(thread, ()))
            for thread in sorted({*told, *tables})
            if is_old or told.get(thread, ()) != tables.get(thread, ())
        ]
        if frames:
            self._hub.hear(topic, frames)
            self._told_at[topic] = at
        if tables:
            self._told[topic] = tables
        else:
            self._told.pop(topic, None)

    def _tables(self, topic: str) -> dict[ThreadId, Names]:
        found: dict[ThreadId, Names] = {}
        for person, lease in self._leases.get(topic, {}).items():
            found[lease.at.thread] = (*found.get(lease.at.thread, ()), (person, lease.at.name))
        return found


def _is_new(message: Mapping[str, Any], thread: ThreadId) -> bool:
    return message["thread"] == thread and message["edited"] is None and not message["gone"]


def _writing(topic: str, thread: ThreadId, names: Names) -> Frame:
    people = [{"person": person, "name": name, "lang": tongue(name)} for person, name in names[:MOST_NAMED]]
    more = len(names) > MOST_NAMED
    return Frame({"is": "writing", "room": room_of(topic), "thread": thread, "people": people, "more": more})
