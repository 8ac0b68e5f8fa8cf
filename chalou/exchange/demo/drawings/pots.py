"""Pots from the side."""

from chalou.exchange.demo.drawings import seals
from chalou.exchange.demo.drawings.sheet import (
    BLACK,
    CLAY,
    CLAY_BODY,
    DARK,
    EDGE,
    INK,
    OOLONG,
    PAPER,
    RAISED,
    RULE,
    SEAL,
    SUNK,
    WHITE,
    Point,
    Sheet,
    curve,
    mixed,
)

# Right halves, from the shoulder down to the foot: away from the middle, down from the lid's edge, for a pot of 100.
_SHIPIAO = ((34, 0), (46, 20), (58, 44), (66, 62), (64, 70), (40, 74))
_XISHI = ((24, 0), (46, 10), (61, 32), (63, 52), (50, 70), (34, 76))
_FANGGU = ((30, 0), (56, 8), (70, 26), (70, 42), (54, 58), (38, 64))


def _mirrored(half: tuple[Point, ...], x: float, y: float, scale: float) -> list[Point]:
    right = [(x + a * scale, y + b * scale) for a, b in curve(half)]
    return right + [(2 * x - a, b) for a, b in reversed(right)]


def pot(
    sheet: Sheet, x: float, y: float, scale: float, clay: str, half: tuple[Point, ...], *, lid: float, is_turned: bool
) -> None:
    """A pot with its spout to the left. `y` is the edge of its lid; `is_turned`: the handle is set the other way up."""
    base = y + half[-1][1] * scale
    dim, lit = mixed(clay, INK, 0.28), mixed(clay, RAISED, 0.26)
    sheet.shade(x + 8, base + 2, 78 * scale, 7 * scale, strength=0.42, blur=7)
    wide = max(a for a, _ in half)
    low = half[2][1] if not is_turned else half[1][1] + 6
    handle = [
        (x + (half[1][0] - 8) * scale, y + 10 * scale),
        (x + (wide + 24) * scale, y + (12 if is_turned else 4) * scale),
        (x + (wide + (32 if is_turned else 38)) * scale, y + 30 * scale),
        (x + (wide + 16) * scale, y + (low + 16) * scale),
        (x + (wide - 14) * scale, y + (low + 18) * scale),
    ]
    sheet.line(curve(handle), dim, 9.5 * scale)
    sheet.line(curve([(a - scale, b - 1.2 * scale) for a, b in handle]), clay, 7.5 * scale)
    spout = [
        (x - (wide - 14) * scale, y + 18 * scale),
        (x - (wide + 6) * scale, y + 9 * scale),
        (x - (wide + 19) * scale, y - 9 * scale),
        (x - (wide + 28) * scale, y - 5 * scale),
        (x - (wide + 17) * scale, y + 20 * scale),
        (x - (wide - 12) * scale, y + 50 * scale),
    ]
    sheet.shape(curve(spout, is_closed=True), clay)
    body = _mirrored(half, x, y, scale)
    sheet.shape(body, dim)
    sheet.shape([(x + (a - x) * 0.955 - 2 * scale, b - 1.2 * scale) for a, b in body], clay)
    sheet.glow(x - wide * 0.34 * scale, y + 24 * scale, wide * 0.44 * scale, lit, strength=0.62)
    rim = half[0][0] * scale
    dome = [(x - rim, y), (x - rim * 0.72, y - lid * scale * 0.72), (x, y - lid * scale)]
    dome += [(2 * x - a, b) for a, b in reversed(dome[:-1])]
    sheet.shape(curve(dome), clay)
    sheet.line([(x - rim, y), (x + rim, y)], dim, 2.4 * scale)
    knob = y - (lid + 5) * scale
    sheet.oval(x, knob + 3 * scale, 4.6 * scale, 4 * scale, dim)
    sheet.oval(x, knob, 7.6 * scale, 6 * scale, clay)
    sheet.oval(x - 2 * scale, knob - 2 * scale, 2.6 * scale, 1.8 * scale, lit)


def three() -> Sheet:
    sheet = Sheet(1200, 520, SUNK)
    sheet.sky((RAISED, PAPER), bottom=372)
    sheet.line([(0, 372), (1200, 372)], RULE, 2)
    sheet.fibres(seed=9, count=180)
    pot(sheet, 216, 240, 1.85, mixed(CLAY, DARK, 0.5), _SHIPIAO, lid=9, is_turned=False)
    pot(sheet, 596, 236, 1.85, mixed(BLACK, CLAY, 0.35), _XISHI, lid=15, is_turned=True)
    pot(sheet, 972, 258, 1.85, mixed(WHITE, OOLONG, 0.35), _FANGGU, lid=14, is_turned=False)
    return sheet


def mark() -> Sheet:
    """An old pot with a mended spout, and under it the mark, worn."""
    sheet = Sheet(1080, 720, PAPER)
    sheet.fibres(seed=10, count=240)
    clay = mixed(CLAY, DARK, 0.45)
    pot(sheet, 404, 268, 3.1, clay, _XISHI, lid=14, is_turned=False)
    for at in (0, 17):
        sheet.line([(140 + at, 292 + at), (164 + at, 276 + at)], EDGE, 5)
    chip = [(560, 394), (574, 384), (588, 398), (578, 416), (562, 410)]
    sheet.shape(chip, mixed(clay, CLAY_BODY, 0.55))
    sheet.shade(846, 528, 150, 150, strength=0.28, blur=16)
    sheet.oval(840, 518, 152, 152, mixed(clay, CLAY_BODY, 0.25))
    sheet.oval(840, 518, 142, 142, mixed(clay, CLAY_BODY, 0.42))
    sheet.glow(790, 462, 110, mixed(CLAY_BODY, RAISED, 0.35), strength=0.7)
    seals.pressed(sheet, 840, 518, 70, mixed(clay, INK, 0.25))
    sheet.line([(636, 466), (694, 490)], SEAL, 2.5)
    return sheet
