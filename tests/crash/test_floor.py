"""kill -9 in the midst of a telling: floor, queue, asides and what was told are there, and expire as they would have.

The grace time passes by the clock of the machine, so nobody waits for it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.beside import Beside, Somebody
from tests.crash.conftest import LIMITS
from tests.crash.machine import BadMachine
from tests.furnished import furnish
from tests.house import OpenedHouse
from tests.sweep.visitors import Seat, Web, seat

pytestmark = [pytest.mark.crash, pytest.mark.sqlite]  # the clock is the house's own, whatever keeps its records

LOOKED_S = 20
"""A house looks at its floors every two seconds; on a busy machine later."""


@dataclass(frozen=True)
class Place:
    """A house on a machine whose clock goes as it is told, and a process beside it."""

    house: OpenedHouse
    machine: BadMachine
    beside: Beside


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    machine = BadMachine(tmp_path / "data")
    with furnish(OpenedHouse(tmp_path / "data", LIMITS | machine.environ)) as house:
        beside = Beside(house)
        yield Place(house, machine, beside)
        beside.close()


class Telling:
    """A room in which somebody tells, three hands are up, and a question waits. All have lines."""

    def __init__(self, place: Place, lines: ExitStack) -> None:
        self.place, self.beside, self.lines = place, place.beside, lines
        beside = place.beside
        names = ("玉兰", "顾松年", "阿明", "阿福", "禾禾")
        self.host, self.teller, *self.waiting = (beside.person(name) for name in names)
        self.room = beside.room(self.host, self.teller, *self.waiting, host=self.host)
        self.keys = {one.id: f"chalou_session={beside.key(one)}" for one in (self.host, self.teller, *self.waiting)}

    def web(self, who: Somebody) -> Web:
        return Web(self.place.house, self.keys[who.id])

    def does(self, who: Somebody, path: str = "floor/", **fields: Any) -> None:
        answer = self.web(who).post(f"/rooms/{self.room}/{path}", {key: str(value) for key, value in fields.items()})
        assert answer.status == 302, answer.text[-500:]

    def sits(self, who: Somebody) -> Seat:
        return self.lines.enter_context(seat(self.place.house, self.keys[who.id])).opens(self.room)

    def stage(self) -> dict[str, Any]:
        found: dict[str, Any] = self.beside.ask("stage", room=self.room)
        return found

    def until(self, stands: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        last = time.monotonic() + LOOKED_S
        while not stands(found := self.stage()):
            assert time.monotonic() < last, found
            time.sleep(0.1)
        return found

    def dies(self) -> None:
        """kill -9, and the service manager starts it again."""
        house = self.place.house
        house.kill()
        self.lines.close()
        house.start()
        house.wait()


def lasting(found: dict[str, Any]) -> dict[str, Any]:
    """What a kill must not touch."""
    return {key: found[key] for key in ("holder", "over", "hands", "expired", "asides", "told")}


def test_a_telling_outlasts_kills_and_expires_in_order_after_the_grace_time(place: Place):
    with ExitStack() as lines:
        evening = Telling(place, lines)
        gu, (ming, fu, he) = evening.teller, evening.waiting
        speaks = evening.sits(gu)
        for one in evening.waiting:
            evening.sits(one)
        evening.does(evening.host, do="open", title="十六铺的老虎灶", teller=gu.id)
        assert speaks.posts(evening.room, "烟先出来了。")["is"] == "ack"
        for one in evening.waiting:
            evening.does(one, do="raise")
        evening.does(
            ming, "floor/aside/", text="一瓶水几分钱？", kind="question", id="8d6f4a0e-2f0e-4c8e-9a51-0b9a3c1d2e3f"
        )
        before = evening.until(lambda found: found["was_seen"] and len(found["seen"]) == 3)

        evening.dies()
        assert lasting(evening.stage()) == lasting(before)
        assert before["hands"] == [ming.id, fu.id, he.id]
        assert (before["asides"], before["told"]) == (["一瓶水几分钱？"], [[gu.id, ["烟先出来了。"]]])

        # Some come back at once and some do not; then it dies again, a minute later by the clock.
        speaks = evening.sits(gu)
        evening.sits(fu)
        assert speaks.posts(evening.room, "一分洋钿一瓶。")["is"] == "ack"
        evening.until(lambda found: found["lost"] == [ming.id, he.id])
        place.machine.order(clock_s=60)
        evening.dies()
        still = evening.stage()
        assert (still["holder"], still["hands"]) == (gu.id, [ming.id, fu.id, he.id]), "the grace time is not over"
        assert still["told"] == [[gu.id, ["烟先出来了。", "一分洋钿一瓶。"]]]
        evening.sits(gu)
        evening.sits(fu)
        place.machine.order(clock_s=140)
        later = evening.until(lambda found: found["hands"] == [fu.id])
        assert (later["holder"], later["expired"]) == (gu.id, [ming.id, he.id])

        # The teller's line goes, and stays away: the next has the floor; then nobody, and it is over.
        lines.close()
        evening.sits(fu)
        evening.until(lambda found: found["is_lost"])
        place.machine.order(clock_s=300)
        evening.until(lambda found: found["holder"] == fu.id)
        evening.dies()
        assert (evening.stage()["holder"], evening.stage()["hands"]) == (fu.id, [])
        evening.until(lambda found: found["is_lost"])
        place.machine.order(clock_s=500)
        evening.until(lambda found: found["holder"] is None)
        place.machine.order(clock_s=1200)
        over = evening.until(lambda found: found["over"])
        assert over["told"] == [[gu.id, ["烟先出来了。", "一分洋钿一瓶。"]]], "who said nothing has told nothing"
        assert over["asides"] == ["一瓶水几分钱？"]
        story = f"floor/{over['floor']}/"
        assert f"/rooms/{evening.room}/{story}" in evening.web(evening.host).get(f"/rooms/{evening.room}/floor/").text
        evening.does(evening.host, f"{story}asides/", do="release")
        evening.dies()
        assert place.beside.texts(evening.room) == ["烟先出来了。", "一分洋钿一瓶。", "一瓶水几分钱？"]
