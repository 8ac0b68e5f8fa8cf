"""Two steps at signing in, for those who chose them: what the second may be, and every way around it shut."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound
from chalou.foundation.throttle import the_throttle
from chalou.people import actions
from chalou.people.models import CodeApp, Person, RecoveryCode, Session
from chalou.people.passkeys import NewKey
from chalou.people.rules.codes import (
    RECOVERY_SIGNS,
    app_address,
    code_at,
    grouped,
    is_recovery_code,
    step_of,
    tidy_code,
)
from tests import making as make
from tests.device import Device
from tests.refusing import refuses

PASSWORD = "three steeps before talking"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _house(settings, db):
    settings.CHALOU = replace(settings.CHALOU, url="https://tea.example.org")
    make.house()


@pytest.fixture
def afu():
    return make.person(sign_in_name="afu", name="阿福", password=PASSWORD)


def first_step(client=None, *, wanted=""):
    client = client or Client(headers={"Accept-Language": "en"})
    client.post("/signin/", {"login": "afu", "password": PASSWORD, "next": wanted})
    return client


def is_in(client):
    return client.get("/live/").status_code == 200


def code(secret=SECRET, *, at=None, later=0):
    return code_at(secret, int((at or now()).timestamp() // 30) + later)


@pytest.fixture
def codes(afu):
    """Two steps chosen, with an app: the recovery codes."""
    actions.set_up_code_app(by=afu, secret=SECRET, code=code(later=-1), at=now())
    return actions.choose_two_steps(by=afu, at=now())


@pytest.mark.parametrize(
    ("at_s", "shown"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_rfc(at_s, shown):
    """RFC 6238, appendix B, the last six of its eight figures."""
    assert code_at(SECRET, at_s // 30) == shown
    assert step_of(shown, secret=SECRET, at_s=at_s, after=0) == at_s // 30


def test_a_code_is_good_for_a_minute_or_so_and_never_again():
    at_s = 1_000_000_000
    step = at_s // 30
    good = [
        later for later in range(-4, 5) if step_of(code_at(SECRET, step + later), secret=SECRET, at_s=at_s, after=0)
    ]
    assert good == [-1, 0, 1]
    assert step_of(code_at(SECRET, step), secret=SECRET, at_s=at_s, after=step) is None


@given(st.text(alphabet=RECOVERY_SIGNS, min_size=12, max_size=12))
def test_a_printed_code_may_be_typed_as_it_is_shown_or_otherwise(printed):
    for typed in (grouped(printed), printed.lower(), f" {grouped(printed)} ", grouped(printed).replace("-", " — ")):
        assert tidy_code(typed) == printed
        assert is_recovery_code(tidy_code(typed))
    assert tidy_code("１２３ ４５６") == "123456"
    assert not is_recovery_code("123456")


def test_the_app_is_told_whose_code_it_is():
    address = app_address(SECRET, house="九曲 茶楼", sign_in_name="a:fu")
    assert address.startswith("otpauth://totp/%E4%B9%9D%E6%9B%B2%20%E8%8C%B6%E6%A5%BC:a%3Afu?secret=GEZ")


def test_the_password_is_not_enough_any_more(afu, codes, happened):
    client = first_step(wanted="/about/")
    assert not is_in(client)
    page = client.get("/signin/second/").content.decode()
    assert "six figures" in page
    assert "data-passkey" not in page, "there is none"
    answer = client.post("/signin/second/", {"code": f" {code()[:3]} {code()[3:]}"})
    assert answer.headers["Location"] == "/about/"
    assert is_in(client)
    assert happened()[-1] == ("CodeUsed", {"person": afu.id, "is_recovery": False})
    assert client.get("/signin/second/").headers["Location"] == "/signin/", "it is over"


def test_the_code_that_let_in_lets_in_nobody_else(codes):
    used = code()
    assert first_step().post("/signin/second/", {"code": used}).status_code == 302
    other = first_step()
    assert other.post("/signin/second/", {"code": used}).status_code == 422
    assert not is_in(other)


def test_a_printed_code_is_good_once(afu, codes, happened):
    client = first_step()
    assert client.post("/signin/second/", {"code": grouped(codes[3]).lower()}).status_code == 302
    assert is_in(client)
    assert happened()[-1] == ("CodeUsed", {"person": afu.id, "is_recovery": True})
    again = first_step()
    assert again.post("/signin/second/", {"code": codes[3]}).status_code == 422
    assert not is_in(again)
    assert RecoveryCode.objects.filter(person=afu).count() == 9


def test_codes_of_somebody_else_are_none(afu, codes):
    other = make.person(sign_in_name="ming", password=PASSWORD)
    actions.set_up_code_app(by=other, secret="A" * 32, code=code("A" * 32), at=now())
    theirs = actions.choose_two_steps(by=other, at=now())
    client = first_step()
    for typed in (theirs[0], code("A" * 32), "000000", "", "x" * 64):
        assert client.post("/signin/second/", {"code": typed}).status_code == 422
    assert not is_in(client)


def test_guessing_codes_is_slowed_down_wherever_it_comes_from(codes):
    for number in range(6):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}", headers={"Accept-Language": "en"})
        assert "does not fit" in first_step(client).post("/signin/second/", {"code": "000000"}).content.decode()
    client = Client(REMOTE_ADDR="198.51.100.99", headers={"Accept-Language": "en"})
    assert "too often" in first_step(client).post("/signin/second/", {"code": code()}).content.decode()
    assert not is_in(client)


def test_a_passkey_as_second_step_and_as_both_at_once(afu):
    client = Client()
    first_step(client)
    device = Device()
    asked = client.post("/me/passkeys/options/", headers=JSON).json()
    client.post("/me/passkeys/", {"name": "手机", "answer": device.makes(asked)})
    answer = client.post("/me/two-steps/", headers={"Accept-Language": "en"})
    assert len(re.findall(r"<code>[2-9A-Z]{4}(?:-[2-9A-Z]{4}){2}</code>", answer.content.decode())) == 10
    assert "no-store" in answer.headers["Cache-Control"]

    second = first_step()
    assert not is_in(second)
    asked = second.post("/signin/passkey/options/", headers=JSON).json()
    assert [one["id"] for one in asked["publicKey"]["allowCredentials"]], "only their own are asked for"
    foreign = Device()
    assert second.post("/signin/second/", {"answer": foreign.proves(asked)}).status_code == 422
    asked = second.post("/signin/passkey/options/", headers=JSON).json()
    assert second.post("/signin/second/", {"answer": device.proves(asked)}).status_code == 302
    assert is_in(second)

    alone = Client()
    asked = alone.post("/signin/passkey/options/", headers=JSON).json()
    assert alone.post("/signin/passkey/", {"answer": device.proves(asked)}).status_code == 302
    assert is_in(alone)


def test_the_first_step_opens_nothing_by_itself(afu, codes):
    client = first_step()
    for path in ("/me/", "/me/passkeys/", "/me/two-steps/", "/me/new-password/"):
        assert client.get(path).headers["Location"].startswith("/signin/?next=")
    assert client.post("/me/two-steps/end/").headers["Location"].startswith("/signin/")
    assert client.post("/me/passkeys/options/", headers=JSON).status_code == 401


def waits(client):
    return client.get("/signin/second/").status_code == 200


def test_the_first_step_is_forgotten_after_ten_minutes_a_new_password_or_being_sent_away(afu, codes):
    client = first_step()
    assert waits(client)
    session = client.session
    session["second_step"] |= {"until": now().timestamp() - 1}
    session.save()
    assert not waits(client)

    client = first_step()
    actions.change_password(
        by=Person.objects.get(pk=afu.pk), password="four steeps, then a word", session=None, at=now()
    )
    assert not waits(client)
    assert client.post("/signin/second/", {"code": code()}).headers["Location"] == "/signin/"


def test_who_was_sent_away_waits_no_longer(afu, codes):
    client = first_step()
    actions.send_away(by=make.keeper(), person_id=afu.id, reason="茶馆不谈这个", at=now())
    assert not waits(client)
    assert not Session.objects.filter(person=afu).exists()


def test_nobody_waits_without_the_first_step(client, codes):
    assert client.get("/signin/second/").headers["Location"] == "/signin/"
    assert client.post("/signin/second/", {"code": code()}).headers["Location"] == "/signin/"


def test_nobody_is_led_out_of_the_house_by_the_second_step(codes):
    client = first_step(wanted="//evil.example/")
    assert client.post("/signin/second/", {"code": code()}).headers["Location"] == "/rooms/"


def test_they_are_undone(afu, codes, happened):
    client = first_step()
    client.post("/signin/second/", {"code": code()})
    assert client.post("/me/two-steps/end/").headers["Location"] == "/me/two-steps/?saved"
    assert not CodeApp.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert happened()[-1] == ("TwoStepsEnded", {"person": afu.id})
    assert is_in(first_step())


def test_new_codes_void_those_of_before(afu, codes, happened):
    fresh = actions.make_recovery_codes(by=afu, at=now())
    assert set(fresh).isdisjoint(codes)
    assert happened()[-1] == ("RecoveryCodesMade", {"person": afu.id})
    with refuses("wrong_code"):
        actions.use_code(person=afu, code=codes[0], at=now())
    actions.use_code(person=afu, code=fresh[0], at=now())


def test_there_is_something_to_step_on(afu, happened):
    with refuses("no_second_step"):
        actions.choose_two_steps(by=afu, at=now())
    with refuses("no_password"):
        actions.choose_two_steps(by=make.person(), at=now())
    with refuses("no_password"):
        actions.set_up_code_app(by=make.person(), secret=SECRET, code=code(), at=now())
    with pytest.raises(NotFound):
        actions.make_recovery_codes(by=afu, at=now())
    with pytest.raises(NotFound):
        actions.remove_code_app(by=afu, at=now())
    assert happened() == []


def test_the_last_second_step_stays_while_two_are_chosen(afu, codes):
    with refuses("last_step"):
        actions.remove_code_app(by=afu, at=now())
    passkey = actions.add_passkey(by=afu, key=NewKey("A" * 22, "o", 0), name="一", at=now())
    actions.remove_code_app(by=afu, at=now())
    with refuses("last_step"):
        actions.remove_passkey(by=afu, passkey=passkey.pk, at=now())
    actions.end_two_steps(by=afu, at=now())
    actions.remove_passkey(by=afu, passkey=passkey.pk, at=now())


def test_an_app_is_set_up_by_its_code_and_chooses_two_steps(afu, happened):
    client = first_step()
    page = client.get("/me/two-steps/app/").content.decode()
    sealed = re.findall(r'name="sealed" value="([^"]+)"', page)[0]
    secret = "".join(re.findall(r'class="handed-on" lang="en">([A-Z2-7 ]+)<', page)[0].split())
    assert "otpauth://totp/" in page
    wrong = client.post("/me/two-steps/app/", {"sealed": sealed, "code": "000000"})
    assert wrong.status_code == 422
    assert sealed.partition(":")[0] in wrong.content.decode(), "the same secret as before"
    answer = client.post("/me/two-steps/app/", {"sealed": sealed, "code": code(secret)})
    assert answer.content.decode().count("<code>") == 10
    assert Person.objects.get(pk=afu.pk).two_steps
    assert [kind for kind, _ in happened()][-2:] == ["CodeAppAdded", "TwoStepsChosen"]
    assert "<code>" not in client.get("/me/two-steps/").content.decode()


def test_the_secret_of_another_page_is_not_taken(afu):
    client, other = first_step(), Client()
    make.person(sign_in_name="ming", password=PASSWORD)
    other.post("/signin/", {"login": "ming", "password": PASSWORD})
    theirs = re.findall(r'name="sealed" value="([^"]+)"', other.get("/me/two-steps/app/").content.decode())[0]
    for sealed in (theirs, "", "x:y:z", SECRET):
        assert client.post("/me/two-steps/app/", {"sealed": sealed, "code": code()}).status_code == 422
    assert not CodeApp.objects.exists()


def test_recovery_codes_are_kept_as_digests_only(afu, codes):
    kept = str(list(RecoveryCode.objects.values())) + str(list(Person.objects.filter(pk=afu.pk).values()))
    assert len(codes) == len(set(codes)) == 10
    assert [one for one in codes if one in kept or grouped(one) in kept] == []


def test_the_keeper_vouches_for_whoever_lost_everything(afu, codes):
    """A link of the keeper lets in by itself; whoever came by it may undo the two steps and choose a password."""
    token = actions.make_signin_link(person=afu, by=make.keeper(), at=now())
    client = Client()
    assert client.post(f"/link/{token}/").headers["Location"] == "/me/new-password/"
    assert is_in(client)
    assert client.post("/me/two-steps/end/").headers["Location"] == "/me/two-steps/?saved"
    assert is_in(first_step())


def test_of_two_who_take_the_same_code_one_is_let_in(afu, codes):
    at = datetime.now(UTC) + timedelta(minutes=5)
    actions.use_code(person=afu, code=code(at=at), at=at)
    the_throttle.forget()
    with refuses("wrong_code"):
        actions.use_code(person=afu, code=code(at=at), at=at)
