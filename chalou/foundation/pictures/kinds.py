"""What bytes are, by the bytes alone. What somebody's program calls them is never believed."""

import codecs
import enum
import re


class Kind(enum.StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    HEIF = "heif"
    PDF = "pdf"
    TEXT = "text"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.GIF, Kind.HEIF})

# Of an ISO base media file the brands that are pictures in HEVC; films have the same container.
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"})
_HEVC_BRANDS = _HEIF_BRANDS - {b"mif1", b"msf1"}

_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def kind_of(data: bytes) -> Kind | None:
    """What this is, or None for everything that is not taken here."""
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp":
        return Kind.HEIF if _is_heif(data) else None
    if data.startswith(b"%PDF-"):
        return Kind.PDF
    return Kind.TEXT if _is_text(data) else None


def _is_heif(data: bytes) -> bool:
    length = min(int.from_bytes(data[:4]), 256)
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, length, 4)}
    return data[8:12] in _HEIF_BRANDS and not brands.isdisjoint(_HEVC_BRANDS)


def _is_text(data: bytes) -> bool:
    """Words and nothing that steers a machine: UTF-8, or GB 18030, in which old Windows programs write Chinese."""
    if not data.strip() or _NO_TEXT.search(data):
        return False
    for alphabet in ("utf-8", "gb18030"):
        try:
            codecs.decode(data, alphabet)
        except UnicodeDecodeError:
            continue
        return True
    return False
