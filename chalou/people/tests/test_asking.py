"""Asking to be let in: what is kept of it, who decides, and what whoever asked is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.house.models import House, WayIn
from chalou.people import actions
from chalou.people.models import Asking, Person, Role
from chalou.people.queries import door
from chalou.people.rules import ASKING_TOLD, ASKING_WAITS, MOST_ASKING
from tests import making as make

pytestmark = pytest.mark.django_db

FORM = {"sign_in_name": "afu", "name": "阿福", "password": make.PASSWORD, "answer": "顾老师带我来的。\n想学喝岩茶。"}


@pytest.fixture(autouse=True)
def _house():
    make.house(way_in=WayIn.APPROVAL)
    House.objects.update(question="谁带你来的？")


def ask(**other: Any) -> str:
    the_throttle.forget()
    return actions.ask(**{**FORM, "address": "203.0.113.7", "at": now(), **other})


def test_whoever_asks_is_nobody_here_yet(happened):
    token = ask()
    asking = Asking.objects.get()
    assert (asking.question, asking.answer) == ("谁带你来的？", FORM["answer"])
    assert not Person.objects.filter(sign_in_name="afu").exists()
    assert token not in (asking.digest, asking.password)
    assert happened() == [("AskedToComeIn", {"asking": asking.pk})]


def test_they_are_let_in_with_the_password_they_chose(happened):
    ask()
    number = Asking.objects.get().pk
    moderator = make.person(role=Role.MODERATOR)
    afu = actions.let_in(by=moderator, asking=number, at=now())
    assert afu.check_password(make.PASSWORD)
    kept = Asking.objects.get()
    assert (kept.answer, kept.password, kept.person) == ("", "", afu)
    assert happened()[1:] == [
        ("PersonJoined", {"person": afu.id, "inviter": None}),
        ("AskingDecided", {"asking": number, "person": afu.id, "by": moderator.id}),
    ]


def test_it_is_decided_once():
    ask()
    number = Asking.objects.get().pk
    actions.decline(by=make.keeper(), asking=number, reason="满座了", at=now())
    for again in (
        lambda: actions.let_in(by=make.keeper(), asking=number, at=now()),
        lambda: actions.decline(by=make.keeper(), asking=number, reason="再说", at=now()),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.why == "decided"
    assert Asking.objects.get().answer == ""


def test_only_who_keeps_order_decides_or_reads(happened):
    ask()
    member = make.person()
    with pytest.raises(Refused):
        actions.let_in(by=member, asking=Asking.objects.get().pk, at=now())
    with pytest.raises(Refused):
        actions.decline(by=member, asking=Asking.objects.get().pk, reason="不", at=now())
    with pytest.raises(NotFound):
        door.waiting_at_the_door(member)
    assert [kind for kind, _ in happened()] == ["AskedToComeIn"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answer": " "}, "answer"),
        ({"answer": "茶" * 501}, "answer"),
        ({"answer": "来\u202e茶"}, "answer"),
        ({"password": "short"}, "password"),
        ({"sign_in_name": "a"}, "sign_in_name"),
        ({"sign_in_name": "keeper"}, "sign_in_name"),
        ({"name": ""}, "name"),
    ],
)
def test_what_does_not_fit_is_not_asked(wrong, field):
    with pytest.raises(Refused) as refused:
        ask(**wrong)
    assert refused.value.field == field
    assert not Asking.objects.exists()


def test_a_name_that_is_asked_for_is_nobody_elses():
    ask()
    with pytest.raises(Refused) as refused:
        ask(name="阿贵")
    assert refused.value.why == "taken"
    invitation = actions.invite(by=make.keeper(), days=1, uses=1, at=now())
    with pytest.raises(Refused) as refused:
        actions.join(
            sign_in_name="afu", name="阿贵", password=make.PASSWORD, address="::1", invitation=invitation, at=now()
        )
    assert refused.value.why == "taken"


def test_a_name_that_was_taken_meanwhile_is_told_to_who_decides():
    ask()
    make.person(sign_in_name="afu")
    with pytest.raises(Refused) as refused:
        actions.let_in(by=make.keeper(), asking=Asking.objects.get().pk, at=now())
    assert refused.value.why == "taken"
    assert Asking.objects.get().decided_at is None


def test_where_nobody_asks_nobody_can():
    House.objects.update(way_in=WayIn.OPEN)
    with pytest.raises(Refused) as refused:
        ask()
    assert refused.value.why == "not_asked"


def test_nobody_joins_such_a_house_by_themselves_but_the_invited_do():
    given: dict[str, Any] = {
        "sign_in_name": "afu",
        "name": "阿福",
        "password": make.PASSWORD,
        "address": "::1",
        "at": now(),
    }
    with pytest.raises(Refused) as refused:
        actions.join(**given)
    assert refused.value.why == "by_approval"
    token = actions.invite(by=make.keeper(), days=1, uses=1, at=now())
    assert actions.join(**given, invitation=token).inviter == make.keeper()


def test_one_address_asks_a_few_times_and_a_full_door_takes_nobody():
    for number in range(4):
        actions.ask(**{**FORM, "sign_in_name": f"afu{number}", "name": f"阿福{number}号"}, address="::1", at=now())
    with pytest.raises(Refused) as refused:
        actions.ask(**{**FORM, "sign_in_name": "afu9", "name": "阿贵"}, address="::1", at=now())
    assert (refused.value.why, refused.value.field) == ("too_fast", "answer")
    Asking.objects.bulk_create(
        Asking(digest=f"d{n}", sign_in_name=f"x{n}", name="x", asked_at=now()) for n in range(MOST_ASKING - 4)
    )
    with pytest.raises(Refused) as refused:
        ask(sign_in_name="afu9", name="阿贵")
    assert refused.value.why == "too_many_ask"


def test_it_is_forgotten_in_time():
    ask()
    assert actions.forget_askings(at=now() + ASKING_WAITS - timedelta(hours=1)) == 0
    assert actions.forget_askings(at=now() + ASKING_WAITS) == 1
    ask()
    actions.decline(by=make.keeper(), asking=Asking.objects.get().pk, reason="满座了", at=now())
    assert actions.forget_askings(at=now() + ASKING_TOLD - timedelta(hours=1)) == 0
    assert actions.forget_askings(at=now() + ASKING_TOLD) == 1


def test_who_asked_can_take_it_back(happened):
    token = ask()
    number = Asking.objects.get().pk
    actions.take_asking_back(token=token, at=now())
    assert not Asking.objects.exists()
    assert happened()[-1] == ("AskingTakenBack", {"asking": number})
    with pytest.raises(NotFound):
        actions.take_asking_back(token=token, at=now())


# Pages


def test_somebody_asks_in_a_browser_and_reads_how_it_stands(client):
    page = client.get("/join/").content.decode()
    assert "谁带你来的？" in page
    wrong = client.post("/join/", FORM | {"password": "short"})
    assert wrong.status_code == 422
    assert "想学喝岩茶" in wrong.content.decode()  # what was typed stays
    own = client.post("/join/", FORM).headers["Location"]
    assert own.startswith("/asking/")
    assert "_auth_user_id" not in client.session
    shown = client.get(own)
    assert "想学喝岩茶" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]

    at_the_door = client.post("/signin/", {"login": "afu", "password": make.PASSWORD}).content.decode()
    assert "还没有人" in at_the_door
    other = client.post("/signin/", {"login": "afu", "password": "a guess at the kettle"}).content.decode()
    assert "还没有人" not in other

    actions.decline(by=make.keeper(), asking=Asking.objects.get().pk, reason="只收熟人带来的", at=now())
    assert "只收熟人带来的" in client.get(own).content.decode()
    assert "只收熟人带来的" in client.post("/signin/", {"login": "afu", "password": make.PASSWORD}).content.decode()


def test_who_was_let_in_goes_from_their_page_to_the_rooms(client):
    own = reverse("people:asking", args=[ask()])
    actions.let_in(by=make.keeper(), asking=Asking.objects.get().pk, at=now())
    assert "/signin/?name=afu" in client.get(own).content.decode()
    assert 'value="afu"' in client.get("/signin/?name=afu").content.decode()
    assert client.post("/signin/", {"login": "afu", "password": make.PASSWORD}).status_code == 302


def test_an_address_of_nobody_says_so(client):
    assert client.get("/asking/nobody/").status_code == 404
    assert client.post("/asking/nobody/take-back/").status_code == 404


def test_nothing_that_was_answered_becomes_a_link(client):
    ask(answer="加我 https://example.org 或 www.example.com，me@example.org")
    client.force_login(make.keeper())
    page = client.get("/house/asking/").content.decode()
    assert "https://example.org" in page
    assert 'href="https://example.org' not in page
    assert "mailto:" not in page
