"""The keeper's room: the house, its people, its invitations; and for whom it is there at all."""

import re

import pytest
from django.urls import reverse

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.models import House, WayIn
from chalou.people import actions as people_actions
from chalou.people import queries
from chalou.people.models import Invitation, Person, Role, SignInLink
from chalou.server.keeper import actions
from tests import making as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house():
    make.house()


@pytest.fixture
def keeper(client):
    client.force_login(make.keeper())
    return make.keeper()


WORDS = {"name": "听雨", "tagline": "只谈茶", "language": "en", "way_in": "invitation"}


def pages(person, invitation):
    return [
        ("get", "/house/", {}),
        ("post", "/house/", WORDS),
        ("get", "/house/people/", {}),
        ("post", f"/house/people/{person.id}/link/", {}),
        ("post", f"/house/people/{person.id}/role/", {"role": "moderator"}),
        ("get", "/house/invitations/", {}),
        ("post", "/house/invitations/", {"uses": "1", "days": "1"}),
        ("post", f"/house/invitations/{invitation.pk}/withdraw/", {}),
    ]


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("stranger", [302] * 8),
        (Role.MEMBER, [404] * 8),
        (Role.MODERATOR, [404] * 5 + [200, 200, 404]),
        (Role.KEEPER, [200, 302, 200, 200, 302, 200, 200, 302]),
    ],
)
def test_who_may_come_into_the_keepers_room(client, who, statuses):
    afu = make.person()
    people_actions.invite(by=make.keeper(), days=1, uses=1, at=now())
    wanted = pages(afu, Invitation.objects.get())
    if who != "stranger":
        client.force_login(make.person(role=who))
    answers = [getattr(client, method)(path, data) for method, path, data in wanted]
    assert [answer.status_code for answer in answers] == statuses
    if who == "stranger":
        assert all(answer.headers["Location"].startswith("/signin/") for answer in answers)
    if who != Role.KEEPER:
        assert House.objects.get().name == "九曲茶楼"
        assert not SignInLink.objects.exists()
        assert Person.objects.get(pk=afu.pk).role == Role.MEMBER


def test_the_keeper_changes_the_house(client, keeper, happened):
    assert client.post("/house/", WORDS).headers["Location"] == "/house/?saved"
    house = House.objects.get()
    assert (house.name, house.tagline, house.language, house.way_in) == ("听雨", "只谈茶", "en", "invitation")
    assert happened() == [("HouseChanged", {"by": keeper.id})]


def test_what_does_not_fit_is_said_and_kept(client, keeper, happened):
    answer = client.post("/house/", WORDS | {"name": "茶" * 41})
    assert answer.status_code == 422
    assert "只谈茶" in answer.content.decode()
    assert happened() == []


def test_only_the_keeper_changes_the_house_whoever_calls():
    with pytest.raises(Refused):
        actions.change_house(
            by=make.person(role=Role.MODERATOR), house=House.objects.get(), name="x", tagline="", language="en",
            way_in=WayIn.OPEN, at=now(),
        )  # fmt: skip


def shown_link(answer):
    found = re.search(r'handed-on"[^>]*>(http[^<]+)<', answer.content.decode())
    assert found
    return found.group(1)


def test_a_sign_in_link_is_shown_once_and_works(client, keeper, happened):
    afu = make.person(name="阿福")
    answer = client.post(reverse("keeper_link", args=[afu.id]))
    address = shown_link(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "/link/" not in client.get("/house/people/").content.decode().replace(f"/{afu.id}/link/", "")
    assert happened() == [("SignInLinkMade", {"person": afu.id, "by": keeper.id})]
    client.logout()
    client.post(address.removeprefix("http://testserver"))
    assert "阿福" in client.get("/me/").content.decode()


def test_links_carry_the_address_of_the_house_not_what_the_browser_claims(client, keeper, settings):
    class AtHome:
        url = "https://tea.example.org"

    settings.CHALOU = AtHome()
    answer = client.post(reverse("keeper_link", args=[make.person().id]), headers={"Host": "evil.example"})
    assert shown_link(answer).startswith("https://tea.example.org/link/")


def test_no_link_for_the_keeper_or_nobody(client, keeper):
    assert client.post(reverse("keeper_link", args=[keeper.id])).status_code == 409
    assert client.post(reverse("keeper_link", args=[10**9])).status_code == 404
    assert client.post(f"/house/people/{2**63}/link/").status_code == 404
    assert not SignInLink.objects.exists()


def test_somebody_becomes_a_moderator_and_a_member_again(client, keeper, happened):
    afu = make.person()
    for role in ("moderator", "member"):
        client.post(reverse("keeper_role", args=[afu.id]), {"role": role})
        assert Person.objects.get(pk=afu.pk).role == role
    assert [facts["role"] for _, facts in happened()] == ["moderator", "member"]


@pytest.mark.parametrize("role", ["keeper", "king", ""])
def test_the_keepers_role_is_not_given(client, keeper, role):
    afu = make.person()
    assert client.post(reverse("keeper_role", args=[afu.id]), {"role": role}).status_code == 404
    assert client.post(reverse("keeper_role", args=[keeper.id]), {"role": "member"}).status_code == 409
    with pytest.raises(Refused):
        people_actions.give_role(by=keeper, person=afu, role=Role.KEEPER, at=now())
    assert Person.objects.get(role=Role.KEEPER) == keeper


def test_an_invitation_is_written_shown_once_and_withdrawn(client, keeper):
    address = shown_link(client.post("/house/invitations/", {"uses": "5", "days": "7"}))
    assert client.get(address.removeprefix("http://testserver")).status_code == 302  # the keeper is in already
    page = client.get("/house/invitations/").content.decode()
    assert "/join/" not in page
    client.post(reverse("keeper_withdraw", args=[Invitation.objects.get().pk]))
    client.logout()
    answer = client.get(address.removeprefix("http://testserver"))
    assert answer.status_code == 404
    assert reverse("account_signup") in answer.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"uses": "0"}, {"uses": "501"}, {"days": "91"}, {"days": "soon"}, {"uses": "9" * 40}]
)
def test_an_invitation_without_bounds_is_not_written(client, keeper, wrong):
    assert client.post("/house/invitations/", {"uses": "1", "days": "1"} | wrong).status_code == 422
    assert not Invitation.objects.exists()


def test_the_list_of_people_is_paged_and_costs_the_same(client, keeper, django_assert_num_queries):
    def many(count, letter):
        people_actions.join_many([(f"{letter}{n}x", f"{letter} {n}") for n in range(count)], at=now())

    many(40, "a")
    # Session, person and house together; people.
    with django_assert_num_queries(2):
        client.get("/house/people/")
    many(80, "b")
    with django_assert_num_queries(2):
        client.get("/house/people/")
    with django_assert_num_queries(3):
        first = queries.people_of_the_house(keeper)
        second = queries.people_of_the_house(keeper, before=first.before)
        third = queries.people_of_the_house(keeper, before=second.before)
    assert [len(page.people) for page in (first, second, third)] == [50, 50, 21]
    assert third.before is None
    names = [line.sign_in_name for page in (first, second, third) for line in page.people]
    assert len(set(names)) == 121
    assert f"?before={first.before}" in client.get("/house/people/").content.decode()
    for odd in ("0", "-1", "x", "9" * 30, "１"):
        assert client.get("/house/people/", {"before": odd}).status_code == 200


def test_nobody_else_reads_the_list_of_people():
    with pytest.raises(NotFound):
        queries.people_of_the_house(make.person(role=Role.MODERATOR))
