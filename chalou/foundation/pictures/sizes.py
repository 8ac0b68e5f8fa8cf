"""How large a picture is shown. Values in, values out."""

LARGE, SMALL = 2048, 480  # the longest side
_ON_PAGES = 320

LONG = 3
"""How many times longer than wide an ordinary picture is at most. Beyond it stands what people join out of many
screens: scaled to 2,048 down, 1,080 × 20,000 would be 110 wide, and nobody could read it.
"""

_LONG_WIDTH, _LONG_LENGTH = 1080, 16_384


def large_size(width: int, height: int) -> tuple[int, int]:
    """The size in which a picture is looked at. Never larger than it is."""
    long, short = max(width, height), min(width, height)
    if long <= LONG * short:
        return _scaled(width, height, LARGE / long)
    return _scaled(width, height, min(_LONG_WIDTH / short, _LONG_LENGTH / long))


def shown_small(width: int, height: int) -> tuple[int, int]:
    """How much of a picture its thumbnail shows: of a very long one the beginning."""
    return min(width, LONG * height), min(height, LONG * width)


def small_size(width: int, height: int) -> tuple[int, int]:
    """The size of the thumbnail of a picture of this size."""
    width, height = shown_small(width, height)
    return _scaled(width, height, SMALL / max(width, height))


def shown_size(width: int, height: int) -> tuple[int, int]:
    """The size of the thumbnail on a page, where a point is finer than a pixel was once."""
    width, height = small_size(width, height)
    return _scaled(width, height, _ON_PAGES / max(width, height))


def _scaled(width: int, height: int, factor: float) -> tuple[int, int]:
    factor = min(1.0, factor)
    return max(1, round(width * factor)), max(1, round(height * factor))
