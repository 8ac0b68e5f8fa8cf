"""What telephones and workers are told: the manifest, the worker's few lines, which answers may be kept, and whose."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image, ImageChops, ImageStat

from chalou.people.http import reader_digest
from chalou.people.sessions import BACKEND
from chalou.server.offline import worker
from chalou.server.offline.manifest import PAPER, short_name
from tests import making as make
from tools import icons


def signed_in(person) -> Client:
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    return browser


@pytest.mark.django_db
def test_a_telephone_is_told_the_name_of_the_house_in_its_language():
    house = make.house()
    answer = Client().get("/manifest.webmanifest", headers={"accept-language": "en"})
    told = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["short_name"]) == (house.name, short_name(house.name))
    assert (told["lang"], told["start_url"], told["scope"], told["display"]) == ("en", "/rooms/", "/", "standalone")
    assert [one["name"] for one in told["shortcuts"]] == ["Rooms", "Talk with somebody", "Me"]
    for icon in told["icons"]:
        with Image.open(found(icon["src"].removeprefix(settings.STATIC_URL))) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
    chinese = Client().get("/manifest.webmanifest", headers={"accept-language": "zh-CN"})
    assert json.loads(chinese.content)["shortcuts"][2]["name"] == "我"


@pytest.mark.django_db
def test_before_there_is_a_house_nothing_can_be_installed():
    assert Client().get("/manifest.webmanifest").status_code == 404


def found(name: str) -> Path:
    path = finders.find(name)
    assert path is not None, name
    return Path(path)


def test_the_paper_of_the_manifest_is_that_of_the_pages():
    assert icons.colours()["paper"] == PAPER


@pytest.mark.parametrize(
    ("name", "under_the_icon"),
    [
        ("九曲茶楼", "九曲茶楼"),
        ("Nine Bends", "Nine Bends"),
        ("The House of Nine Bends", "The House of"),
        ("一间名字长得写不下的老茶楼之二", "一间名字长得写不下的老茶"),
        ("Lapsangsouchonghouse", "Lapsangsouch"),
    ],
)
def test_a_name_fits_under_an_icon(name, under_the_icon):
    assert short_name(name) == under_the_icon


def _on_white(picture: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA")).convert("RGB")


def test_the_icons_are_what_the_drawing_makes():
    for name, wanted in icons.all_drawn().items():
        with Image.open(icons.FOLDER / name) as kept:
            both = [_on_white(picture) for picture in (kept, wanted)]
        # They have few colours, so that they are small: an edge here and there is a little off.
        assert max(ImageStat.Stat(ImageChops.difference(*both)).mean) < 2, f"{name}: python -m tools.icons"


def test_the_worker_keeps_all_that_pages_are_made_of_and_each_of_it_exists():
    shell = worker.shell()
    assert {"web/common.css", "chat/talking.css", "chat/room.js", "web/icons.svg", "server/offline.js"} <= set(shell)
    assert not [name for name in shell if not found(name).is_file()]
    assert "web/tokens.css" not in shell, "it is laid out within another"
    assert not [name for name in shell if name.startswith("server/worker/") or name.endswith(".png")]


@pytest.mark.django_db
def test_the_worker_is_another_with_every_version_and_is_asked_for_each_time(client):
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    body = answer.content.decode()
    assert f'"version": "{settings.STATIC_VERSION}"' in body
    for part in re.findall(r"importScripts\((.*)\);", body)[0].split(", "):
        assert found(json.loads(part).removeprefix(settings.STATIC_URL)).is_file()


def test_a_keeper_may_send_the_worker_away():
    assert "goodbye.js" in worker.script(is_on=False)
    assert "house" not in worker.script(is_on=False)


@pytest.mark.django_db
def test_what_may_be_kept_says_so_and_nothing_else_does():
    fu, yulan = make.person(name="阿福"), make.person(name="沈玉兰")
    room = make.room()
    for person in (fu, yulan):
        make.sit(person, room)
    table, talk = make.thread(room=room, by=fu), make.talk_of(fu, yulan).id
    browser = signed_in(fu)
    keeps = {
        path: browser.get(path).headers.get("Chalou-Keep")
        for path in (
            "/rooms/",
            f"/rooms/{room.id}/",
            f"/rooms/{room.id}/threads/",
            f"/rooms/{room.id}/threads/{table}/",
            "/install/",
            f"/rooms/{room.id}/?at=1",
            f"/rooms/{room.id}/people/",
            f"/rooms/{talk}/",
            f"/rooms/{talk}/threads/",
            "/rooms/999/",
            "/rooms/direct/",
            "/me/",
            "/me/password/",
            "/notices/",
            "/signout/",
            "/",
        )
    }
    assert [path for path, keep in keeps.items() if keep] == list(keeps)[:5]
    # A page that a form brought forth is no page that was come for.
    refused = browser.post(f"/rooms/{room.id}/post/", {"text": " "})
    assert "Chalou-Keep" not in refused.headers


@pytest.mark.django_db
def test_every_answer_says_whose_it_is_and_not_by_a_number():
    fu, yulan = make.person(name="阿福"), make.person(name="沈玉兰")
    assert Client().get("/rooms/").headers["Chalou-Reader"] == "nobody"
    whose = [signed_in(person).get("/rooms/").headers["Chalou-Reader"] for person in (fu, yulan)]
    assert whose == [reader_digest(fu.id), reader_digest(yulan.id)]
    assert len(set(whose)) == 2
    assert signed_in(fu).get("/rooms/999/").headers["Chalou-Reader"] == whose[0]
    ended, elsewhere = signed_in(fu), signed_in(fu)
    elsewhere.post("/me/sign-out-everywhere/")
    assert ended.get("/rooms/", headers={"accept": "application/json"}).headers["Chalou-Reader"] == "nobody"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/signout/", "/me/sign-out-everywhere/"])
def test_signing_out_has_the_browser_throw_everything_away(path):
    browser = signed_in(make.person())
    assert browser.post(path).headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.django_db
def test_the_page_for_those_without_a_line_knows_nobody():
    make.house()
    for language, word in (("en", "No line to the house"), ("zh-hans", "连不上茶楼"), ("wuu", "搭茶楼连勿上")):
        answer = signed_in(make.person(name="阿福的名字")).get(f"/offline/{language}/")
        assert word in answer.content.decode()
        assert "阿福的名字" not in answer.content.decode()
        assert "/me/" not in answer.content.decode()
    assert Client().get("/offline/xx/").status_code == 404
