"""Who is let in, and to whom the house is handed over: written down at the desk, told to whom it concerns."""

import pytest

from chalou.desk import actions, queries
from chalou.desk.models import Decision, Notice
from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.models import WayIn
from chalou.people import actions as people
from chalou.people.models import Asking, Person, Role, SignInLink
from tests import making as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house():
    make.house(way_in=WayIn.APPROVAL)


def asked(sign_in_name: str = "afu", name: str = "阿福") -> int:
    people.ask(
        sign_in_name=sign_in_name, name=name, password=make.PASSWORD, answer="来喝茶", address=sign_in_name, at=now()
    )
    return Asking.objects.latest("id").pk


def test_letting_in_and_declining_stand_in_the_audit(happened):
    moderator = make.person(role=Role.MODERATOR)
    first, second = asked(), asked("agui", "老桂")
    actions.let_in(by=moderator, asking=first, at=now())
    actions.decline(by=moderator, asking=second, reason="下次跟人一起来", at=now())
    assert [(one.act, one.about_kind, one.reason) for one in Decision.objects.order_by("id")] == [
        ("let_in", "asking", ""),
        ("decline", "asking", "下次跟人一起来"),
    ]
    assert [kind for kind, _ in happened()][2:] == [
        *("PersonJoined", "AskingDecided", "CaseDecided"),
        *("AskingDecided", "CaseDecided"),
    ]


def test_a_member_decides_nothing_at_the_door():
    number = asked()
    for act in (
        lambda: actions.let_in(by=make.person(), asking=number, at=now()),
        lambda: actions.decline(by=make.person(), asking=number, reason="不", at=now()),
    ):
        with pytest.raises(NotFound):
            act()
    assert not Decision.objects.exists()


def test_declining_wants_a_reason():
    number = asked()
    with pytest.raises(Refused):
        actions.decline(by=make.keeper(), asking=number, reason=" ", at=now())
    assert Asking.objects.get().decided_at is None


def test_what_waits_is_counted_in_one_question(django_assert_num_queries):
    asked()
    keeper = make.keeper()
    with django_assert_num_queries(1):
        waiting = queries.waiting_for(keeper)
    assert (waiting.cases, waiting.askings, queries.open_count(waiting)) == (0, 1, 1)


def test_the_house_is_handed_over_and_both_are_told(happened):
    old, heir = make.keeper(), make.person()
    people.make_signin_link(person=heir, by=old, at=now())
    actions.hand_over(by=old, person_id=heir.id, at=now())
    assert Person.objects.get(pk=heir.pk).role == Role.KEEPER
    assert Person.objects.get(pk=old.pk).role == Role.MODERATOR
    # No way back by a link that was made before.
    assert not SignInLink.objects.exists()
    assert set(Notice.objects.values_list("person", "act")) == {(old.pk, "hand_over"), (heir.pk, "take_over")}
    assert [one.unread_notices for one in Person.objects.filter(pk__in=[old.pk, heir.pk])] == [1, 1]
    assert Decision.objects.get().act == "hand_over"
    assert [kind for kind, _ in happened()][1:] == ["RoleGiven", "RoleGiven", "HouseHandedOver", "CaseDecided"]
    with pytest.raises(Refused):
        actions.hand_over(by=old, person_id=make.person().id, at=now())


def test_the_house_is_handed_to_somebody_who_can_keep_it(happened):
    keeper, gone = make.keeper(), make.person()
    people.send_away(by=keeper, person_id=gone.id, reason="茶馆不谈这个", at=now())
    for nobody in (gone.id, keeper.id, PersonId(10**9)):
        with pytest.raises((NotFound, Refused)):
            actions.hand_over(by=keeper, person_id=nobody, at=now())
    with pytest.raises(Refused):
        actions.hand_over(by=make.person(role=Role.MODERATOR), person_id=make.person().id, at=now())
    assert Person.objects.get(role=Role.KEEPER) == keeper
    assert "HouseHandedOver" not in [kind for kind, _ in happened()]


# Pages


def test_the_page_at_the_door(client):
    client.force_login(make.person(role=Role.MODERATOR))
    first, second = asked(), asked("agui", "老桂")
    page = client.get("/house/asking/").content.decode()
    assert page.index("阿福") < page.index("老桂")
    assert 'top__count">2<' in page
    refused = client.post(f"/house/asking/{first}/", {"act": "decline", "reason": "长" * 201})
    assert refused.status_code == 409
    assert "长" * 201 in refused.content.decode()
    assert client.post(f"/house/asking/{first}/", {"act": "let_in"}).headers["Location"].endswith("?let_in")
    assert client.post(f"/house/asking/{second}/", {"act": "decline", "reason": "满座了"}).status_code == 302
    assert client.post(f"/house/asking/{second}/", {"act": "let_in"}).status_code == 409
    assert client.post(f"/house/asking/{second}/", {"act": "shout"}).status_code == 404
    assert client.post(f"/house/asking/{10**9}/", {"act": "let_in"}).status_code == 404
    assert client.get("/desk/audit/").status_code == 200
