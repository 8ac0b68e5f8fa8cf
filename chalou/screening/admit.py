"""The door: `admit` is asked before every write by a person, and either lets it pass or says why not."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import Refused
from chalou.foundation.text.characters import cleaned
from chalou.foundation.throttle import the_throttle
from chalou.screening.rules import Act, Deed, Objection, objection_to


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a text of this act may be, and how often one person may do it."""

    longest: int
    per_minute: float
    burst: float


_SAYS: dict[Objection, str | Promise] = {
    Objection.EMPTY: _("There is nothing to read in it yet. Write a few words first."),
    Objection.TOO_LONG: _("That is too long. Please make it shorter, or send it in several parts."),
    Objection.CONTROL_CHARACTERS: _("There are control characters in it, which nobody can read. Please take them out."),
    Objection.DIRECTION_CHARACTERS: _(
        "There are hidden marks in it that turn the direction of writing. Please type it anew instead of pasting it."
    ),
    Objection.BROKEN_TEXT: _("Some characters arrived broken. Please type them again."),
    Objection.TOO_FAST: _("That was a little fast. Have a sip of tea and send it again in a moment."),
}


def limit_of(act: Act) -> Limit:
    """The limits of an act on this installation."""
    match act:
        case Act.POST:
            return Limit(settings.CHALOU.message_length, settings.CHALOU.posts_per_minute, settings.CHALOU.post_burst)
        case Act.EDIT:
            return Limit(settings.CHALOU.message_length, 30, 15)
        case Act.OPEN_ROOM | Act.CHANGE_ROOM:
            return Limit(300, 6, 10)
        case Act.GIVE_REASON:
            return Limit(200, 60, 60)
        case Act.REPORT:
            return Limit(500, 6, 12)
        case Act.DECIDE:
            return Limit(200, 60, 60)
        case Act.OPEN_THREAD | Act.CHANGE_THREAD:
            return Limit(300, 6, 10)
        case Act.ASK_IN:  # somebody nobody knows; each try is read by a person
            return Limit(500, 0.1, 4)
        case Act.SPEAK_OF_ONESELF:
            return Limit(300, 10, 20)
        case Act.JOIN | Act.CHANGE_PROFILE:
            return Limit(200, 10, 20)
        case Act.OPEN_FLOOR:
            return Limit(200, 6, 10)
        case Act.KEEP_TELLING:  # a whole evening's words
            return Limit(40_000, 10, 20)
        case Act.WRITE_HELP:
            return Limit(6000, 20, 40)
        case Act.THANK:  # each is a word to somebody
            return Limit(200, 4, 12)


def pace_of(deed: Deed) -> tuple[float, float]:
    """How often in a minute, and how often at once, one person may do this."""
    match deed:
        case Deed.SIT:
            return 30, 30
        case Deed.KEEP_ORDER:
            return 60, 60
        case Deed.INVITE:
            return 10, 20
        case Deed.CHOOSE:
            return 60, 60
        case Deed.REPORT | Deed.TALK:
            return 6, 12
        case Deed.THANK:
            return 4, 12
        case Deed.WRITE_TO:  # to an address of which nobody knows yet whose it is
            return 0.1, 3
        case Deed.BRING:
            return 20, 30
        case Deed.LOOK_OVER:  # asked at pauses, and only where there is something to ask
            return 30, 20
        case Deed.REACT | Deed.VOTE | Deed.RAISE:  # each is told to the whole room
            return 20, 20


def admit_deed(*, deed: Deed, by: PersonId) -> None:
    """Let a deed without words pass, or raise `Refused`: each is a row, and most are told to a whole room."""
    per_minute, burst = pace_of(deed)
    wait_s = the_throttle.take(f"{deed}:{by}", per_minute=per_minute, burst=burst, at=time.monotonic())
    if wait_s is not None:
        raise refusal(Objection.TOO_FAST, wait_s=wait_s)


def admit(*, act: Act, by: PersonId | str, text: str, may_be_empty: bool = False) -> str:
    """Let a text pass: answers it cleaned, as it is to be kept, or raises `Refused`.

    `by` is the person, or for somebody who is none yet the address they come from. A text that is turned away costs
    no try, so that correcting a slip is never "too fast". `may_be_empty`: there is something beside the text.
    """
    limit = limit_of(act)
    if len(text) > 4 * limit.longest + 1000:  # not even worth cleaning
        raise refusal(Objection.TOO_LONG)
    text = cleaned(text)
    objection = objection_to(text, longest=limit.longest)
    if objection is Objection.EMPTY and may_be_empty:
        text = ""
    elif objection:
        raise refusal(objection)
    wait_s = the_throttle.take(f"{act}:{by}", per_minute=limit.per_minute, burst=limit.burst, at=time.monotonic())
    if wait_s is not None:
        raise refusal(Objection.TOO_FAST, wait_s=wait_s)
    return text


def refusal(objection: Objection, *, wait_s: float | None = None) -> Refused:
    """The objection, said to a person."""
    return Refused(objection.value, _SAYS[objection], wait_s=wait_s)
