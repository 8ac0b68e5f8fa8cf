"""What the keeper is told about the address: each usual mistake is seen for what it is."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import translation

from chalou.events import chores
from chalou.events.chores import run_due
from chalou.events.models import Chore
from chalou.foundation.clock import now
from chalou.foundation.mail import the_post
from chalou.server.seeing import findings
from chalou.server.seeing.findings import Asked

PUBLIC = "https://tea.example.org"
NEAR = Asked("http", "127.0.0.1:8000", "127.0.0.1", "", "")
THROUGH = Asked("https", "tea.example.org", "198.51.100.7", "198.51.100.7", "https")
"""As it is when all is well: the proxy was believed, so its visitor stands in its place."""
UNTRUSTED = Asked("http", "tea.example.org", "127.0.0.1", "198.51.100.7", "https")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def chosen(monkeypatch):
    """The settings as somebody has chosen them."""

    def choose(**values):
        monkeypatch.setattr(settings, "CHALOU", replace(settings.CHALOU, **values))

    return choose


def said(found, *, good=None):
    return [
        one.what + (f" / {one.advice}" if one.advice else "") for one in found if good is None or one.is_good is good
    ]


def test_a_house_on_its_own_machine_has_nothing_to_mend():
    assert said([*findings.of_address(), *findings.of_request(NEAR)], good=False) == []


def test_a_house_behind_a_trusted_proxy_has_nothing_to_mend(chosen):
    chosen(url=PUBLIC, trusted_proxies=("127.0.0.1",))
    found = [*findings.of_address(), *findings.of_request(THROUGH)]
    assert said(found, good=False) == []
    assert "you came by that address" in said(found)
    assert said(findings.of_request(replace(THROUGH, forwarded_for="192.0.2.1, 198.51.100.7:52100")), good=False) == []


def test_a_proxy_that_is_not_trusted_is_named_with_what_to_set(chosen):
    chosen(url=PUBLIC)
    (proxy, way) = said(findings.of_request(UNTRUSTED), good=False)
    assert "a web server at 127.0.0.1 passes people on, and is not trusted" in proxy
    assert "CHALOU_TRUSTED_PROXIES=127.0.0.1" in proxy
    assert "CHALOU_URL is https://tea.example.org, but to the house you came by http://tea.example.org" in way


def test_trust_without_anybody_to_be_trusted_is_named(chosen):
    chosen(url="http://192.168.1.10:8000", trusted_proxies=("127.0.0.1",))
    (found,) = said(findings.of_request(Asked("http", "192.168.1.10:8000", "192.168.1.33", "", "")), good=False)
    assert "nobody passed this request on" in found
    # At the machine itself one comes past the proxy, and that is as it should be.
    chosen(url=PUBLIC, trusted_proxies=("127.0.0.1",))
    found = list(findings.of_request(NEAR))
    assert said(found, good=False) == []
    assert "you came by http://127.0.0.1:8000" in said(found)[0]


def test_an_address_that_was_never_set_is_told_as_it_was_typed(chosen):
    chosen(host="0.0.0.0")
    asked = Asked("http", "192.168.1.10:8000", "192.168.1.33", "", "")
    assert "CHALOU_URL=http://192.168.1.10:8000" in said(findings.of_request(asked), good=False)[-1]
    assert "CHALOU_URL=https://tea.example.org" in said(findings.of_request(UNTRUSTED), good=False)[-1]
    assert "CHALOU_URL is not set" in said(findings.of_address(), good=False)[0]


def test_plain_http_says_what_it_switches_off(chosen):
    chosen(url="http://192.168.1.10:8000")
    (found,) = [one for one in findings.of_address() if "plain http" in one.what]
    for part in ("passkeys", "notifications", "microphone", "installing", "https"):
        assert part in found.advice
    chosen(url=PUBLIC)
    assert "plain http" not in " ".join(said(findings.of_address()))


@pytest.mark.django_db
def test_an_old_backup_and_none_are_told_apart(chosen, tmp_path):
    chosen(data=tmp_path)
    assert "there is no backup" in " ".join(said(findings.of_machine(), good=True))
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / ".chalou-unfinished-1").touch()
    assert "there is no backup" in " ".join(said(findings.of_machine(), good=True))
    file = tmp_path / "backups" / "house.zip"
    file.touch()
    assert "the last backup is less than an hour old" in said(findings.of_machine(), good=True)
    hours_ago = now().timestamp() - 5 * 3600 - 60
    os.utime(file, (hours_ago, hours_ago))
    assert "the last backup is 5 hours old" in said(findings.of_machine(), good=True)
    days_ago = now().timestamp() - 20 * 86400
    os.utime(file, (days_ago, days_ago))
    assert "the last backup is 20 days old" in " ".join(said(findings.of_machine(), good=False))


def test_many_who_are_passed_on_by_strangers_are_noticed():
    assert said(findings.of_processes(3, forwarded_by_strangers=3, forwarded=0), good=False) == []
    assert said(findings.of_processes(3, forwarded_by_strangers=300, forwarded=400), good=False) == []
    assert "somebody who is not trusted" in said(findings.of_processes(1, forwarded_by_strangers=300), good=False)[0]


@pytest.mark.django_db
def test_a_chore_that_fails_stands_on_the_page_until_it_succeeds():
    def breaks(at):
        raise OSError("no space left on device")

    Chore.objects.create(name="backup", due_at=now())
    run_due([chores.Chore("backup", timedelta(days=1), breaks)], at=now())
    assert any(
        "the daily backup has failed once: OSError: no space left" in line for line in said(findings.of_machine())
    )
    Chore.objects.update(due_at=now())
    run_due([chores.Chore("backup", timedelta(days=1), lambda at: None)], at=now())
    assert not any("backup has failed" in line for line in said(findings.of_machine()))


def test_whether_letters_can_be_sent_is_said_and_why_the_last_was_not(chosen, monkeypatch):
    assert "the house sends no letters" in said(findings.of_letters(), good=True)[0]
    chosen(mail_url="smtp://user:secret@mail.example.org:587", mail_from="茶 <tea@example.org>")
    assert said(findings.of_letters()) == ["letters are sent by mail.example.org, from 茶 <tea@example.org>"]
    monkeypatch.setattr(the_post, "last_failure", "SMTPAuthenticationError 535")
    (told,) = said(findings.of_letters(), good=False)
    assert told.startswith("mail.example.org takes no letters of the house: SMTPAuthenticationError 535 / ")
    assert "secret" not in told


def test_the_doctor_goes_to_the_mail_server(chosen, settings):
    chosen(mail_url="smtp://127.0.0.1:1", mail_from="tea@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    (told,) = said(findings.of_letters(is_tried=True), good=False)
    assert "ConnectionRefusedError" in told
