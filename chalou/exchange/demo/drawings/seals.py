"""A seal of two signs, 半 on the right and 山 on the left, drawn as strokes: no machine needs a Chinese font for it."""

from chalou.exchange.demo.drawings.sheet import EDGE, PAPER, RAISED, SEAL, Point, Sheet, mixed

# In a field of 2 by 2 around the middle; each stroke from one point to the next.
_HALF: tuple[tuple[Point, ...], ...] = (
    ((0.22, -0.72), (0.34, -0.50)),
    ((0.78, -0.72), (0.66, -0.50)),
    ((0.20, -0.26), (0.80, -0.26)),
    ((0.12, 0.14), (0.88, 0.14)),
    ((0.50, -0.78), (0.50, 0.78)),
)
_HILL: tuple[tuple[Point, ...], ...] = (
    ((-0.50, -0.70), (-0.50, 0.62)),
    ((-0.82, -0.16), (-0.82, 0.62)),
    ((-0.18, -0.16), (-0.18, 0.62)),
    ((-0.86, 0.64), (-0.14, 0.64)),
)


def _strokes(sheet: Sheet, x: float, y: float, half: float, colour: str, width: float) -> None:
    for stroke in (*_HALF, *_HILL):
        sheet.line([(x + a * half, y + b * half) for a, b in stroke], colour, width)


def pressed(sheet: Sheet, x: float, y: float, half: float, colour: str) -> None:
    """As it was pressed into the foot of a pot, and worn by a table."""
    worn = mixed(colour, EDGE, 0.35)
    edge = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    sheet.line([(x + a * half, y + b * half) for a, b in edge[:3]], worn, 4)
    sheet.line([(x + a * half, y + b * half) for a, b in edge[3:]], worn, 3)
    for number, stroke in enumerate((*_HALF, *_HILL)):
        (a, b), (c, d) = stroke
        # Of some strokes a piece is gone.
        kept = (0.0, 0.62) if number % 3 == 1 else (0.30, 1.0) if number % 3 == 2 else (0.0, 1.0)
        ends = [(x + half * (a + (c - a) * share), y + half * (b + (d - b) * share)) for share in kept]
        sheet.line(ends, worn, 6.5)


def clean() -> Sheet:
    """White signs on red, one corner of the frame gone."""
    sheet = Sheet(720, 720, RAISED)
    sheet.fibres(seed=11, count=220)
    x, y, half = 360.0, 356.0, 232.0
    sheet.block(x - half, y - half, x + half, y + half, SEAL, round_by=12)
    sheet.fibres(seed=12, colour=mixed(SEAL, PAPER, 0.22), count=60)
    inner = half * 0.90
    for a, b, c, d in ((-1, -1, 1, -1), (1, -1, 1, 0.62), (-1, -1, -1, 1), (-1, 1, 0.60, 1)):
        sheet.line([(x + a * inner, y + b * inner), (x + c * inner, y + d * inner)], RAISED, 9)
    _strokes(sheet, x, y, half * 0.92, RAISED, 25)
    sheet.shape(
        [(x + half + 4, y + half * 0.66), (x + half + 4, y + half + 4), (x + half * 0.66, y + half + 4)], RAISED
    )
    sheet.shape([(x - half - 4, y - 70), (x - half + 9, y - 52), (x - half - 4, y - 30)], RAISED)
    return sheet
