"""A group of messages: one transaction, step by step as the folder's docstring says."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

import msgspec
from django.db import DatabaseError, Error, connection

from chalou.chat.attaching import Attaching
from chalou.chat.models import CLOSED, Access
from chalou.chat.queries import messages_with_client_ids, why_not_say_in
from chalou.chat.refusals import another_seat, muted, refused
from chalou.chat.rules import EVERYBODY, Manners, Refusal, wait_in_slow_room, why_not_post, why_not_speak
from chalou.chat.settling import Newcomers
from chalou.chat.writer.announcing import Announcing
from chalou.chat.writer.floor import show_signs, talks_at, told_in
from chalou.chat.writer.forwards import passed_on
from chalou.chat.writer.mentions import bind, keep
from chalou.chat.writer.polls import put_down
from chalou.chat.writer.replies import sources
from chalou.chat.writer.rights import lacking
from chalou.chat.writer.rows import Accepted, HeldRoom, Seated, ThreadThere
from chalou.chat.writer.values import Draft, Outcome, Posted
from chalou.foundation.counts import the_counts
from chalou.foundation.database import as_moment, is_postgres, why_unable, write
from chalou.foundation.ids import ClientId, MessageId, PersonId, RoomId, ThreadId
from chalou.foundation.refusals import Refused
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Mode
from chalou.people.models import seat_in

log = logging.getLogger(__name__)

_Key = tuple[PersonId, ClientId]
_json = msgspec.json.Encoder()


def write_group(drafts: Sequence[Draft]) -> list[Outcome]:
    """Write the drafts in one durable transaction and answer each, in their order.

    A group that fails as a whole is tried one by one, so that a single message cannot take others down; what still
    fails is refused as `busy`, and the author's program sends the same id again. Where the house itself cannot (its
    disk is full, its database away) no message is to blame, and all are refused with that reason.
    """
    try:
        return _written(drafts)
    except Exception as error:
        # Also a fault of ours: it must not end the thread, for then nobody could write any more.
        # The first line only: PostgreSQL goes on with the row it could not take, and that is what somebody said.
        said = str(error).partition("\n")[0]
        if isinstance(error, DatabaseError):
            the_counts.database_errors.add("writer")
        log.warning("a group of %d messages could not be written: %s: %s", len(drafts), type(error).__name__, said)
        unable = why_unable(error)
        if unable is not None:
            return [unable] * len(drafts)
        if len(drafts) == 1:
            if not isinstance(error, DatabaseError):
                log.exception("a message cannot be written")
            return [refused(Refusal.BUSY)]
    return [outcome for draft in drafts for outcome in write_group([draft])]


def _written(drafts: Sequence[Draft]) -> list[Outcome]:
    """One transaction. A connection that has gone is found out only by using it: then another, on a new one."""
    try:
        with write():
            return _Group(drafts).written()
    except Error:
        if connection.is_usable():
            raise
        connection.close()
    with write():
        return _Group(drafts).written()


def _is_direct(rooms: dict[RoomId, HeldRoom], room: RoomId) -> bool:
    return room in rooms and rooms[room].access == Access.DIRECT


class _Group:
    """The steps of one transaction."""

    def __init__(self, drafts: Sequence[Draft]):
        self._drafts = drafts
        self._cursor = connection.cursor()
        self._postgres = is_postgres()
        self._customs = the_customs()

    def written(self) -> list[Outcome]:
        rooms = self._lock_rooms()
        threads = self._threads(rooms)
        told_from = told_in(self._cursor, [room.id for room in rooms.values() if room.mode is Mode.STORY])
        known = self._known()
        unreached = why_not_say_in({(one.room, one.author) for one in self._drafts if _is_direct(rooms, one.room)})
        seated = self._seated()
        named = {one.id for draft in self._drafts for one in draft.attachments}
        self._attaching = Attaching(self._cursor, named, postgres=self._postgres)
        answered = sources(self._cursor, self._drafts)
        brought = passed_on(self._cursor, self._drafts, rooms)
        self._announcing = Announcing(self._cursor, self._drafts)
        accepted: dict[_Key, Accepted] = {}
        newcomers = Newcomers()
        verdicts: list[Refused | Posted | None] = []  # None: among the accepted
        for draft in self._drafts:
            key = (draft.author, draft.client_id)
            before = known.get(key)
            if before is not None or key in accepted:
                room_before = before.message.room if before else accepted[key].draft.room
                verdicts.append(before if room_before == draft.room else refused(Refusal.BAD_ID))
                continue
            room = rooms.get(draft.room)
            author = seated.get((draft.room, draft.author))
            wait_s = 0.0
            manners: Refusal | None = None
            if room is not None and author is not None:
                talks = talks_at(draft, room, told_from)
                wait_s = wait_in_slow_room(
                    slow_s=0 if draft.is_released else talks.slow_s,
                    is_host=author.manners.is_host,
                    posted_at=author.posted_at,
                    at=draft.at,
                )
                manners = why_not_speak(
                    mode=talks.mode, theirs=author.manners, customs=self._customs, has_floor=talks.has_floor
                )
            muted_s = (author.muted_until - draft.at).total_seconds() if author and author.muted_until else 0.0
            thread = threads.get(draft.thread or (room.thread if room is not None else ThreadId(0)))
            refusal = why_not_post(
                room_exists=room is not None,
                thread_exists=thread is not None and thread.room == draft.room,
                is_by_invitation=room is not None and room.access in CLOSED,
                is_member=author is not None,
                is_removed=room is not None and author is None and self._is_removed(draft),
                is_archived=thread is not None and thread.is_archived,
                is_muted=muted_s > 0,
                has_to_wait=wait_s > 0,
            )
            if refusal is None and manners is Refusal.LISTEN_FIRST:
                manners = newcomers.why_not(draft.room, draft.author, at=draft.at)
            refusal = refusal or manners or unreached.get((draft.room, draft.author))
            if refusal is Refusal.MUTED and author is not None:
                verdicts.append(muted(reason=author.reason, wait_s=muted_s))
                continue
            lacks = lacking(draft, author.manners, self._customs) if author is not None else None
            if refusal is None and lacks is not None:
                verdicts.append(another_seat(lacks, self._customs))
                continue
            if refusal is not None or room is None or thread is None or author is None:
                verdicts.append(refused(refusal or Refusal.NOT_FOUND, wait_s=ceil(wait_s) or None))
                continue
            refusal = self._announcing.why_not(draft, is_host=author.manners.is_host)
            source = brought.get(key) or answered.get((draft.room, draft.reply_to or 0))
            refusal = refusal or (source if isinstance(source, Refusal) else None)
            if refusal is not None or isinstance(source, Refusal):
                verdicts.append(refused(refusal or Refusal.NOT_FOUND))
                continue
            if draft.reply_to is not None and source is None:
                verdicts.append(refused(Refusal.NO_SOURCE))
                continue
            attached = self._attaching.taken(draft.attachments, room=draft.room, author=draft.author)
            if isinstance(attached, Refusal):
                verdicts.append(refused(attached))
                continue
            self._announcing.count(draft)
            author.posted_at = draft.at
            room.seq += 1
            room.change += 1
            newcomers.answered(draft.room, draft.author, seq=room.seq, at=draft.at)
            accepted[key] = Accepted(draft, thread, room.seq, room.change, author.name, author.cup, attached, source)
            verdicts.append(None)
        accepted = self._with_mentions(accepted)
        numbers = self._insert(list(accepted.values())) if accepted else {}
        self._remember_last_post(
            [one.draft for one in accepted.values() if talks_at(one.draft, rooms[one.draft.room], told_from).slow_s]
        )
        told_from_floor = [one.draft for one in accepted.values() if one.thread.is_main and one.draft.room in told_from]
        show_signs(self._cursor, [(self._stored(draft.at), draft.room) for draft in told_from_floor])
        outcomes: list[Outcome] = []
        told: set[_Key] = set()
        for draft, verdict in zip(self._drafts, verdicts, strict=True):
            if verdict is not None:
                outcomes.append(verdict)
                continue
            key = (draft.author, draft.client_id)
            outcomes.append(accepted[key].posted(numbers[key], again=key in told))
            told.add(key)
        return outcomes

    def _with_mentions(self, accepted: dict[_Key, Accepted]) -> dict[_Key, Accepted]:
        drafts = [one.draft for one in accepted.values()]
        names = bind(self._cursor, [(draft.room, draft.author, draft.html) for draft in drafts])
        return {
            key: replace(one, draft=replace(one.draft, html=html), named=named) if named else one
            for (key, one), (html, named) in zip(accepted.items(), names, strict=True)
        }

    def _lock_rooms(self) -> dict[RoomId, HeldRoom]:
        # Those too from which something is passed on: it must not change before everybody is told.
        sources = {draft.forwards[0] for draft in self._drafts if draft.forwards is not None}
        wanted = sorted({draft.room for draft in self._drafts} | sources)
        self._cursor.execute(
            "SELECT r.id, t.id, r.access, r.mode, r.slow_s, r.seq, r.change"
            " FROM chat_room r JOIN chat_thread t ON t.room_id = r.id AND t.is_main"
            f" WHERE r.id IN ({_marks(len(wanted))}) ORDER BY r.id"
            + (" FOR NO KEY UPDATE OF r" if self._postgres else ""),
            wanted,
        )
        return {
            room: HeldRoom(room, thread, access, Mode(mode), slow_s, seq, change)
            for room, thread, access, mode, slow_s, seq, change in self._cursor.fetchall()
        }

    def _threads(self, rooms: dict[RoomId, HeldRoom]) -> dict[ThreadId, ThreadThere]:
        """The main threads of the locked rooms, and those that drafts name. They change only under the room's lock."""
        threads = {
            one.thread: ThreadThere(one.thread, one.id, is_main=True, is_archived=False) for one in rooms.values()
        }
        named = sorted({draft.thread for draft in self._drafts if draft.thread is not None} - threads.keys())
        if named:
            self._cursor.execute(
                f"SELECT id, room_id, is_main, archived_at FROM chat_thread WHERE id IN ({_marks(len(named))})", named
            )
            for number, room, is_main, archived_at in self._cursor.fetchall():
                threads[number] = ThreadThere(number, room, bool(is_main), archived_at is not None)
        return threads

    def _known(self) -> dict[_Key, Posted]:
        self._cursor.execute(
            # A join, not `IN (VALUES …)`: for that SQLite would read every message there is, for each group.
            f"WITH wanted (author, client) AS (VALUES {_pairs(len(self._drafts))})"
            " SELECT m.id FROM wanted w JOIN chat_message m ON m.author_id = w.author AND m.client_id = w.client",
            [value for draft in self._drafts for value in (draft.author, self._uuid(draft.client_id))],
        )
        numbers = [row[0] for row in self._cursor.fetchall()]
        return {
            (message.author, client_id): Posted(message, client_id, again=True)
            for message, client_id in (messages_with_client_ids(numbers) if numbers else ())
        }

    def _seated(self) -> dict[tuple[RoomId, PersonId], Seated]:
        seats = {(draft.room, draft.author) for draft in self._drafts}
        self._cursor.execute(
            f"WITH wanted (room, person) AS (VALUES {_pairs(len(seats))})"
            " SELECT m.room_id, m.person_id, p.name, p.cup, p.seat, p.role, m.is_host, m.settled_at, m.posted_at,"
            " q.until, q.reason FROM wanted w"
            " JOIN chat_membership m ON m.room_id = w.room AND m.person_id = w.person"
            " JOIN people_person p ON p.id = m.person_id"
            " LEFT JOIN chat_mute q ON q.room_id = m.room_id AND q.person_id = m.person_id WHERE p.is_active",
            [value for seat in seats for value in seat],
        )
        rows = self._cursor.fetchall()
        return {
            (room, person): Seated(
                name,
                cup,
                Manners(
                    seat=seat_in(seat, role),
                    is_host=bool(host),
                    is_settled=settled_at is not None,
                ),
                as_moment(posted_at),
                as_moment(until),
                reason or "",
            )
            for room, person, name, cup, seat, role, host, settled_at, posted_at, until, reason in rows
        }

    def _remember_last_post(self, drafts: list[Draft]) -> None:
        """In slow rooms, when each of these people spoke last."""
        if not drafts:
            return
        self._cursor.executemany(
            "UPDATE chat_membership SET posted_at = %s WHERE room_id = %s AND person_id = %s",
            [(self._stored(draft.at), draft.room, draft.author) for draft in drafts],
        )

    def _is_removed(self, draft: Draft) -> bool:
        self._cursor.execute(
            "SELECT 1 FROM chat_removal WHERE room_id = %s AND person_id = %s", [draft.room, draft.author]
        )
        return self._cursor.fetchone() is not None

    def _insert(self, accepted: list[Accepted]) -> dict[_Key, MessageId]:
        """Insert messages and their events, write the rooms' numbers; answers the numbers of the messages."""
        columns = (
            "room_id, thread_id, author_id, client_id, seq, change, text, html, posted_at, has_attachments,"
            " reply_to_id, forwarded_from_id, is_announcement, has_poll"
        )
        rows = [
            (
                one.draft.room,
                one.thread.id,
                one.draft.author,
                self._uuid(one.draft.client_id),
                one.seq,
                one.change,
                one.draft.text,
                one.draft.html,
                self._stored(one.draft.at),
                bool(one.attachments),
                one.reply_to.message if one.reply_to else None,
                one.draft.forwards[0] if one.draft.forwards else None,
                one.draft.announces,
                one.draft.poll is not None,
            )
            for one in accepted
        ]
        if self._postgres:
            self._cursor.execute(
                f"INSERT INTO chat_message ({columns}) VALUES {', '.join([f'({_marks(14)})'] * len(rows))}"
                " RETURNING room_id, seq, id",
                [value for row in rows for value in row],
            )
            by_place = {(room, seq): number for room, seq, number in self._cursor.fetchall()}
            numbers = [by_place[one.draft.room, one.seq] for one in accepted]
        else:
            # One process writes and its transaction is the only one: the next number is the largest and one.
            self._cursor.execute("SELECT COALESCE(MAX(id), 0) FROM chat_message")
            last = self._cursor.fetchone()[0]
            numbers = list(range(last + 1, last + 1 + len(accepted)))
            self._cursor.executemany(
                f"INSERT INTO chat_message (id, {columns}) VALUES ({_marks(15)})",
                [(number, *row) for number, row in zip(numbers, rows, strict=True)],
            )
        reached = {one.draft.room: (one.seq, one.change) for one in accepted}
        for room, (seq, change) in reached.items():
            self._cursor.execute("UPDATE chat_room SET seq = %s, change = %s WHERE id = %s", [seq, change, room])
        last = {one.thread.id: one.seq for one in accepted}
        self._cursor.executemany(
            "UPDATE chat_thread SET last_seq = %s WHERE id = %s", [(seq, thread) for thread, seq in last.items()]
        )
        self._follow(accepted)
        self._attaching.attach((number, one.attachments) for one, number in zip(accepted, numbers, strict=True))
        keep(self._cursor, [(number, one.named) for one, number in zip(accepted, numbers, strict=True)])
        self._announcing.keep_in_sight(zip(accepted, numbers, strict=True))
        asked = [(number, one.draft.poll, one.draft.at) for one, number in zip(accepted, numbers, strict=True)]
        put_down(self._cursor, asked)
        self._record(zip(accepted, numbers, strict=True))
        return {(one.draft.author, one.draft.client_id): number for one, number in zip(accepted, numbers, strict=True)}

    def _follow(self, accepted: list[Accepted]) -> None:
        """Whoever speaks at a table of its own, or is named there by somebody they hear, follows it, unless they muted
        it. It begins with what they said, or before what names them.
        """
        at_tables = [one for one in accepted if not one.thread.is_main]
        if not at_tables:
            return
        begins = {
            (person, one.thread.id): (one.seq - 1, one.draft)
            for one in reversed(at_tables)
            for person in one.named
            if person != EVERYBODY
        } | {(one.draft.author, one.thread.id): (one.seq, one.draft) for one in at_tables}
        self._cursor.executemany(
            "INSERT INTO chat_readmark (person_id, thread_id, seq, read_at, stance)"
            " SELECT p.id, %s, %s, %s, 'follows' FROM people_person p WHERE p.id = %s AND NOT EXISTS"
            " (SELECT 1 FROM people_block b WHERE b.person_id = p.id AND b.blocked_id = %s)"
            " ON CONFLICT (person_id, thread_id) DO UPDATE SET stance = 'follows' WHERE chat_readmark.stance = ''",
            # In the order in which marks are written, so that two of them never wait for each other in a circle.
            [
                (thread, seq, self._stored(draft.at), person, draft.author)
                for (person, thread), (seq, draft) in sorted(begins.items(), key=lambda item: item[0])
            ],
        )

    def _record(self, inserted: Iterable[tuple[Accepted, MessageId]]) -> None:
        rows = [
            (type(event).__name__, _json.encode(event.facts()).decode(), self._stored(event.at))
            for one, number in inserted
            for event in one.events(number)
        ]
        if self._postgres:
            self._cursor.execute(
                f"INSERT INTO events_event (kind, facts, at) VALUES {', '.join([f'({_marks(3)})'] * len(rows))}",
                [value for row in rows for value in row],
            )
        else:
            self._cursor.executemany(f"INSERT INTO events_event (kind, facts, at) VALUES ({_marks(3)})", rows)

    def _uuid(self, value: UUID) -> Any:
        """As this database keeps it."""
        return value if self._postgres else value.hex

    def _stored(self, at: datetime) -> Any:
        """As this database keeps it."""
        return connection.ops.adapt_datetimefield_value(at)


def _marks(count: int) -> str:
    return ", ".join(["%s"] * count)


def _pairs(count: int) -> str:
    return ", ".join(["(%s, %s)"] * count)
