"""Hills and eaves."""

import math
from random import Random

from chalou.exchange.demo.drawings.sheet import (
    BLACK,
    CELADON,
    CLAY,
    DARK,
    GLAZE,
    INK,
    INK_2,
    MOON,
    OOLONG,
    PAPER,
    WHITE,
    YELLOW,
    Point,
    Sheet,
    mixed,
)


def _ridge(width: int, height: float, swell: float, *, seed: int) -> list[Point]:
    """The line of a hill, from left to right."""
    chance = Random(seed)  # noqa: S311  # how a hill lies
    waves = [(chance.uniform(0.6, 2.6), chance.uniform(0, 7), chance.uniform(0.3, 1.0)) for _ in range(4)]
    return [
        (x, height - swell * sum(high * math.sin(often * x / width * 3.1 + begin) for often, begin, high in waves) / 2)
        for x in range(0, width + 9, 8)
    ]


def _hill(sheet: Sheet, ridge: list[Point], colour: str) -> None:
    sheet.shape([*ridge, (sheet.width, sheet.height), (0, sheet.height)], colour)


def hills() -> Sheet:
    """A tea garden at dusk; in the drying room a lamp is lit."""
    sheet = Sheet(1080, 720, PAPER)
    dusk = mixed(INK, CELADON, 0.55)
    sheet.sky(
        (mixed(dusk, GLAZE, 0.35), mixed(GLAZE, WHITE, 0.45), WHITE, OOLONG, mixed(OOLONG, BLACK, 0.4)), bottom=430
    )
    sheet.glow(760, 372, 210, mixed(YELLOW, MOON, 0.5), strength=0.8)
    for number, (height, swell, share) in enumerate(((330, 56, 0.30), (394, 50, 0.52), (452, 40, 0.74))):
        _hill(sheet, _ridge(1080, height, swell, seed=20 + number), mixed(GLAZE, dusk, share))
    near = _ridge(1080, 540, 34, seed=25)
    _hill(sheet, near, mixed(CELADON, INK, 0.42))
    for row in range(9):
        drop = 16 + row * (15 + row * 2.1)
        line = [(x, y + drop + 7 * math.sin(x / 90 + row)) for x, y in near]
        sheet.line(line, mixed(mixed(CELADON, INK, 0.50), GLAZE, 0.10 + 0.03 * (row % 2)), 5 + row * 1.5)
        sheet.line([(x, y + 5 + row) for x, y in line], mixed(CELADON, INK, 0.66), 3 + row * 0.8)
    _house(sheet, 286, 506)
    return sheet


def _house(sheet: Sheet, x: float, y: float) -> None:
    wall, roof = mixed(INK, DARK, 0.30), mixed(INK, INK_2, 0.25)
    sheet.glow(x + 4, y + 22, 104, mixed(OOLONG, YELLOW, 0.4), strength=0.75)
    sheet.block(x - 46, y, x + 46, y + 44, wall)
    sheet.shape([(x - 66, y + 4), (x - 46, y - 24), (x + 46, y - 24), (x + 66, y + 4)], roof)
    sheet.line([(x - 68, y + 3), (x - 54, y - 6)], roof, 5)
    sheet.line([(x + 68, y + 3), (x + 54, y - 6)], roof, 5)
    sheet.block(x - 10, y + 10, x + 18, y + 36, YELLOW)
    sheet.line([(x + 4, y + 10), (x + 4, y + 36)], wall, 2)
    sheet.line([(x - 10, y + 23), (x + 18, y + 23)], wall, 2)


def moon() -> Sheet:
    """Under the eaves at night: a table, a pot, one cup."""
    sheet = Sheet(960, 720, PAPER)
    night = mixed(INK, CELADON, 0.30)
    sheet.sky((mixed(night, INK, 0.35), night, mixed(night, GLAZE, 0.34)), bottom=600)
    sheet.glow(604, 236, 250, mixed(GLAZE, MOON, 0.45), strength=0.50)
    sheet.oval(604, 236, 82, 82, mixed(MOON, WHITE, 0.45))
    sheet.glow(586, 214, 92, MOON, strength=0.7)
    _hill(sheet, _ridge(960, 470, 52, seed=31), mixed(night, GLAZE, 0.22))
    _hill(sheet, _ridge(960, 520, 38, seed=33), mixed(night, GLAZE, 0.10))
    dark = mixed(INK, DARK, 0.22)
    sheet.block(0, 612, 960, 720, mixed(dark, CLAY, 0.22))
    sheet.line([(0, 612), (960, 612)], mixed(dark, OOLONG, 0.3), 3)
    sheet.shape([(0, 0), (470, 0), (330, 66), (352, 92), (300, 98), (0, 196)], dark)
    for step in range(11):
        start = 30 + step * 36
        sheet.line([(start, 0), (start * 0.86 - 14, 176 - step * 9)], mixed(dark, GLAZE, 0.13), 3)
    sheet.line([(0, 202), (306, 104), (360, 88)], mixed(dark, OOLONG, 0.25), 7)
    sheet.block(58, 190, 86, 640, dark)
    _setting(sheet, mixed(dark, CLAY, 0.45))
    return sheet


def _setting(sheet: Sheet, wood: str) -> None:
    sheet.block(430, 548, 860, 566, wood, round_by=3)
    for x in (462, 814):
        sheet.block(x, 566, x + 16, 690, wood)
    sheet.line([(436, 549), (854, 549)], mixed(wood, MOON, 0.35), 2)
    body = mixed(CLAY, DARK, 0.35)
    sheet.line([(620, 500), (652, 496), (650, 530), (616, 536)], body, 8)
    sheet.shape([(520, 516), (488, 488), (500, 484), (536, 502)], body)
    sheet.oval(572, 516, 56, 34, body)
    sheet.oval(572, 484, 28, 9, mixed(body, INK, 0.2))
    sheet.oval(572, 474, 8, 6, body)
    sheet.glow(556, 502, 26, mixed(body, MOON, 0.5), strength=0.6)
    sheet.shape([(708, 516), (766, 516), (754, 548), (720, 548)], mixed(GLAZE, MOON, 0.55))
    sheet.oval(737, 516, 29, 7, mixed(GLAZE, MOON, 0.75))
    sheet.oval(737, 517, 24, 5, mixed(YELLOW, MOON, 0.35))
