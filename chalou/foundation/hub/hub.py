"""The hub of one process: takes frames from any thread, writes them to every follower, passes them to other processes.

Everything runs on the event loop's thread except the few methods that say so.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from chalou.foundation.counts import the_counts
from chalou.foundation.hub.backplane import Backplane
from chalou.foundation.hub.frames import Frame, encode, without
from chalou.foundation.hub.numbers import Told
from chalou.foundation.hub.presence import Presence
from chalou.foundation.hub.switch import Listener, Switch
from chalou.foundation.ids import PersonId

log = logging.getLogger(__name__)

WRITES_IN_A_ROW = 256
"""Writes after which other work gets its turn: two thousand take 10 to 14 ms, and small rooms would wait for them."""


class Hub:
    def __init__(self, *, loop: asyncio.AbstractEventLoop, backplane: Backplane):
        self.switch = Switch()
        self.presence = Presence()
        self.heard_of: list[Callable[[str, Sequence[Frame]], None]] = []
        """Told of each topic in which something has happened, here or elsewhere, whoever follows it, and what."""
        self.heard_beside: dict[str, Callable[[dict[str, Any]], None]] = {}
        """Told of what other processes passed on that is no frame, by the key it has."""
        self.told: dict[str, Told] = {}
        self.loop = loop
        self._backplane = backplane
        self._waiting: dict[str, list[Frame]] = {}
        self._being_told: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def hears_others(self) -> bool:
        """Whether the hubs of the other processes, if there are any, can be heard at this moment."""
        return self._backplane.is_joined

    # From any thread

    def call(self, function: Callable[..., None], *args: Any) -> None:
        """Run `function` on the hub's own thread, soon. After the hub has stopped nothing happens: nobody listens."""
        try:
            self.loop.call_soon_threadsafe(function, *args)
        except RuntimeError:
            log.debug("the hub has stopped")

    # On the loop's thread

    def tell(self, topic: str, frames: Sequence[Frame]) -> None:
        """Everybody who follows the topic hears these frames, here and in the other processes."""
        self._happened(topic, frames)
        self.hear(topic, frames)
        self._backplane.publish({"tell": topic, "frames": [frame.packed() for frame in frames]})

    def hear(self, topic: str, frames: Sequence[Frame]) -> None:
        """Tell the followers in this process. What comes while a round is under way is joined into the next one."""
        if not self.switch.is_followed(topic):
            # Whoever follows next begins with the number they read; an older one would send them to fetch nothing.
            self.told.pop(topic, None)
            return
        told = self.told.get(topic)
        if told is not None:
            for frame in frames:
                # A frame that is a mere hint has no number.
                if "change" in frame.values:
                    told.tell(frame.values["change"])
        self._waiting.setdefault(topic, []).extend(frames)
        if topic not in self._being_told:
            self._being_told.add(topic)
            self.start(self._tell_all(topic))

    async def _tell_all(self, topic: str) -> None:
        try:
            while frames := self._waiting.pop(topic, None):
                programs = browsers = b""
                authors = {one for frame in frames for one in (frame.of, frame.quotes, *frame.named)}
                count = 0
                for count, listener in enumerate(self.switch.followers(topic), start=1):
                    # Somebody may have been sent out, or come anew, while others were told.
                    if topic not in listener.following:
                        continue
                    if listener.unheard and not listener.unheard.isdisjoint(authors):
                        listener.line.write(without(frames, listener.unheard, html=listener.wants_html))
                    elif listener.wants_html:
                        browsers = browsers or b"".join([frame.for_browsers for frame in frames])
                        listener.line.write(browsers)
                    else:
                        programs = programs or b"".join([frame.for_programs for frame in frames])
                        listener.line.write(programs)
                    if count % WRITES_IN_A_ROW == 0:
                        await asyncio.sleep(0)
                # Once a round: counting each listener would be a part of what is counted.
                the_counts.frames_told += len(frames)
                the_counts.deliveries += len(frames) * count
        finally:
            self._being_told.discard(topic)

    def tell_only(self, people: Collection[PersonId], topic: str, values: dict[str, Any]) -> None:
        """Of those who follow the topic these people hear this frame, here and in the other processes."""
        self.hear_only(people, topic, values)
        self._backplane.publish({"only": topic, "people": list(people), "values": values})

    def hear_only(self, people: Collection[PersonId], topic: str, values: dict[str, Any]) -> None:
        frame = Frame(values)
        for person in people:
            for listener in self.switch.of_person(person):
                if topic in listener.following:
                    listener.line.write(without([frame], listener.unheard, html=listener.wants_html))

    def say(self, listener: Listener, values: dict[str, Any]) -> None:
        """A frame for one listener."""
        listener.line.write(encode(values))

    def follow(self, topic: str, number: int) -> None:
        """Somebody follows a topic that stands at `number`; remember it if nobody did before."""
        if topic not in self.told:
            self.told[topic] = Told(number)

    def is_behind(self, topic: str, number: int) -> bool:
        """Whether something of the topic up to `number` has not been told here."""
        told = self.told.get(topic)
        return told is not None and told.is_behind(number)

    def behind(self, topic: str, number: int, frame: dict[str, Any]) -> None:
        """The topic is at `number` in the database. If not all of it was told, `frame` sends followers to fetch it."""
        told = self.told.get(topic)
        if told is None or not told.is_behind(number):
            return
        told.skip_to(number)
        the_counts.behind += 1
        data = encode(frame)
        for listener in self.switch.followers(topic):
            listener.line.write(data)

    def forget_unfollowed(self) -> None:
        """Drop the numbers of topics that nobody follows any more."""
        for topic in [topic for topic in self.told if not self.switch.is_followed(topic)]:
            del self.told[topic]

    def revoke(self, person: PersonId, topic: str, frame: dict[str, Any]) -> None:
        """A person may not follow the topic any longer, from this moment, in every process."""
        self.hear_revoke(person, topic, frame)
        self._backplane.publish({"revoke": topic, "person": person, "frame": frame})

    def hear_revoke(self, person: PersonId, topic: str, frame: dict[str, Any]) -> None:
        for listener in self.switch.revoke(person, topic):
            self.say(listener, frame)

    def keep_only(self, people: Collection[PersonId], topic: str, frame: dict[str, Any]) -> None:
        """Nobody but these people may follow the topic any longer, from this moment, in every process."""
        self.hear_keep_only(people, topic, frame)
        self._backplane.publish({"keep": topic, "people": list(people), "frame": frame})

    def hear_keep_only(self, people: Collection[PersonId], topic: str, frame: dict[str, Any]) -> None:
        for listener in self.switch.keep_only(people, topic):
            self.say(listener, frame)

    def expel(self, person: PersonId, kept: str | None, ended: str | None) -> None:
        """Sessions of a person have ended: all, all but `kept`, or only `ended` (digests). Their lines close."""
        self.hear_expel(person, kept, ended)
        self._backplane.publish({"expel": person, "kept": kept, "ended": ended})

    def hear_expel(self, person: PersonId, kept: str | None, ended: str | None) -> None:
        def is_over(listener: Listener) -> bool:
            return listener.session == ended if ended else listener.session != kept

        for listener in self.switch.expel(person, is_over=is_over):
            listener.line.end(4401, "signed out")

    def silence(self, person: PersonId, other: PersonId, *, is_silent: bool) -> None:
        """A person does not hear another from this moment, or does again, in every process."""
        self.hear_silence(person, other, is_silent=is_silent)
        self._backplane.publish({"silence": person, "other": other, "is_silent": is_silent})

    def hear_silence(self, person: PersonId, other: PersonId, *, is_silent: bool) -> None:
        for listener in self.switch.silence(person, other, is_silent=is_silent):
            self.say(listener, {"is": "unheard", "person": other, "unheard": is_silent})

    def come_in(self, person: PersonId, topic: str) -> None:
        """Somebody who looked on belongs to the topic from now on, and is named in it, in every process."""
        self.switch.come_in(person, topic)
        self._backplane.publish({"came_in": person, "topic": topic})

    def hide(self, person: PersonId, *, is_hidden: bool) -> None:
        """A person does not show any more that they are here, or does again, in every process."""
        self.switch.hide(person, is_hidden=is_hidden)
        self._backplane.publish({"hide": person, "is_hidden": is_hidden})

    def pass_on(self, message: dict[str, Any]) -> None:
        """Something that the other processes are to know and that is no frame: see `heard_beside`."""
        self._backplane.publish(message)

    def from_other_process(self, message: dict[str, Any]) -> None:
        """What another process published."""
        if "tell" in message:
            frames = [Frame.unpacked(packed) for packed in message["frames"]]
            self._happened(message["tell"], frames)
            self.hear(message["tell"], frames)
        elif "only" in message:
            self.hear_only([PersonId(one) for one in message["people"]], message["only"], message["values"])
        elif "came_in" in message:
            self.switch.come_in(PersonId(message["came_in"]), message["topic"])
        elif "hide" in message:
            self.switch.hide(PersonId(message["hide"]), is_hidden=message["is_hidden"])
        elif "revoke" in message:
            self.hear_revoke(PersonId(message["person"]), message["revoke"], message["frame"])
        elif "keep" in message:
            self.hear_keep_only([PersonId(one) for one in message["people"]], message["keep"], message["frame"])
        elif "expel" in message:
            self.hear_expel(PersonId(message["expel"]), message["kept"], message["ended"])
        elif "silence" in message:
            is_silent = message["is_silent"]
            self.hear_silence(PersonId(message["silence"]), PersonId(message["other"]), is_silent=is_silent)
        else:
            for key in message.keys() & self.heard_beside.keys():
                self.heard_beside[key](message)

    def _happened(self, topic: str, frames: Sequence[Frame]) -> None:
        for hear in self.heard_of:
            hear(topic, frames)

    def start(self, work: Any) -> None:  # a coroutine of any kind
        """Run a coroutine to its end; a failure is logged, never lost."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("work of the hub failed", exc_info=error)

    def close_all(self, listeners: Iterable[Listener], code: int, reason: str) -> None:
        for listener in tuple(listeners):
            listener.line.end(code, reason)


the_hub: Hub | None = None
"""The hub of this process while it serves; None in commands and wherever nobody listens."""


def open_hub(hub: Hub | None) -> None:
    """Make this the hub of the process, or, with None, say that there is none any more."""
    global the_hub  # noqa: PLW0603  # one process, one hub: the one named exception to having no ambient state
    the_hub = hub
