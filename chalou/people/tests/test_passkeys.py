"""Passkeys: added by whoever has just shown that it is them, a way in beside the password, never more by themselves."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from fido2.webauthn import AuthenticatorData

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound
from chalou.foundation.throttle import the_throttle
from chalou.people import actions
from chalou.people.models import Passkey, Person, Session
from chalou.people.passkeys import NewKey
from chalou.people.rules.passkeys import NoPasskeys, is_copied, why_no_passkeys
from tests import making as make
from tests.device import Device
from tests.refusing import refuses

pytestmark = pytest.mark.django_db

PASSWORD = "three steeps before talking"
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _house(settings):
    settings.CHALOU = replace(settings.CHALOU, url="https://tea.example.org")
    make.house()


@pytest.fixture
def afu():
    return make.person(sign_in_name="afu", name="阿福", password=PASSWORD)


@pytest.fixture
def inside(afu):
    """A browser in which 阿福 has just signed in."""
    client = Client(headers={"Accept-Language": "en"})
    assert client.post("/signin/", {"login": "afu", "password": PASSWORD}).status_code == 302
    return client


def added(client, device, name="iPhone"):
    asked = client.post("/me/passkeys/options/", headers=JSON).json()
    return client.post("/me/passkeys/", {"name": name, "answer": device.makes(asked)})


def asked_at_the_door(client):
    return client.post("/signin/passkey/options/", headers=JSON).json()


def who_is_in(client):
    return client.get("/live/").json()["person"] if client.get("/live/").status_code == 200 else None


def key(number="A"):
    return NewKey(number * 22, "o", 0)


def test_a_passkey_is_added_and_lets_in_alone(inside, afu, happened):
    device = Device()
    assert added(inside, device, "我的手机").headers["Location"] == "/me/passkeys/?added"
    kept = Passkey.objects.get()
    assert (kept.person_id, kept.name) == (afu.id, "我的手机")
    door = Client()
    answer = door.post("/signin/passkey/", {"answer": device.proves(asked_at_the_door(door)), "next": "/about/"})
    assert answer.headers["Location"] == "/about/"
    assert who_is_in(door) == afu.id
    assert Passkey.objects.get().used_at is not None
    assert happened()[-2:] == [
        ("PasskeyAdded", {"person": afu.id, "passkey": kept.pk}),
        ("PasskeyUsed", {"person": afu.id, "passkey": kept.pk}),
    ]


def test_a_passkey_never_becomes_a_second_step_behind_the_persons_back(inside, afu):
    added(inside, Device())
    again = Client()
    answer = again.post("/signin/", {"login": "afu", "password": PASSWORD})
    assert answer.headers["Location"] == "/rooms/"
    assert who_is_in(again) == afu.id


def refused(device, prove, *, door=None):
    door = door or Client()
    answer = door.post("/signin/passkey/", {"answer": prove(device, asked_at_the_door(door))})
    assert who_is_in(door) is None
    return answer.status_code


@pytest.mark.parametrize(
    "prove",
    [
        lambda device, asked: Device().proves(asked),
        lambda device, asked: device.proves({"publicKey": asked["publicKey"] | {"challenge": "bm90IGFza2Vk"}}),
        lambda device, asked: device.proves(asked, rp="evil.example"),
        lambda device, asked: device.proves(asked, flags=AuthenticatorData.FLAG.UP),
        lambda device, asked: device.proves(asked, flags=AuthenticatorData.FLAG.UV),
        lambda device, asked: device.proves(asked).replace('"signature": "M', '"signature": "N'),
        lambda device, asked: json.dumps({"id": "x" * 30_000}),
        lambda device, asked: json.dumps({**json.loads(device.proves(asked)), "response": None}),
        lambda device, asked: json.dumps({**json.loads(device.proves(asked)), "response": {"signature": 7}}),
        lambda device, asked: "[1]",
        lambda device, asked: "",
        lambda device, asked: '{"id": 7}',
        lambda device, asked: "[" * 5000,
    ],
)
def test_what_does_not_prove_it_lets_nobody_in(inside, prove):
    device = Device()
    added(inside, device)
    assert refused(device, prove) == 422


def test_a_page_of_another_address_gets_nothing_by_a_passkey_of_ours(inside):
    device = Device()
    added(inside, device)
    device.origin = "https://tea.example.org.evil.example"
    assert refused(device, lambda device, asked: device.proves(asked)) == 422


def test_a_passkey_of_another_person_is_not_taken_for_ones_own(inside):
    device = Device()
    added(inside, device)
    device.handle = b"999"
    assert refused(device, lambda device, asked: device.proves(asked)) == 422


def test_an_answer_is_good_once(inside, afu):
    device, door = Device(), Client()
    added(inside, device)
    answer = device.proves(asked_at_the_door(door))
    assert door.post("/signin/passkey/", {"answer": answer}).status_code == 302
    door.post("/signout/")
    assert door.post("/signin/passkey/", {"answer": answer}).status_code == 422
    assert Client().post("/signin/passkey/", {"answer": answer}).status_code == 422


def test_a_key_that_counts_and_counts_backwards_is_a_copy(inside):
    device = Device()
    added(inside, device)
    device.count = 7
    door = Client()
    assert door.post("/signin/passkey/", {"answer": device.proves(asked_at_the_door(door))}).status_code == 302
    assert refused(device, lambda device, asked: device.proves(asked)) == 422
    assert (is_copied(before=0, now=0), is_copied(before=0, now=3), is_copied(before=3, now=0)) == (False, False, True)


def test_who_was_sent_away_reads_why_and_stays_outside(inside, afu):
    device = Device()
    added(inside, device)
    actions.send_away(by=make.keeper(), person_id=afu.id, reason="茶馆不谈这个", at=now())
    door = Client()
    answer = door.post("/signin/passkey/", {"answer": device.proves(asked_at_the_door(door))})
    assert (answer.status_code, who_is_in(door)) == (422, None)
    assert "茶馆不谈这个" in answer.content.decode()


def test_an_answer_without_a_question_adds_nothing(inside):
    device = Device()
    answer = device.makes(inside.post("/me/passkeys/options/", headers=JSON).json())
    assert inside.post("/me/passkeys/", {"name": "x", "answer": answer}).status_code == 302
    assert inside.post("/me/passkeys/", {"name": "x", "answer": answer}).status_code == 422
    for nonsense in ("{}", "[]", "x", '{"response": {}}', device.makes({"publicKey": {
        "user": {"id": "MQ"}, "challenge": "bm90IGFza2Vk", "rp": {"id": "tea.example.org"}}})):  # fmt: skip
        inside.post("/me/passkeys/options/", headers=JSON)
        assert inside.post("/me/passkeys/", {"name": "x", "answer": nonsense}).status_code == 422
    assert Passkey.objects.count() == 1


def test_the_same_key_is_not_taken_twice(inside, afu):
    actions.add_passkey(by=afu, key=key(), name="一", at=now())
    with refuses("passkey_known"):
        actions.add_passkey(by=make.person(), key=key(), name="二", at=now())


def test_there_are_not_more_than_one_can_look_over(afu):
    for number in range(20):
        actions.add_passkey(by=afu, key=key(chr(97 + number)), name=str(number), at=now())
    with refuses("too_many_passkeys"):
        actions.add_passkey(by=afu, key=key("Z"), name="x", at=now())


def test_a_passkey_is_renamed_and_removed_by_its_person_only(inside, afu, happened):
    mine = actions.add_passkey(by=afu, key=key(), name="一", at=now())
    theirs = actions.add_passkey(by=make.person(), key=key("B"), name="别人的", at=now())
    page = inside.get("/me/passkeys/").content.decode()
    assert "一" in page
    assert "别人的" not in page
    assert inside.post(f"/me/passkeys/{mine.pk}/", {"name": " 书房  电脑 "}).status_code == 302
    assert Passkey.objects.get(pk=mine.pk).name == "书房 电脑"
    assert inside.post(f"/me/passkeys/{mine.pk}/", {"name": "a\u202eb"}).status_code == 422
    for path in (f"/me/passkeys/{theirs.pk}/", f"/me/passkeys/{theirs.pk}/remove/", f"/me/passkeys/{2**70}/remove/"):
        assert inside.post(path, {"name": "x"}).status_code == 404
    assert inside.post(f"/me/passkeys/{mine.pk}/remove/").status_code == 302
    assert list(Passkey.objects.all()) == [theirs]
    assert ("PasskeyRemoved", {"person": afu.id, "passkey": mine.pk}) in happened()
    with pytest.raises(NotFound):
        actions.rename_passkey(by=afu, passkey=theirs.pk, name="x", at=now())


def test_a_browser_that_was_left_open_is_asked_again(inside, afu):
    session = inside.session
    session["fresh_until"] = now().timestamp() - 1
    session.save()
    for path in ("/me/passkeys/", "/me/two-steps/", "/me/mail/", "/me/two-steps/app/"):
        assert inside.get(path).headers["Location"].startswith("/me/again/?next=%2Fme%2F")
    assert inside.post("/me/passkeys/options/", headers=JSON).json()["to"].startswith("/me/again/")
    assert (
        inside.post("/me/two-steps/end/", headers={"Referer": "http://testserver/me/two-steps/"}).headers["Location"]
        == "/me/again/?next=%2Fme%2Ftwo-steps%2F"
    )
    assert inside.post("/me/again/", {"password": "not the password"}).status_code == 422
    assert inside.get("/me/passkeys/").status_code == 302
    answer = inside.post("/me/again/", {"password": PASSWORD, "next": "/me/passkeys/"})
    assert answer.headers["Location"] == "/me/passkeys/"
    assert inside.get("/me/passkeys/").status_code == 200


def test_a_passkey_shows_too_that_it_is_still_them_but_not_another_persons(inside, afu):
    mine, theirs = Device(), Device()
    added(inside, mine)
    other = make.person(sign_in_name="ming", password=PASSWORD)
    client = Client()
    client.post("/signin/", {"login": "ming", "password": PASSWORD})
    added(client, theirs)
    assert other.id != afu.id
    session = inside.session
    del session["fresh_until"]
    session.save()
    assert inside.post("/me/again/", {"answer": theirs.proves(asked_at_the_door(inside))}).status_code == 422
    assert inside.get("/me/mail/").status_code == 302
    assert inside.post("/me/again/", {"answer": mine.proves(asked_at_the_door(inside))}).status_code == 302
    assert inside.get("/me/mail/").status_code == 200


def test_whoever_found_a_browser_open_does_not_guess_there_for_long(inside):
    answers = [inside.post("/me/again/", {"password": f"guess number {n}"}) for n in range(8)]
    assert [answer.status_code for answer in answers] == [422] * 8
    assert "too often" in answers[-1].content.decode()
    assert "too often" in inside.post("/me/again/", {"password": PASSWORD}).content.decode()


def test_the_door_asks_devices_not_too_often():
    for _ in range(20):
        assert asked_at_the_door(Client())["publicKey"]["userVerification"] == "required"
    assert Client().post("/signin/passkey/options/", headers=JSON).status_code == 429
    the_throttle.forget()
    door = Client()
    codes = [door.post("/signin/passkey/", {"answer": "{}"}).status_code for _ in range(22)]
    assert codes[:20] == [422] * 20
    assert codes[-1] == 429


def test_a_strangers_question_is_forgotten_within_minutes():
    asked_at_the_door(Client())
    assert Session.objects.get().expire_date < now() + timedelta(minutes=6)


def test_a_sign_in_by_passkey_lasts_as_long_as_any(inside, afu):
    device, door = Device(), Client()
    added(inside, device)
    door.post("/signin/passkey/", {"answer": device.proves(asked_at_the_door(door))})
    assert all(row.expire_date > now() + timedelta(days=50) for row in Session.objects.all())


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://tea.example.org", None),
        ("http://localhost:8000", None),
        ("http://house.localhost", None),
        ("http://127.0.0.1:8000", NoPasskeys.NO_NAME),
        ("https://192.0.2.7", NoPasskeys.NO_NAME),
        ("http://[::1]:8000", NoPasskeys.NO_NAME),
        ("http://tea.example.org", NoPasskeys.NOT_HTTPS),
        ("http://tea.local:8000", NoPasskeys.NOT_HTTPS),
    ],
)
def test_where_passkeys_are_possible(address, why):
    assert why_no_passkeys(address) == why


@pytest.mark.parametrize(("url", "words"), [("", "by a number"), ("http://tea.example.org", "begin with https")])
def test_where_they_are_not_possible_the_page_says_why(settings, inside, url, words):
    settings.CHALOU = replace(settings.CHALOU, url=url)
    page = inside.get("/me/passkeys/").content.decode()
    assert words in page
    assert "data-passkey" not in page
    assert "data-passkey" not in Client().get("/signin/").content.decode()
    assert inside.post("/me/passkeys/options/", headers=JSON).status_code == 404
    assert Client().post("/signin/passkey/options/", headers=JSON).status_code == 404


def test_what_is_kept_of_a_passkey_says_nothing_of_the_device(inside, afu):
    added(inside, Device())
    columns = {field.name for field in Passkey._meta.get_fields()}
    assert columns == {"id", "person", "credential", "public_key", "sign_count", "name", "added_at", "used_at"}
    assert Person.objects.get(pk=afu.pk).two_steps is False
