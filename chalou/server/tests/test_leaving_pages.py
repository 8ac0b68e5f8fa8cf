"""The pages of taking along and leaving: who proves what, and what comes of it."""

import io
import zipfile
from dataclasses import replace

import pytest

from chalou.exchange.models import Bundle
from chalou.exchange.person import actions
from chalou.foundation.clock import now
from chalou.people import actions as people
from chalou.people.models import Person, Session
from tests import making as make

pytestmark = pytest.mark.django_db

LEAVE, BUNDLE, FILE, FOR_GOOD = "/me/leave/", "/me/leave/bundle/", "/me/leave/bundle/file/", "/me/leave/for-good/"
MEANT = {"words": "stay", "sure": "on", "password": make.PASSWORD}


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(tmp_path, settings, client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    settings.CHALOU = replace(settings.CHALOU, data=tmp_path)


@pytest.fixture
def afu(client):
    person = make.person(name="阿福", password=make.PASSWORD)
    client.force_login(person)
    return person


def test_with_the_password_things_are_put_together_and_saved(client, afu):
    assert client.post(BUNDLE, {"password": make.PASSWORD}).headers["Location"] == LEAVE
    assert "Your things are being put together" in client.get(LEAVE).content.decode()
    assert client.get(FILE).status_code == 404
    actions.make_bundles(at=now())
    answer = client.get(FILE)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="chalou-')
    assert answer.headers["Content-Type"] == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as paper:
        assert "index.html" in paper.namelist()
    client.post("/me/leave/bundle/throw-away/")
    assert client.get(FILE).status_code == 404


def test_somebody_else_does_not_get_it(client, afu):
    client.post(BUNDLE, {"password": make.PASSWORD})
    actions.make_bundles(at=now())
    client.force_login(make.person())
    assert client.get(FILE).status_code == 404


@pytest.mark.parametrize("password", ["", "wrong wrong wrong"])
def test_without_the_password_nothing_goes_and_nothing_leaves(client, afu, password):
    assert client.post(BUNDLE, {"password": password}).status_code == 422
    assert client.post(FOR_GOOD, MEANT | {"password": password}).status_code == 422
    assert not Bundle.objects.exists()
    assert Person.objects.get(pk=afu.pk).left_at is None


def test_passwords_are_not_tried_out_here(client, afu):
    answers = [client.post(FOR_GOOD, MEANT | {"password": f"guess {number} of many"}) for number in range(7)]
    assert "too often" in answers[-1].content.decode()
    assert client.post(FOR_GOOD, MEANT).status_code == 422, "not even the right one, for a while"


def test_who_has_no_password_signs_in_anew(client, settings):
    make.house()
    guest = make.person()
    client.force_login(guest)
    answer = client.post(FOR_GOOD, MEANT)
    assert answer.status_code == 422
    assert "fresh sign-in" in answer.content.decode()
    token = people.make_signin_link(person=guest, by=None, at=now())
    client.post("/signout/")
    client.post(f"/link/{token}/")
    assert client.post(FOR_GOOD, MEANT).headers["Location"] == "/farewell/"


def test_whoever_leaves_is_signed_out_everywhere(client, afu):
    people.sign_in_many([afu], at=now())
    answer = client.post(FOR_GOOD, MEANT, follow=True)
    assert "Your account is erased" in answer.content.decode()
    assert not Session.objects.filter(person=afu.pk).exists()
    assert client.get("/me/").status_code == 302
    answer = client.post("/signin/", {"login": afu.sign_in_name, "password": make.PASSWORD})
    assert answer.status_code == 200, "the old name and password open nothing"


@pytest.mark.parametrize("missing", ["words", "sure"])
def test_it_is_chosen_and_meant(client, afu, missing):
    assert client.post(FOR_GOOD, {key: value for key, value in MEANT.items() if key != missing}).status_code == 422
    assert Person.objects.get(pk=afu.pk).left_at is None


def test_rooms_without_a_host_are_named_before(client, afu):
    make.room(name="井边", host=afu)
    page = client.get(FOR_GOOD).content.decode()
    assert "井边" in page
    assert "can name another host" in page


def test_the_keeper_reads_why_not(client):
    make.house()
    client.force_login(make.keeper())
    page = client.get(FOR_GOOD).content.decode()
    assert "The keeper stays" in page
    assert "Erase my account" not in page
