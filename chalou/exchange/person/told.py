"""What somebody told from the floor of a room, and what they said beside a telling, as plain values."""

from collections.abc import Iterator

from chalou.chat.models import Aside, Telling
from chalou.chat.queries import pictures_in
from chalou.exchange.person.values import Values, moment
from chalou.people.models import Person


def asides(of: Person) -> Iterator[Values]:
    rows = Aside.objects.filter(person=of).order_by("pk")
    for room, at, text, is_question in rows.values_list("floor__room", "put_at", "text", "is_question"):
        yield {"room": room, "at": moment(at), "text": text, "question": is_question}


def tellings(of: Person) -> Iterator[Values]:
    rows = Telling.objects.filter(person=of).select_related("floor").order_by("pk")
    for one in rows.prefetch_related("earlier"):
        yield {
            "room": one.floor.room_id,
            "title": one.floor.title,
            "at": moment(one.floor.opened_at),
            "state": one.state,
            "text": one.text,
            "pictures": [picture.id for picture in pictures_in(one)],
            "after_seq": one.after_seq,
            "until_seq": one.until_seq,
            "kept_at": moment(one.kept_at),
            "edited_at": moment(one.edited_at),
            "earlier": [{"text": old.text, "said_at": moment(old.said_at)} for old in one.earlier.all()],
        }
