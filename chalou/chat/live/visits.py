"""What a connected person may ask: open and close rooms, post, mark as read, catch up.

Runs on the hub's thread, so nothing here waits for the database: questions are put to a few threads, posts to the
writer.
"""

import logging
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import Error, close_old_connections, connection
from django.utils import translation

from chalou.chat import actions, queries
from chalou.chat.attaching import Brought
from chalou.chat.live.frames import ack, catch_up_values, listening_values, message_frame, seats, topic_of
from chalou.chat.live.readers import readers_values, tell_readers
from chalou.chat.live.typing import Typing
from chalou.chat.refusals import refused
from chalou.chat.rules import Refusal
from chalou.chat.writer import Outcome, Posted, Reply
from chalou.foundation.clock import now
from chalou.foundation.counts import the_counts
from chalou.foundation.database import why_unable
from chalou.foundation.hub.frames import Unreadable, decode
from chalou.foundation.hub.hub import Hub
from chalou.foundation.hub.switch import Listener
from chalou.foundation.ids import AttachmentId, ClientId, PersonId, RoomId, ThreadId
from chalou.foundation.refusals import Refused, Unable
from chalou.foundation.throttle import the_throttle
from chalou.screening.admit import refusal
from chalou.screening.rules import Objection

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_STRIKES = 60  # refused frames in a row; a client that writes nothing else is broken or hostile
MOST_ROOMS = 200  # rooms one connection may follow
QUESTIONS_PER_MINUTE, QUESTIONS_AT_ONCE = 3000, 600  # to the database, of one person; a page asks a few in a minute
MOST_NAMED = 100  # attachments of one post; how many there may be is said in words (rules)
LONGEST_ID = 64  # of what is told back to somebody as they gave it


class BadFrame(Exception):
    """A frame without what it needs."""


class Visits:
    """The conversation with all connected people of this process."""

    def __init__(self, *, hub: Hub, threads: ThreadPoolExecutor):
        self._hub = hub
        self._threads = threads
        self._marks: dict[tuple[PersonId, RoomId, ThreadId | None], int] = {}
        self._asking: set[tuple[Listener, str]] = set()
        self._closed: set[tuple[Listener, str]] = set()  # rooms that were closed while the question was under way
        self.typing = Typing(hub=hub, ask=self.ask)

    async def ask(self, question: Callable[[], T]) -> T:
        """Put a question to the database without holding up anybody else."""
        return await self._hub.loop.run_in_executor(self._threads, partial(_fresh, question))

    def heard(self, listener: Listener, data: bytes) -> None:
        """A frame came in."""
        try:
            frame = decode(data)
        except Unreadable:
            self._refuse(listener, {}, "bad_frame", _BAD_FRAME)
            return
        try:
            match frame.get("do"):
                case "post":
                    self._post(listener, frame)
                case "read":
                    self._read(listener, _room(frame), _thread(frame), _whole(frame, "seq"))
                case "open":
                    self._open(
                        listener, _room(frame), _whole(frame, "since") if frame.get("since") is not None else None
                    )
                case "since":
                    self._since(listener, _room(frame), _whole(frame, "since"))
                case "close":
                    self._close(listener, _room(frame))
                case "writing":
                    self.typing.heard(listener, _room(frame), _thread(frame), on=_yes(frame, "on"))
                case "readers":
                    self._readers(listener, _room(frame), _thread(frame))
                case "listening":
                    self._listen(listener, _room(frame))
                case "digest":
                    self._once(listener, "digest", RoomId(0), self._all_unread(listener.person))
                case "ping":
                    self._hub.say(listener, {"is": "pong"})
                case _:
                    raise BadFrame
        except BadFrame:
            self._refuse(listener, frame, "bad_frame", _BAD_FRAME)
        except Refused as refused_it:
            self._refuse_with(listener, frame, refused_it)

    # Posting

    def _post(self, listener: Listener, frame: dict[str, Any]) -> None:
        text, given = frame.get("text"), frame.get("id")
        if not isinstance(text, str) or not isinstance(given, str) or len(given) > LONGEST_ID:
            raise BadFrame
        try:
            client_id = ClientId(UUID(given))
        except ValueError:
            raise BadFrame from None
        actions.hand_in(
            by=listener.person,
            room_id=_room(frame),
            text=text,
            client_id=client_id,
            at=now(),
            reply=partial(self._answer_post, listener, {"do": "post", "id": given, "room": frame["room"]}),
            thread=_thread(frame),
            attachments=_brought(frame),
            reply_to=_whole(frame, "reply_to") if frame.get("reply_to") is not None else None,
            announces=frame.get("announce") is True,
        )

    def _answer_post(self, listener: Listener, frame: dict[str, Any], outcome: Outcome) -> None:
        if isinstance(outcome, Posted):
            listener.strikes = 0
            # As the author wrote it, so that a client can look it up by what it sent.
            self._hub.say(listener, {**ack(outcome), "id": frame["id"]})
        else:
            self._refuse_with(listener, frame, outcome)

    def announce(self, group: list[tuple[Reply, Outcome]]) -> None:
        """A group is on disk: answer the authors, then tell the rooms. On the hub's thread, once for the group."""
        rooms: dict[RoomId, list[Posted]] = {}
        for reply, outcome in group:
            reply(outcome)
            if isinstance(outcome, Posted) and not outcome.again:
                rooms.setdefault(outcome.message.room, []).append(outcome)
        for room, posted in rooms.items():
            frames = [message_frame(one.message) for one in posted]
            # What is announced is kept in sight beside the talk, which is fetched.
            hints = [seats(room)] if any(one.message.is_announcement for one in posted) else []
            self._hub.tell(topic_of(room), [*frames, *hints])

    # Following

    def _open(self, listener: Listener, room: RoomId, since: int | None) -> None:
        if len(listener.following) >= MOST_ROOMS:
            raise BadFrame
        self._closed.discard((listener, f"open:{room}"))
        self._once(listener, "open", room, self._opened(listener, room, since))

    def _close(self, listener: Listener, room: RoomId) -> None:
        if (listener, f"open:{room}") in self._asking:
            self._closed.add((listener, f"open:{room}"))
        self._hub.switch.unfollow(listener, topic_of(room))

    async def _opened(self, listener: Listener, room: RoomId, since: int | None) -> None:
        while True:
            ticket = self._hub.switch.ask(listener, topic_of(room))
            answer = await self.ask(partial(queries.room_for_follower, listener.person, room))
            if (listener, f"open:{room}") in self._closed:
                return
            if isinstance(answer, Refusal):
                self._hub.say(listener, {"is": "gone", "room": room, "why": answer.value})
                return
            if self._hub.switch.grant(ticket, is_aside=not answer.sits, is_hidden=answer.is_hidden):
                break
            if listener not in self._hub.switch.of_person(listener.person):
                return
        change = answer.change
        self._hub.follow(topic_of(room), change)
        # Only now that it follows is the state read, so nothing falls between the two.
        asked = partial(queries.catch_up, room, change if since is None else since, person=listener.person)
        caught = await self.ask(asked)
        if topic_of(room) not in listener.following:
            return
        listener.strikes = 0
        self._hub.say(listener, {"is": "opened", "room": room, "seq": caught.seq, "change": caught.change})
        if since is not None:
            self._hub.say(listener, catch_up_values(caught.without(listener.unheard), html=listener.wants_html))

    def _since(self, listener: Listener, room: RoomId, since: int) -> None:
        if topic_of(room) not in listener.following:
            raise refused(Refusal.NOT_FOUND)
        self._once(listener, "since", room, self._caught_up(listener, room, since))

    async def _caught_up(self, listener: Listener, room: RoomId, since: int) -> None:
        caught = await self.ask(partial(queries.catch_up, room, since, person=listener.person))
        if topic_of(room) in listener.following:
            listener.strikes = 0
            self._hub.say(listener, catch_up_values(caught.without(listener.unheard), html=listener.wants_html))

    def _once(self, listener: Listener, what: str, room: RoomId, work: Any) -> None:  # a coroutine
        """One question of a kind about a room at a time; a client that asks again meanwhile gets the one answer."""
        key = (listener, f"{what}:{room}")
        if key in self._asking:
            work.close()
            return
        # Few threads ask the database for everybody: one person's flood of questions would be in front of all others.
        wait_s = the_throttle.take(
            f"question:{listener.person}",
            per_minute=QUESTIONS_PER_MINUTE,
            burst=QUESTIONS_AT_ONCE,
            at=self._hub.loop.time(),
        )
        if wait_s is not None:
            work.close()
            raise refusal(Objection.TOO_FAST, wait_s=wait_s)
        self._asking.add(key)

        async def answered() -> None:
            try:
                await work
            except Error as error:
                unable = why_unable(error)
                log.warning("a question of a connected person failed", exc_info=unable is None)
                self._refuse_with(listener, {"do": what, "room": room}, unable or refused(Refusal.BUSY))
            finally:
                self._asking.discard(key)
                self._closed.discard(key)

        self._hub.start(answered())

    # Reading

    def _read(self, listener: Listener, room: RoomId, thread: ThreadId | None, seq: int) -> None:
        if topic_of(room) in listener.following:
            key = (listener.person, room, thread)
            self._marks[key] = max(seq, self._marks.get(key, 0))

    async def keep_marks(self) -> None:
        """Write down how far people have read; called every second or so, and at the end."""
        marks, self._marks = self._marks, {}
        if not marks:
            return
        try:
            await self.ask(partial(actions.mark_read, marks=marks, at=now()))
        except Error:
            for key, seq in marks.items():
                self._marks[key] = max(seq, self._marks.get(key, 0))
            log.warning("read marks could not be written; they are kept for the next try")
            return
        await self.ask(partial(tell_readers, {(room, thread) for _, room, thread in marks}))
        # Read in one window, it is read in the others too.
        several = {person for person, _, _ in marks if len(self._hub.switch.of_person(person)) > 1}
        if several:
            await self.tell_unread(several, {room for person, room, _ in marks if person in several})

    def _readers(self, listener: Listener, room: RoomId, thread: ThreadId | None) -> None:
        if topic_of(room) not in listener.following:
            raise refused(Refusal.NOT_FOUND)
        self._once(listener, "readers", room, self._told_readers(listener, room, thread))

    async def _told_readers(self, listener: Listener, room: RoomId, thread: ThreadId | None) -> None:
        """How far others have read, or that it is not shown to this one."""
        found = await self.ask(partial(queries.readers_for, listener.person, room, thread, listener.unheard))
        if topic_of(room) in listener.following:
            none = {"is": "readers", "room": room, "thread": thread, "people": None}
            self._hub.say(listener, none if found is None else readers_values(found))

    def _listen(self, listener: Listener, room: RoomId) -> None:
        if topic_of(room) not in listener.following:
            raise refused(Refusal.NOT_FOUND)
        self._once(listener, "listening", room, self._listened(listener, room))

    async def _listened(self, listener: Listener, room: RoomId) -> None:
        """How far whoever asks has come; if the time has just come to its end, they are settled by asking."""
        await self.ask(partial(actions.listen, by=listener.person, room_id=room, at=now()))
        found = await self.ask(partial(queries.listening_for, listener.person, room, at=now()))
        if topic_of(room) in listener.following:
            self._hub.say(listener, listening_values(room, found))

    async def tell_unread(self, people: Collection[PersonId], rooms: Collection[RoomId]) -> None:
        """Tell these people what is unread in these rooms, wherever they do not follow them anyway."""
        topics = {topic_of(room) for room in rooms}
        # Those who have all of them open hear of them anyway; in a large room that is nearly everybody.
        elsewhere = [one for one in people if any(topics - line.following for line in self._hub.switch.of_person(one))]
        found = await self.ask(partial(queries.unread_of, elsewhere, rooms)) if elsewhere else {}
        behind = {room for lines in found.values() for room, _, unread in lines if unread}
        named = await self.ask(partial(queries.unread_mentions, list(found), behind)) if behind else {}
        for person, lines in found.items():
            for listener in self._hub.switch.of_person(person):
                others = [
                    {"room": room, "seq": seq, "unread": unread, **_named_at(named.get((person, room)), unread)}
                    for room, seq, unread in lines
                    if topic_of(room) not in listener.following
                ]
                if others:
                    self._hub.say(listener, {"is": "digest", "rooms": others})

    async def _all_unread(self, person: PersonId) -> None:
        rooms = await self.ask(partial(queries.seqs_of_rooms_of, [person]))
        await self.tell_unread([person], rooms)

    # Refusing

    def _refuse_with(self, listener: Listener, frame: dict[str, Any], refusal: Refused) -> None:
        with translation.override(listener.language):
            self._refuse(listener, frame, refusal.why, str(refusal.say), refusal.wait_s)
        if isinstance(refusal, Unable):
            listener.strikes -= 1  # whoever goes on trying until the house can again does right

    def _refuse(
        self, listener: Listener, frame: dict[str, Any], why: str, say: str, wait_s: float | None = None
    ) -> None:
        values: dict[str, Any] = {
            "is": "refused",
            "about": _told_back(frame.get("do")),
            "why": why,
            "say": say,
            "wait_s": wait_s,
        }
        if frame.get("do") == "post":
            the_counts.posts_refused.add(why)
        values.update({key: frame[key] for key in ("id", "room") if _told_back(frame.get(key)) is not None})
        self._hub.say(listener, values)
        listener.strikes += 1
        if listener.strikes > MOST_STRIKES:
            listener.line.end(4429, "too many frames that cannot be accepted")


_BAD_FRAME = "This frame cannot be read; see docs/protocol.md."  # for programmers, so it is English for everybody


def _told_back(value: object) -> str | int | None:
    """What somebody sent, as far as it is repeated to them: nothing long, nothing nested, no number that JSON lacks."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_ID else None
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53 else None


def _named_at(seq: int | None, unread: int) -> dict[str, int]:
    """The first message that names somebody, where there is one in what counts as unread for them."""
    return {"named_at": seq} if seq is not None and unread else {}


def _room(frame: dict[str, Any]) -> RoomId:
    return RoomId(_whole(frame, "room"))


def _thread(frame: dict[str, Any]) -> ThreadId | None:
    """Which thread of the room is meant; without one, its main."""
    return ThreadId(_whole(frame, "thread")) if frame.get("thread") is not None else None


def _brought(frame: dict[str, Any]) -> tuple[Brought, ...]:
    """What a post brings along: numbers, or numbers with what is to be said of each."""
    given = frame.get("attachments")
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) > MOST_NAMED:
        raise BadFrame
    found = []
    for one in given:
        held = one if isinstance(one, dict) else {"id": one}
        alt = held.get("alt")
        if alt is not None and not isinstance(alt, str):
            raise BadFrame
        found.append(Brought(AttachmentId(_whole(held, "id")), alt))
    return tuple(found)


def _yes(frame: dict[str, Any], key: str) -> bool:
    """Yes, unless it says no."""
    value = frame.get(key, True)
    if not isinstance(value, bool):
        raise BadFrame
    return value


def _whole(frame: dict[str, Any], key: str) -> int:
    value = frame.get(key)
    # Larger numbers than a database column can hold are nobody's room and nobody's seq.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise BadFrame
    return value


def _fresh(question: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return question()
    except Error:
        the_counts.database_errors.add("live")
        # The connection may be the reason (the server was restarted): the next question takes a new one.
        connection.close()
        raise
