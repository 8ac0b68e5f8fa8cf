"""Leaves, loose and pressed."""

import math
from random import Random

from chalou.exchange.demo.drawings.sheet import (
    BLACK,
    CELADON,
    CLAY,
    CLAY_BODY,
    DARK,
    EDGE,
    GREEN,
    INK,
    OOLONG,
    PAPER,
    RAISED,
    RULE,
    SEAL,
    SUNK,
    Point,
    Sheet,
    curve,
    mixed,
)

# Half a leaf from stem to tip: how far along, how wide there, in shares of its length.
_HALF = ((0.0, 0.0), (0.12, 0.13), (0.32, 0.235), (0.55, 0.25), (0.76, 0.17), (0.92, 0.06), (1.0, 0.0))


def _placed(points: list[Point], x: float, y: float, turn: float) -> list[Point]:
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    return [(x + a * cosine - b * sine, y + a * sine + b * cosine) for a, b in points]


def _outline(long: float, *, teeth: int = 0, share: float = 1.0) -> list[Point]:
    upper = [(a * long, -b * long * share) for a, b in curve(_HALF)]
    if teeth:
        upper = [(a, b * (1 + 0.035 * math.sin(teeth * math.pi * a / long))) for a, b in upper]
    return upper + [(a, -b) for a, b in reversed(upper)]


def flat(sheet: Sheet, x: float, y: float, long: float, turn: float, colour: str, vein: str) -> None:
    """One leaf; `x`, `y` is where its stem is."""
    sheet.shade(*_middle(x + 5, y + 9, long, turn), long * 0.42, long * 0.24, strength=0.3, blur=long * 0.06)
    sheet.shape(_placed(_outline(long), x, y, turn), colour)
    lower = [(a, b) for a, b in _outline(long) if b >= 0]
    sheet.shape(_placed([(0, 0), *lower, (long, 0)], x, y, turn), mixed(colour, INK, 0.13))
    sheet.line(_placed([(-long * 0.10, 0), (long * 0.97, 0)], x, y, turn), vein, max(1.5, long * 0.012))
    for share in (0.2, 0.34, 0.48, 0.62, 0.76):
        for side in (-1, 1):
            reach = 0.2 * math.sin(math.pi * share) * long * side
            sheet.line(
                _placed([(share * long, 0), ((share + 0.11) * long, reach)], x, y, turn), vein, max(1, long * 0.006)
            )


def _middle(x: float, y: float, long: float, turn: float) -> Point:
    return x + long * 0.5 * math.cos(math.radians(turn)), y + long * 0.5 * math.sin(math.radians(turn))


def red_edge() -> Sheet:
    """An oolong leaf, infused and spread out: green with a red rim."""
    sheet = Sheet(960, 720, RAISED)
    sheet.fibres(seed=5, count=240)
    x, y, long, turn = 176.0, 486.0, 660.0, -19.0
    sheet.shade(498, 392, 300, 118, strength=0.34, blur=20)
    rim, heart = mixed(CLAY, OOLONG, 0.22), mixed(CELADON, OOLONG, 0.36)
    sheet.shape(_placed(_outline(long, teeth=56), x, y, turn), rim)
    for step in range(1, 9):
        inner = _outline(long * 0.985, share=0.97 - 0.032 * step)
        shift = [(a + long * 0.006, b) for a, b in inner]
        sheet.shape(_placed(shift, x, y, turn), mixed(rim, heart, step / 8))
    lower = [(a, b) for a, b in _outline(long * 0.985, share=0.7) if b >= 0]
    sheet.shape(_placed([(0, 0), *lower, (long * 0.98, 0)], x, y, turn), mixed(heart, INK, 0.10))
    vein = mixed(heart, GREEN, 0.42)
    for share in (0.13, 0.23, 0.33, 0.43, 0.53, 0.63, 0.73, 0.82):
        for side in (-1, 1):
            wide = 0.215 * math.sin(math.pi * min(0.98, share + 0.06)) * long * side
            bow = curve([(share * long, 0), ((share + 0.05) * long, wide * 0.55), ((share + 0.12) * long, wide * 0.92)])
            sheet.line(_placed(bow, x, y, turn), vein, 2.2)
    sheet.line(_placed([(-80, 10), (0, 0), (long * 0.97, 0)], x, y, turn), vein, 6)
    sheet.line(_placed([(-80, 10), (-6, 0)], x, y, turn), rim, 9)
    return sheet


def cake() -> Sheet:
    """A cake in its wrapper, and half of another beside it."""
    sheet = Sheet(960, 720, mixed(SUNK, CLAY_BODY, 0.18))
    sheet.fibres(seed=6, colour=mixed(SUNK, CLAY_BODY, 0.34), count=300)
    _pressed(sheet, 700, 424, 224)
    x, y, radius = 372.0, 344.0, 282.0
    sheet.shade(x + 18, y + 30, radius, radius, strength=0.4, blur=26)
    sheet.oval(x, y, radius, radius, mixed(PAPER, EDGE, 0.28))
    sheet.oval(x - 4, y - 6, radius - 5, radius - 5, mixed(PAPER, RULE, 0.30))
    sheet.glow(x - 60, y - 80, radius * 0.72, RAISED, strength=0.85)
    chance = Random(7)  # noqa: S311  # where paper creases
    for _ in range(46):
        turn, inner = chance.uniform(0, 2 * math.pi), chance.uniform(0.86, 0.93)
        ends = [
            (x + radius * share * math.cos(turn + bend), y + radius * share * math.sin(turn + bend))
            for share, bend in ((inner, 0.0), (0.985, 0.03))
        ]
        sheet.line(ends, mixed(PAPER, EDGE, 0.36), 1.6)
    for step in range(16):
        turn = step * 22.5
        stem = _placed([(0, 0)], x + 176 * math.cos(math.radians(turn)), y + 176 * math.sin(math.radians(turn)), 0)[0]
        leaf = _placed(_outline(52), stem[0], stem[1], turn + 64)
        sheet.shape(leaf, CELADON)
    sheet.ring(x, y, 150, CELADON, 3)
    sheet.ring(x, y, 232, CELADON, 3)
    for size, colour in ((74, SEAL), (66, PAPER), (60, SEAL)):
        sheet.block(x - size, y - size, x + size, y + size, colour, round_by=5)
    sheet.shape(_placed(_outline(118), x - 40, y + 40, -45), PAPER)
    sheet.line([(x - 52, y + 52), (x + 34, y - 34)], SEAL, 4)
    return sheet


def _pressed(sheet: Sheet, x: float, y: float, radius: float) -> None:
    sheet.shade(x + 12, y + 24, radius, radius, strength=0.42, blur=22)
    sheet.oval(x, y, radius, radius, mixed(DARK, INK, 0.35))
    chance = Random(8)  # noqa: S311  # where leaves lie
    tints = (DARK, mixed(DARK, BLACK, 0.35), mixed(DARK, OOLONG, 0.35), mixed(INK, DARK, 0.5), mixed(DARK, EDGE, 0.4))
    for _ in range(760):
        turn, away = chance.uniform(0, 2 * math.pi), radius * 0.955 * math.sqrt(chance.random())
        long, lean = chance.uniform(12, 34), chance.uniform(0, math.pi)
        left, top = x + away * math.cos(turn), y + away * math.sin(turn)
        ends = [(left, top), (left + long * math.cos(lean) * 0.5, top + long * math.sin(lean) * 0.5)]
        sheet.line(ends, chance.choice(tints), chance.uniform(2.0, 5.5))
