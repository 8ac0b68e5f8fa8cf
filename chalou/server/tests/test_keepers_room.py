"""The keeper's room: the house, its people, its invitations; and for whom it is there at all."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chalou.chat.models import Attachment, Storage
from chalou.events.chores import CLAIM, standing
from chalou.events.models import Chore
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.house.models import House, WayIn
from chalou.people import actions as people_actions
from chalou.people import queries
from chalou.people.models import Invitation, Person, Role, SignInLink
from chalou.server.chores import CHORES
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


WORDS = {"name": "听雨", "tagline": "只谈茶", "welcome": "进来坐坐。"}


def pages(person, invitation):
    return [
        ("get", "/house/", {}),
        ("post", "/house/words/", WORDS),
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
        (Role.MEMBER, [404] * 5 + [200, 200, 404]),
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
    assert client.post("/house/words/", WORDS).headers["Location"] == "/house/words/?saved"
    client.post("/house/languages/", {"language": "en", "languages": []})
    client.post("/house/way-in/", {"way_in": "approval", "question": "谁带你来的？"})
    client.post("/house/storage/", {"media_mb_person": "7", "media_mb_house": ""})
    house = House.objects.get()
    assert (house.name, house.tagline, house.welcome) == ("听雨", "只谈茶", "进来坐坐。")
    assert (house.language, house.languages) == ("en", "en")
    assert (house.way_in, house.question, house.is_listed) == ("approval", "谁带你来的？", False)
    assert (house.media_mb_person, house.media_mb_house) == (7, None)
    assert [facts["changed"] for _, facts in happened()] == [
        ["name", "tagline", "welcome"],
        ["language", "languages"],
        ["way_in", "question", "is_listed"],
        ["media_mb_person"],
    ]


def test_the_room_says_what_each_part_is_for_and_what_wants_looking_after(client, keeper):
    page = client.get("/house/").content.decode()
    for path in ("words", "languages", "way-in", "invitations", "people", "storage", "address", "backups", "jobs"):
        assert f'href="/house/{path}/"' in page
    assert "先看看这些" not in page
    Chore.objects.create(name="backup", due_at=now(), failures=2, said="BackupFailed: no space left")
    page = client.get("/house/").content.decode()
    assert "先看看这些" in page
    assert "no space left" in page


def test_a_house_is_read_in_the_languages_that_were_chosen(client):
    foot = 'class="tongues"'
    assert foot in client.get("/about/", headers={"Accept-Language": "en"}).content.decode()
    House.objects.update(languages="zh-hans")
    answer = client.get("/about/", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "zh-Hans"
    assert foot not in answer.content.decode()
    client.post("/language/", {"language": "en"})
    assert client.get("/about/").headers["Content-Language"] == "zh-Hans"
    # Who chose another while it was offered reads the house in its own.
    client.force_login(make.person(language="en"))
    assert client.get("/rooms/").headers["Content-Language"] == "zh-Hans"


def picture(**more):
    return SimpleUploadedFile("sign.png", make.picture_bytes(**more), content_type="image/png")


def test_a_sign_hangs_at_the_entrance_for_everybody(client, keeper):
    wrong = client.post("/house/sign/", {"alt": "临水的楼"})
    assert wrong.status_code == 422
    assert "临水的楼" in wrong.content.decode()
    assert client.post("/house/sign/", {"picture": picture(size=(90, 60)), "alt": "临水的楼"}).status_code == 302
    house = House.objects.get()
    client.logout()
    entrance = client.get("/").content.decode()
    assert f'src="/sign/{house.sign}.jpg"' in entrance
    assert 'alt="临水的楼"' in entrance
    shown = client.get(f"/sign/{house.sign}.jpg")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in shown.headers["Cache-Control"]
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert client.get(f"/sign/{house.sign}.jpg", headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    client.force_login(keeper)
    client.post("/house/sign/", {"alt": "楼"})
    assert (House.objects.get().sign, House.objects.get().sign_alt) == (house.sign, "楼")
    client.post("/house/sign/take-down/")
    assert client.get(f"/sign/{house.sign}.jpg").status_code == 404


def test_the_chore_that_clears_files_leaves_the_sign_alone(client, keeper):
    client.post("/house/sign/", {"picture": picture(size=(90, 60)), "alt": ""})
    token = House.objects.get().sign
    for path in media.folder().glob(f"{token[:2]}/{token}-*"):
        os.utime(path, (1, 1))
    forget = next(chore for chore in CHORES if chore.name == "media")
    forget.work(now())
    assert media.held(token, "large")


def test_no_file_that_somebody_brought_is_found_under_the_sign(client):
    room = make.room()
    brought = make.picture(by=make.person(joins=room), room=room)
    token = Attachment.objects.get(pk=brought.id).token
    assert client.get(f"/sign/{token}.jpg").status_code == 404


def test_limits_of_the_keeper_are_obeyed_when_something_is_brought():
    room = make.room()
    ming = make.person(joins=room)
    House.objects.update(media_mb_person=1)
    make.picture(by=ming, room=room)
    Storage.objects.filter(person=ming).update(bytes=1_000_000)
    with pytest.raises(Refused):
        make.picture(by=ming, room=room)
    House.objects.update(media_mb_person=None)
    make.picture(by=ming, room=room)


def test_people_are_found_by_name_pinyin_and_sign_in_name(client, keeper):
    make.person(name="林小满", sign_in_name="xm-lin")
    make.person(name="惠珍", sign_in_name="hz2")
    for called in ("小满", "xiaoman", "lxm", "xm-l", "LinXiao"):
        page = client.get("/house/people/", {"q": called}).content.decode()
        assert "林小满" in page, called
        assert "惠珍" not in page, called
    assert "没有" in client.get("/house/people/", {"q": "没这人"}).content.decode()


def test_the_house_is_handed_over_for_the_password_only(client):
    person_with_password = make.keeper()
    client.force_login(person_with_password)
    heir = make.person()
    address = reverse("keeper_hand_over", args=[heir.id])
    assert client.get(address).status_code == 200
    assert client.post(address, {"password": "a guess at the kettle"}).status_code == 422
    assert Person.objects.get(pk=heir.pk).role == Role.MEMBER
    assert client.post(address, {"password": make.PASSWORD}).headers["Location"] == "/notices/"
    assert Person.objects.get(pk=heir.pk).role == Role.KEEPER
    assert client.get("/house/").status_code == 404
    assert client.get(reverse("keeper_hand_over", args=[10**9])).status_code == 404


def test_an_invitation_is_printed_in_the_languages_of_the_house(client, keeper):
    client.post("/house/invitations/", {"uses": "900", "days": "300", "label": "柜台"})
    answer = client.post("/house/invitations/", {"uses": "2", "days": "3"})
    found = re.search(r'href="(/house/poster/[^"]+)"', answer.content.decode())
    assert found
    poster = client.get(f"{found[1]}?size=a5").content.decode()
    assert "poster--a5" in poster
    for code in ("zh-Hans", "en"):
        assert f'class="poster__call" lang="{code}"' in poster
    assert 'lang="wuu"' not in poster[: poster.index("<footer")], "a draft is not printed"
    assert client.get("/house/poster/nobody/").status_code == 404
    assert "柜台" in client.get("/house/invitations/").content.decode()
    client.force_login(make.person())
    assert client.get(found[1]).status_code == 404


def test_the_keeper_sees_who_brought_whom(client, keeper, django_assert_max_num_queries):
    root = make.person(name="老顾")
    middle, leaf = make.person(name="小满"), make.person(name="惠珍")
    Person.objects.filter(pk=middle.pk).update(inviter=root)
    Person.objects.filter(pk=leaf.pk).update(inviter=middle)
    page = client.get("/house/tree/").content.decode()
    assert "老顾" in page
    assert "惠珍" not in page
    with django_assert_max_num_queries(8):
        page = client.get(reverse("keeper_branch", args=[middle.id])).content.decode()
    assert page.index("老顾") < page.index("小满") < page.index("惠珍")
    assert client.get(reverse("keeper_branch", args=[10**9])).status_code == 404


def test_a_backup_is_begun_by_a_press_and_made_by_the_house(client, keeper, happened):
    assert client.post("/house/backups/now/").headers["Location"] == "/house/backups/"
    assert happened() == [("ChoreHurried", {"chore": "backup", "by": keeper.id})]
    (backup,) = standing()
    assert (backup.name, backup.due_at <= now()) == ("backup", True)
    Chore.objects.update(begun_at=now(), due_at=now() + CLAIM)
    under_way = client.post("/house/backups/now/")
    assert under_way.status_code == 409
    assert "正在" in under_way.content.decode()
    the_throttle.forget()
    Chore.objects.update(begun_at=None)
    for expected in (302, 302, 429):
        assert client.post("/house/backups/now/").status_code == expected


def test_backups_are_listed_and_old_ones_warned_of(client, keeper, settings, tmp_path):
    settings.CHALOU = replace(settings.CHALOU, data=tmp_path)
    (tmp_path / "backups").mkdir()
    assert "这里还没有" in client.get("/house/backups/").content.decode()
    for name in ("chalou-20260101T000000Z-daily.zip", "chalou-20260102T000000Z.zip"):
        (tmp_path / "backups" / name).write_bytes(b"x" * 2_500_000)
    page = client.get("/house/backups/").content.decode()
    assert "chalou-20260101T000000Z-daily.zip" in page
    assert "2.5 MB" in page
    assert "notice--grave" not in page
    three_days_ago = now().timestamp() - 3 * 86400
    for file in (tmp_path / "backups").iterdir():
        os.utime(file, (three_days_ago, three_days_ago))
    assert "notice--grave" in client.get("/house/backups/").content.decode()
    assert "notice--grave" in client.get("/house/").content.decode()


def test_what_failed_stands_first_and_is_tried_again_by_a_press(client, keeper, happened):
    Chore.objects.create(name="media", due_at=now(), done_at=now())
    Chore.objects.create(name="tidy", due_at=now() + CLAIM, failures=3, failed_at=now(), said="OSError: disk is gone")
    page = client.get("/house/jobs/").content.decode()
    assert page.index("disk is gone") < page.index("jobs/media/")
    assert "OSError" not in page
    assert client.post("/house/jobs/tidy/").status_code == 302
    assert Chore.objects.get(name="tidy").due_at <= now()
    assert happened() == [("ChoreHurried", {"chore": "tidy", "by": keeper.id})]
    assert client.post("/house/jobs/dance/").status_code == 404


def test_what_does_not_fit_is_said_and_kept(client, keeper, happened):
    answer = client.post("/house/words/", WORDS | {"name": "茶" * 41})
    assert answer.status_code == 422
    assert "只谈茶" in answer.content.decode()
    assert happened() == []


def test_only_the_keeper_changes_the_house_whoever_calls():
    given: dict[str, Any] = {"by": make.person(role=Role.MODERATOR), "house": House.objects.get(), "at": now()}
    verbs: tuple[tuple[Callable[..., Any], dict[str, Any]], ...] = (
        (actions.change_words, {"name": "x", "tagline": "", "welcome": ""}),
        (actions.choose_languages, {"language": "en", "languages": []}),
        (actions.choose_way_in, {"way_in": WayIn.OPEN, "question": "", "is_listed": True}),
        (actions.set_limits, {"person_mb": 1, "house_mb": 1}),
        (actions.hang_sign, {"data": make.picture_bytes(), "alt": ""}),
        (actions.describe_sign, {"alt": ""}),
        (actions.take_sign_down, {}),
    )
    for verb, more in verbs:
        with pytest.raises(Refused) as refused:
            verb(**given, **more)
        assert refused.value.why == "not_yours"


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
    "wrong", [{"uses": "0"}, {"uses": "5001"}, {"days": "367"}, {"days": "soon"}, {"uses": "9" * 40}]
)
def test_an_invitation_without_bounds_is_not_written(client, keeper, wrong):
    assert client.post("/house/invitations/", {"uses": "1", "days": "1"} | wrong).status_code == 422
    assert not Invitation.objects.exists()


def test_the_list_of_people_is_paged_and_costs_the_same(client, keeper, django_assert_num_queries):
    def many(count, letter):
        people_actions.join_many([(f"{letter}{n}x", f"{letter} {n}") for n in range(count)], at=now())

    many(40, "a")
    # Session, person and house together; people; what waits at the desk.
    for more in (0, 80):
        many(more, "b")
        with django_assert_num_queries(3):
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
