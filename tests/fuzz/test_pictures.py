"""Whatever is brought as a picture or a file is taken clean or refused in words that people read, within bounds of
memory; see tests/hostile/pictures.py.
"""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from PIL import Image

from chalou.chat import actions
from chalou.chat.models import Attachment
from chalou.chat.names import tidy_file_name
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.pictures.making import NoPicture, made_of
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.sessions import BACKEND
from tests import making as make
from tests.fuzz.corpus import bent_bytes, much
from tests.hostile.pictures import FILE, PICTURE, SECRET, Hostile, all_of_them, noise, written

# In a house nobody hears of these (making.py); pytest would.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")

HOSTILE = all_of_them()
NEEDED = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA}
"""Of the segments of a JPEG what a decoder needs: JFIF's head, tables, the frame, the scans."""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(media, "folder", lambda: tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def room(db):
    make.house()
    return make.room()


def segments(data: bytes) -> set[int]:
    """The marks of a JPEG's segments."""
    found, at = set(), 2
    while at < len(data) - 1:
        if data[at] == 0xFF and data[at + 1] not in (0x00, 0xFF, *range(0xD0, 0xDA)):
            found.add(data[at + 1])
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
        else:
            at += 1
    return found


def assert_clean(picture: bytes) -> None:
    shown = Image.open(io.BytesIO(picture))
    shown.load()
    assert (shown.format, shown.mode) == ("JPEG", "RGB")
    assert max(shown.size) <= 16_384
    assert segments(picture) <= NEEDED
    assert SECRET not in picture
    assert b"<script" not in picture


def becomes(one: Hostile, by, room, folder) -> str:
    """What the house makes of it: a word of `Hostile`."""
    the_throttle.forget()
    there = set(folder.rglob("*-*"))
    try:
        brought = actions.bring(by=by, room_id=room.id, data=one.data, name="look.jpg", at=now())
    except Refused as refused:
        assert set(folder.rglob("*-*")) == there, "of what is refused nothing stays"
        said = []
        for language in ("en", "zh-hans"):
            with translation.override(language):
                said.append(str(refused.say))
        assert said[0].isascii() or "’" in said[0]
        assert said[0] != said[1]
        return refused.why
    for part in set(folder.rglob("*-*")) - there:
        if brought.kind == PICTURE:
            assert_clean(part.read_bytes())
        else:
            assert part.read_bytes() == one.data
    assert (
        brought.type
        == {
            PICTURE: "image/jpeg",
            FILE: f"{'application/pdf' if one.data[:1] == b'%' and one.data[1:4] == b'PDF' else 'text/plain'}",
        }[brought.kind]
    )
    return str(brought.kind)


def test_each_is_taken_clean_or_refused_in_words(room, folder):
    ming = make.person(joins=room)
    found = {name: becomes(one, ming, room, folder) for name, one in HOSTILE.items()}
    assert {name: word for name, word in found.items() if word not in HOSTILE[name].becomes} == {}
    assert Attachment.objects.count() == sum(word in (PICTURE, FILE) for word in found.values())


PROGRAM = """
import pathlib, sys
from chalou.foundation.pictures.making import NoPicture, made_of
made_of(pathlib.Path(sys.argv[1], "warm").read_bytes())
def kilobytes(which):
    with open("/proc/self/status") as file:
        return int(next(line.split()[1] for line in file if line.startswith(which)))
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    data = path.read_bytes()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # the most so far is forgotten
    before = kilobytes("VmRSS")
    try:
        made_of(data)
    except NoPicture:
        pass
    print(path.name, kilobytes("VmHWM") - before)
"""
MEGABYTES = 48
"""More than any of them may take, though some claim four thousand million points, and several unfold to 60 MB."""


def test_none_takes_more_memory_than_a_picture_of_its_size(tmp_path: Path):
    names = {f"{n:03}": name for n, name in enumerate(HOSTILE)}
    (tmp_path / "bytes").mkdir()
    for number, name in names.items():
        (tmp_path / "bytes" / number).write_bytes(HOSTILE[name].data)
    (tmp_path / "bytes" / "warm").write_bytes(written(noise(), "HEIF"))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "bytes")],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    took = {names.get(name, name): int(kb) // 1000 for name, kb in (line.split() for line in done.stdout.splitlines())}
    assert len(took) == len(HOSTILE) + 1
    assert done.stderr == "", "nobody fills the log with a picture"
    assert {name: mb for name, mb in took.items() if mb > MEGABYTES} == {}


@much
@given(bent_bytes([one.data for one in HOSTILE.values() if 0 < len(one.data) < 6000]))
def test_what_is_made_of_them_is_a_clean_picture_or_none(data):
    try:
        made = made_of(data)
    except NoPicture:
        return
    assert_clean(made.large)
    assert_clean(made.small)


# By the form


def part(name: str, data: bytes, *, head: bytes = b"", called: bytes | None = None) -> bytes:
    file = b"" if called is None else b'; filename="' + called + b'"'
    first = b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + file + b"\r\n"
    return first + head + b"\r\n" + data + b"\r\n"


END = b"--x--\r\n"
MIXED, BASE64 = b"Content-Type: multipart/mixed; boundary=y\r\n", b"Content-Transfer-Encoding: base64\r\n"
STRANGE = b"Content-Type: text/plain; charset=utf-99\r\n"
TEA = part("files", b"tea", called=b"a.txt")
BODIES = {
    "nothing": b"",
    "only an end": END,
    "no end": TEA,
    "no part": b"tea",
    "another boundary": TEA.replace(b"--x", b"--y") + END,
    "two hundred files": TEA * 200 + END,
    "two thousand fields": part("text", b"a") * 2000 + END,
    "two where one is asked for": TEA * 2 + END,
    "a file where words are asked for": part("text", b"tea", called=b"a") + END,
    "words where a file is asked for": part("files", b"tea") + END,
    "no name": part("", b"tea", called=b"a") + END,
    "a head without end": b"--x\r\nContent-Disposition: form-data; name=" + b"a" * 100_000,
    "parts in a part": part("files", b"--y\r\n\r\ntea\r\n--y--", head=MIXED, called=b"a")
    + END,
    "packed anew": part("files", b"dGVh", head=BASE64, called=b"a") + END,
    "packed badly": part("files", b"!!!!", head=BASE64, called=b"a") + END,
    "a length that lies": part("files", b"tea", head=b"Content-Length: 99999999999\r\n", called=b"a") + END,
    "an alphabet that there is not": part("files", b"tea", head=STRANGE, called=b"a")
    + END,
    "turned for ever": TEA + part("turns", b"9" * 400) + END,
    "turned by words": TEA + part("turns", b"-1e9") + END,
    "said with marks that turn the writing": TEA + part("alt", "茶\u202e饼".encode()) + END,
    "said with broken letters": TEA + part("alt", b"\xff\xfe\x00") + END,
    "said at length": TEA + part("alt", "茶".encode() * 5000) + END,
    "other pictures by number": TEA + part("attachment", b"-1") + part("attachment", b"9" * 40) + END,
}  # fmt: skip


def test_a_form_of_any_shape_is_answered_in_the_language_of_whoever_sent_it(room, client, caplog):
    refused: dict[str, set[str]] = {}
    for language in ("en", "zh-hans"):
        client.force_login(make.person(joins=room, language=language), backend=BACKEND)
        for name, body in BODIES.items():
            for accept in ("application/json", "text/html"):
                the_throttle.forget()
                answer = client.post(
                    f"/rooms/{room.id}/attachments/", body, content_type="multipart/form-data; boundary=x",
                    headers={"accept": accept, "accept-language": language},
                )  # fmt: skip
                assert answer.status_code in (200, 302, 400, 404, 409, 413, 422, 429), (name, answer.status_code)
                if accept == "application/json" and answer.status_code >= 400:
                    refused.setdefault(name, set()).add(json.loads(answer.content)["say"])
    assert {name: said for name, said in refused.items() if len(said) != 2} == {}, "said in both languages"
    assert {"nothing", "two hundred files", "two where one is asked for", "said at length"} <= set(refused)
    assert not [one for one in caplog.records if one.exc_info]


NAMES = (
    "../../etc/passwd", "..\\..\\windows\\system32\\x.exe", "/etc/passwd", "C:\\x.txt", "a\0.html", "茶\u202etxt.exe",
    "\u2066\u200f\ufeff", "...", "", " ", "a" * 5000, "茶" * 5000, 'x"; filename="y.html', "a\r\nSet-Cookie: a=b",
    "CON", "nul.tar.txt", "com1.pdf", ".htaccess", "-rf", "~", "a;b|c&d`e$(f)", "%2e%2e%2f", "e\u0301" * 200,
    "\U0001f469\u200d\U0001f467" * 50, "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("given_name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_one_under_which_a_file_can_be_saved_anywhere(given_name):
    name = tidy_file_name(given_name, ending=".txt")
    assert name.endswith(".txt")
    assert 5 <= len(name) <= 120
    assert not set(name) & set('/\\:*?"<>|\r\n\0\u202e\u2066\u200f\ufeff')
    assert not name.startswith((".", " "))
    assert name.partition(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    name.encode()


def test_a_file_is_handed_on_under_its_tidy_name_and_as_nothing_that_runs(room, client):
    ming = make.person(joins=room)
    client.force_login(ming, backend=BACKEND)
    for given_name in NAMES:
        the_throttle.forget()
        called = given_name.encode("utf-8", "surrogatepass")
        body = part("files", b"<script>alert(1)</script>", head=b"Content-Type: text/html\r\n", called=called) + END
        answer = client.post(
            f"/rooms/{room.id}/attachments/", body, content_type="multipart/form-data; boundary=x",
            headers={"accept": "application/json"},
        )  # fmt: skip
        if answer.status_code != 200:
            # A part that does not name its file is none; a head of fifteen thousand bytes is that of no form.
            assert answer.status_code == (400 if len(called) > 4000 else 409), given_name
            continue
        told = answer.json()
        assert told["type"] == "text/plain"
        held = client.get(f"/rooms/{room.id}/attachments/{told['attachment']}/whole/")
        assert held.headers["Content-Type"] == "text/plain"
        assert held.headers["X-Content-Type-Options"] == "nosniff"
        assert held.headers["Content-Disposition"].startswith("attachment; filename")
        assert "sandbox" in held.headers["Content-Security-Policy"]
