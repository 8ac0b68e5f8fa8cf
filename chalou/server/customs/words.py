"""How settings of the customs are called and explained. One line for each, by its place in the file; `*` stands for any
key. A test asks for a line of every setting there is.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chalou.foundation.languages import LANGUAGES
from chalou.house.rules.customs import Mode, Right, Seat, Text

Words = str | Promise
Place = tuple[str, ...]

SEATS: Mapping[str, Words] = {
    Seat.NEWCOMER: _("newcomer"),
    Seat.GUEST: _("guest"),
    Seat.REGULAR: _("regular"),
    Seat.ELDER: _("elder"),
}
MODES: Mapping[str, Words] = {
    Mode.OPEN: _("Open: whoever sits there speaks"),
    Mode.SLOW: _("Slow: a guest waits half a minute between two messages"),
    Mode.LISTENING: _("Listening: who is new listens first"),
    Mode.QUIET: _("Quiet: its hosts speak, the others read"),
}
RIGHTS: Mapping[str, Words] = {
    Right.LINKS: _("put web addresses into messages"),
    Right.PICTURES: _("show pictures and files"),
    Right.POLLS: _("ask for votes"),
    Right.THREADS: _("open tables"),
    Right.INVITE: _("invite friends into the house"),
    Right.TALK: _("begin a direct talk"),
    Right.VOUCH: _("vouch for somebody"),
    Right.ROOMS: _("open rooms"),
    Right.TELL: _("open the floor for a teller"),
}
TEXTS: Mapping[str, tuple[Words, Words]] = {
    Text.FIRST: (_("What new people read first"), _("Stands at the head of the page of customs.")),
    Text.WELCOME: (_("Welcome in a room"), _("To who has listened to the end, and joins in.")),
    Text.LISTENING: (
        _("To who listens first"),
        _("The first sentence of the card that stands in the place of the writing line."),
    ),
    Text.STORY: (_("While somebody tells"), _("To who would like to say something meanwhile.")),
    Text.SEATS: (_("About the seats"), _("At the head of the page that tells what leads to which seat.")),
}

# By place: what it is called, and what it decides.
SETTINGS: Mapping[Place, tuple[Words, Words]] = {
    ("name", "*"): (
        _("Name of these customs"),
        _("By which you know them again, and other houses too if you pass the file on."),
    ),
    ("new_rooms",): (
        _("A new room is"),
        _("Rooms that are there stay as they are; hosts can let theirs talk in another way at any time."),
    ),
    ("listening", "messages"): (
        _("Messages that are heard"),
        _("So many go by before who is new speaks in a listening room. 0: none."),
    ),
    ("listening", "minutes"): (_("Minutes of listening"), _("At least so long. 0: no matter how short.")),
    ("listening", "spared"): (
        _("Who need not listen first"),
        _("Whoever has this seat, or one further on, speaks in every listening room at once."),
    ),
    ("listening", "questions"): (
        _("Questions about the house"),
        _("Asked while somebody listens. A wrong answer is explained and can be given again; nobody fails."),
    ),
    ("seats", "*", "listened_in"): (_("Rooms in which they listened to the end"), _("0: not asked for.")),
    ("seats", "*", "days"): (_("Different days on which they were here"), _("0: not asked for.")),
    ("seats", "*", "thanked_by"): (
        _("Different people who thanked them"),
        _("Two who thank each other do not count. 0: not asked for."),
    ),
    ("seats", "*", "or_vouched"): (
        _("Or somebody vouches for them"),
        _("Then nothing of the above is asked for."),
    ),
    ("rights", "*"): (_("From which seat on"), _("Whoever has it, or one further on, may do it.")),
    ("floor", "grace_s"): (
        _("Seconds the floor is kept for who lost the line"),
        _("A teller whose telephone was in a tunnel goes on where they were."),
    ),
    ("floor", "silence_s"): (
        _("Seconds of silence after which the next one may tell"),
        _("Long enough to drink a cup and think."),
    ),
    ("asks_for_more",): (
        _("Ask for more where a tea is praised in a few empty words"),
        _(
            "“Nice tea”: the writing line then asks where it is from and how it tasted. It never keeps anybody from "
            "sending, and everybody can switch it off for themselves."
        ),
    ),
    ("words", "*", "*"): (_("Own words"), _("Empty: we say something.")),
}

# What the parts of the file are called where they are changed, and what they are for.
PARTS: Mapping[str, tuple[Words, Words]] = {
    "name": (_("Name"), ""),
    "new_rooms": (_("How new rooms talk"), ""),
    "listening": (
        _("Listening first"),
        _("In a room that listens, who is new hears how one talks there, and then speaks."),
    ),
    "seats": (
        _("What leads to a seat"),
        _(
            "Whoever comes is a newcomer; elders are named by elders and by you. In between, all of this together "
            "leads on. What somebody has earned stays theirs, however long they are away."
        ),
    ),
    "rights": (
        _("What each seat may do"),
        _("The first seat that may do it; all further on may, too. In their own room hosts may do all of it."),
    ),
    "floor": (_("The storyteller’s floor"), _("While somebody tells a story, the others listen.")),
    "asks_for_more": (_("More than “nice tea”"), ""),
    "words": (
        _("Your own words"),
        _("In the place of ours. What is left empty, we say in the language of whoever reads it."),
    ),
}


def of_setting(place: Place) -> tuple[str, str]:
    """What a setting is called, and what it decides."""
    if place[0] == "words":
        called, hint = (str(one) for one in TEXTS[place[1]])
        return _("%(what)s, in %(language)s") % {"what": called, "language": dict(LANGUAGES)[place[2]]}, hint
    label, hint = (str(one) for one in _line_of(place))
    if place[0] == "name":
        return _("%(what)s, in %(language)s") % {"what": label, "language": dict(LANGUAGES)[place[1]]}, hint
    return label, hint


def in_a_list(place: Place) -> str:
    """What a setting is called where its part of the file does not stand over it."""
    called, _hint = of_setting(place)
    if place[0] == "seats":
        return _("%(seat)s: %(what)s") % {"seat": sentence_case(str(SEATS[place[1]])), "what": called}
    if place[0] == "rights":
        return _("Who may %(do)s") % {"do": RIGHTS[place[1]]}
    return called


def sentence_case(text: str) -> str:
    """With a capital at its beginning, where the language has any."""
    return text[:1].upper() + text[1:]


def shown(value: Any) -> str:  # what stands in a document: a number, yes or no, a word or a text
    """A value of a setting, as people read it."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if value in (None, ""):
        return str(_("nothing"))
    named = {**SEATS, **MODES}.get(value) if isinstance(value, str) else None
    return str(value if named is None else named)


def duration(seconds: int) -> str:
    """A time as one says it."""
    if seconds % 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds) % {"num": seconds}
    return ngettext("%(num)s minute", "%(num)s minutes", seconds // 60) % {"num": seconds // 60}


def _line_of(place: Place) -> tuple[Words, Words]:
    for pattern, words in SETTINGS.items():
        if len(pattern) == len(place) and all(one in ("*", other) for one, other in zip(pattern, place, strict=True)):
            return words
    raise KeyError(place)


# For whom each of the ready sets is, in their order.
SETS: tuple[Words, ...] = (
    _("For a circle of friends who meet to drink: open rooms, seats that come with time and thanks."),
    _("For a shop and its customers: asking is easy from the first minute, advertising and direct talk are not."),
    _("For people who read and learn together: one listens first, with a few questions, and regulars teach, too."),
)
