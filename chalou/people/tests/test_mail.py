"""An address for letters: nobody needs one; who gives one confirms it, and finds back in by it. Whether somebody has
given an address is told to nobody.
"""

import re
import smtplib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from chalou.foundation.clock import now
from chalou.foundation.mail import Letter, Post, reason, the_post
from chalou.foundation.refusals import Unable
from chalou.people import actions
from chalou.people.models import MailAddress, MailConfirmation, Person, SignInLink
from chalou.people.rules.codes import code_at
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db

PASSWORD = "three steeps before talking"
ADDRESS = "Afu@Example.org"


@pytest.fixture(autouse=True)
def _house(settings):
    settings.CHALOU = replace(
        settings.CHALOU,
        url="https://tea.example.org",
        mail_url="smtp://mail.example.org",
        mail_from="九曲茶楼 <tea@tea.example.org>",
    )
    make.house()


@pytest.fixture
def afu():
    return make.person(sign_in_name="afu", name="阿福", password=PASSWORD, language="en")


def inside(name="afu"):
    client = Client(headers={"Accept-Language": "en"})
    assert client.post("/signin/", {"login": name, "password": PASSWORD}).status_code == 302
    return client


def letters():
    """What was sent since this was last asked."""
    the_post.deliver()
    sent, mail.outbox[:] = list(mail.outbox), []
    return sent


def link_in(letter):
    links = re.findall(r"https://tea\.example\.org(/(?:mail|link)/[\w-]+/)", letter.body)
    assert len(links) == 1, letter.body
    return links[0]


def confirmed(person, address=ADDRESS):
    token = make.arranged(actions.give_mail_address)(by=person, address=address, at=now())
    make.arranged(actions.confirm_mail_address)(token=token, at=now())


def test_an_address_is_given_and_confirmed_by_its_link(afu, happened):
    client = inside()
    assert client.post("/me/mail/", {"address": f" {ADDRESS} "}).headers["Location"] == "/me/mail/?sent"
    assert "not confirmed yet" in client.get("/me/ways-in/").content.decode()
    (letter,) = letters()
    assert (letter.to, letter.from_email) == ([ADDRESS], "九曲茶楼 <tea@tea.example.org>")
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "阿福" in letter.body
    assert not MailAddress.objects.exists()
    robot = Client()
    for _ in range(3):
        assert ADDRESS in robot.get(link_in(letter)).content.decode()
    assert not MailAddress.objects.exists(), "looking confirms nothing"
    assert robot.post(link_in(letter)).status_code == 200
    assert robot.post(link_in(letter)).status_code == 410
    assert robot.get(link_in(letter)).status_code == 410
    kept = MailAddress.objects.get()
    assert (kept.person, kept.address) == (afu, ADDRESS)
    assert not MailConfirmation.objects.exists()
    assert happened() == [("MailAddressGiven", {"person": afu.id}), ("MailAddressConfirmed", {"person": afu.id})]
    assert robot.get("/live/").status_code == 401, "it signs nobody in"


def test_another_address_holds_once_it_is_confirmed_and_the_old_one_is_told(afu):
    confirmed(afu)
    inside().post("/me/mail/", {"address": "new@example.org"})
    (letter,) = letters()
    assert MailAddress.objects.get().address == ADDRESS
    Client().post(link_in(letter))
    assert MailAddress.objects.get().address == "new@example.org"
    (told,) = letters()
    assert (told.to, "no longer go" in told.body) == ([ADDRESS], True)


def test_a_newer_link_voids_the_one_before_and_a_day_ends_it(afu):
    first = actions.give_mail_address(by=afu, address="one@example.org", at=now())
    second = actions.give_mail_address(by=afu, address="two@example.org", at=now())
    for token, at in ((first, now()), (second, now() + timedelta(days=1, seconds=1))):
        with refuses("link_over"):
            actions.confirm_mail_address(token=token, at=at)
    actions.forget_what_is_over(at=now() + timedelta(days=2))
    assert not MailConfirmation.objects.exists(), "what is not confirmed is not kept"


def test_it_is_forgotten_when_its_person_wishes(afu, happened):
    confirmed(afu)
    assert inside().post("/me/mail/remove/").headers["Location"] == "/me/mail/?removed"
    assert not MailAddress.objects.exists()
    assert happened() == [("MailAddressRemoved", {"person": afu.id})]
    assert [letter.to for letter in letters()] == [[ADDRESS]]
    assert inside().post("/me/mail/remove/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "afu",
        "afu@",
        "a b@example.org",
        "afu@example.org\nBcc: x@example.org",
        "阿福@example.org",
        "a" * 250 + "@b.cc",
    ],
)
def test_what_is_no_address_is_refused(afu, wrong):
    assert inside().post("/me/mail/", {"address": wrong}).status_code == 422
    assert letters() == []


@pytest.mark.usefixtures("no_time_passes")
def test_the_house_writes_to_nobody_too_often(afu):
    for number in range(3):
        actions.give_mail_address(by=afu, address=f"a{number}@example.org", at=now())
    with refuses("too_fast"):
        actions.give_mail_address(by=afu, address="a9@example.org", at=now())


def asked(address, **more):
    client = Client(headers={"Accept-Language": "en"}, **more)
    answer = client.post("/signin/lost/", {"address": address})
    return answer.status_code, answer.content.decode().replace(address, "")


def test_whether_an_address_is_known_is_not_told(afu, django_assert_num_queries):
    confirmed(afu)
    with django_assert_num_queries(1):
        known = asked("afu@example.org")
    with django_assert_num_queries(1):
        assert asked("nobody@example.org") == known, "in so many words and as many questions"
    assert known[0] == 200
    assert [letter.to for letter in letters()] == [[ADDRESS]]


def test_who_lost_the_password_finds_back_in(afu, happened):
    confirmed(afu)
    asked("AFU@example.org")
    (letter,) = letters()
    assert "You sign in as: afu" in letter.body
    client = Client()
    assert client.get(link_in(letter)).status_code == 200
    assert client.post(link_in(letter)).headers["Location"] == "/me/new-password/"
    assert client.post("/me/new-password/", {"password": "four steeps, then a word"}).status_code == 200
    assert Client().post(link_in(letter)).status_code == 410
    assert [kind for kind, _ in happened()] == ["SignInLinkMade", "SignInLinkUsed", "PasswordChanged", "SessionsEnded"]
    (told,) = letters()
    assert "password by which you sign in was changed" in told.body


def test_a_link_by_mail_is_only_the_first_of_two_steps(afu):
    confirmed(afu)
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    step = int(now().timestamp() // 30)
    actions.set_up_code_app(by=afu, secret=secret, code=code_at(secret, step - 1), at=now())
    actions.choose_two_steps(by=afu, at=now())
    asked(ADDRESS)
    (letter,) = letters()
    client = Client()
    assert client.post(link_in(letter)).headers["Location"] == "/signin/second/"
    assert client.get("/live/").status_code == 401
    assert client.get("/me/new-password/").headers["Location"].startswith("/signin/")
    code = code_at(secret, int(now().timestamp() // 30))
    assert client.post("/signin/second/", {"code": code}).headers["Location"] == "/me/new-password/"
    assert client.post("/me/new-password/", {"password": "four steeps, then a word"}).status_code == 200


def test_asking_for_a_letter_voids_no_link_of_the_keeper_but_the_letter_before(afu):
    confirmed(afu)
    of_keeper = actions.make_signin_link(person=afu, by=make.keeper(), at=now())
    asked(ADDRESS)
    asked(ADDRESS)
    first, second = letters()
    assert Client().post(link_in(first)).status_code == 410
    assert Client().post(link_in(second)).status_code == 302
    assert Client().post(f"/link/{of_keeper}/").status_code == 302
    assert SignInLink.objects.filter(by_mail=True, uses_left=1).count() == 0


def test_a_link_by_mail_is_over_after_an_hour_and_with_the_address(afu):
    confirmed(afu)
    ((_, _, token),) = actions.make_links_by_mail(address=ADDRESS, at=now())
    with refuses("link_over"):
        actions.use_signin_link(token=token, at=now() + timedelta(hours=1, seconds=1))
    actions.remove_mail_address(by=afu, at=now())
    with refuses("link_over"):
        actions.use_signin_link(token=token, at=now())


def test_two_who_share_an_address_each_get_their_letter_and_who_was_sent_away_none(afu):
    other = make.person(sign_in_name="ming", name="阿明", password=PASSWORD)
    away = make.person(sign_in_name="away", name="阿远", password=PASSWORD)
    for person in (afu, other, away):
        confirmed(person)
    actions.send_away(by=make.keeper(), person_id=away.id, reason="x", at=now())
    asked(ADDRESS)
    sent = letters()
    assert [letter.to for letter in sent] == [[ADDRESS]] * 2
    assert SignInLink.objects.filter(by_mail=True).count() == 2
    assert set(SignInLink.objects.filter(by_mail=True).values_list("person", flat=True)) == {afu.pk, other.pk}


def test_letters_are_in_the_language_of_their_reader(afu):
    Person.objects.filter(pk=afu.pk).update(language="zh-hans")
    confirmed(afu)
    asked(ADDRESS)
    (letter,) = letters()
    assert "九曲茶楼" in letter.subject
    assert "链接" in letter.body


def test_the_host_header_does_not_decide_where_a_letter_leads(afu):
    confirmed(afu)
    Client(headers={"Host": "evil.example"}).post("/signin/lost/", {"address": ADDRESS})
    (letter,) = letters()
    assert "evil.example" not in letter.body
    assert link_in(letter)


def test_asking_for_letters_is_slowed_down(afu):
    assert [asked(f"n{number}@example.org")[0] for number in range(8)][5:] == [200, 429, 429]


def test_without_a_server_the_pages_say_so_and_nothing_is_taken(settings, afu):
    settings.CHALOU = replace(settings.CHALOU, mail_url="")
    client = inside()
    page = client.get("/me/mail/").content.decode()
    assert "sends no letters" in page
    client.post("/me/mail/", {"address": ADDRESS})
    assert not MailConfirmation.objects.exists()
    stranger = Client(headers={"Accept-Language": "en"})
    assert "Ask the keeper" in stranger.get("/signin/lost/").content.decode()
    assert "Ask the keeper" in stranger.post("/signin/lost/", {"address": ADDRESS}).content.decode()
    assert letters() == []


def test_the_address_is_shown_to_nobody_else(afu):
    confirmed(afu)
    make.person(sign_in_name="ming", password=PASSWORD)
    other = inside("ming")
    keeper = Client()
    keeper.force_login(make.keeper())
    for client, path in ((other, f"/people/{afu.id}/"), (keeper, f"/people/{afu.id}/"), (keeper, "/house/people/")):
        assert ADDRESS.lower() not in client.get(path).content.decode().lower()


def test_a_letter_that_is_not_taken_is_tried_again_and_its_failure_told(settings):
    """Nobody listens at that port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    post = Post(pauses_s=(0.01,))
    post.put(lambda: [Letter("a@example.org", "x", "y")])
    post.deliver()
    assert post.last_failure is not None
    assert "ConnectionRefused" in post.last_failure


def test_why_a_letter_failed_is_told_without_what_the_server_quotes():
    error = smtplib.SMTPDataError(550, b"5.1.1 <afu@example.org> unknown")
    assert reason(error) == "SMTPDataError 550"
    assert "example" not in reason(smtplib.SMTPRecipientsRefused({"afu@example.org": (550, b"no")}))


def test_what_cannot_be_written_harms_nobody_after_it():
    post = Post(pauses_s=())

    def broken():
        raise RuntimeError("the house is away")

    post.put(broken)
    post.put(lambda: [Letter("a@example.org", "x", "y")])
    post.deliver()
    assert [letter.to for letter in mail.outbox] == [["a@example.org"]]


def test_not_more_letters_wait_than_can_be_borne():
    post = Post()
    for _ in range(200):
        post.put(list)
    with pytest.raises(Unable):
        post.put(list)
