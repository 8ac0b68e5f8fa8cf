"""What somebody did for the house and for rooms, as their own file tells it."""

from collections.abc import Iterator

from chalou.chat.models import Floor, Hearing, Mute, Pin, Removal, Telling, VouchingWithdrawn
from chalou.desk.models import Decision
from chalou.exchange.person.values import Values, moment
from chalou.people.models import Person


def kept_order(of: Person) -> Iterator[Values]:
    """What they did for the house and for rooms: the act and their own words, and whom it concerned as a number."""
    decisions = Decision.objects.filter(by_number=of.pk).order_by("id")
    for at, act, reason, number in decisions.values_list("at", "act", "reason", "person_number"):
        yield {"at": moment(at), "act": act, "reason": reason, "person": number, "room": None, "seq": None}
    for act, rows in (
        (
            "send_out",
            Removal.objects.filter(removed_by=of).order_by("id").values_list("removed_at", "reason", "person", "room"),
        ),
        ("mute", Mute.objects.filter(muted_by=of).order_by("id").values_list("muted_at", "reason", "person", "room")),
    ):
        for at, reason, number, room in rows:
            yield {"at": moment(at), "act": act, "reason": reason, "person": number, "room": room, "seq": None}
    floors = Floor.objects.filter(opened_by=of).order_by("id").values_list("opened_at", "teller", "room")
    for at, number, room in floors:
        yield {"at": moment(at), "act": "open_floor", "reason": "", "person": number, "room": room, "seq": None}
    taken = Telling.objects.filter(withdrawn_by=of).exclude(person=of).order_by("id")
    for taken_at, number, room in taken.values_list("withdrawn_at", "person", "floor__room"):
        yield {
            "at": moment(taken_at),
            "act": "withdraw_telling",
            "reason": "",
            "person": number,
            "room": room,
            "seq": None,
        }
    let_speak = Hearing.objects.filter(settled_by=of).order_by("id").values_list("settled_at", "person", "room")
    for let_in_at, number, room in let_speak:
        yield {"at": moment(let_in_at), "act": "let_speak", "reason": "", "person": number, "room": room, "seq": None}
    withdrawn = VouchingWithdrawn.objects.filter(by=of).order_by("at", "pk").values_list("at", "reason", "person")
    for at, reason, number in withdrawn:
        yield {
            "at": moment(at), "act": "withdraw_vouching", "reason": reason, "person": number, "room": None, "seq": None
        }  # fmt: skip
    pins = Pin.objects.filter(pinned_by=of).order_by("id").values_list("pinned_at", "room", "message__seq")
    for at, room, seq in pins:
        yield {"at": moment(at), "act": "pin", "reason": "", "person": None, "room": room, "seq": seq}
