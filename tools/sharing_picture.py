"""The picture that other programs show beside a link to a house without a sign: `python -m tools.sharing_picture`.

The house at the gate is drawn from the same lines as at the entrance (server/_picture.html), in the colours of the
tokens by daylight, on a card of the size that such programs expect. No letter is in it: a house may have any name, and
no font with all characters is sure to be anywhere.
"""

import itertools
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw

PACKAGE = Path(__file__).resolve().parent.parent / "chalou"
DRAWING = PACKAGE / "server" / "templates" / "server" / "_picture.html"
TOKENS = PACKAGE / "foundation" / "web" / "static" / "web" / "tokens.css"
PICTURE = PACKAGE / "foundation" / "web" / "static" / "web" / "sharing.png"

WIDTH, HEIGHT = 1200, 630
FINER = 3  # drawn larger and then made smaller, so that edges are soft
SCALE = WIDTH / 820  # the drawing's own width
COLOURS = 64
CURVE = 16  # straight pieces of one curve
# Which token colours what, as server/static/server/entrance.css has it.
FILLS = {"art-moon": "art-moon", "art-far": "art-hill", "art-ink": "art-ink", "art-window": "art-window"}
STROKES = {"art-line": "art-ink", "art-deck": "art-ink", "art-plank": "art-plank", "art-water": "celadon-glaze"}
FILLS["art-shine"] = "art-window"
OPACITY = {"art-shine": 0.5}

Point = tuple[float, float]
Line = list[Point]


def tokens() -> dict[str, str]:
    """The colours by daylight: the first that the file gives."""
    found: dict[str, str] = {}
    for name, colour in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS.read_text(encoding="utf-8")):
        found.setdefault(name, colour)
    return found


def lines_of(path: str) -> Iterator[Line]:
    """The lines of an SVG path of the kind that stands in our drawing: M, l, h, v, H, V, c and z."""
    words = re.findall(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)", path)
    place, verb = 0, ""
    here: Point = (0.0, 0.0)
    line: Line = []

    def number() -> float:
        nonlocal place
        place += 1
        return float(words[place - 1])

    while place < len(words):
        if words[place].isalpha():
            verb = words[place]
            place += 1
        x, y = here
        match verb:
            case "M":
                if line:
                    yield line
                here = (number(), number())
                line, verb = [here], "L"
                continue
            case "L":
                here = (number(), number())
            case "l":
                here = (x + number(), y + number())
            case "h":
                here = (x + number(), y)
            case "H":
                here = (number(), y)
            case "v":
                here = (x, y + number())
            case "V":
                here = (x, number())
            case "c":
                first, second, last = [(x + number(), y + number()) for _ in range(3)]
                line += [_on_curve((here, first, second, last), step / CURVE) for step in range(1, CURVE)]
                here = last
            case "z":
                here = line[0]
            case _:
                raise ValueError(f"our drawing has no {verb!r} so far")
        line.append(here)
    if line:
        yield line


def _on_curve(points: tuple[Point, Point, Point, Point], at: float) -> Point:
    """De Casteljau: between the points, between what is between them, and so on."""
    row = list(points)
    while len(row) > 1:
        row = [(x + (u - x) * at, y + (v - y) * at) for (x, y), (u, v) in itertools.pairwise(row)]
    return row[0]


def _cornered(points: Line, half: float) -> Line:
    """The outline of a line with sharp corners: its left side there, its right side back."""
    sides: tuple[Line, Line] = ([], [])
    for place, (x, y) in enumerate(points):
        before, after = points[max(place - 1, 0) : place + 1], points[place : place + 2]
        normals = [_normal(*piece) for piece in (before, after) if len(piece) == 2]
        u, v = sum(one[0] for one in normals), sum(one[1] for one in normals)
        # As far out as the two sides need to meet.
        reach = half * len(normals) / (u * u + v * v)
        for side, sign in zip(sides, (1, -1), strict=True):
            side.append((x + sign * u * reach, y + sign * v * reach))
    return [*sides[0], *reversed(sides[1])]


def _normal(one: Point, other: Point) -> Point:
    """Across a piece of a line, one long."""
    length = math.dist(one, other)
    return (one[1] - other[1]) / length, (other[0] - one[0]) / length


class Sheet:
    """A sheet of paper to draw on, in the measure of the drawing."""

    def __init__(self, paper: str) -> None:
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), paper)
        self._top = HEIGHT / SCALE - 420  # it stands on the lower edge

    def lay(
        self, colour: str, opacity: float, shapes: list[Line], *, stroke: float | None, has_corners: bool = False
    ) -> None:
        """Filled, or (`stroke`) drawn with a brush of that width, which is round unless it `has_corners`. Together, so
        that nothing lies on itself twice.
        """
        mask = Image.new("L", self.image.size, 0)
        brush = ImageDraw.Draw(mask)
        for shape in shapes:
            points = [(x * SCALE * FINER, (y + self._top) * SCALE * FINER) for x, y in shape]
            if stroke is None:
                brush.polygon(points, fill=255)
                continue
            width = stroke * SCALE * FINER
            if has_corners:
                brush.polygon(_cornered(points, width / 2), fill=255)
                continue
            brush.line(points, fill=255, width=round(width), joint="curve")
            for x, y in (points[0], points[-1]):
                brush.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
        shade = mask.point(lambda value: round(value * opacity))
        self.image.paste(Image.new("RGB", self.image.size, ImageColor.getrgb(colour)), (0, 0), shade)


def _round(cx: float, cy: float, rx: float, ry: float) -> Line:
    """An ellipse of four curves."""
    k = 0.5523  # how far the handles of a quarter stand out
    path = (
        f"M{cx + rx} {cy}c0 {ry * k} {-rx * (1 - k)} {ry} {-rx} {ry}c{-rx * k} 0 {-rx} {-ry * (1 - k)} {-rx} {-ry}"
        f"c0 {-ry * k} {rx * (1 - k)} {-ry} {rx} {-ry}c{rx * k} 0 {rx} {ry * (1 - k)} {rx} {ry}z"
    )
    return next(lines_of(path))


def picture() -> Image.Image:
    """The picture, drawn."""
    colours = tokens()
    sheet = Sheet(colours["art-sky"])
    for element in re.findall(r"<(?:path|circle|ellipse)\b[^>]*>", DRAWING.read_text(encoding="utf-8")):
        said: dict[str, str] = dict(re.findall(r'([\w-]+)="([^"]*)"', element))
        kind = said["class"]
        if kind not in FILLS and kind not in STROKES:
            continue  # the shine of the lamps, which is for the evening
        if "d" in said:
            shapes = list(lines_of(said["d"]))
        else:
            rx, ry = said.get("rx", said.get("r", "")), said.get("ry", said.get("r", ""))
            shapes = [_round(float(said["cx"]), float(said["cy"]), float(rx), float(ry))]
        stroke = float(said["stroke-width"]) if kind in STROKES else None
        opacity = float(said["opacity"]) if "opacity" in said else OPACITY.get(kind, 1)
        colour = colours[FILLS.get(kind) or STROKES[kind]]
        sheet.lay(colour, opacity, shapes, stroke=stroke, has_corners=kind in ("art-deck", "art-plank"))
    _sign(sheet, colours)
    small = sheet.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return small.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _sign(sheet: Sheet, colours: dict[str, str]) -> None:
    """A cup seen from above, as on the tab of a browser."""
    for radius, colour in ((30, "celadon"), (21, "porcelain"), (15, "liquor-oolong")):
        sheet.lay(colours[colour], 1, [_round(82, 62, radius, radius)], stroke=None)
    sheet.lay(colours["on-seal"], 1, list(lines_of("M73.200 56.400c1.600-3.200 4-4.500 6.400-4.800")), stroke=2.8)


def differs(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures are another: more than the odd pixel that a different version of a library rounds."""
    if one.size != other.size:
        return True
    difference = ImageChops.difference(one.convert("L"), other.convert("L")).point(lambda value: 255 * (value > 24))
    return sum(difference.histogram()[1:]) > WIDTH * HEIGHT / 1000


def main(arguments: list[str]) -> int:
    """Write the picture, or with `--check` compare it with what is there; answers the exit status."""
    if "--check" not in arguments:
        picture().save(PICTURE, optimize=True)
        return 0
    if PICTURE.is_file() and not differs(Image.open(PICTURE), picture()):
        return 0
    print(f"{PICTURE.name} is not what is drawn. Type: make pages", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
