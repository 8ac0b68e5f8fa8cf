"""Who is connected, in this process and in the others. Pure: values in, values out, time passed in.

Each process tells the others who follows what in it: what changed at once, everything now and then, and that it is
still there. What it told is believed for as long as it goes on talking; a process that died is forgotten with its
people. The bus may lose, double and reorder: a digest that was lost is made up for by the next whole one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalou.foundation.ids import PersonId

LEASE_S = 10.0
"""So long a process is believed that says nothing more."""

BEAT_S = 3.0
"""How often a process says that it is there, though nobody came or went."""

WHOLE_S = 30.0
"""How often it says everything anew."""

ASIDE = "aside:"
"""Before the name of a topic: those of its followers who only look on there, and are counted but not named."""


@dataclass(slots=True)
class _Process:
    """What another process has told."""

    heard_at: float
    number: int
    topics: dict[str, frozenset[PersonId]] = field(default_factory=dict)
    lines: dict[PersonId, int] = field(default_factory=dict)


class Presence:
    """The digests of all processes. `at` is in seconds of a clock that only goes forward."""

    def __init__(self) -> None:
        self._others: dict[str, _Process] = {}
        self._number = 0
        self._told_topics: dict[str, frozenset[PersonId]] = {}
        self._told_lines: dict[PersonId, int] = {}
        self._told_at = self._whole_at = -WHOLE_S

    def digest(
        self, topics: Mapping[str, frozenset[PersonId]], lines: Mapping[PersonId, int], *, at: float
    ) -> dict[str, Any] | None:
        """What the others are to be told now of this process's followers and connections; None when nothing is."""
        is_whole = at - self._whole_at >= WHOLE_S
        if is_whole:
            self._told_topics, self._told_lines = {}, {}
        moved = {topic: sorted(people) for topic, people in topics.items() if self._told_topics.get(topic) != people}
        moved.update({topic: [] for topic in self._told_topics.keys() - topics.keys()})
        counted = {str(person): count for person, count in lines.items() if self._told_lines.get(person) != count}
        counted.update({str(person): 0 for person in self._told_lines.keys() - lines.keys()})
        if not is_whole and not moved and not counted and at - self._told_at < BEAT_S:
            return None
        self._told_topics, self._told_lines, self._told_at = dict(topics), dict(lines), at
        if is_whole:
            self._whole_at = at
        self._number += 1
        return {"number": self._number, "whole": is_whole, "topics": moved, "lines": counted}

    def tell_all_again(self) -> None:
        """Somebody has come to the bus who knows nothing yet: the next digest is a whole one."""
        self._whole_at = -WHOLE_S

    def process_count(self, *, at: float) -> int:
        """How many processes of the house there are, this one too. From any thread."""
        return 1 + sum(at - other.heard_at <= LEASE_S for other in tuple(self._others.values()))

    def hear(self, process: str, digest: Mapping[str, Any], *, at: float) -> set[str]:
        """Another process's digest; answers the topics whose people may be others now."""
        known = self._others.get(process)
        if known is None or digest["whole"]:
            if known is not None and digest["number"] < known.number:
                return set()
            before = set(known.topics) if known else set()
            known = self._others[process] = _Process(at, digest["number"])
        elif digest["number"] <= known.number:
            # Doubled, or overtaken by a later one.
            return set()
        else:
            before = set()
        known.heard_at, known.number = at, digest["number"]
        for topic, people in digest["topics"].items():
            if people:
                known.topics[topic] = frozenset(PersonId(person) for person in people)
            else:
                known.topics.pop(topic, None)
        for person, count in digest["lines"].items():
            if count:
                known.lines[PersonId(int(person))] = count
            else:
                known.lines.pop(PersonId(int(person)), None)
        return before | set(digest["topics"])

    def forget(self, *, at: float) -> set[str]:
        """Processes that have been silent for too long are gone; answers the topics of their people."""
        moved: set[str] = set()
        for process, known in list(self._others.items()):
            if at - known.heard_at > LEASE_S:
                moved |= known.topics.keys()
                del self._others[process]
        return moved

    def here(self, topic: str, own: Iterable[PersonId]) -> frozenset[PersonId]:
        """Everybody who follows the topic, with `own`, those of this process. From any thread."""
        return frozenset(own).union(*(known.topics.get(topic, frozenset()) for known in tuple(self._others.values())))

    def named(self, topic: str, own: Iterable[PersonId]) -> frozenset[PersonId]:
        """Those of them who do not merely look on, with `own`, those of this process. From any thread."""
        nobody: frozenset[PersonId] = frozenset()
        return frozenset(own).union(
            *(
                known.topics.get(topic, nobody) - known.topics.get(ASIDE + topic, nobody)
                for known in tuple(self._others.values())
            )
        )

    def elsewhere(self, topic: str) -> int:
        """How many people follow the topic in the other processes, some of them perhaps in several."""
        return sum(len(known.topics.get(topic, ())) for known in self._others.values())

    def lines_elsewhere(self, person: PersonId) -> int:
        """How many connections this person holds to the other processes."""
        return sum(known.lines.get(person, 0) for known in self._others.values())
