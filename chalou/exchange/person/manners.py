"""What is somebody's own of how they came to speak in rooms."""

from collections.abc import Iterator

from chalou.chat.models import Hearing, VouchingWithdrawn
from chalou.exchange.person.values import Values, moment
from chalou.people.models import Person


def listening(of: Person) -> Iterator[Values]:
    rows = Hearing.objects.filter(person=of).order_by("room")
    columns = ("room", "began_at", "heard", "answers", "asked_at", "put_off_at", "put_off_word", "settled_at")
    for room, began, heard, answers, asked, put_off, word, settled in rows.values_list(*columns):
        yield {
            "room": room,
            "since": moment(began),
            "heard": heard,
            "answers": answers,
            "asked_for_a_seat_at": moment(asked),
            "put_off_at": moment(put_off),
            "reason": word,
            "settled_at": moment(settled),
        }


def no_vouching(of: Person) -> Iterator[Values]:
    rows = VouchingWithdrawn.objects.filter(person=of).values_list("at", "reason")
    return ({"at": moment(at), "reason": reason} for at, reason in rows)
