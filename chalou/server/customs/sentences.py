"""What is customary here, in sentences made from the customs themselves; and what differs between two of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chalou.house.rules.customs import EARNED, Conditions, Customs, Mode, Question, Seat
from chalou.house.rules.document import at_place, leaves, to_document
from chalou.server.customs import words


@dataclass(frozen=True, slots=True)
class Part:
    """What is customary in one matter."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that is another: as it was and as it is. Of a text both are what it says."""

    what: str
    before: str
    after: str


def customary(customs: Customs) -> tuple[Part, ...]:
    """All that is customary, for everybody who comes."""
    return (
        Part(_("How one talks"), tuple(_talking(customs))),
        Part(_("How one becomes known"), tuple(_seats(customs))),
        Part(_("What one may do"), tuple(_rights(customs))),
        Part(_("While somebody tells a story"), tuple(_telling(customs))),
    )


def changes(before: Customs, after: Customs) -> tuple[Change, ...]:
    """What is another, setting by setting, in the order of the file."""
    was, is_now = to_document(before), to_document(after)
    found: list[Change] = []
    for leaf in leaves():
        old, new = at_place(was, leaf.place), at_place(is_now, leaf.place)
        if old == new:
            continue
        if leaf.place == ("listening", "questions"):
            found += _questions(before.listening.questions, after.listening.questions)
        else:
            found.append(Change(words.in_a_list(leaf.place), words.shown(old), words.shown(new)))
    return tuple(found)


def _questions(before: tuple[Question, ...], after: tuple[Question, ...]) -> Iterator[Change]:
    gone = [one for one in before if one not in after]
    new = [one for one in after if one not in before]
    for one in gone:
        yield Change(_("A question"), _question(one), words.shown(""))
    for one in new:
        yield Change(_("A question"), words.shown(""), _question(one))
    if not gone and not new:
        yield Change(_("Questions about the house"), _("in one order"), _("in another"))


def _question(question: Question) -> str:
    right = question.answers[question.right]
    return _("“%(asks)s” – right: “%(right)s”") % {"asks": question.asks, "right": right}


def _talking(customs: Customs) -> Iterator[str]:
    yield {
        Mode.OPEN: _("A new room is open: whoever sits down there speaks."),
        Mode.SLOW: _("In a new room one speaks slowly: a guest waits half a minute between two messages."),
        Mode.LISTENING: _("In a new room one listens first, and then speaks."),
        Mode.QUIET: _("In a new room its hosts speak, and the others read."),
    }[customs.new_rooms]
    yield _("The hosts of a room may let it talk in another way; that is to be seen in the room.")
    listening = customs.listening
    heard = []
    if listening.messages:
        heard.append(ngettext("%(num)s message", "%(num)s messages", listening.messages) % {"num": listening.messages})
    if listening.minutes:
        heard.append(words.duration(60 * listening.minutes))
    if heard:
        yield _("Where a room listens first, who is new hears %(heard)s, and then speaks.") % {
            "heard": _(" and ").join(heard)
        }
    if heard and listening.spared is not Seat.NEWCOMER:
        yield {
            Seat.GUEST: _("From guest on one need not listen first."),
            Seat.REGULAR: _("From regular on one need not listen first."),
            Seat.ELDER: _("Elders need not listen first."),
        }[listening.spared]
    if listening.questions:
        yield _("Meanwhile a few questions about the house are asked. A wrong answer is explained; nobody fails.")
    if customs.asks_for_more:
        yield _(
            "Who praises a tea in a few words is asked where it is from and how it tasted. One need not answer, and "
            "can switch it off."
        )


def _seats(customs: Customs) -> Iterator[str]:
    yield _("Whoever comes is a newcomer, and welcome.")
    for seat in EARNED:
        led = _led(customs.seats[seat])
        if seat is Seat.GUEST:
            yield _("A guest is %(who)s.") % {"who": led}
        else:
            yield _("A regular is %(who)s.") % {"who": led}
    yield _("Elders are named by elders and by the keeper.")
    yield _("What one has earned stays, however long one is away. It cannot be bought.")


def _led(conditions: Conditions) -> str:
    """Who has this seat."""
    asked = []
    if rooms := conditions.listened_in:
        asked.append(
            ngettext("has listened to the end in %(num)s room", "has listened to the end in %(num)s rooms", rooms)
            % {"num": rooms}
        )
    if days := conditions.days:
        asked.append(ngettext("was here on %(num)s day", "was here on %(num)s different days", days) % {"num": days})
    if people := conditions.thanked_by:
        asked.append(
            ngettext("was thanked by %(num)s person", "was thanked by %(num)s different people", people)
            % {"num": people}
        )
    if not asked:
        return _("everybody, from the first day on")
    who = _("whoever %(has)s") % {"has": _(", and ").join(asked)}
    return (
        _("%(who)s, or somebody for whom a friend of the house vouches") % {"who": who}
        if conditions.or_vouched
        else who
    )


def _rights(customs: Customs) -> Iterator[str]:
    says = {
        Seat.NEWCOMER: _("Everybody may %(do)s."),
        Seat.GUEST: _("From guest on one may also %(do)s."),
        Seat.REGULAR: _("From regular on one may also %(do)s."),
        Seat.ELDER: _("Elders may also %(do)s."),
    }
    yield _("Reading, and raising a cup to what others say, is open to everybody who sits in a room.")
    for seat, say in says.items():
        opened = [str(words.RIGHTS[right]) for right, first in customs.rights.items() if first is seat]
        if opened:
            yield say % {"do": _(", ").join(opened)}


def _telling(customs: Customs) -> Iterator[str]:
    yield _("One person has the floor, and the others listen; who would like to be next raises a hand.")
    yield _("Who loses the line keeps the floor for %(time)s.") % {"time": words.duration(customs.floor.grace_s)}
    yield _("After %(time)s of silence the next one may have it.") % {"time": words.duration(customs.floor.silence_s)}
