"""Who hears what. Calls in, answers out; no sockets, no clock, no tasks.

A `Listener` is one connection of one person. It follows topics ("room:12"). What a listener may follow is decided
elsewhere, once, when it asks; here it is only granted and taken back. Granting and taking back may race: a right that
is taken back while the question is still under way must not be granted by the late answer. So asking hands out a
ticket, and taking back makes all open tickets of that person void.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from chalou.foundation.ids import PersonId


class Line(Protocol):
    """The writing end of one connection."""

    def write(self, data: bytes) -> bool:
        """Write finished frames; False when the line is closing or was cut for being too slow."""

    def end(self, code: int, reason: str) -> None:
        """Close politely."""


class Listener:
    """One connection of one person."""

    __slots__ = ("following", "language", "line", "person", "session", "strikes", "unheard", "wants_html")

    def __init__(
        self,
        *,
        person: PersonId,
        session: str,
        line: Line,
        wants_html: bool,
        language: str,
        unheard: frozenset[PersonId] = frozenset(),
    ):
        self.person = person
        self.session = session  # its digest: the key itself never travels
        self.language = language
        self.line = line
        self.wants_html = wants_html
        self.unheard = unheard  # the people whose frames are left out for them
        self.following: set[str] = set()
        self.strikes = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """An open question: may this listener follow this topic?"""

    listener: Listener
    topic: str
    revocations: int


class Switch:
    """The one table of listeners of this process. Used from one thread only."""

    def __init__(self) -> None:
        self._followers: dict[str, set[Listener]] = {}
        self._of_person: dict[PersonId, set[Listener]] = {}
        self._revocations: dict[PersonId, int] = {}
        self._hearings: dict[PersonId, int] = {}
        self._aside: dict[str, set[PersonId]] = {}
        self._hidden: set[PersonId] = set()
        self._lines = 0
        self._moved: set[str] = set()

    def enter(self, listener: Listener) -> None:
        self._of_person.setdefault(listener.person, set()).add(listener)
        self._lines += 1

    def leave(self, listener: Listener) -> None:
        for topic in tuple(listener.following):
            self.unfollow(listener, topic)
        theirs = self._of_person.get(listener.person)
        if theirs is not None and listener in theirs:
            theirs.discard(listener)
            self._lines -= 1
            if not theirs:
                del self._of_person[listener.person]
                self._revocations.pop(listener.person, None)
                self._hearings.pop(listener.person, None)
                self._hidden.discard(listener.person)

    def ask(self, listener: Listener, topic: str) -> Ticket:
        """Take a ticket before asking whether the listener may follow."""
        return Ticket(listener, topic, self._revocations.get(listener.person, 0))

    def grant(self, ticket: Ticket, *, is_aside: bool = False, is_hidden: bool = False) -> bool:
        """Follow from now on. False if rights were taken back, or the listener left, since the ticket: ask again.

        `is_aside`: they only look on there, and are counted but not named. `is_hidden`: they do not show that they are
        here, anywhere.
        """
        listener = ticket.listener
        if listener not in self._of_person.get(listener.person, ()):
            return False
        if self._revocations.get(listener.person, 0) != ticket.revocations:
            return False
        listener.following.add(ticket.topic)
        if is_aside:
            self._aside.setdefault(ticket.topic, set()).add(listener.person)
        else:
            self.come_in(listener.person, ticket.topic)
        self._mark_hidden(listener.person, is_hidden=is_hidden)
        self._followers.setdefault(ticket.topic, set()).add(listener)
        self._moved.add(ticket.topic)
        return True

    def unfollow(self, listener: Listener, topic: str) -> None:
        listener.following.discard(topic)
        self._moved.add(topic)
        followers = self._followers.get(topic)
        if followers is not None:
            followers.discard(listener)
            if not followers:
                del self._followers[topic]
        aside = self._aside.get(topic)
        if aside is not None and listener.person in aside and not self._follows(listener.person, topic):
            self.come_in(listener.person, topic)

    def revoke(self, person: PersonId, topic: str) -> tuple[Listener, ...]:
        """Take a topic back from a person, all open questions included. Answers who followed it until now."""
        self._void_tickets(person)
        until_now = tuple(one for one in self._of_person.get(person, ()) if topic in one.following)
        for listener in until_now:
            self.unfollow(listener, topic)
        return until_now

    def keep_only(self, people: Collection[PersonId], topic: str) -> tuple[Listener, ...]:
        """Take a topic back from all but these people, open questions included. Answers who followed it until now."""
        kept = frozenset(people)
        for person in self._of_person:
            if person not in kept:
                self._void_tickets(person)
        until_now = tuple(one for one in self._followers.get(topic, ()) if one.person not in kept)
        for listener in until_now:
            self.unfollow(listener, topic)
        return until_now

    def expel(self, person: PersonId, *, is_over: Callable[[Listener], bool]) -> tuple[Listener, ...]:
        """Take everything back from those connections of a person whose session `is_over`. Answers them."""
        self._void_tickets(person)
        ended = tuple(one for one in self._of_person.get(person, ()) if is_over(one))
        for listener in ended:
            self.leave(listener)
        return ended

    def _void_tickets(self, person: PersonId) -> None:
        if person in self._of_person:
            self._revocations[person] = self._revocations.get(person, 0) + 1

    def silence(self, person: PersonId, other: PersonId, *, is_silent: bool) -> tuple[Listener, ...]:
        """A person does not hear another any more, or does again. Answers their connections."""
        theirs = self.of_person(person)
        if theirs:
            self._hearings[person] = self.hearing(person) + 1
        for listener in theirs:
            listener.unheard = listener.unheard | {other} if is_silent else listener.unheard - {other}
        return theirs

    def _follows(self, person: PersonId, topic: str) -> bool:
        return any(topic in one.following for one in self._of_person.get(person, ()))

    def come_in(self, person: PersonId, topic: str) -> None:
        """Somebody who looked on belongs there from now on, and is named."""
        aside = self._aside.get(topic)
        if aside is not None and person in aside:
            aside.discard(person)
            self._moved.add(topic)
            if not aside:
                del self._aside[topic]

    def hide(self, person: PersonId, *, is_hidden: bool) -> None:
        """A person does not show any more that they are here, or does again. Open questions are void: their answers
        may be older.
        """
        self._void_tickets(person)
        if person in self._of_person:
            self._mark_hidden(person, is_hidden=is_hidden)

    def _mark_hidden(self, person: PersonId, *, is_hidden: bool) -> None:
        if is_hidden == (person in self._hidden):
            return
        (self._hidden.add if is_hidden else self._hidden.discard)(person)
        for listener in self._of_person.get(person, ()):
            self._moved.update(listener.following)

    def is_hidden(self, person: PersonId) -> bool:
        return person in self._hidden

    def hidden(self) -> frozenset[PersonId]:
        """Those who are connected and do not show it."""
        return frozenset(self._hidden)

    def hearing(self, person: PersonId) -> int:
        """Take this before reading whom a person does not hear: what was read is void if it is another afterwards."""
        return self._hearings.get(person, 0)

    def followers(self, topic: str) -> tuple[Listener, ...]:
        """Who follows the topic now; a copy, so that people may come and go while it is told."""
        return tuple(self._followers.get(topic, ()))

    def topics(self) -> tuple[str, ...]:
        return tuple(self._followers)

    def is_followed(self, topic: str) -> bool:
        return topic in self._followers

    def people_of(self, topic: str) -> frozenset[PersonId]:
        """Who follows the topic and shows it, each once, however many windows they have open. From any thread."""
        return frozenset(listener.person for listener in self.followers(topic)) - self._hidden

    def aside_of(self, topic: str) -> frozenset[PersonId]:
        """Those of them who only look on: counted, not named. From any thread."""
        return frozenset(self._aside.get(topic, ())) - self._hidden

    def moved(self) -> set[str]:
        """The topics that somebody began or ceased to follow since this was last asked."""
        moved, self._moved = self._moved, set()
        return moved

    def line_counts(self) -> dict[PersonId, int]:
        """How many connections everybody has."""
        return {person: len(lines) for person, lines in self._of_person.items()}

    def listeners(self) -> Iterable[Listener]:
        for theirs in self._of_person.values():
            yield from theirs

    def size(self) -> tuple[int, int, int]:
        """How many connections, people and topics there are. The one question that any thread may ask."""
        return self._lines, len(self._of_person), len(self._followers)

    def people(self) -> tuple[PersonId, ...]:
        return tuple(self._of_person)

    def of_person(self, person: PersonId) -> tuple[Listener, ...]:
        return tuple(self._of_person.get(person, ()))
