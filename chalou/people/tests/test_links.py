"""Links that sign in: for a lost password, and for the guests of a demo."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.people import actions
from chalou.people.models import Person, Role, Session, SignInLink
from tests import making as make

pytestmark = pytest.mark.django_db

PASSWORD = "three steeps before talking"
BETTER = "four steeps, then a question"


@pytest.fixture(autouse=True)
def _house():
    make.house()


def link_for(person, **other):
    return actions.make_signin_link(**{"person": person, "by": make.keeper(), "at": now()} | other)


def test_the_keeper_makes_a_link_and_only_its_digest_is_kept(happened):
    afu = make.person()
    token = link_for(afu)
    assert token not in str(SignInLink.objects.values_list().get())
    assert happened() == [("SignInLinkMade", {"person": afu.id, "by": make.keeper().id})]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR])
def test_nobody_else_makes_links(role):
    with pytest.raises(Refused) as refused:
        link_for(make.person(), by=make.person(role=role))
    assert refused.value.why == "not_yours"


def test_the_keepers_own_link_is_made_from_the_shell_only():
    with pytest.raises(Refused) as refused:
        link_for(make.keeper())
    assert refused.value.why == "keepers_own"
    assert link_for(make.keeper(), by=None)


def test_a_newer_link_voids_the_earlier_one():
    afu = make.person()
    first, second = link_for(afu), link_for(afu)
    with pytest.raises(Refused):
        actions.use_signin_link(token=first, at=now())
    assert actions.use_signin_link(token=second, at=now()).person == afu


def test_a_link_lets_in_once(happened):
    afu = make.person()
    token = link_for(afu)
    assert actions.use_signin_link(token=token, at=now()).person == afu
    with pytest.raises(Refused) as refused:
        actions.use_signin_link(token=token, at=now())
    assert refused.value.why == "link_over"
    assert [kind for kind, _ in happened()] == ["SignInLinkMade", "SignInLinkUsed"]


def test_a_link_lasts_three_days():
    afu = make.person()
    token = link_for(afu, at=now() - timedelta(days=3, minutes=1))
    with pytest.raises(Refused):
        actions.use_signin_link(token=token, at=now())


def test_a_link_for_somebody_who_may_not_sign_in_lets_nobody_in():
    afu = make.person()
    token = link_for(afu)
    Person.objects.filter(pk=afu.pk).update(is_active=False)
    with pytest.raises(Refused):
        actions.use_signin_link(token=token, at=now())
    assert SignInLink.objects.get().uses_left == 1
    with pytest.raises(NotFound):
        link_for(Person.objects.get(pk=afu.pk))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_is_let_in():
    make.house()
    token = link_for(make.person())

    def press(_number):
        try:
            actions.use_signin_link(token=token, at=now())
        except Refused as refused:
            return refused.why
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(press, range(4))) == ["in", "link_over", "link_over", "link_over"]


def test_looking_at_a_link_uses_nothing_up(client):
    afu = make.person(name="阿福")
    address = reverse("people:link", args=[link_for(afu)])
    for _robot in range(3):
        page = client.get(address)
        assert page.status_code == 200
        assert "阿福" in page.content.decode()
        assert client.head(address).status_code == 200
    assert SignInLink.objects.get().uses_left == 1
    assert not Session.objects.filter(person=afu).exists()
    assert client.post(address).status_code == 302
    assert Session.objects.filter(person=afu).exists()


def test_a_guest_without_a_password_goes_straight_to_the_rooms(client):
    answer = client.post(reverse("people:link", args=[link_for(make.person())]))
    assert answer.headers["Location"] == reverse("chat:rooms")


def test_a_lost_password_is_mended_without_the_old_one(client, happened):
    afu = make.person(password=PASSWORD)
    answer = client.post(reverse("people:link", args=[link_for(afu)]))
    assert answer.headers["Location"] == reverse("people:new_password")
    assert client.get(reverse("people:new_password")).status_code == 200
    assert client.post(reverse("people:new_password"), {"password": "short"}).status_code == 422
    assert client.post(reverse("people:new_password"), {"password": BETTER}).status_code == 200
    afu.refresh_from_db()
    assert afu.check_password(BETTER)
    # Once: afterwards the old password is asked for again.
    assert client.get(reverse("people:new_password")).headers["Location"] == reverse("account_change_password")
    assert [kind for kind, _ in happened()][-2:] == ["PasswordChanged", "SessionsEnded"]


def test_a_new_password_without_the_old_one_is_only_for_a_quarter_of_an_hour(client, monkeypatch):
    afu = make.person(password=PASSWORD)
    client.post(reverse("people:link", args=[link_for(afu)]))
    late = now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr("chalou.people.views.now", lambda: late)
    answer = client.post(reverse("people:new_password"), {"password": BETTER})
    assert answer.headers["Location"] == reverse("account_change_password")
    afu.refresh_from_db()
    assert afu.check_password(PASSWORD)


def test_without_a_link_nobody_chooses_a_password_without_the_old_one(client):
    client.force_login(make.person(password=PASSWORD))
    answer = client.post(reverse("people:new_password"), {"password": BETTER})
    assert answer.headers["Location"] == reverse("account_change_password")


def test_a_used_link_says_what_to_do_next(client):
    address = reverse("people:link", args=[link_for(make.person())])
    client.post(address)
    client.logout()
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 410
        assert reverse("account_login") in answer.content.decode()


def test_a_link_of_somebody_else_signs_the_first_one_out(client, happened):
    afu, ming = make.person(), make.person()
    client.force_login(afu)
    client.post(reverse("people:link", args=[link_for(ming)]))
    assert not Session.objects.filter(person=afu).exists()
    assert Session.objects.filter(person=ming).exists()
    ended = [facts for kind, facts in happened() if kind == "SessionsEnded"]
    assert [facts["person"] for facts in ended] == [afu.id]


def test_changing_the_password_voids_links():
    afu = make.person(password=PASSWORD)
    token = link_for(afu)
    actions.change_password(by=afu, password=BETTER, session=None, at=now())
    with pytest.raises(Refused):
        actions.use_signin_link(token=token, at=now())
