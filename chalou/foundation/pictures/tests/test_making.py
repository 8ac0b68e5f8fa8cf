"""Pictures made anew: whatever comes in, a plain JPEG comes out, or a word why not."""

import io
import struct
import subprocess
import sys
import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from chalou.foundation.pictures.kinds import Kind, kind_of
from chalou.foundation.pictures.making import NoPicture, Why, made_of
from chalou.foundation.pictures.sizes import large_size, shown_size, small_size

FORMS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.GIF: "GIF", Kind.HEIF: "HEIF"}
SECRET = b"31.2304N 121.4737E under the old tree"

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 60), (40, 60, 200), (250, 250, 250)


def flag(width=96, height=64):
    """Four corners of four colours, so that one sees how it was turned: red, green above, blue, white below."""
    image = Image.new("RGB", (width, height))
    for corner, colour in zip(((0, 0), (1, 0), (0, 1), (1, 1)), (RED, GREEN, BLUE, WHITE), strict=True):
        image.paste(colour, (corner[0] * width // 2, corner[1] * height // 2, width, height))
    return image


def written(image, form, **more):
    into = io.BytesIO()
    image.save(into, form, **more)
    return into.getvalue()


def corners(data):
    """The colours of the four corners, by name."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    spots = [(x, y) for y in (4, image.height - 5) for x in (4, image.width - 5)]
    pixels = image.load()
    assert pixels is not None
    seen: list[Any] = [pixels[spot] for spot in spots]  # a number or several, by the mode
    return [
        min(names, key=lambda name: sum(abs(a - b) for a, b in zip(names[name], pixel, strict=True))) for pixel in seen
    ]


def why(data):
    with pytest.raises(NoPicture) as wrong:
        made_of(data)
    return wrong.value.why


def exif_with_place(orientation=1):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (31.0, 13.0, 49.0)
    place[3], place[4] = "E", (121.0, 28.0, 25.0)
    place[29] = SECRET.decode()
    return exif


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_becomes_a_plain_jpeg_twice(kind):
    data = written(flag(900, 600), FORMS[kind])
    assert kind_of(data) is kind
    made = made_of(data)
    for part, size in ((made.large, (900, 600)), (made.small, (480, 320))):
        image = Image.open(io.BytesIO(part))
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)
        assert corners(part) == ["red", "green", "blue", "white"]
    assert (made.width, made.height) == (900, 600)


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIF])
def test_the_place_where_it_was_taken_is_gone_and_everything_else_that_was_said_of_it(kind):
    more = {"exif": exif_with_place().tobytes(), "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    if kind is Kind.PNG:
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SECRET.decode())
        words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        more = {"exif": more["exif"], "pnginfo": words}
    if kind is Kind.JPEG:
        more["comment"] = SECRET
    data = written(flag(), FORMS[kind], **more)
    assert SECRET in data, "the test looks for something that is there"
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825), "and for a place"
    made = made_of(data)
    for part in (made.large, made.small):
        assert SECRET not in part
        image = Image.open(io.BytesIO(part))
        assert not image.getexif()
        assert {"exif", "xmp", "icc_profile", "comment", "photoshop"}.isdisjoint(image.info)
        # Of the segments of a JPEG only what a decoder needs: JFIF's head, tables, the frame, the scans.
        assert segments(part) <= {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA}


def segments(data):
    """The marks of a JPEG's segments."""
    found, at = set(), 2
    while at < len(data) - 1:
        if data[at] == 0xFF and data[at + 1] not in (0x00, 0xFF, *range(0xD0, 0xDA)):
            found.add(data[at + 1])
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
        else:
            at += 1
    return found


def test_what_follows_a_picture_in_the_same_file_is_gone():
    assert SECRET not in made_of(written(flag(), "JPEG") + b"PK\x03\x04" + SECRET).large
    assert b"<script" not in made_of(written(flag(), "GIF") + b"<script>alert(1)</script>").large


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_it_stands_upright_however_the_camera_was_held(kind, orientation):
    backwards = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    lying = flag().transpose(backwards[orientation]) if orientation > 1 else flag()
    made = made_of(written(lying, FORMS[kind], exif=exif_with_place(orientation).tobytes()))
    assert (made.width, made.height) == (96, 64)
    assert corners(made.large) == ["red", "green", "blue", "white"]


def test_an_iphones_picture_is_turned_once():
    made = made_of(written(flag().transpose(Image.Transpose.ROTATE_90), "HEIF", exif=exif_with_place(6).tobytes()))
    assert corners(made.large) == ["red", "green", "blue", "white"]


def test_its_owner_turns_it_by_quarters():
    data = written(flag(), "PNG")
    assert corners(made_of(data, quarter_turns=1).large) == ["blue", "red", "white", "green"]
    assert corners(made_of(data, quarter_turns=-1).large) == corners(made_of(data, quarter_turns=3).large)
    assert (made_of(data, quarter_turns=5).width, made_of(data, quarter_turns=2).width) == (64, 96)


def test_other_colours_become_those_of_every_screen():
    other = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # a profile that does not fit
    assert corners(made_of(written(flag(), "PNG", icc_profile=other)).large) == ["red", "green", "blue", "white"]
    broken = written(flag(), "JPEG", icc_profile=b"no profile at all")
    assert corners(made_of(broken).large) == ["red", "green", "blue", "white"]
    assert corners(made_of(written(flag().convert("CMYK"), "JPEG")).large) == ["red", "green", "blue", "white"]
    swapped = made_of(written(flag(), "PNG", icc_profile=_swapped_profile())).large
    assert corners(swapped)[:2] == ["green", "red"], "what its profile says of its colours is believed"


def _swapped_profile():
    """sRGB with red and green exchanged: what any camera may bring, only easier to see."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    entries = {}
    for number in range(int.from_bytes(profile[128:132])):
        at = 132 + 12 * number
        entries[bytes(profile[at : at + 4])] = at
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    profile[red + 4 : red + 12], profile[green + 4 : green + 12] = (
        profile[green + 4 : green + 12],
        profile[red + 4 : red + 12],
    )
    return bytes(profile)


def test_where_one_could_see_through_there_is_paper():
    glass = flag().convert("RGBA")
    glass.putalpha(Image.new("L", glass.size, 0))
    for form in ("PNG", "WEBP"):
        assert corners(made_of(written(glass, form)).large) == ["white"] * 4
    palette = flag().quantize(8)
    palette.info["transparency"] = palette.getpixel((2, 2))
    assert corners(made_of(written(palette, "GIF")).large)[0] == "white"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
def test_every_form_of_pixels_a_png_knows(mode):
    image = Image.new("I;16", (40, 30), 0x8000) if mode == "I;16" else flag(40, 30).convert(mode)
    made = Image.open(io.BytesIO(made_of(written(image, "PNG")).large))
    assert made.size == (40, 30)
    if mode == "I;16":
        assert 120 <= made.convert("L").tobytes()[205] <= 136, "sixteen bits are not cut off"


def test_of_a_film_the_first_picture():
    frames = [Image.new("RGB", (60, 40), colour) for colour in (BLUE, RED, GREEN)]
    for form in ("GIF", "WEBP"):
        data = written(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
        assert corners(made_of(data).large) == ["blue"] * 4


# Bombs


def png_that_says(width, height):
    """A few bytes that claim to be very large."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg_that_says(width, height):
    data = bytearray(written(flag(), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_that_says(width, height):
    data = bytearray(written(flag(), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


@pytest.mark.parametrize(
    "bomb",
    [
        png_that_says(60_000, 60_000),
        png_that_says(2**31 - 1, 2**31 - 1),
        png_that_says(6001, 6001),
        jpeg_that_says(65_500, 65_500),
        gif_that_says(65_535, 65_535),
    ],
    ids=["png", "largest-png", "just-too-large", "jpeg", "gif"],
)
def test_a_bomb_is_refused_before_it_is_unpacked(bomb, monkeypatch):
    unpacked = []
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: unpacked.append(image.size))
    monkeypatch.setattr("PIL.GifImagePlugin.GifImageFile.load_prepare", lambda image: unpacked.append(image.size))
    assert why(bomb) is Why.TOO_MANY_PIXELS
    assert unpacked == []


def test_too_large_is_said_so():
    assert why(png_that_says(6001, 6001)) is Why.TOO_MANY_PIXELS
    assert why(jpeg_that_says(9000, 9000)) is Why.TOO_MANY_PIXELS


def test_a_frame_larger_than_its_picture_is_no_way_around():
    """A GIF says how large it is in its head and again in each frame."""
    data = bytearray(written(flag(), "GIF"))
    at = data.index(b"\x2c", 13 + 3 * 2 ** ((data[10] & 7) + 1))
    data[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    assert why(bytes(data)) in (Why.TOO_MANY_PIXELS, Why.BROKEN)


PROGRAM = """
import sys
from chalou.foundation.pictures.making import made_of

def most():
    "The most memory that this process has had, in kilobytes."
    with open("/proc/self/status") as file:
        return int(next(line.split()[1] for line in file if line.startswith("VmHWM")))

data = sys.stdin.buffer.read()
before = most()
made = made_of(data)
print(most() - before, made.width)
"""


@pytest.mark.parametrize(
    ("form", "mode", "size", "megabytes"),
    [
        # As telephones make them, decoded at the size in which it will be shown: all its pixels would be 192.
        ("JPEG", "RGB", (8000, 6000), 110),
        # Its pixels are 144; in another form beside them, 288.
        ("PNG", "RGBA", (6000, 6000), 230),
    ],
)
def test_a_large_picture_takes_no_more_memory_than_it_must(form, mode, size, megabytes):
    data = written(Image.new(mode, size, RED), form)
    said = subprocess.run([sys.executable, "-c", PROGRAM], input=data, capture_output=True, check=True).stdout.split()
    assert int(said[1]) == 2048
    assert int(said[0]) < megabytes * 1000


# Rubbish


@pytest.mark.parametrize("kind", FORMS)
def test_half_a_picture_is_broken(kind):
    data = written(Image.effect_noise((200, 150), 90).convert("RGB"), FORMS[kind])
    assert why(data[: len(data) // 2]) is Why.BROKEN


@pytest.mark.parametrize(
    "data",
    [b"", b"tea", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"BM" + b"\0" * 60, b"II*\0" + b"\0" * 60],
)
def test_what_is_no_picture_is_none_whatever_it_is_called(data):
    assert why(data) is Why.UNKNOWN


def test_one_decoder_is_asked_and_no_other(monkeypatch):
    """A false type is not handed on to whichever decoder would take it."""
    asked = []
    real = Image.open

    def noted(file, *, formats):
        asked.append(formats)
        return real(file, formats=formats)

    monkeypatch.setattr("chalou.foundation.pictures.making.Image.open", noted)
    assert why(b"\xff\xd8\xff" + written(flag(), "TIFF")) is Why.BROKEN
    assert asked == [["JPEG"]]


CORPUS = [written(flag(24, 16), form) for form in FORMS.values()] + [
    written(flag(24, 16), "JPEG", exif=exif_with_place(6).tobytes(), progressive=True),
    written(flag(24, 16).quantize(4), "PNG"),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_bent_bytes_are_a_picture_or_refused(data):
    """Bytes turned, cut, doubled and put elsewhere: a picture or a refusal, and nothing else ever."""
    bent = bytearray(data.draw(st.sampled_from(CORPUS)))
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, max(0, len(bent) - 1)))
        match data.draw(st.sampled_from(["turn", "cut", "double", "number"])):
            case "turn" if bent:
                bent[at] ^= 1 << data.draw(st.integers(0, 7))
            case "cut":
                del bent[at : at + data.draw(st.integers(1, 40))]
            case "double":
                bent[at:at] = bent[at : at + data.draw(st.integers(1, 40))]
            case "number":
                bent[at : at + 4] = data.draw(st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"]))
    try:
        made = made_of(bytes(bent))
    except NoPicture:
        return
    assert Image.open(io.BytesIO(made.large)).format == "JPEG"
    assert max(made.width, made.height) <= 16_384


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_known_or_not(data):
    assert kind_of(data) in (None, *Kind)


def test_kinds_are_known_by_content():
    assert kind_of("壶里有茶，\n碗里有汤。".encode()) is Kind.TEXT
    assert kind_of("壶里有茶".encode("gb18030")) is Kind.TEXT
    assert kind_of("\ufeff茶".encode()) is Kind.TEXT
    assert kind_of(b"%PDF-1.7\n") is Kind.PDF
    for other in (b"", b" \n", b"a\0b", "茶".encode("utf-16"), b"\x7fELF", b"PK\x03\x04", b"\x1b]0;title\x07"):
        assert kind_of(other) is None, other
    assert kind_of(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif") is None, "another codec in the same container"


@given(st.integers(1, 65_535), st.integers(1, 65_535))
def test_sizes_stay_within_their_bounds(width, height):
    large, small, shown = large_size(width, height), small_size(width, height), shown_size(width, height)
    assert max(large) <= 16_384
    assert max(small) <= 480
    assert max(shown) <= 320
    assert min(*large, *small, *shown) >= 1
    assert large[0] <= width
    assert large[1] <= height
    if max(width, height) <= 3 * min(width, height):
        assert max(large) <= 2048
    else:
        assert large[0] * large[1] <= 1081 * 16_384


def test_what_was_joined_out_of_many_screens_stays_readable():
    assert large_size(1080, 9000) == (1080, 9000)
    assert large_size(4000, 3000) == (2048, 1536)
    assert large_size(300, 200) == (300, 200)
    assert small_size(1080, 9000) == (160, 480)
