"""Bytes in, a clean picture out.

1. What it is, by content; nothing but that one decoder is asked.
2. How large it says it is, before anything is decoded: a few kilobytes can unfold to gigabytes.
3. Decoded, the first frame of several; a JPEG no finer than it will be shown.
4. Scaled, into the colours that every screen knows (sRGB), turned upright, on white where one could see through.
5. Written anew as JPEG. Nothing of the bytes that came is in the bytes that go: no place, no camera, no thumbnail of
   what was cut away, no second meaning for another program.
"""

import contextlib
import enum
import io
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

from chalou.foundation.pictures.kinds import PICTURES, Kind, kind_of
from chalou.foundation.pictures.sizes import large_size, shown_small, small_size

TYPE = "image/jpeg"

MOST_PIXELS = 56_000_000
"""What telephones of 48 and 50 million make. A JPEG is decoded at a fraction of it; HEIF is what takes most."""

_MOST = {
    Kind.JPEG: MOST_PIXELS,
    Kind.HEIF: MOST_PIXELS,
    # Four bytes each and no way to take less; its decoder keeps several copies of a WebP.
    Kind.PNG: 36_000_000,
    Kind.GIF: 36_000_000,
    Kind.WEBP: 20_000_000,
}

_LARGEST_PROFILE = 1_000_000  # bytes; those of screens and cameras have a few thousand

_FORMATS = {
    Kind.JPEG: "JPEG",
    Kind.PNG: "PNG",
    Kind.WEBP: "WEBP",
    Kind.GIF: "GIF",
    Kind.HEIF: "HEIF",
}
# Drawn, not photographed: letters on a screen, whose edges lose colour where colour is kept at half the size.
_DRAWN = frozenset({Kind.PNG, Kind.GIF})
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUARTERS = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)

# Ours is asked before; this one stands where a decoder looks at sizes of its own (frames, tiles).
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
# What is odd in a picture is nobody's business: one with five thousand wrong entries would write five thousand lines
# into the log, and Python would remember each for ever.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
# One thread: talk goes on beside it. What else is in the file (depth, thumbnails) nobody looks at.
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)

_SRGB = ImageCms.createProfile("sRGB")

_one_at_a_time = threading.Lock()
"""A picture under way may take some hundred megabytes (docs/decisions/pictures.md); of two, the second waits."""

_BAND = 256
"""Rows that are converted at once: beside a large picture there is never a second one in another form."""

_LEFT_TO_FILTER = 1.25
"""How much larger than wanted a picture may be after it was reduced by a whole number; the rest is filtered finely."""


class Why(enum.StrEnum):
    """Why something is not taken as a picture."""

    UNKNOWN = "unknown"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"


class NoPicture(Exception):
    """What came is not a picture that can be shown."""

    def __init__(self, why: Why):
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept, twice; `width` and `height` are those of the large one."""

    large: bytes
    small: bytes
    width: int
    height: int


def made_of(data: bytes, *, quarter_turns: int = 0) -> Picture:
    """The picture in these bytes, made anew; turned clockwise by quarters where its owner wished so. `NoPicture` where
    there is none. One at a time in a process.
    """
    kind = kind_of(data)
    if kind is None or kind not in PICTURES:
        raise NoPicture(Why.UNKNOWN)
    with _one_at_a_time:
        try:
            return _made(data, kind, quarter_turns % 4)
        except NoPicture:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
            raise NoPicture(Why.TOO_MANY_PIXELS) from None
        except Exception as error:
            # Decoders that are given rubbish fail in every way there is; that no answer depends on which, is the point.
            raise NoPicture(Why.BROKEN) from error


def smaller(picture: bytes, *, longest: int) -> tuple[bytes, int, int]:
    """One of our own pictures no longer than this on its longer side, with its width and height."""
    with _one_at_a_time, Image.open(io.BytesIO(picture), formats=["JPEG"]) as opened:
        opened.draft(None, (longest, longest))
        opened.load()
        factor = min(1.0, longest / max(opened.size))
        size = (max(1, round(opened.width * factor)), max(1, round(opened.height * factor)))
        made = opened.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    return _written(made, quality=82, is_drawn=False), made.width, made.height


def squares_of(picture: Picture, sides: Sequence[int]) -> list[bytes]:
    """The middle of a picture of ours as squares, for the faces of people: of one that is upright the upper part, where
    faces are. A small one is made no larger than it is.
    """
    with Image.open(io.BytesIO(picture.large), formats=["JPEG"]) as opened:
        side = min(opened.size)
        left, top = (opened.width - side) // 2, (opened.height - side) // 3
        middle = opened.convert("RGB").crop((left, top, left + side, top + side))
    return [
        _written(middle.resize((min(one, side),) * 2, Image.Resampling.LANCZOS), quality=84, is_drawn=False)
        for one in sides
    ]


def _made(data: bytes, kind: Kind, quarter_turns: int) -> Picture:
    with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as opened:
        width, height = opened.size
        if width * height > _MOST[kind]:
            raise NoPicture(Why.TOO_MANY_PIXELS)
        orientation, profile = _orientation(opened), opened.info.get("icc_profile")
        opened.draft(None, large_size(width, height))
        opened.load()
        large = _in_srgb(_scaled(opened, large_size(width, height)), profile)
    for turn in (_UPRIGHT.get(orientation), _QUARTERS[quarter_turns]):
        if turn is not None:
            large = large.transpose(turn)
    small = large.crop((0, 0, *shown_small(*large.size))).resize(small_size(*large.size), Image.Resampling.LANCZOS)
    is_drawn = kind in _DRAWN
    return Picture(
        large=_written(large, quality=88 if is_drawn else 82, is_drawn=is_drawn),
        small=_written(small, quality=80, is_drawn=is_drawn),
        width=large.width,
        height=large.height,
    )


def _orientation(opened: Image.Image) -> int:
    """How the camera was held; upright where what it says of itself cannot be read."""
    with contextlib.suppress(Exception):
        return int(opened.getexif().get(_ORIENTATION, 1))
    return 1


def _scaled(opened: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture in this size and in a form that scales well: L, RGB or CMYK, on white where one could see through."""
    factor = max(1, int(min(opened.width / size[0], opened.height / size[1]) / _LEFT_TO_FILTER))
    mode = _plain(opened.crop((0, 0, 1, 1))).mode
    if factor == 1 and mode == opened.mode:
        return opened.resize(size, Image.Resampling.LANCZOS)
    made = Image.new(mode, (-(-opened.width // factor), -(-opened.height // factor)))
    rows = _BAND * factor
    for top in range(0, opened.height, rows):
        band = _plain(opened.crop((0, top, opened.width, min(top + rows, opened.height))))
        made.paste(band.reduce(factor), (0, top // factor))
    return made.resize(size, Image.Resampling.LANCZOS)


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits of grey. `convert` would cut them off at 255 and leave white.
        return image.convert("F").point(lambda grey: grey * (1 / 256) + 0).convert("L")
    if image.has_transparency_data:
        seen_through = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(seen_through, mask=seen_through.getchannel("A"))
        return paper
    return image if image.mode in ("RGB", "CMYK", "L") else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """In the colours that a screen takes for granted; a profile that cannot be read is as none."""
    if isinstance(profile, bytes) and 0 < len(profile) <= _LARGEST_PROFILE:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
            if made is not None:
                return made
    return image.convert("RGB")


def _written(image: Image.Image, *, quality: int, is_drawn: bool) -> bytes:
    # Into an empty one: the saver writes what it finds in `info`, and there might be something.
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    into = io.BytesIO()
    bare.save(into, "JPEG", quality=quality, subsampling=0 if is_drawn else 2, optimize=True, progressive=True)
    return into.getvalue()
