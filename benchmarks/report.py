"""The bars, and the table that holds the figures against them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Figures = Mapping[str, float]
"""What one run found, by name; see `WORKS`."""


@dataclass(frozen=True)
class Work:
    """One line of the table. `is_met` gets the figure and its share of the limit (None where the limit has none)."""

    name: str
    what: str
    unit: str
    bar: str
    is_met: Callable[[float, float | None], bool] | None


WORKS = (
    Work("posts", "durable posts, 50 members, 10 senders", "/s", "≥ 2,000 (aim 4,000)", lambda f, _: f >= 2000),
    Work("ack_p50", "  acknowledgement p50", "ms", "", None),
    Work("ack_p99", "  acknowledgement p99", "ms", "≤ 15", lambda f, _: f <= 15),
    Work(
        "deliveries_1",
        "deliveries, 1,000 members, one in flight",
        "/s",
        "≥ 0.6 × limit (aim 0.8)",
        lambda _, share: (share or 0) >= 0.6,
    ),
    Work(
        "deliveries_8",
        "deliveries, 1,000 members, eight in flight",
        "/s",
        "≥ 250,000 (aim 500,000)",
        lambda f, _: f >= 250_000,
    ),
    Work("latency_p50", "delivery at 10 posts/s, 500 members, p50", "ms", "", None),
    Work("latency_p99", "  p99", "ms", "≤ 15 and ≤ 2 × limit", lambda f, share: f <= 15 and (share or 0) <= 2),
    Work("connection", "memory of an idle connection", "KB", "≤ 28 (aim 20)", lambda f, _: f <= 28),
    Work("room_pages", "room page of 50 messages, signed in", "/s", "≥ 150 (aim 800 a core)", lambda f, _: f >= 150),
    Work("room_page_p99", "  p99 at half that load", "ms", "≤ 60", lambda f, _: f <= 60),
    Work("entrance_pages", "entrance, without a session", "/s", "≥ 3,000", lambda f, _: f >= 3000),
    Work("cold_start", "cold start to first page", "s", "≤ 3", lambda f, _: f <= 3),
    Work("idle", "idle memory", "MB", "≤ 150", lambda f, _: f <= 150),
)


def table(house: Sequence[Figures], limit: Sequence[Figures]) -> str:
    """Medians of the runs as a Markdown table; a share is the median of each run's own share."""
    if not house:
        return "\n".join(
            f"| {work.what} | {_shown(median(run[work.name] for run in limit))} {work.unit} |"
            for work in WORKS
            if work.name in limit[0]
        )
    lines = ["| work | Chalou | the limit | share | bar | |", "|---|---:|---:|---:|---|---|"]
    for work in WORKS:
        figures = [run[work.name] for run in house if work.name in run]
        if not figures:
            continue
        limits = [run[work.name] for run in limit if work.name in run]
        share = median(mine / bare for mine, bare in zip(figures, limits, strict=False)) if limits else None
        figure = median(figures)
        beside = f"{_shown(median(limits))} {work.unit}" if limits else ""
        verdict = "" if work.is_met is None else "met" if work.is_met(figure, share) else "**missed**"
        lines.append(
            f"| {work.what} | {_shown(figure)} {work.unit} | {beside} | "
            f"{f'{share:.2f}' if share is not None else ''} | {work.bar} | {verdict} |"
        )
    return "\n".join(lines)


def keep(file: Path, **found: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"
