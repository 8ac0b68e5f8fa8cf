"""Somebody's things in one file: data.json for programs, media, and pages to be read without any program but a browser.

Written a piece at a time, aside, for its owner only, and named when it is whole.
"""

import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import engines
from django.utils import timezone, translation
from markupsafe import Markup

from chalou.chat.actions import LARGE, WHOLE
from chalou.chat.models import Attachment, AttachmentKind
from chalou.exchange.person import account, gathering
from chalou.exchange.person.values import Values, moment
from chalou.foundation import media
from chalou.foundation.languages import LANGUAGES, html_lang
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.markdown import to_html
from chalou.foundation.web.times import Form, local
from chalou.house.queries import the_house
from chalou.people.actions import PICTURE_SIDES
from chalou.people.models import Person

VERSION = 1
"""Of data.json (docs/bundle.md). Another where a program that read the last one would read this one wrong."""

ON_A_PAGE = 500
_STYLE = Path(__file__).with_name("bundle.css")


def make(person: Person, target: Path, *, language: str, zone: str, at: datetime) -> int:
    """Put somebody's things into `target`; answers its size in bytes."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = target.with_name(f".{target.stem}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with (
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as paper,
                translation.override(language),
                timezone.override(ZoneInfo(zone)),
            ):
                lost = _put_media(paper, person)
                _put_data(paper, person, lost=lost, at=at)
                _put_pages(paper, person, lost=lost, language=language, at=at)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(target)
    finally:
        aside.unlink(missing_ok=True)
    return target.stat().st_size


def _put_media(paper: zipfile.ZipFile, person: Person) -> frozenset[int]:
    """Pictures in their large size, and files as they are. Answers those of which no file was found."""
    lost = set()
    portrait = account.portrait_token(person)
    if portrait:
        with suppress(NotFound):
            paper.writestr(account.PORTRAIT, media.held(portrait, str(max(PICTURE_SIDES))), zipfile.ZIP_STORED)
    rows = Attachment.objects.filter(brought_by=person).order_by("id").values_list("id", "kind", "type", "token")
    for number, kind, content_type, token in rows.iterator(gathering.AT_ONCE):
        try:
            data = media.held(token, LARGE if kind == AttachmentKind.PICTURE else WHOLE)
        except NotFound:
            lost.add(number)
            continue
        # Pictures are packed already; trying again costs minutes and saves nothing.
        paper.writestr(gathering.media_name(number, content_type), data, zipfile.ZIP_STORED)
    return frozenset(lost)


def _put_data(paper: zipfile.ZipFile, person: Person, *, lost: frozenset[int], at: datetime) -> None:
    house = the_house()
    head: Values = {
        "format": "chalou-bundle",
        "version": VERSION,
        "made_at": moment(at),
        "house": {"name": house.name if house else "", "address": settings.CHALOU.url or None},
        **{name: read(person) for name, read in gathering.ONE.items()},
    }
    with paper.open("data.json", "w", force_zip64=True) as out:
        out.write(b"{\n" + b",\n".join(b'"%s": %s' % (name.encode(), _json(value)) for name, value in head.items()))
        for name, read in gathering.LISTS.items():
            out.write(b',\n"%s": [' % name.encode())
            for place, values in enumerate(read(person)):
                if name == "attachments" and values["attachment"] in lost:
                    values["file"] = None
                out.write((b",\n" if place else b"\n") + _json(values))
            out.write(b"\n]")
        out.write(b"\n}\n")


def _json(value: Values | str | int) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _put_pages(paper: zipfile.ZipFile, person: Person, *, lost: frozenset[int], language: str, at: datetime) -> None:
    house = the_house()
    shown: Values = {
        "html_lang": html_lang(language),
        "house_name": house.name if house else "",
        "made_at": at,
        "person": account.person(person),
        "settings": account.settings(person),
        "languages": dict(LANGUAGES),
        "when": _when,
    }
    paper.write(_STYLE, "style.css")
    pages: dict[int, int] = {}
    files = {values["attachment"]: values for values in gathering.attachments(person)}
    for room, said in groupby(gathering.messages(person), key=lambda one: one["room"]):
        pages[room] = _put_room(paper, room, said, files=files, lost=lost, shown=shown)
    rooms = [(room, name, pages[room]) for room, name in gathering.rooms_spoken_in(person) if room in pages]
    few = {name: list(read(person)) for name, read in gathering.LISTS.items() if name not in _LONG}
    many = {
        name: sum(1 for _ in gathering.LISTS[name](person)) for name in ("reactions", "votes", "read_marks", "named_in")
    }
    unsent = [one for one in files.values() if one["seq"] is None and one["attachment"] not in lost]
    paper.writestr("index.html", _page("index", **shown, up="", rooms=rooms, few=few, many=many, unsent=unsent))


_LONG = ("messages", "attachments", "reactions", "votes", "read_marks", "named_in")
"""Lists that only data.json has in full."""


def _put_room(
    paper: zipfile.ZipFile,
    room: int,
    said: Iterator[Values],
    *,
    files: dict[int, Values],
    lost: frozenset[int],
    shown: Values,
) -> int:
    """The pages of a room; answers how many. Whether there is a next one is known when it comes."""
    number, piece = 0, None
    for following in gathering.in_pieces(said, ON_A_PAGE):
        if piece is not None:
            number += 1
            _put_room_page(paper, room, number, piece, files=files, lost=lost, has_next=True, shown=shown)
        piece = following
    assert piece is not None  # somebody spoke there
    number += 1
    _put_room_page(paper, room, number, piece, files=files, lost=lost, has_next=False, shown=shown)
    return number


def _put_room_page(
    paper: zipfile.ZipFile,
    room: int,
    number: int,
    said: list[Values],
    *,
    files: dict[int, Values],
    lost: frozenset[int],
    has_next: bool,
    shown: Values,
) -> None:
    brought = {
        attachment: files[attachment]
        for one in said
        for attachment in one["attachments"]
        if attachment in files and attachment not in lost
    }
    page = _page(
        "room",
        **shown,
        up="../",
        room=room,
        name=said[0]["room_name"],
        number=number,
        has_next=has_next,
        said=[{**one, "html": _as_html(one["text"])} for one in said],
        brought=brought,
    )
    paper.writestr(f"rooms/{room}-{number}.html", page)


def _as_html(text: str) -> Markup:
    return Markup(to_html(text))  # noqa: S704  # cleaned by what renders messages


def _when(moment: str, form: Form = "moment") -> Markup:
    return local(datetime.fromisoformat(moment), form)


def _page(name: str, /, **shown: object) -> str:
    return engines["jinja2"].get_template(f"exchange/bundle/{name}.html").render(shown)
