"""A sheet of paper to draw on. It is twice as large as the picture that is made of it, so that edges are soft."""

import io
import math
from collections.abc import Iterable, Sequence
from random import Random

from PIL import Image, ImageColor, ImageDraw, ImageFilter

# The house's colours, as tokens.css has them.
PAPER, RAISED, SUNK, RULE = "#f3f1e7", "#fbfaf4", "#e8e5d8", "#d3cebc"
INK, INK_2, EDGE = "#23241f", "#4f4e45", "#86806e"
CELADON, GLAZE, WASH = "#28594c", "#8fb3a4", "#dce6dc"
CLAY, CLAY_BODY, CLAY_WASH = "#7f4029", "#a8694c", "#ece1d3"
SEAL = "#a92b1c"
GREEN, YELLOW, WHITE, OOLONG, BLACK, DARK = "#cdd49a", "#e3c873", "#ead7a6", "#cf8d3c", "#a8481f", "#54261a"
PORCELAIN, MOON = "#fdfdf9", "#fdfcf7"

FINER = 2

Point = tuple[float, float]


class Sheet:
    """`width` and `height` are those of the finished picture, and so are all measures."""

    def __init__(self, width: int, height: int, paper: str = PAPER) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * FINER, height * FINER), paper)

    def oval(self, x: float, y: float, across: float, down: float, colour: str) -> None:
        """`x`, `y`: its middle; half its width and height."""
        self._pen().ellipse(_finer((x - across, y - down, x + across, y + down)), fill=colour)

    def ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        box = _finer((x - radius, y - radius, x + radius, y + radius))
        self._pen().ellipse(box, outline=colour, width=round(width * FINER))

    def block(self, left: float, top: float, right: float, bottom: float, colour: str, *, round_by: float = 0) -> None:
        self._pen().rounded_rectangle(_finer((left, top, right, bottom)), radius=round_by * FINER, fill=colour)

    def shape(self, points: Iterable[Point], colour: str) -> None:
        self._pen().polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """With round ends, as a brush leaves them."""
        pen, half = self._pen(), width * FINER / 2
        dots = [(x * FINER, y * FINER) for x, y in points]
        pen.line(dots, fill=colour, width=round(width * FINER), joint="curve")
        for x, y in (dots[0], dots[-1]):
            pen.ellipse((x - half, y - half, x + half, y + half), fill=colour)

    def arc(self, x: float, y: float, radius: float, begin: float, end: float, colour: str, width: float) -> None:
        """Degrees go clockwise from the right."""
        turns = [math.radians(begin + (end - begin) * step / 40) for step in range(41)]
        self.line([(x + radius * math.cos(one), y + radius * math.sin(one)) for one in turns], colour, width)

    def glow(self, x: float, y: float, radius: float, colour: str, *, strength: float = 1.0) -> None:
        """Light, or liquor: most of it in the middle, none at the edge."""
        # Pillow's gradient reaches into the corners; outside of the circle there is none. Light needs few points.
        fall = [round(max(0, 180 - one) * 255 / 180 * strength) for one in range(256)]
        light = Image.radial_gradient("L").point(fall)
        size = round(2 * radius * FINER)
        light = light.resize((size, size), Image.Resampling.BILINEAR)
        self._image.paste(colour, (round((x - radius) * FINER), round((y - radius) * FINER)), light)

    def shade(self, x: float, y: float, across: float, down: float, *, strength: float = 0.3, blur: float = 12) -> None:
        """The shadow under something, on its middle."""
        less, rim = 8 / FINER, 3 * blur  # soft things need few points
        wide, high = round(2 * (across + rim) / less), round(2 * (down + rim) / less)
        mask = Image.new("L", (wide, high))
        box = (rim / less, rim / less, wide - rim / less, high - rim / less)
        ImageDraw.Draw(mask).ellipse(box, fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(blur / less))
        mask = mask.resize((round(wide * less * FINER), round(high * less * FINER)), Image.Resampling.BILINEAR)
        self._image.paste(INK, (round((x - across - rim) * FINER), round((y - down - rim) * FINER)), mask)

    def sky(self, colours: Sequence[str], *, bottom: float) -> None:
        """From the top down to `bottom`, from one colour to the next."""
        tints = [ImageColor.getrgb(one) for one in colours]
        strip = Image.new("RGB", (1, len(tints)))
        strip.putdata(tints)
        high = round(bottom * FINER)
        self._image.paste(strip.resize((self._image.width, high), Image.Resampling.BICUBIC), (0, 0))

    def fibres(self, *, seed: int, colour: str = RULE, count: int = 160) -> None:
        """The hairs of rice paper or cloth; the same ones for the same seed."""
        chance = Random(seed)  # noqa: S311  # nothing secret hangs on it
        pen = self._pen()
        for _ in range(count):
            x, y = chance.uniform(0, self._image.width), chance.uniform(0, self._image.height)
            turn, long = chance.uniform(0, math.pi), chance.uniform(8, 46)
            pen.line((x, y, x + long * math.cos(turn), y + long * math.sin(turn)), fill=colour, width=1)

    def file(self) -> bytes:
        """As a PNG, packed quickly: the house makes it anew anyway."""
        small = self._image.reduce(FINER)
        written = io.BytesIO()
        small.save(written, "PNG", compress_level=1)
        return written.getvalue()

    def _pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self._image)


def curve(points: Sequence[Point], *, steps: int = 14, is_closed: bool = False) -> list[Point]:
    """A soft line through these points (Catmull–Rom)."""
    ends = (points[-1], *points, points[0], points[1]) if is_closed else (points[0], *points, points[-1])
    found: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            found.append((_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)))
    return found if is_closed else [*found, points[-1]]


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the one."""
    first, second = ImageColor.getrgb(one), ImageColor.getrgb(other)
    parts = [round(a + (b - a) * share) for a, b in zip(first[:3], second[:3], strict=True)]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return b + t * ((c - a) / 2 + t * ((a - 2.5 * b + 2 * c - d / 2) + t * (1.5 * b - a / 2 - 1.5 * c + d / 2)))


def _finer(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = (value * FINER for value in box)
    return left, top, right, bottom
