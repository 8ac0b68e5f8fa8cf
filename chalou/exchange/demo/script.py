"""The talk of the demo house, as it is written in `talk/*.txt`; read here, and checked. Values in, values out.

One file is one room. A line that begins with `%` says where and when what follows is said:

    %room front public                the room's key and who may read it (public, members, invitation, direct)
    %name 前厅                        and %purpose; a direct talk has neither
    %hosts zhouliqiu                  keys of `cast.py`, who look after it; the keeper opened it
    %seated linwan marta              who else sits there
    %readers                          those who sit there see who has read
    %main                             what follows is said at the main table,
    %table 头一把壶怎么挑 | 紫砂 新手    or at this one, with its tags; whoever speaks first there has opened it
    %at 12d 20:10                     twelve days ago, at ten past eight by the clock of the house; or
    %at 85m                           so many minutes before the house is opened
    %told 守火的那一夜 | gusongnian    from the storyteller's floor, opened by this host: whoever speaks first tells and
                                      keeps it; what others say is put aside, and let into the talk when it is over

Then people speak, each a few minutes after the last one (`+N`: so many):

    gusongnian: 先吃三道，再开口。
    hehe +4 > rule: 懂了。              an answer to the message with the label `rule`
      Second paragraphs and lists are set in by two spaces; a `.` alone is an empty line.

and what became of a message stands below it, each on a line with a `-`:

    - label rule
    - cup hehe linwan                 and leaf, smile, thanks, more: who did it
    - picture bowl_amber | 白瓷碗里的茶汤   a drawing of `drawings/`, and what is to be seen in it
    - file 记录.txt | 投茶 8 克¶…       a text; ¶ begins a new line
    - question                        put aside while somebody tells, as a question (else it is an aside)
    - passes front yulu               brings along the message with that label from a room that comes before
    - edited +6 | 先吃三道，再讲话。
    - taken_back +2
    - pinned gusongnian
    - thanked hehe | 一听就懂了。      somebody thanked for it, in these words
    - announced
    - ask 168 several | 八点 | 九点    a poll, open for so many hours (0: until closed); also `secret`
    - votes 1 hehe linwan             places, with commas, and who chose them
    - closed +600                     by whoever asked
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

QUIET = timedelta(hours=4)
"""Days are counted back from some hours before the opening, so that last night's talk is over when today's begins."""

MOST_MINUTES = 180
"""The talk of today fits well into that gap."""

LET_IN = timedelta(minutes=2)
"""So long after the end of a telling words that were put aside are let into the talk."""

_SPOKEN = re.compile(r"(?P<who>[a-z]+)(?: \+(?P<minutes>\d+))?(?: > (?P<answers>[a-z0-9-]+))?: (?P<text>.+)")
_DAYS = re.compile(r"(\d+)d (\d\d):(\d\d)")
_MINUTES = re.compile(r"(\d+)m")
REACTIONS = ("cup", "leaf", "smile", "thanks", "more")


class Unclear(ValueError):
    """A line of the talk that cannot be understood; says which and why."""


@dataclass(frozen=True, slots=True)
class Begins:
    """When somebody begins to talk: some days before the opening at an hour of the day, or some minutes before it."""

    minutes: int
    days: int | None = None

    def moment(self, opening: datetime) -> datetime:
        """In UTC; `opening` is in the zone of the house."""
        if self.days is None:
            return opening.astimezone(UTC) - timedelta(minutes=self.minutes)
        midnight = (opening - QUIET).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - timedelta(days=self.days) + timedelta(minutes=self.minutes)).astimezone(UTC)


@dataclass(slots=True)
class Poll:
    choices: tuple[str, ...]
    hours: int | None
    is_several: bool = False
    is_secret: bool = False
    votes: list[tuple[tuple[int, ...], tuple[str, ...]]] = field(default_factory=list)
    closed_after: int | None = None


@dataclass(slots=True)
class Line:
    """Something said, and what became of it. `minutes` after the line before it."""

    who: str
    text: str
    minutes: int
    number: int
    label: str = ""
    answers: str = ""
    reactions: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    passes: tuple[str, str] | None = None
    edited: tuple[int, str] | None = None
    taken_back: int | None = None
    pinned_by: str = ""
    thanked: list[tuple[str, str]] = field(default_factory=list)
    is_question: bool = False
    is_announced: bool = False
    poll: Poll | None = None


@dataclass(slots=True)
class Scene:
    """What was said at one table without a longer pause. `table` empty: the main one."""

    table: str
    tags: str
    begins: Begins
    lines: list[Line] = field(default_factory=list)
    story: str = ""
    opened_by: str = ""

    def is_aside(self, line: Line) -> bool:
        """Somebody else is telling when this is written."""
        return bool(self.story) and line.who != self.lines[0].who

    def ends(self, opening: datetime) -> datetime:
        return self.begins.moment(opening) + timedelta(minutes=sum(line.minutes for line in self.lines))


@dataclass(slots=True)
class Play:
    """A room, and all that was said in it."""

    key: str
    access: str
    name: str = ""
    purpose: str = ""
    hosts: tuple[str, ...] = ()
    seated: tuple[str, ...] = ()
    shows_readers: bool = False
    scenes: list[Scene] = field(default_factory=list)

    def spoken(self) -> Iterator[tuple[Scene, Line]]:
        return ((scene, line) for scene in self.scenes for line in scene.lines)

    def timed(self, opening: datetime) -> list[tuple[datetime, Scene, Line]]:
        """All that was said in the order in which it came into the talk; the place in this list, from 1 on, is its
        number. What was put aside beside a telling came into it at once, when that was over.
        """
        found = []
        for scene in self.scenes:
            at = scene.begins.moment(opening)
            for line in scene.lines:
                at += timedelta(minutes=line.minutes)
                found.append((scene.ends(opening) + LET_IN if scene.is_aside(line) else at, scene, line))
        return sorted(found, key=lambda one: one[0])


def read(text: str) -> Play:
    """The room that this file tells of, or `Unclear`."""
    return _Reader(text).play()


class _Reader:
    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._play: Play | None = None
        self._table, self._tags = "", ""

    def play(self) -> Play:
        for number, line in enumerate(self._lines, start=1):
            try:
                self._read(number, line)
            except (ValueError, IndexError, KeyError) as error:
                raise Unclear(f"line {number}: {error}: {line}") from error
        if self._play is None:
            raise Unclear("there is no room in it")
        return self._play

    def _read(self, number: int, line: str) -> None:
        if not line.strip() or line.startswith("#"):
            return
        if line.startswith("%"):
            word, _, rest = line[1:].partition(" ")
            self._direct(word, rest.strip())
        elif line.startswith("  "):
            more = line[2:]
            last = self._last()
            last.text += "\n" + ("" if more == "." else more)
        elif line.startswith("- "):
            word, _, rest = line[2:].partition(" ")
            _happened(self._last(), word, rest.strip())
        else:
            self._say(number, line)

    def _direct(self, word: str, rest: str) -> None:
        if word == "room":
            key, access = rest.split()
            self._play = Play(key, access)
            return
        play = self._there()
        if word in ("name", "purpose"):
            setattr(play, word, rest)
        elif word in ("hosts", "seated"):
            setattr(play, word, tuple(rest.split()))
        elif word == "readers":
            play.shows_readers = True
        elif word == "main":
            self._table, self._tags = "", ""
        elif word == "table":
            self._table, self._tags = (part.strip() for part in rest.split("|"))
        elif word == "told":
            scene = play.scenes[-1]
            scene.story, scene.opened_by = (part.strip() for part in rest.split("|"))
        elif word == "at":
            play.scenes.append(Scene(self._table, self._tags, _begins(rest)))
        else:
            raise ValueError("nobody knows this word")

    def _say(self, number: int, line: str) -> None:
        found = _SPOKEN.fullmatch(line)
        if found is None:
            raise ValueError("neither said nor done")
        scene = self._there().scenes[-1]
        before = scene.lines[-1] if scene.lines else None
        minutes = found["minutes"]
        scene.lines.append(
            Line(
                who=found["who"],
                text=found["text"],
                minutes=_pause(before, found["text"]) if minutes is None else int(minutes),
                number=number,
                answers=found["answers"] or "",
            )
        )

    def _there(self) -> Play:
        if self._play is None:
            raise ValueError("a file begins with its room")
        return self._play

    def _last(self) -> Line:
        return self._there().scenes[-1].lines[-1]


def _begins(rest: str) -> Begins:
    if found := _DAYS.fullmatch(rest):
        days, hours, minutes = (int(one) for one in found.groups())
        return Begins(hours * 60 + minutes, days)
    if found := _MINUTES.fullmatch(rest):
        if int(found[1]) > MOST_MINUTES:
            raise ValueError(f"today's talk begins at most {MOST_MINUTES} minutes before")
        return Begins(int(found[1]))
    raise ValueError("neither days nor minutes")


def _pause(before: Line | None, text: str) -> int:
    """People read, think and type: a long answer takes longer. The same each time the house is furnished."""
    if before is None:
        return 0
    return 1 + min(4, len(text) // 35) + len(before.text) % 3


def _happened(line: Line, word: str, rest: str) -> None:
    """Something that became of a message."""
    parts = [part.strip() for part in rest.split("|")]
    if word in REACTIONS:
        line.reactions += [(word, who) for who in rest.split()]
    elif word == "label":
        line.label = rest
    elif word == "picture":
        line.pictures.append((parts[0], parts[1]))
    elif word == "file":
        line.files.append((parts[0], "".join(f"{one}\n" for one in parts[1].split("¶"))))
    elif word == "passes":
        room, label = rest.split()
        line.passes = room, label
    elif word == "edited":
        line.edited = int(parts[0]), parts[1]
    elif word == "taken_back":
        line.taken_back = int(rest)
    elif word == "thanked":
        line.thanked.append((parts[0], parts[1]))
    elif word == "pinned":
        line.pinned_by = rest
    elif word == "question":
        line.is_question = True
    elif word == "announced":
        line.is_announced = True
    elif word == "ask":
        hours, *ways = parts[0].split()
        line.poll = Poll(tuple(parts[1:]), int(hours) or None, "several" in ways, "secret" in ways)
    elif word in ("votes", "closed") and line.poll is not None:
        if word == "closed":
            line.poll.closed_after = int(rest)
        else:
            chosen, *people = rest.split()
            line.poll.votes.append((tuple(int(place) for place in chosen.split(",")), tuple(people)))
    else:
        raise ValueError("nobody knows what that is")
