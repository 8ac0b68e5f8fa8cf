"""Pictures and files that mean harm, are broken, or are other things as well; and what becomes of each.

Made here and not kept as files: one sees what is wrong with each, and nobody's scanner finds a bomb in the repository.
"""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, PngImagePlugin

SECRET = b"31.2304N 121.4737E under the old tree"

PICTURE, FILE = "picture", "file"
"""What is taken; every other word is that of a refusal."""


@dataclass(frozen=True)
class Hostile:
    """Some bytes, and which words may answer them: several where a decoder of another version may see it otherwise."""

    data: bytes
    becomes: tuple[str, ...]


def written(image: Image.Image, form: str, **more: object) -> bytes:
    into = io.BytesIO()
    image.save(into, form, **more)
    return into.getvalue()


def noise(width: int = 160, height: int = 120) -> Image.Image:
    return Image.effect_noise((width, height), 90).convert("RGB")


def plain(width: int = 48, height: int = 32) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


# PNG, piece by piece


def chunk(name: bytes, data: bytes, *, crc: int | None = None) -> bytes:
    return (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data) if crc is None else crc)
    )


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def head(width: int, height: int, *, bits: int = 8, kind: int = 2, crc: int | None = None) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0), crc=crc)


def rows(width: int, height: int, *, each: int = 3) -> bytes:
    """The pixels of a grey picture, packed."""
    return zlib.compress((b"\0" + b"\x80" * (width * each)) * height, 9)


def animated_png(frames: int, *, says: int | None = None) -> bytes:
    def control(number: int) -> bytes:
        return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, 8, 8, 0, 0, 1, 10, 0, 0))

    pixels = rows(8, 8)
    more = b"".join(control(2 * n - 1) + chunk(b"fdAT", struct.pack(">I", 2 * n) + pixels) for n in range(1, frames))
    acts = chunk(b"acTL", struct.pack(">II", frames if says is None else says, 0))
    return png(head(8, 8), acts, control(0), chunk(b"IDAT", pixels), more)


# Exif, byte by byte


def exif(*entries: tuple[int, int, int, bytes], after: int = 0) -> bytes:
    """A directory of (tag, type, count, the four bytes of its value or of where that is)."""
    body = b"".join(struct.pack("<HHI", tag, kind, count) + value for tag, kind, count, value in entries)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + struct.pack("<I", after)


def jpeg_with(exif_data: bytes) -> bytes:
    return written(plain(), "JPEG", exif=exif_data)


def jpeg_said_to_be(width: int, height: int) -> bytes:
    data = bytearray(written(plain(), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_said_to_be(width: int, height: int) -> bytes:
    data = bytearray(written(plain(), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def webp_said_to_be(width: int, height: int) -> bytes:
    wide = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"VP8X" + struct.pack("<I", 10) + b"\x00\x00\x00\x00" + wide + written(plain(), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def heic_said_to_be(width: int, height: int) -> bytes:
    data = written(plain(), "HEIF")
    at = data.index(b"ispe")
    return data[: at + 8] + struct.pack(">II", width, height) + data[at + 16 :]


def film(form: str, frames: int) -> bytes:
    pictures = [Image.new("RGB", (16, 16), (n * 7 % 255, n * 3 % 255, 90)) for n in range(frames)]
    return written(pictures[0], form, save_all=True, append_images=pictures[1:], duration=20)


def many_frames_of_gif(frames: int) -> bytes:
    """The same frame again and again, without a library that would merge them."""
    one = written(Image.new("P", (2, 2), 1), "GIF")
    at = one.index(b"\x2c")
    return one[:at] + one[at:-1] * frames + b";"


def broken() -> dict[str, Hostile]:
    """Halves and bends of pictures."""
    forms = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "heic": "HEIF"}
    wholes = {name: written(noise(), form) for name, form in forms.items()}
    found = {f"half a {name}": Hostile(data[: len(data) // 2], ("broken_file",)) for name, data in wholes.items()}
    found |= {f"the first bytes of a {name}": Hostile(data[:24], ("broken_file",)) for name, data in wholes.items()}
    size = b"\0\0\0\x08\0\0\0\x08"
    return found | {
        "nothing": Hostile(b"", ("unknown_kind",)),
        "nothing to be seen": Hostile(b" \n\t\n", ("unknown_kind",)),
        "a wrong checksum of its head": Hostile(png(head(8, 8, crc=1), chunk(b"IDAT", rows(8, 8))), ("broken_file",)),
        "a wrong checksum of its pixels": Hostile(
            png(head(8, 8), chunk(b"IDAT", rows(8, 8), crc=1)), (PICTURE, "broken_file")
        ),
        "no pixels at all": Hostile(png(head(8, 8)), ("broken_file",)),
        "pixels for half of it": Hostile(png(head(8, 8), chunk(b"IDAT", rows(8, 4))), (PICTURE, "broken_file")),
        "no size": Hostile(png(head(0, 0), chunk(b"IDAT", rows(1, 1))), ("broken_file",)),
        "a head that is twice there": Hostile(
            png(head(8, 8), chunk(b"IHDR", size + b"\x08\x02\0\0\0"), chunk(b"IDAT", rows(8, 8))),
            (PICTURE, "broken_file"),
        ),
        "a chunk longer than the file": Hostile(
            png(head(8, 8)) + struct.pack(">I", 2**31 - 1) + b"IDAT", ("broken_file",)
        ),
        "a jpeg without a picture": Hostile(
            b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9", ("broken_file",)
        ),
        "a jpeg of ffs": Hostile(b"\xff\xd8" + b"\xff" * 4000, ("broken_file",)),
        "a webp without anything": Hostile(b"RIFF\x04\0\0\0WEBP", ("broken_file",)),
        "a webp that says it is long": Hostile(b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff", ("broken_file",)),
        "a heic of its first box": Hostile(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", ("broken_file",)),
    }


def bombs() -> dict[str, Hostile]:
    """Small to send, large to open."""
    much = zlib.compress(b"\0" * 60_000_000, 9)
    words = b"Comment\0\0" + much
    return {
        "png, 60,000 wide": Hostile(png(head(60_000, 60_000), chunk(b"IDAT", rows(8, 8))), ("too_many_pixels",)),
        "png, one high": Hostile(
            png(head(2**31 - 1, 1), chunk(b"IDAT", rows(8, 1))), ("too_many_pixels", "broken_file")
        ),
        "jpeg": Hostile(jpeg_said_to_be(65_500, 65_500), ("too_many_pixels",)),
        "gif": Hostile(gif_said_to_be(65_535, 65_535), ("too_many_pixels",)),
        "webp": Hostile(webp_said_to_be(16_384, 16_384), ("too_many_pixels", "broken_file")),
        "heic": Hostile(heic_said_to_be(30_000, 30_000), ("too_many_pixels", "broken_file")),
        "pixels without end": Hostile(png(head(8, 8), chunk(b"IDAT", much)), (PICTURE, "broken_file")),
        "words that unfold": Hostile(
            png(head(8, 8), chunk(b"zTXt", words), chunk(b"IDAT", rows(8, 8))), (PICTURE, "broken_file")
        ),
        "words after the pixels that unfold": Hostile(
            png(head(8, 8), chunk(b"IDAT", rows(8, 8)), chunk(b"zTXt", words)), (PICTURE, "broken_file")
        ),
        "a colour profile that unfolds": Hostile(
            png(head(8, 8), chunk(b"iCCP", b"x\0\0" + much), chunk(b"IDAT", rows(8, 8))), (PICTURE, "broken_file")
        ),
        "a thousand little words": Hostile(
            png(head(8, 8), chunk(b"tEXt", b"a\0" + b"b" * 1000) * 1000, chunk(b"IDAT", rows(8, 8))), (PICTURE,)
        ),
    }


def films() -> dict[str, Hostile]:
    """Of a film the first picture, however long it is and whatever it says of its length."""
    return {
        "gif of 100 pictures": Hostile(film("GIF", 100), (PICTURE,)),
        "gif of 50,000 pictures": Hostile(many_frames_of_gif(50_000), (PICTURE,)),
        "webp of 100 pictures": Hostile(film("WEBP", 100), (PICTURE,)),
        "png of 500 pictures": Hostile(animated_png(500), (PICTURE,)),
        "png that says it has no end": Hostile(animated_png(2, says=2**32 - 1), (PICTURE, "broken_file")),
        "png that says it has none": Hostile(animated_png(2, says=0), (PICTURE, "broken_file")),
    }


def told_of_themselves() -> dict[str, Hostile]:
    """What is said of a picture beside it: turns that there are not, directories without end."""
    found = {
        f"turned {value!r}": Hostile(jpeg_with(exif((0x0112, kind, 1, value))), (PICTURE,))
        for kind, value in (
            (3, b"\0\0\0\0"), (3, b"\x09\0\0\0"), (3, b"\xff\xff\xff\xff"), (2, b"six\0"), (4, b"\xff\xff\xff\x7f"),
            (12, b"\0\0\xc0\x40"), (10, b"\xff\xff\xff\xff"), (0, b"\x06\0\0\0"), (99, b"\x06\0\0\0"),
        )
    }  # fmt: skip
    return found | {
        "four thousand million turns": Hostile(jpeg_with(exif((0x0112, 3, 2**32 - 1, b"\x08\0\0\0"))), (PICTURE,)),
        "a directory that comes after itself": Hostile(
            jpeg_with(exif((0x0112, 3, 1, b"\1\0\0\0"), after=8)), (PICTURE,)
        ),
        "a directory in itself": Hostile(
            jpeg_with(exif((0x8769, 4, 1, b"\x08\0\0\0"), (0x8825, 4, 1, b"\x08\0\0\0"))), (PICTURE,)
        ),
        "five thousand entries": Hostile(
            jpeg_with(exif(*[(n, 2, 2**31, b"\xff\xff\xff\x7f") for n in range(5000)])), (PICTURE,)
        ),
        "a directory behind the end": Hostile(jpeg_with(b"Exif\0\0II*\0\xff\xff\xff\xff"), (PICTURE,)),
        "exif of nothing": Hostile(jpeg_with(b"Exif\0\0"), (PICTURE,)),
        "a profile that is none": Hostile(written(plain(), "PNG", icc_profile=b"\xff" * 4000), (PICTURE,)),
    }


def unusual() -> dict[str, Hostile]:
    """Good pictures of kinds that one rarely meets."""
    glass = plain().convert("RGBA")
    glass.putalpha(Image.linear_gradient("L").resize(glass.size))
    few = plain().quantize(16)
    # PNG keeps how far one can see through each colour of a palette.
    seen_through = written(few, "PNG", transparency=bytes(range(0, 256, 16)))
    sixteen = png(head(8, 8, bits=16), chunk(b"IDAT", rows(8, 8, each=6)))
    sixteen_through = png(head(8, 8, bits=16, kind=6), chunk(b"IDAT", rows(8, 8, each=8)))
    return {
        "cmyk": Hostile(written(plain().convert("CMYK"), "JPEG"), (PICTURE,)),
        "cmyk with a profile for others": Hostile(
            written(plain().convert("CMYK"), "JPEG", icc_profile=b"\0" * 128), (PICTURE,)
        ),
        "grey": Hostile(written(plain().convert("L"), "JPEG"), (PICTURE,)),
        "sixteen bits": Hostile(sixteen, (PICTURE,)),
        "sixteen bits one can see through": Hostile(sixteen_through, (PICTURE,)),
        "a palette one can see through": Hostile(seen_through, (PICTURE,)),
        "a palette without its colours": Hostile(
            png(head(8, 8, kind=3), chunk(b"IDAT", rows(8, 8, each=1))), (PICTURE, "broken_file")
        ),
        "a gif one can see through": Hostile(written(glass.quantize(8), "GIF", transparency=0), (PICTURE,)),
        "a webp one can see through": Hostile(written(glass, "WEBP", lossless=True), (PICTURE,)),
        "two pictures in one": Hostile(written(plain(), "MPO", save_all=True, append_images=[noise()]), (PICTURE,)),
        "one point": Hostile(written(Image.new("RGB", (1, 1)), "PNG"), (PICTURE,)),
        "as long as a street": Hostile(written(Image.new("RGB", (4, 16_000)), "PNG"), (PICTURE,)),
    }


def two_things_at_once() -> dict[str, Hostile]:
    """For one program a picture, for another a page, a program or an archive."""
    page = b"<script>alert(document.domain)</script>"
    archive = b"PK\x03\x04" + SECRET + b"PK\x05\x06" + b"\0" * 18
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", page.decode())
    return {
        "a jpeg with a page in its comment": Hostile(written(plain(), "JPEG", comment=page), (PICTURE,)),
        "a jpeg before an archive": Hostile(written(plain(), "JPEG") + archive, (PICTURE,)),
        "a png with a page in its words": Hostile(written(plain(), "PNG", pnginfo=about), (PICTURE,)),
        "a gif before a page": Hostile(written(plain(), "GIF") + page, (PICTURE,)),
        "a gif that is a script": Hostile(b"GIF89a=1;alert(document.domain)//", ("broken_file",)),
        "a pdf before a page": Hostile(b"%PDF-1.7\n" + page, (FILE,)),
        "a pdf that is a jpeg": Hostile(b"%PDF-1.7\n" + written(plain(), "JPEG"), (FILE,)),
        "a page": Hostile(b"<!doctype html>" + page, (FILE,)),
        "a drawing that runs": Hostile(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', (FILE,)),
        "a drawing that is packed": Hostile(b"\x1f\x8b\x08\0" + b"\0" * 20, ("unknown_kind",)),
        "a script": Hostile(b"#!/bin/sh\nrm -rf ~\n", (FILE,)),
        "postscript": Hostile(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", (FILE,)),
        "an archive": Hostile(archive, ("unknown_kind",)),
        "a program": Hostile(b"MZ\x90\0" + b"\0" * 60, ("unknown_kind",)),
        "another program": Hostile(b"\x7fELF" + b"\0" * 60, ("unknown_kind",)),
        "a film": Hostile(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", ("unknown_kind",)),
        "avif": Hostile(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", ("unknown_kind",)),
        "tiff": Hostile(written(plain(), "TIFF"), ("unknown_kind",)),
        "bmp": Hostile(written(plain(), "BMP"), ("unknown_kind",)),
        "ico": Hostile(written(plain(32, 32), "ICO"), ("unknown_kind",)),
        "jpeg 2000": Hostile(b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 20, ("unknown_kind",)),
        "jpeg xl": Hostile(b"\xff\x0a" + b"\0" * 20, ("unknown_kind",)),
        "psd": Hostile(b"8BPS\0\1" + b"\0" * 20, ("unknown_kind",)),
        "words with a machine's signs": Hostile(b"tea\x1b]0;owned\x07", ("unknown_kind",)),
        "words in another alphabet": Hostile("茶".encode("utf-16"), ("unknown_kind",)),
    }


def all_of_them() -> dict[str, Hostile]:
    found: dict[str, Hostile] = {}
    for some in (broken(), bombs(), films(), told_of_themselves(), unusual(), two_things_at_once()):
        assert not found.keys() & some.keys()
        found |= some
    return found
