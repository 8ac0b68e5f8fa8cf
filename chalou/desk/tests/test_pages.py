"""The desk as people meet it: two taps, the queue, the note at the top of a page, the reason at the door."""

import ast
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chalou.chat.models import Access, Message
from chalou.desk import actions
from chalou.desk.models import Case, Report
from chalou.foundation.clock import now
from chalou.foundation.subjects import Subject
from chalou.people.models import Role
from chalou.people.sessions import BACKEND
from tests import making as make
from tests.contracts.source import modules

pytestmark = pytest.mark.django_db


def browser(person) -> Client:
    made = Client(headers={"accept-language": "en"})
    made.force_login(person, backend=BACKEND)
    return made


@pytest.fixture
def talk():
    make.house()
    room = make.room(access=Access.MEMBERS, name="岩茶间")
    ming = make.person(joins=room, name="阿明")
    bad = make.person(joins=room, name="老顾", password=make.PASSWORD)
    message = make.message(by=bad, room=room, text="<script>加我</script>")
    return room, ming, bad, message


def test_two_taps_and_it_stands_in_the_queue(talk):
    room, ming, bad, message = talk
    told, moderator = browser(ming), browser(make.person(role=Role.MODERATOR))
    address = f"/report/message:{message.id}/"
    assert address in told.get(f"/rooms/{room.id}/{message.seq}/").content.decode()
    page = told.get(address).content.decode()
    assert page.count('name="kind"') == 4
    assert "<script>加我" not in page
    assert told.post(address, {"kind": "soliciting"}).headers["Location"] == address
    assert "Thank you" in told.get(address).content.decode()
    queue = moderator.get("/desk/").content.decode()
    number = Case.objects.get().pk
    assert f'href="/desk/{number}/"' in queue
    assert re.search(r'class="num top__count">1<', queue)
    page = moderator.get(f"/desk/{number}/").content.decode()
    assert "&lt;script&gt;加我" in page
    assert ming.name not in re.sub(r'(?s)class="one__talk".*?</section>', "", page), "nobody is told who reported"
    assert browser(bad).get(address).status_code == 409


def test_a_program_reports_in_one_request(talk):
    _, ming, _, message = talk
    answer = browser(ming).post(
        f"/report/message:{message.id}/",
        {"kind": "insult", "words": "<b>x</b>"},
        headers={"accept": "application/json"},
    )
    assert answer.json() == {"about": f"message:{message.id}", "report": Report.objects.get().pk}
    bad = browser(ming).post(f"/report/message:{message.id}/", {"kind": "dull"}, headers={"accept": "application/json"})
    assert (bad.status_code, bad.json()["refused"]) == (409, "unknown_kind")


@pytest.mark.parametrize(
    "about",
    [
        "message:x",
        "room:99999999",
        "thread:99999999",
        "house:1",
        "message:",
        "message:99999999",
        "person:0",
        "message:-1",
    ],
)
def test_what_is_not_there_is_not_found(talk, about):
    assert browser(talk[1]).get(f"/report/{about}/").status_code == 404


def test_what_is_decided_is_read_at_the_top_of_every_page_until_it_is_read(talk):
    _, ming, bad, message = talk
    actions.report(by=ming, about=Subject("message", message.id), kind="other", at=now())
    moderator, theirs = browser(make.person(role=Role.MODERATOR)), browser(bad)
    address = f"/desk/{Case.objects.get().pk}/"
    wrong = moderator.post(address, {"act": "warn", "reason": " "})
    assert (
        wrong.status_code,
        'role="alert"' in wrong.content.decode() or "notice--grave" in wrong.content.decode(),
    ) == (
        409,
        True,
    )
    assert 'class="top__told"' not in theirs.get("/rooms/").content.decode()
    assert moderator.post(address, {"act": "warn", "reason": "<i>慢慢来</i>"}).status_code == 302
    assert 'class="top__told"' in theirs.get("/rooms/").content.decode()
    assert "&lt;i&gt;慢慢来" in theirs.get("/notices/").content.decode()
    assert theirs.get("/notices/", headers={"accept": "application/json"}).json()["notices"][0]["what"] == "warn"
    theirs.post("/notices/read/")
    assert 'class="top__told"' not in theirs.get("/rooms/").content.decode()


def test_whoever_was_sent_away_reads_why_at_the_door_and_nobody_else_does(talk):
    _, ming, bad, message = talk
    actions.report(by=ming, about=Subject("message", message.id), kind="other", at=now())
    inside = browser(bad)
    actions.send_away(by=make.keeper(), case=Case.objects.get().pk, reason="茶馆不谈这个", at=now())
    assert inside.get("/me/").status_code == 302
    door = Client(headers={"accept-language": "en"})
    sent = {"login": bad.sign_in_name, "password": make.PASSWORD}
    assert "茶馆不谈这个" in door.post("/signin/", sent).content.decode()
    assert "茶馆不谈这个" not in door.post("/signin/", sent | {"password": "not the password"}).content.decode()
    actions.let_back(by=make.keeper(), person_id=bad.id, reason="再来", at=now())
    assert door.post("/signin/", sent).status_code == 302


def queries_of(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_nobody_else_pays_for_the_desk(talk):
    """A page asks nothing for notices, read or unread, and the figure is one question of those who keep order."""
    room, ming, _, message = talk
    path = f"/rooms/{room.id}/{message.seq}/"
    plain, member = queries_of(browser(ming), path), browser(ming)
    actions.report(by=ming, about=Subject("message", message.id), kind="other", at=now())
    actions.dismiss(by=make.keeper(), case=Case.objects.get().pk, reason="不要紧", at=now())
    assert 'class="top__told"' in member.get(path).content.decode()
    assert queries_of(member, path) == plain
    with CaptureQueriesContext(connection) as asked:
        member.get(path)
    assert [one["sql"] for one in asked if "desk_" in one["sql"]] == []
    with CaptureQueriesContext(connection) as asked:
        browser(make.keeper()).get(path)
    assert len([one for one in asked if "desk_" in one["sql"]]) == 1


def test_a_room_by_invitation_tells_the_desk_nothing_but_what_was_reported():
    make.house()
    host = make.person()
    room = make.room(access=Access.INVITATION, name="密室", host=host)
    bad = make.person(joins=room)
    make.message(by=host, room=room, text="金瓜贡茶")
    message = make.message(by=bad, room=room, text="加我")
    browser(host).post(f"/report/message:{message.id}/", {"kind": "insult"})
    keeper = browser(make.keeper())
    address = f"/desk/{Case.objects.get().pk}/"
    page = keeper.get(address).content.decode()
    assert "加我" in page
    assert "金瓜贡茶" not in page
    refused = keeper.post(address, {"act": "mute", "hours": "1", "reason": "先听听"})
    assert (refused.status_code, "only its hosts" in refused.content.decode()) == (409, True)
    assert keeper.post(address, {"act": "take_back", "reason": "不谈"}).status_code == 302
    assert [one.text for one in Message.objects.filter(room=room).order_by("seq")] == ["金瓜贡茶", ""]


def test_only_the_desk_takes_back_by_a_report():
    named = {name for name, tree in modules() if "take_back_reported" in _names(tree)}
    assert named == {"chalou/chat/actions/__init__.py", "chalou/chat/actions/reported.py", "chalou/desk/actions.py"}


def _names(tree) -> str:
    return ast.unparse(tree)
