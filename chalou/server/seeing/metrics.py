"""/metrics: the figures of this process in the form of Prometheus.

The table below is what there is; docs/metrics.md is made from it. What happened is counted where it happens, as plain
numbers (foundation/counts); what is, is looked at when somebody asks. No label holds an address, a name or a number of
anybody or anything: views by the name of their code, reasons by their word.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from chalou.chat.writer import the_writer
from chalou.foundation.clock import now
from chalou.foundation.counts import Spread, Tally, the_counts
from chalou.foundation.database import is_postgres
from chalou.foundation.hub import hub
from chalou.foundation.hub.line import Wire
from chalou.server.seeing.disk import free_bytes, newest_backup_at

CONTENT_TYPE = CONTENT_TYPE_LATEST

Labels = tuple[str, ...]
Value = float | Spread | tuple[list[int], float]
Read = Callable[[], Iterable[tuple[Labels, Value]]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric: a line of docs/metrics.md and a way to read it."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    what: str
    watch: str
    read: Read
    labels: Labels = ()
    bounds: tuple[float, ...] = ()


def _one(read: Callable[[], Value | None]) -> Read:
    def values() -> Iterator[tuple[Labels, Value]]:
        value = read()
        if value is not None:
            yield (), value

    return values


def _of_tally(tally: Tally) -> Read:
    return lambda: (((str(what),), float(count)) for what, count in tally.counts().items())


def _of_switch(which: int) -> Callable[[], float | None]:
    return lambda: None if hub.the_hub is None else float(hub.the_hub.switch.size()[which])


def _processes() -> float | None:
    return None if hub.the_hub is None else float(hub.the_hub.presence.process_count(at=time.monotonic()))


def _bus() -> float | None:
    return None if hub.the_hub is None or not settings.CHALOU.redis_url else float(hub.the_hub.hears_others)


def _queue() -> float | None:
    writer = the_writer()
    return None if writer is None else writer.waiting()


def _size(name: str) -> Callable[[], float | None]:
    def read() -> float | None:
        if is_postgres():
            return None
        try:
            return (settings.CHALOU.data / name).stat().st_size
        except OSError:
            return None

    return read


def _backup_age() -> float | None:
    at = newest_backup_at(Path(settings.CHALOU.data))
    return None if at is None else max(0.0, now().timestamp() - at)


def _pages() -> Iterator[tuple[Labels, Value]]:
    for what, counts, total in the_counts.pages_s.spreads():
        assert isinstance(what, tuple)
        yield what, (counts, total)


def _forwarded() -> Iterator[tuple[Labels, Value]]:
    yield ("yes",), float(the_counts.through_proxy)
    yield ("no",), float(the_counts.through_stranger)


def _media() -> Iterator[tuple[Labels, Value]]:
    for kind, count in (("picture", the_counts.media_pictures), ("file", the_counts.media_files)):
        if count is not None:
            yield (kind,), float(count)


_WAITS = the_counts.post_wait_s.bounds

FIGURES: tuple[Figure, ...] = (
    Figure(
        "chalou_posts_written_total",
        "counter",
        "Messages that are on disk and were acknowledged.",
        "Its rate is how busy the house is.",
        _one(lambda: float(the_counts.posts_written)),
    ),
    Figure(
        "chalou_posts_known_total",
        "counter",
        "Messages that were sent again and were there already.",
        "Rises when lines are bad.",
        _one(lambda: float(the_counts.posts_known)),
    ),
    Figure(
        "chalou_posts_refused_total",
        "counter",
        "Posts by live connection that were refused, by the word of the reason.",
        "`busy` means that the database does not take them: look at once. `too_fast` is somebody in a hurry.",
        _of_tally(the_counts.posts_refused),
        labels=("why",),
    ),
    Figure(
        "chalou_post_wait_seconds",
        "histogram",
        "From handing a post to the writer to its commit.",
        "99 in 100 should be below 0.05; above 0.25 the disk is slow.",
        _one(lambda: the_counts.post_wait_s),
        bounds=_WAITS,
    ),
    Figure(
        "chalou_post_group_messages",
        "histogram",
        "Messages that shared one commit.",
        "Mostly 1 at rest; near 256 the house is at its limit.",
        _one(lambda: the_counts.group_size),
        bounds=the_counts.group_size.bounds,
    ),
    Figure(
        "chalou_writer_queue_messages",
        "gauge",
        "Messages that wait for the next commit.",
        "Above 500 for a minute: the disk does not keep up.",
        _one(_queue),
    ),
    Figure(
        "chalou_frames_total",
        "counter",
        "Frames told to rooms and other topics in this process.",
        "To be compared with the next one.",
        _one(lambda: float(the_counts.frames_told)),
    ),
    Figure(
        "chalou_deliveries_total",
        "counter",
        "Frames × those who listened.",
        "What the live connections do; divided by the one before, how many listen to a frame.",
        _one(lambda: float(the_counts.deliveries)),
    ),
    Figure(
        "chalou_connections",
        "gauge",
        "Live connections that are open.",
        "A fall to nothing without a restart: the way to the house is broken.",
        _one(_of_switch(0)),
    ),
    Figure("chalou_people_connected", "gauge", "People who hold them.", "How full the house is.", _one(_of_switch(1))),
    Figure("chalou_topics_followed", "gauge", "Rooms and other topics that somebody follows.", "", _one(_of_switch(2))),
    Figure(
        "chalou_slow_readers_cut_total",
        "counter",
        "Live connections cut because more than a mebibyte waited for them.",
        "Some are phones that fell asleep; many at once is a bad line of the house itself.",
        _one(lambda: float(Wire.cut_count)),
    ),
    Figure(
        "chalou_loop_lag_seconds",
        "histogram",
        "How late the loop of the live connections was, four times a second.",
        "99 in 100 should be below 0.05: all who listen wait as long.",
        _one(lambda: the_counts.loop_lag_s),
        bounds=_WAITS,
    ),
    Figure(
        "chalou_comparisons_total",
        "counter",
        "Rounds in which what was told was compared with the database.",
        "Stands still: the database does not answer. It grows by 30 a minute.",
        _one(lambda: float(the_counts.comparisons)),
    ),
    Figure(
        "chalou_behind_total",
        "counter",
        "Topics that a round found not wholly told; their listeners were sent to fetch the rest.",
        "Rises: the bus loses messages, or a process died.",
        _one(lambda: float(the_counts.behind)),
    ),
    Figure(
        "chalou_processes_seen",
        "gauge",
        "Processes of the house that this one hears of, itself too.",
        "Fewer than were started: one is missing, or Redis is away.",
        _one(_processes),
    ),
    Figure(
        "chalou_bus_joined",
        "gauge",
        "1 while the other processes can be heard (only with Redis).",
        "0 for a minute: Redis is away; talk goes on, two seconds late between processes.",
        _one(_bus),
    ),
    Figure(
        "chalou_bus_published_total",
        "counter",
        "Messages given to the bus.",
        "",
        _one(lambda: float(the_counts.bus_published)),
    ),
    Figure(
        "chalou_bus_heard_total",
        "counter",
        "Messages of other processes that the bus brought.",
        "",
        _one(lambda: float(the_counts.bus_heard)),
    ),
    Figure(
        "chalou_bus_dropped_total",
        "counter",
        "Messages the bus did not take.",
        "Rises while Redis is away; what was lost arrives by comparison.",
        _one(lambda: float(the_counts.bus_dropped)),
    ),
    Figure(
        "chalou_bus_lag_seconds",
        "histogram",
        "From publishing in one process to hearing in this one. Between machines their clocks must agree.",
        "99 in 100 should be below 0.1.",
        _one(lambda: the_counts.bus_lag_s),
        bounds=_WAITS,
    ),
    Figure(
        "chalou_page_seconds",
        "histogram",
        "Time that a page took to make, by the name of its view (never by its address) and the class of its status.",
        '`status="5xx"` at all: the log says why. 99 in 100 should be below 0.25, `account_login` aside, which takes '
        "its time on purpose.",
        _pages,
        labels=("view", "status"),
        bounds=_WAITS,
    ),
    Figure(
        "chalou_pages_from_shelf_total",
        "counter",
        "Pages for strangers that were given out ready-made; they are not among the figures above.",
        "",
        _one(lambda: float(the_counts.pages_from_shelf)),
    ),
    Figure(
        "chalou_requests_forwarded_total",
        "counter",
        "Requests that say they were passed on: by a proxy that is trusted (`yes`), or by somebody who is not (`no`).",
        "Mostly `no`: `CHALOU_TRUSTED_PROXIES` does not name your proxy, and everybody seems to come from its address.",
        _forwarded,
        labels=("trusted",),
    ),
    Figure(
        "chalou_pages_under_way",
        "gauge",
        "Pages that are being made or wait for a thread.",
        "Above ten times `CHALOU_PAGE_THREADS` for a minute: too few threads, or a slow database.",
        _one(lambda: float(the_counts.pages_under_way)),
    ),
    Figure(
        "chalou_sign_ins_total",
        "counter",
        "Tries to sign in, by a password, a passkey or a code: `ok` or `failed`.",
        "Many `failed`: somebody guesses, and is slowed down.",
        _of_tally(the_counts.sign_ins),
        labels=("how",),
    ),
    Figure(
        "chalou_letters_total",
        "counter",
        "Letters of the house: `sent` or `failed`.",
        "Any `failed`: those who lost a password wait in vain; see `chalou doctor`.",
        _of_tally(the_counts.letters),
        labels=("how",),
    ),
    Figure(
        "chalou_database_errors_total",
        "counter",
        "Errors of the database, by who met them: `writer`, `pages`, `live`.",
        "Should not rise; the log says why it does.",
        _of_tally(the_counts.database_errors),
        labels=("where",),
    ),
    Figure(
        "chalou_database_bytes",
        "gauge",
        "Size of the SQLite file.",
        "",
        _one(_size("house.sqlite3")),
    ),
    Figure(
        "chalou_wal_bytes",
        "gauge",
        "Size of SQLite’s write-ahead log.",
        "Stays below some 20 MB; beyond 100 MB something reads without end.",
        _one(_size("house.sqlite3-wal")),
    ),
    Figure(
        "chalou_disk_free_bytes",
        "gauge",
        "Free on the disk of the house.",
        "Below 500 MB make room: a full disk refuses messages.",
        _one(lambda: free_bytes(Path(settings.CHALOU.data))),
    ),
    Figure(
        "chalou_media_bytes",
        "gauge",
        "What the pictures and files of the house take; looked at every minute, by the process that does the chores.",
        "Near `CHALOU_MEDIA_MB_HOUSE` nobody can bring any more.",
        _one(lambda: the_counts.media_bytes),
    ),
    Figure(
        "chalou_media_kept",
        "gauge",
        "How many are kept, by kind: `picture`, `file`.",
        "",
        _media,
        labels=("kind",),
    ),
    Figure(
        "chalou_backup_age_seconds",
        "gauge",
        "Age of the newest file in the folder `backups` of the house; absent where there is none.",
        "Older than two of your intervals, or absent: no backup is made.",
        _one(_backup_age),
    ),
)


class _House(Collector):
    def collect(self) -> Iterator[Metric]:
        for figure in FIGURES:
            yield _family(figure)


def _family(figure: Figure) -> Metric:
    if figure.kind == "histogram":
        histogram = HistogramMetricFamily(figure.name, figure.what, labels=figure.labels)
        names = [*(str(float(bound)) for bound in figure.bounds), "+Inf"]
        for labels, value in figure.read():
            counts, total = (value.up_to(), value.total) if isinstance(value, Spread) else _counted(value)
            histogram.add_metric(labels, list(zip(names, map(float, counts), strict=True)), total)
        return histogram
    make = CounterMetricFamily if figure.kind == "counter" else GaugeMetricFamily
    family = make(figure.name, figure.what, labels=figure.labels)
    for labels, value in figure.read():
        assert isinstance(value, float | int)
        family.add_metric(labels, float(value))
    return family


def _counted(value: Value) -> tuple[list[int], float]:
    assert isinstance(value, tuple)
    return value


_registry = CollectorRegistry(auto_describe=False)
_registry.register(_House())
# What the process takes of the machine, and how Python tidies up.
ProcessCollector(registry=_registry)
PlatformCollector(registry=_registry)
GCCollector(registry=_registry)


def page() -> bytes:
    """All figures of this process, as they are now."""
    return generate_latest(_registry)
