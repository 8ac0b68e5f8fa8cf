"""The works that are measured on sockets. Each is asked of Chalou and of the limit in the same way."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.crowd import Crowd, Member

SETTLE_S = 10.0  # how long the last deliveries may take before they count as lost


@dataclass(frozen=True)
class Spread:
    """How long something took, in milliseconds."""

    p50: float
    p99: float
    most: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Spread":
        ordered = sorted(seconds)
        last = len(ordered) - 1
        return cls(*(round(ordered[min(last, int(len(ordered) * share))] * 1000, 3) for share in (0.5, 0.99, 1.0)))


def durable_posts(crowd: Crowd, *, seconds: float) -> tuple[float, Spread]:
    """Every sender posts again as soon as its last message is acknowledged: acknowledged posts/s, and the wait.

    A post counts only if all members got it too.
    """
    crowd.forget()
    began = time.perf_counter()
    for sender in crowd.members[: crowd.senders]:
        crowd.post(sender)
    counted = 0
    acks: list[tuple[Member, float]] = crowd.heard.acks
    while time.perf_counter() - began < seconds:
        crowd.turn(0.1)
        for sender, _ in acks[counted:]:
            counted += 1
            crowd.post(sender)
    rate = counted / (time.perf_counter() - began)
    crowd.until(lambda: len(acks) == crowd.posted, seconds=SETTLE_S)
    _everything_arrives(crowd)
    return rate, Spread.of([wait for _, wait in acks])


def deliveries(crowd: Crowd, *, in_flight: int, seconds: float) -> float:
    """Deliveries/s with so many messages posted that not everybody has yet."""
    crowd.forget()
    listeners = len(crowd.members)
    began = time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        while crowd.posted - crowd.heard.deliveries // listeners < in_flight:
            sender = crowd.members[crowd.posted % in_flight]
            if sender.waits_for:
                break
            crowd.post(sender)
        crowd.turn(0.1)
    rate = crowd.heard.deliveries / (now - began)
    _everything_arrives(crowd)
    return rate


def delivery_latency(crowd: Crowd, *, posts_per_second: float, seconds: float) -> Spread:
    """From sending a message to reading it, over every member and every message, at a quiet pace."""
    crowd.forget(with_arrivals=True)
    sent: list[float] = []
    began = time.perf_counter()
    for number in range(int(seconds * posts_per_second)):
        # Not on the beat: a server that wakes by a timer must not meet us in step with it.
        due = began + (number + random.uniform(0, 0.5)) / posts_per_second
        while (wait := due - time.perf_counter()) > 0:
            crowd.turn(wait)
        # By turns, so that the last message of this one is long acknowledged.
        sender = crowd.members[number % crowd.senders]
        crowd.until(lambda sender=sender: not sender.waits_for, seconds=SETTLE_S)  # type: ignore[misc]
        sent.append(time.perf_counter())
        crowd.post(sender)
    _everything_arrives(crowd)
    return Spread.of([at - sent[number] for number, at in crowd.heard.arrivals or []])


def _everything_arrives(crowd: Crowd) -> None:
    crowd.until(lambda: crowd.heard.deliveries >= crowd.posted * len(crowd.members), seconds=SETTLE_S)
    crowd.until(lambda: not any(sender.waits_for for sender in crowd.members[: crowd.senders]), seconds=SETTLE_S)
