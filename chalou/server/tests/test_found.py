"""Being found and passed on: what robots are told, which pages are listed, and what a card for a link shows."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from chalou.chat import rules
from chalou.chat.models import Access
from chalou.foundation.clock import now
from chalou.house.models import House, WayIn
from chalou.people.models import Person
from tests import making as make

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOME = "http://testserver"


class Head(HTMLParser):
    """What stands in the head of a page, and that it is put together as it should be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.title = ""
        self._in_title = False
        self.feed(page[page.index("<head>") : page.index("</head>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        assert len(said) == len(attrs), f"twice the same attribute in {tag}"
        assert tag in ("head", "meta", "title", "link", "script"), f"<{tag}> has no place in a head"
        self._in_title = tag == "title"
        if name := said.get("name") or said.get("property"):
            key = f"{name} {said['media']}" if "media" in said else name
            assert key not in self.meta, f"{key} is said twice"
            self.meta[key] = said["content"]
        if tag == "link" and said["rel"] == "canonical":
            assert "canonical" not in self.links
            self.links["canonical"] = said["href"]

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            self._in_title = False

    @property
    def is_listed(self) -> bool:
        return "noindex" not in self.meta.get("robots", "")

    @property
    def canonical(self) -> str:
        return self.links.get("canonical", "").removeprefix(HOME)


@pytest.fixture
def hall(db):
    """A house with a public room and a table in it, where people talk who have been here for a week."""
    make.house()
    room = make.room(access=Access.PUBLIC, name="前厅", purpose='"随便坐" & <随便讲>')
    known = make.person(joins=room)
    Person.objects.update(joined_at=now() - rules.KNOWN_AFTER - timedelta(minutes=1))
    make.message(by=known, room=room, text="水开了。")
    table = make.thread(by=known, room=room, title="岩茶怎么存")
    make.message(by=known, room=room, text="放在罐子里。", thread=table)
    return room, known, table


def head(path: str, browser: Client | None = None, status: int = 200) -> Head:
    answer = (browser or Client()).get(path, headers={"accept-language": "en"})
    assert answer.status_code == status
    return Head(answer.content.decode())


def in_sitemap() -> list[str]:
    answer = Client().get("/sitemap.xml")
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    tree = ET.fromstring(answer.content)
    assert tree.tag == f"{NAMESPACE}urlset"
    return [(one.findtext(f"{NAMESPACE}loc") or "").removeprefix(HOME) for one in tree]


def test_what_is_meant_to_be_found_is_listed_and_says_where_it_is(hall):
    room, _, table = hall
    pages = ["/", "/about/", "/help/", "/house-rules/", f"/rooms/{room.id}/", f"/rooms/{room.id}/threads/{table}/"]
    listed = in_sitemap()
    answers = [path for path in listed if path.startswith("/help/") and path != "/help/"]
    assert sorted(listed) == sorted([*pages, *answers])
    for path in [*pages, answers[0], answers[-1]]:
        seen = head(path)
        assert (path, seen.is_listed, seen.canonical) == (path, True, path)
        assert seen.meta["og:url"] == HOME + path


@pytest.mark.parametrize(
    ("path", "is_listed", "canonical"),
    [
        ("/?from=singlemessage", True, "/"),
        ("/about/?utm_source=x", True, "/about/"),
        ("/help/?utm_source=x", True, "/help/"),
        ("/help/?q=tea", False, "/help/"),
        ("/rooms/{room}/?reply=1", True, "/rooms/{room}/"),
        ("/rooms/{room}/?before=2", False, ""),
        ("/rooms/{room}/?at=1", False, ""),
        ("/rooms/{room}/threads/{table}/?before=9", False, ""),
        ("/rooms/", False, "/rooms/"),
        ("/rooms/{room}/threads/", False, ""),
        ("/rooms/{room}/1/", False, ""),
        ("/signin/", False, ""),
        ("/join/", False, ""),
    ],
)
def test_what_shows_the_same_leads_to_one_address_and_what_is_a_part_or_for_a_moment_is_not_listed(
    hall, path, is_listed, canonical
):
    room, _, table = hall
    named = {"room": room.id, "table": table}
    seen = head(path.format(**named))
    assert (seen.is_listed, seen.canonical) == (is_listed, canonical.format(**named))


def test_a_newcomer_s_words_are_not_listed(hall):
    room, _, table = hall
    make.message(by=make.person(joins=room), room=room, text="好货 https://spam.example")
    assert not head(f"/rooms/{room.id}/").is_listed
    assert head(f"/rooms/{room.id}/threads/{table}/").is_listed
    assert f"/rooms/{room.id}/" not in in_sitemap()


def test_links_that_people_write_bring_nobody_rank(hall):
    room, known, _ = hall
    make.message(by=known, room=room, text="看 https://shop.example/ 和 [这里](https://shop.example/tea)")
    page = Client().get(f"/rooms/{room.id}/").content.decode()
    outside = re.findall(r'<a [^>]*href="https://shop\.example[^>]*>', page)
    assert len(outside) == 2
    assert all('rel="nofollow noopener noreferrer ugc"' in link for link in outside)


def test_robots_are_led_to_the_list_and_not_to_the_door(hall):
    answer = Client().get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    said = answer.content.decode()
    assert said.startswith("User-agent: *\n")
    assert f"Sitemap: {HOME}/sitemap.xml\n" in said
    assert "Disallow: /me/\n" in said
    assert "Disallow: /\n" not in said
    # A list of what is secret would be a list of secrets; these say for themselves that they are not to be found.
    assert not re.search(r"join|link|invitation", said)


def test_a_house_that_is_not_to_be_found_says_so_everywhere(hall):
    room, _, table = hall
    House.objects.update(is_listed=False)
    assert Client().get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    assert Client().get("/sitemap.xml").status_code == 404
    for path in ("/", "/about/", f"/rooms/{room.id}/", f"/rooms/{room.id}/threads/{table}/"):
        assert not head(path).is_listed, path


def test_before_there_is_a_house_there_is_nothing_to_be_found(db):
    assert Client().get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    assert Client().get("/sitemap.xml").status_code == 404
    assert not head("/").is_listed


def test_a_link_that_is_passed_on_has_a_card(hall):
    room, _, _ = hall
    card = head(f"/rooms/{room.id}/").meta
    assert card["og:title"] == "前厅 · 九曲茶楼"
    assert card["og:description"] == card["description"] == '"随便坐" & <随便讲>'
    assert (card["og:site_name"], card["og:type"], card["og:locale"]) == ("九曲茶楼", "website", "en_GB")
    assert card["twitter:card"] == "summary_large_image"
    assert card["og:image"].startswith(f"{HOME}/static/")


def test_an_invitation_has_a_card_too_and_tells_nobody_its_address(hall):
    token = make.invitation(by=make.keeper(), room=make.room(access=Access.INVITATION))
    seen = head(f"/rooms/invitation/{token}/")
    assert seen.meta["og:title"]
    assert token not in str(seen.meta)
    assert (seen.is_listed, seen.canonical) == (False, "")


def test_with_an_address_of_its_own_the_house_goes_by_that_and_not_by_what_the_browser_says(hall, settings):
    settings.CHALOU = replace(settings.CHALOU, url="https://tea.example")
    seen = head("/")
    assert seen.links["canonical"] == seen.meta["og:url"] == "https://tea.example/"
    assert seen.meta["og:image"].startswith("https://tea.example/static/")
    assert b"<loc>https://tea.example/about/</loc>" in Client().get("/sitemap.xml").content
    assert b"Sitemap: https://tea.example/sitemap.xml" in Client().get("/robots.txt").content


def test_members_are_shown_no_card(hall):
    _, known, _ = hall
    browser = Client()
    browser.force_login(known, backend="allauth.account.auth_backends.AuthenticationBackend")
    seen = head("/", browser)
    assert not [name for name in seen.meta if name.startswith(("og:", "twitter:", "description"))]
    assert (seen.is_listed, seen.canonical) == (False, "")


def test_no_picture_from_a_talk_is_listed(hall):
    room, known, _ = hall
    picture = make.picture(by=known, room=room)
    make.message(by=known, room=room, brought=[picture])
    answer = Client().get(f"/rooms/{room.id}/attachments/{picture.id}/small/")
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_picture_of_the_card_has_the_size_that_is_said_and_is_light():
    file = finders.find("web/sharing.png")
    assert file is not None
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert Path(file).stat().st_size <= 60_000


@pytest.mark.parametrize("way_in", WayIn)
def test_the_entrance_says_how_one_comes_in(db, way_in):
    make.house(way_in=way_in)
    House.objects.update(welcome="水一直烧着。", question="谁介绍你来的？")
    page = Client().get("/", headers={"accept-language": "en"}).content.decode()
    assert "<p>水一直烧着。</p>" in page
    assert ("谁介绍你来的？" in page) is (way_in == WayIn.APPROVAL)
    assert ('href="/join/"' in page) is (way_in != WayIn.INVITATION)
