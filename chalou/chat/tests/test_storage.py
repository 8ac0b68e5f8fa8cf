"""How much room people's pictures and files take: counted as they come and go, shown to the keeper and to each."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from chalou.chat import actions, queries
from chalou.chat.actions.storage import recount
from chalou.chat.models import Access, Storage
from chalou.chat.queries import Use
from chalou.chat.queries.storage import uses_by_attachments
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.counts import the_counts
from chalou.people.models import Role
from chalou.people.sessions import BACKEND
from chalou.server.seeing import findings, metrics
from tests import making as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(media, "folder", lambda: tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def room():
    make.house()
    return make.room()


@pytest.fixture
def ming(room):
    return make.person(joins=room, name="阿明")


def agree() -> None:
    """What is counted is what is there, of every person."""
    counted = {row.person_id: Use(row.pictures, row.files, row.bytes) for row in Storage.objects.filter(bytes__gt=0)}
    assert counted == uses_by_attachments()
    assert queries.use_of_house().bytes == sum(use.bytes for use in counted.values())


def test_what_comes_and_goes_is_counted_for_whom_it_is(room, ming):
    fang = make.person(joins=room)
    sent = [make.picture(by=ming, room=room), make.text(by=ming, room=room)]
    make.message(by=ming, room=room, brought=sent)
    make.message(by=fang, room=room, brought=[make.picture(by=fang, room=room)])
    unsent = make.picture(by=fang, room=room)
    assert queries.use_of(ming.id) == Use(1, 1, sum(one.bytes for one in sent))
    assert queries.use_of(fang.id).pictures == 2
    agree()
    actions.take_back(by=ming, room_id=room.id, seq=1, at=now())
    assert queries.use_of(ming.id) == Use(0, 0, 0)
    agree()
    before = queries.use_of(fang.id)
    actions.forget_attachments(at=now() + timedelta(hours=25))
    assert queries.use_of(fang.id) == Use(1, 0, before.bytes - unsent.bytes)
    agree()


def test_what_is_refused_is_not_counted(room, ming, monkeypatch):
    make.picture(by=ming, room=room)
    there = queries.use_of(ming.id)
    monkeypatch.setattr("chalou.chat.actions.attachments.record", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make.picture(by=ming, room=room)
    assert queries.use_of(ming.id) == there
    agree()


def test_what_was_counted_wrong_is_set_right(room, ming):
    fang = make.person(joins=room)
    for one in (ming, fang):
        make.picture(by=one, room=room)
    Storage.objects.filter(person=ming).update(bytes=7, pictures=40)
    Storage.objects.filter(person=fang).delete()
    Storage.objects.create(person=make.keeper(), files=3, bytes=3)
    recount()
    agree()


def test_bringing_one_asks_the_same_however_many_there_are(room, ming):
    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            make.picture(by=ming, room=room)
        return len(made)

    first = asked()
    assert [asked() for _ in range(3)] == [first] * 3


def test_the_largest_come_first_a_page_at_a_time(room, ming, monkeypatch):
    monkeypatch.setattr("chalou.chat.queries.storage.PAGE", 3)
    for length in (5, 1, 9, 5, 7):
        make.text(by=ming, room=room, words="x" * length)
    seen, after = [], None
    while True:
        lines, more = queries.brought_by(ming, after=after)
        seen += [line.shown.bytes for line in lines]
        if more is None:
            break
        size, _, number = more.partition("-")
        after = int(size), int(number)
    assert seen == [9, 7, 5, 5, 1]


def test_everybody_finds_what_they_brought_and_where_and_nobody_else_does(room, ming, client):
    closed = make.room(access=Access.INVITATION, name="密室")
    make.sit(ming, closed)
    make.message(by=ming, room=room, brought=[make.picture(by=ming, room=room)])
    make.message(by=ming, room=closed, brought=[make.text(by=ming, room=closed, name="清单")])
    make.picture(by=ming, room=room)
    fang = make.person(joins=room)
    client.force_login(ming, backend=BACKEND)
    page = client.get("/me/brought/").content.decode()
    for address in (f"/rooms/{room.id}/1/", f"/rooms/{closed.id}/1/"):
        assert f'href="{address}"' in page
    assert "清单.txt" in page
    values = client.get("/me/brought/", headers={"accept": "application/json"}).json()
    assert values["use"]["pictures"] == 2
    assert values["use"]["most"] == settings.CHALOU.media_mb_person * 1_000_000
    assert {(one["room"], one["seq"]) for one in values["attachments"]} == {
        (room.id, 1),
        (closed.id, 1),
        (room.id, None),
    }
    # Sent out of a room by invitation one learns no more of it, not even here.
    actions.remove(by=make.keeper(), room_id=closed.id, person_id=ming.id, at=now())
    page = client.get("/me/brought/").content.decode()
    assert "密室" not in page
    assert f"/rooms/{closed.id}/" not in page
    assert client.get("/me/brought/?after=x-y").status_code == 200
    client.force_login(fang, backend=BACKEND)
    assert client.get("/me/brought/", headers={"accept": "application/json"}).json()["attachments"] == []


def test_the_keeper_sees_how_much_and_whose_and_nothing_of_what_or_where(room, ming, client):
    loud, fang = make.person(name="爱拍照的"), make.person(name="芳芳")
    secret = make.talk_of(loud, fang)
    make.message(by=loud, room=secret, brought=[make.text(by=loud, room=secret, name="私房话", words="x" * 5000)])
    make.message(by=ming, room=room, brought=[make.picture(by=ming, room=room)])
    client.force_login(make.keeper(), backend=BACKEND)
    page = client.get("/house/storage/").content.decode()
    assert page.index("爱拍照的") < page.index("阿明")
    assert "私房话" not in page
    assert "/attachments/" not in page
    assert f"/rooms/{secret.id}/" not in page
    for role in (Role.MODERATOR, Role.MEMBER):
        client.force_login(make.person(role=role), backend=BACKEND)
        assert client.get("/house/storage/").status_code == 404


def test_what_is_nearly_full_is_told_to_whoever_looks_after_the_house(room, ming, monkeypatch):
    def told() -> list[tuple[bool, str]]:
        with translation.override("en"):
            return [(one.is_good, one.what) for one in findings.of_machine() if "pictures and files" in one.what]

    make.text(by=ming, room=room, words="x" * 900_000)
    assert told() == [(True, "pictures and files take 900 KB of 10 GB")]
    Storage.objects.filter(person=ming).update(bytes=9_100_000)
    monkeypatch.setattr(settings, "CHALOU", type(settings.CHALOU)(**{**vars(settings.CHALOU), "media_mb_house": 10}))
    assert told() == [(False, "pictures and files take 9.1 MB of 10 MB")]


def test_it_is_a_figure_once_somebody_has_looked(monkeypatch):
    for name in ("media_bytes", "media_pictures", "media_files"):
        monkeypatch.setattr(the_counts, name, None)
    assert b"chalou_media_bytes 1" not in metrics.page()
    the_counts.media_bytes, the_counts.media_pictures, the_counts.media_files = 1234, 5, 6
    shown = metrics.page()
    assert b"chalou_media_bytes 1234.0" in shown
    assert b'chalou_media_kept{kind="picture"} 5.0' in shown
