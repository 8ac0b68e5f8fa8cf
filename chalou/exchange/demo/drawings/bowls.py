"""Bowls of tea, seen from above."""

import math

from chalou.exchange.demo.drawings import leaves
from chalou.exchange.demo.drawings.sheet import (
    BLACK,
    CELADON,
    CLAY,
    CLAY_BODY,
    CLAY_WASH,
    DARK,
    GLAZE,
    GREEN,
    INK,
    OOLONG,
    PORCELAIN,
    RAISED,
    RULE,
    SUNK,
    WASH,
    WHITE,
    YELLOW,
    Sheet,
    mixed,
)


def bowl(sheet: Sheet, x: float, y: float, radius: float, liquor: str, *, rim: str = PORCELAIN) -> None:
    """A bowl with tea in it: its shadow, its rim, its wall, the liquor deepest at the edge, and light from the left."""
    sheet.shade(x + radius * 0.12, y + radius * 0.17, radius * 1.02, radius * 1.02, strength=0.42, blur=radius * 0.11)
    sheet.oval(x, y, radius, radius, mixed(rim, INK, 0.10))
    sheet.oval(x - radius * 0.008, y - radius * 0.01, radius * 0.985, radius * 0.985, rim)
    sheet.oval(x, y, radius * 0.925, radius * 0.925, mixed(rim, INK, 0.13))
    sheet.oval(x + radius * 0.015, y + radius * 0.02, radius * 0.905, radius * 0.905, mixed(rim, INK, 0.045))
    tea = radius * 0.80
    sheet.oval(x, y, tea + radius * 0.012, tea + radius * 0.012, mixed(liquor, INK, 0.30))
    sheet.oval(x, y, tea, tea, mixed(liquor, DARK, 0.24))
    sheet.glow(x, y, tea * 0.99, liquor)
    sheet.glow(x + radius * 0.16, y + radius * 0.20, tea * 0.72, mixed(liquor, RAISED, 0.34), strength=0.75)
    sheet.arc(x, y, tea * 0.86, 196, 246, mixed(liquor, RAISED, 0.72), radius * 0.030)
    sheet.arc(x, y, tea * 0.86, 254, 262, mixed(liquor, RAISED, 0.66), radius * 0.028)
    sheet.arc(x, y, radius * 0.955, 205, 285, RAISED, radius * 0.016)


def _table(width: int, height: int, colour: str, *, seed: int) -> Sheet:
    sheet = Sheet(width, height, colour)
    sheet.glow(width * 0.30, height * 0.15, width * 0.72, mixed(colour, RAISED, 0.55), strength=0.9)
    sheet.fibres(seed=seed, colour=mixed(colour, INK, 0.10), count=260)
    return sheet


def amber() -> Sheet:
    sheet = _table(960, 720, CLAY_WASH, seed=1)
    bowl(sheet, 480, 366, 262, OOLONG)
    return sheet


def green() -> Sheet:
    sheet = _table(960, 720, WASH, seed=2)
    bowl(sheet, 424, 356, 252, GREEN)
    leaves.flat(sheet, 806, 500, 92, -52, mixed(CELADON, GREEN, 0.35), mixed(CELADON, INK, 0.2))
    return sheet


def shoumei() -> Sheet:
    sheet = _table(960, 560, SUNK, seed=14)
    bowl(sheet, 470, 276, 208, mixed(WHITE, OOLONG, 0.62))
    leaves.flat(sheet, 770, 410, 78, -40, mixed(CLAY, OOLONG, 0.3), mixed(CLAY, INK, 0.3))
    return sheet


def trio() -> Sheet:
    sheet = _table(1080, 520, SUNK, seed=3)
    for x, liquor in ((208, YELLOW), (540, mixed(OOLONG, BLACK, 0.35)), (872, mixed(BLACK, DARK, 0.62))):
        bowl(sheet, x, 258, 142, liquor)
    return sheet


def tasting_table() -> Sheet:
    """Four waters, one tea."""
    sheet = _table(1080, 720, CLAY_BODY, seed=4)
    sheet.shade(548, 372, 500, 270, strength=0.25, blur=16)
    sheet.block(70, 92, 1010, 628, mixed(GLAZE, WASH, 0.35), round_by=4)
    sheet.block(84, 106, 996, 614, WASH, round_by=3)
    for y in range(132, 606, 26):
        sheet.line([(98, y), (982, y)], mixed(WASH, GLAZE, 0.20), 1)
    _gaiwan(sheet, 338, 262)
    _pitcher(sheet, 640, 262)
    for place, liquor in enumerate(
        (GREEN, mixed(GREEN, YELLOW, 0.6), mixed(YELLOW, OOLONG, 0.55), mixed(CLAY, OOLONG, 0.4))
    ):
        bowl(sheet, 222 + 212 * place, 500, 72, liquor)
    for place in range(4):
        sheet.block(196 + 212 * place, 590, 248 + 212 * place, 606, RAISED, round_by=2)
    return sheet


def _gaiwan(sheet: Sheet, x: float, y: float) -> None:
    sheet.shade(x + 14, y + 22, 126, 126, strength=0.4, blur=14)
    sheet.oval(x, y, 124, 124, mixed(PORCELAIN, INK, 0.12))
    sheet.oval(x - 1, y - 2, 121, 121, PORCELAIN)
    sheet.oval(x, y, 96, 96, mixed(PORCELAIN, INK, 0.14))
    sheet.oval(x - 1, y - 2, 93, 93, mixed(PORCELAIN, INK, 0.02))
    sheet.oval(x + 2, y + 3, 74, 74, mixed(PORCELAIN, INK, 0.10))
    sheet.oval(x, y, 71, 71, RAISED)
    sheet.ring(x, y, 84, CELADON, 2)
    sheet.shade(x + 4, y + 6, 26, 26, strength=0.3, blur=5)
    sheet.oval(x, y, 25, 25, mixed(PORCELAIN, INK, 0.12))
    sheet.oval(x - 1, y - 2, 21, 21, PORCELAIN)


def _pitcher(sheet: Sheet, x: float, y: float) -> None:
    sheet.shade(x + 12, y + 20, 86, 86, strength=0.38, blur=12)
    sheet.line([(x + 70, y + 46), (x + 112, y + 76)], mixed(PORCELAIN, RULE, 0.6), 20)
    sheet.shape([(x - 66, y - 52), (x - 108, y - 62), (x - 80, y - 14)], PORCELAIN)
    sheet.oval(x, y, 84, 84, mixed(PORCELAIN, INK, 0.08))
    sheet.oval(x, y, 80, 80, PORCELAIN)
    sheet.oval(x, y, 66, 66, mixed(GREEN, INK, 0.25))
    sheet.oval(x, y, 64, 64, mixed(GREEN, YELLOW, 0.3))
    sheet.glow(x + 12, y + 14, 52, mixed(GREEN, RAISED, 0.5), strength=0.8)
    begin = math.pi * 1.1
    sheet.arc(x, y, 54, math.degrees(begin), 250, RAISED, 3)
