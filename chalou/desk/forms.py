"""What is typed and pressed at the desk: which thing, which number, which words for which act."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.desk.models import Act, Kind
from chalou.desk.rules import REPORTABLE
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject

HOURS = (1, 6, 24, 72, 168)

KINDS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    (Kind.SOLICITING.value, _("Soliciting or advertising"), _("Somebody wants to sell something else than tea.")),
    (Kind.INSULT.value, _("Insulting"), _("Somebody is hurt by it.")),
    (Kind.HOAX.value, _("A hoax, or not about tea at all"), _("It is made up, or belongs elsewhere.")),
    (Kind.OTHER.value, _("Something else"), _("Say in a word what it is.")),
)

ACTS: dict[str, tuple[str | Promise, str | Promise]] = {
    Act.DISMISS.value: (
        _("Leave it as it is"),
        _("Nothing is done. Those who told you of it read your reason, and nobody else."),
    ),
    Act.SETTLE.value: (
        _("It is settled otherwise"),
        _("You have seen to it yourself: spoken with people, changed a name, moved the talk. Your reason stays here."),
    ),
    Act.WARN.value: (_("Have a word with them"), _("They read it, and nothing else happens.")),
    Act.HIDE.value: (
        _("Put the words out of sight"),
        _("Nobody reads them any more. You can show them again, for ninety days. Their author reads why."),
    ),
    Act.SHOW.value: (_("Show the words again"), _("They stand there as they were. Their author reads why.")),
    Act.TAKE_BACK.value: (
        _("Take the words back"),
        _("They are gone for everybody and for good. Their author reads why."),
    ),
    Act.MUTE.value: (_("Ask them to listen"), _("They cannot speak in this room for a time, and read why.")),
    Act.SEND_OUT.value: (
        _("Send them out of the room"),
        _("They cannot sit down there again until somebody lets them."),
    ),
    Act.SEND_AWAY.value: (
        _("Send them out of the house"),
        _("They are signed out everywhere and cannot come in until somebody lets them. At the door they read why."),
    ),
}

DONE: dict[str, str | Promise] = {
    Act.DISMISS.value: _("left as it is"),
    Act.SETTLE.value: _("settled otherwise"),
    Act.WARN.value: _("a word with them"),
    Act.HIDE.value: _("words put out of sight"),
    Act.SHOW.value: _("words shown again"),
    Act.TAKE_BACK.value: _("words taken back"),
    Act.MUTE.value: _("asked to listen"),
    Act.SEND_OUT.value: _("sent out of the room"),
    Act.SEND_AWAY.value: _("sent out of the house"),
    Act.LET_BACK.value: _("let back into the house"),
    Act.LET_IN.value: _("let into the house"),
    Act.DECLINE.value: _("somebody who asked was not let in"),
    Act.HAND_OVER.value: _("the house handed over"),
    Act.SET_BACK.value: _("given an earlier seat"),
}

TOLD: dict[str, str | Promise] = {
    Act.WARN.value: _("A word from the house"),
    Act.HIDE.value: _("Words of yours were put out of sight"),
    Act.SHOW.value: _("Words of yours can be read again"),
    Act.TAKE_BACK.value: _("Words of yours were taken back"),
    Act.MUTE.value: _("You were asked to listen for a while"),
    Act.SEND_OUT.value: _("You were asked to leave a room"),
    Act.LET_BACK.value: _("You were let back into the house"),
    Act.HAND_OVER.value: _("You have handed the house over; you are a moderator now"),
    Act.SET_BACK.value: _("You have an earlier seat again"),
    Act.TAKE_OVER.value: _("The house was handed over to you; you are its keeper now"),
}


def thing_named(name: str) -> Subject:
    """What an address names: `message:12`, `person:7`, `thread:3`, `room:1`, `thanks:5`."""
    kind, _sign, number = name.partition(":")
    if kind not in REPORTABLE or not (number.isascii() and number.isdigit() and len(number) < 16):
        raise NotFound
    return Subject(kind, int(number))


def number_given(given: str | None) -> int | None:
    """A whole number from an address or a form, if it is one."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 16 else None
