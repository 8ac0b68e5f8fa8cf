"""The house's sign for home screens, drawn anew: `python -m tools.icons`.

A cup of tea on its saucer, seen from above, as in `favicon.svg`: a circle of celadon, a cup of porcelain, oolong in it
and a leaf. It is drawn here, in the colours of the tokens, because telephones take no SVG. No character stands in it:
which faces a machine has is not to be known beforehand, and a house's seal would look different everywhere.
"""

from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "chalou" / "foundation" / "web" / "static" / "web"
TOKENS = FOLDER / "tokens.css"
FINE = 4  # drawn so many times larger, and made smaller: edges become smooth

# What each is called, how large it is, and how far the saucer reaches: telephones cut a `maskable` one to a shape of
# their own, and a circle of four fifths stays in any case.
SIZES = {"icon-192.png": (192, 0.47), "icon-512.png": (512, 0.47), "icon-maskable-512.png": (512, 0.38)}
APPLE = {"icon-apple-180.png": (180, 0.41)}  # it rounds the corners of a square by itself


def colours() -> dict[str, str]:
    """The tokens by day, by name."""
    day = TOKENS.read_text(encoding="utf-8").partition("@media")[0]
    found = (line.strip().partition(":") for line in day.splitlines() if line.strip().startswith("--"))
    return {name[2:]: value.strip().partition(";")[0] for name, _, value in found}


def drawn(size: int, reach: float, *, is_square: bool) -> Image.Image:
    """The sign, `size` pixels wide; `reach` is the saucer's radius, as a part of that."""
    colour, whole = colours(), size * FINE
    picture = Image.new("RGBA", (whole, whole), colour["celadon"] if is_square else (0, 0, 0, 0))
    pen, middle = ImageDraw.Draw(picture), whole / 2

    def disc(part: float, fill: str) -> None:
        radius = part * reach * whole
        pen.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), fill=fill)

    if not is_square:
        disc(1.06, colour["celadon"])
    disc(0.96 if is_square else 0.9, colour["celadon-glaze"])
    disc(0.9 if is_square else 0.84, colour["celadon-wash"])
    disc(0.7, colour["celadon-strong"])
    disc(0.67, colour["porcelain"])
    disc(0.55, colour["clay-body"])
    disc(0.53, colour["liquor-oolong"])
    _leaf(picture, middle, reach * whole, colour)
    light = 0.44 * reach * whole
    pen.arc(
        (middle - light, middle - light, middle + light, middle + light),
        start=198,
        end=242,
        fill=colour["on-seal"],
        width=round(0.045 * reach * whole),
    )
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def _leaf(picture: Image.Image, middle: float, reach: float, colour: dict[str, str]) -> None:
    """One leaf on the tea: where two circles meet, with its vein."""
    two = [Image.new("L", picture.size, 0) for _ in range(2)]
    radius, apart = 0.34 * reach, 0.255 * reach
    x, y = middle + 0.1 * reach, middle + 0.1 * reach
    for one, sign in zip(two, (-1, 1), strict=True):
        cx, cy = x + sign * apart * 0.707, y + sign * apart * 0.707
        ImageDraw.Draw(one).ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=255)
    picture.paste(colour["celadon"], mask=ImageChops.multiply(*two))
    long = 0.2 * reach
    ImageDraw.Draw(picture).line(
        (x - long, y + long, x + long * 0.62, y - long * 0.62), fill=colour["liquor-green"], width=round(0.022 * reach)
    )


def all_drawn() -> dict[str, Image.Image]:
    """Every icon, by the name of its file."""
    found = {name: drawn(size, reach, is_square="maskable" in name) for name, (size, reach) in SIZES.items()}
    return found | {name: drawn(size, reach, is_square=True).convert("RGB") for name, (size, reach) in APPLE.items()}


def main() -> None:
    for name, picture in all_drawn().items():
        picture.quantize(128).save(FOLDER / name, optimize=True)
        print(FOLDER / name, (FOLDER / name).stat().st_size)


if __name__ == "__main__":
    main()
