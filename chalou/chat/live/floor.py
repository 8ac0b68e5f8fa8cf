"""The storyteller's floor, live: its events as frames, and the watch that lets time and lines have their say."""

from chalou.chat import actions, queries
from chalou.chat.live.frames import floor_values, topic_of
from chalou.chat.models import Room
from chalou.events.record import live
from chalou.events.vocabulary.floor import (
    AsidePut,
    AsidesDropped,
    AsidesReleased,
    FloorAltered,
    FloorEnded,
    FloorOpened,
)
from chalou.foundation.clock import now
from chalou.foundation.hub import hub
from chalou.foundation.hub.frames import Frame
from chalou.foundation.hub.hub import Hub
from chalou.foundation.ids import PersonId, RoomId


@live(FloorOpened)
def floor_opened(event: FloorOpened) -> None:
    _tell(event.room, event.change)


@live(FloorAltered)
def floor_altered(event: FloorAltered) -> None:
    _tell(event.room, event.change)


@live(FloorEnded)
def floor_ended(event: FloorEnded) -> None:
    _tell(event.room, event.change, told=event.floor)


@live(AsidePut)
def aside_put(event: AsidePut) -> None:
    _tell_collectors(event.room, event.floor, event.by)


@live(AsidesReleased)
def asides_released(event: AsidesReleased) -> None:
    _tell_collectors(event.room, event.floor, event.by)


@live(AsidesDropped)
def asides_dropped(event: AsidesDropped) -> None:
    _tell_collectors(event.room, event.floor, event.by)


def _tell(room: RoomId, change: int, *, told: int | None = None) -> None:
    """How the floor stands at this moment; `told` names the telling that is over."""
    if hub.the_hub is not None:
        floor = floor_values(queries.floor_words(room)) or {"floor": None, "people": []}
        mode, slow_s = Room.objects.values_list("mode", "slow_s").get(id=room)
        values = {"is": "floor", "room": room, "change": change, **floor, "told": told, "mode": mode, "slow_s": slow_s}
        hub.the_hub.call(hub.the_hub.tell, topic_of(room), [Frame(values)])


def _tell_collectors(room: RoomId, floor: int, by: PersonId) -> None:
    """A hint for those who are shown what was put aside, and for who put it there, in their other windows."""
    if hub.the_hub is not None:
        people = {*queries.collectors_of(floor), by}
        hub.the_hub.call(hub.the_hub.tell_only, sorted(people), topic_of(room), {"is": "asides", "room": room})


class FloorWatch:
    """Looks at the floors of the house again and again. It remembers nothing: a process that begins anew goes on from
    the rows, and two of them do no harm.
    """

    def __init__(self, *, hub: Hub):
        self._hub = hub

    def look(self, connected: frozenset[PersonId]) -> None:
        """One look; `connected` are those of this process. In a thread that may ask the database."""
        floors = queries.open_floors()
        if not floors:
            return
        people = frozenset[PersonId]().union(*floors.values())
        elsewhere = {one for one in people if self._hub.presence.lines_elsewhere(one)}
        actions.look_at_floors(sorted(floors), here=connected | elsewhere, at=now())

    def connected(self) -> frozenset[PersonId]:
        """Those who have a line to this process. On the hub's own thread."""
        return frozenset(self._hub.switch.line_counts())
