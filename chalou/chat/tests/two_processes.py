"""Two processes of a house side by side, on a bus in memory that spells and reads what goes over it as the real one."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import msgspec

from chalou.chat.tests.table import Table, open_table
from chalou.foundation.hub.neighbours import Neighbours
from chalou.foundation.throttle import Throttle


class Bus:
    """One process's end of it; loses nothing unless it `is_cut`."""

    is_joined = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_cut = False
        self.others: list[tuple[Table, Neighbours]] = []

    def publish(self, message: dict[str, Any]) -> None:
        data = msgspec.json.encode({"origin": self.name, **message})
        for table, neighbours in () if self.is_cut else self.others:
            table.loop.call_soon_threadsafe(neighbours.heard, msgspec.json.decode(data))


class Two:
    """The process in which the test acts, and another."""

    def __init__(self, here: Table, there: Table, buses: list[Bus]):
        self.here, self.there = here, there
        self.bus, self.bus_there = buses
        ends = [
            (table, Neighbours(hub=table.hub, bus=bus, throttle=Throttle()))
            for table, bus in zip((here, there), buses, strict=True)
        ]
        self.neighbours = [neighbours for _, neighbours in ends]
        self.bus.others, self.bus_there.others = [ends[1]], [ends[0]]

    def tell_each_other(self) -> None:
        """What each says once a second: who is here."""
        for table, neighbours in zip((self.here, self.there), self.neighbours, strict=True):
            table.on_loop(neighbours.tell_who_is_here)
        self.settle()

    def settle(self) -> None:
        for table in (self.here, self.there, self.here):
            table.settle()


@contextmanager
def two_processes() -> Iterator[Two]:
    with ExitStack() as stack:
        buses = [Bus("here"), Bus("there")]
        here = stack.enter_context(open_table(buses[0]))
        there = Table(buses[1])
        stack.callback(there.close)
        yield Two(here, there, buses)
