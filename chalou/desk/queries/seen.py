"""What may be reported, as whoever reports it sees it."""

from dataclasses import dataclass

from chalou.chat import queries as rooms
from chalou.chat.models import Access
from chalou.desk.models import Report
from chalou.foundation import subjects
from chalou.foundation.ids import PersonId, RoomId, ThreadId
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject
from chalou.people import queries as people
from chalou.people.models import Person


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing as somebody sees it who may report it. `text` as typed; `name` is that of whom it concerns."""

    person: PersonId | None
    name: str
    text: str
    room: RoomId | None


def seen(viewer: Person, about: Subject, room: RoomId | None = None) -> Seen:
    """A thing that this viewer may report because they can see it: a message of a room they may read, a table of it,
    the room itself, words of thanks, or somebody who sits in one (`room`: in which it happened).
    """
    if about.kind == "message":
        found = rooms.messages_readable(viewer, [about.number])
        if not found:
            raise NotFound
        message = found[0]
        # What it offers to choose between is said, too.
        offered = [f"· {choice.words}" for choice in message.poll.choices] if message.poll else []
        return Seen(message.author, message.name, "\n".join((message.text, *offered)), message.room)
    if about.kind == "thread":
        thread = rooms.thread_known(ThreadId(about.number))
        rooms.room_for(viewer, thread.room)
        return Seen(thread.opened_by, _name(thread.opened_by), thread.title, thread.room)
    if about.kind == "room":
        of = rooms.room_for(viewer, RoomId(about.number))
        if of.access == Access.DIRECT:  # its words are those of its people
            raise NotFound
        return Seen(None, "", f"{of.name}\n{of.purpose}".strip(), of.id)
    if about.kind == "thanks":
        line = people.thanks_seen(viewer, about.number)
        rooms.person_met(viewer, line.to)
        if not line.words or (line.about is not None and line.about not in subjects.shown(viewer, [line.about])):
            raise NotFound
        return Seen(line.by, line.name, line.words, None)
    person = Person.objects.filter(pk=about.number, is_active=True).first() if about.kind == "person" else None
    if person is None:
        raise NotFound
    together = rooms.met(viewer, person.id)
    if not together and viewer.id != person.id and not viewer.is_keeper and not person.is_listed:
        raise NotFound
    return Seen(person.id, person.name, person.name, room if room in together else None)


def has_reported(viewer: Person, about: Subject) -> bool:
    """Whether this viewer has told of a thing and nobody has decided yet."""
    return Report.objects.filter(
        reporter=viewer, case__about_kind=about.kind, case__about_number=about.number, case__decided_at=None
    ).exists()


def _name(person: PersonId | None) -> str:
    return "" if person is None else Person.objects.filter(pk=person).values_list("name", flat=True).first() or ""
