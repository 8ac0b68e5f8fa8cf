"""Opening a new house: with the key from its console, once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from chalou.chat.models import Membership, Room
from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.house.models import House, WayIn
from chalou.house.queries import the_house
from chalou.people.models import Person
from chalou.server.keeper.actions import set_up
from chalou.server.setup_key import forget_setup_key, is_setup_key, setup_key
from tests import making as make

pytestmark = pytest.mark.django_db

PASSWORD = "three steeps before talking"
SETUP = "/setup/"


@pytest.fixture(autouse=True)
def _no_key():
    yield
    forget_setup_key()


def fields(**other):
    return {
        "key": setup_key(),
        "house_name": "九曲茶楼",
        "language": "zh-hans",
        "way_in": "open",
        "room_name": "前厅",
        "name": "顾松年",
        "sign_in_name": "gusongnian",
        "password": PASSWORD,
    } | other


def test_with_the_key_the_house_opens_and_its_keeper_is_in(client, happened):
    answer = client.post(SETUP, fields())
    assert answer.headers["Location"] == reverse("chat:rooms")
    house, keeper, room = House.objects.get(), Person.objects.get(), Room.objects.get()
    assert (house.name, house.way_in, keeper.is_keeper, keeper.name) == ("九曲茶楼", "open", True, "顾松年")
    assert (room.name, Membership.objects.get().person, Membership.objects.get().is_host) == ("前厅", keeper, True)
    assert client.get("/house/").status_code == 200
    assert [kind for kind, _ in happened()][:3] == ["PersonJoined", "HouseOpened", "RoomOpened"]
    assert not (settings.CHALOU.data / "setup-key").exists()


@pytest.mark.parametrize("key", ["", "tea", "aaaaa-aaaaa-aaaaa-aaaaa", "\x00", "钥匙"])
def test_with_another_key_nothing_happens_and_what_was_typed_stays(client, happened, key):
    answer = client.post(SETUP, fields(key=key))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="gusongnian"' in text
    assert PASSWORD not in text
    assert happened() == []
    assert the_house() is None


def test_without_a_key_file_no_key_fits():
    key = setup_key()
    forget_setup_key()
    assert not is_setup_key(key)
    assert not is_setup_key("")


def test_the_key_is_read_as_people_type_it():
    key = setup_key()
    assert is_setup_key(f" {key.upper().replace('-', ' ')} ")
    assert not is_setup_key(key[:-1])


def test_the_key_is_kept_for_its_owner_only_and_stays_the_same():
    key = setup_key()
    assert setup_key() == key
    file = Path(settings.CHALOU.data) / "setup-key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.glob("setup-key.*")) == []


def test_two_processes_make_one_key():
    forget_setup_key()
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: setup_key(), range(16)))) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"house_name": ""},
        {"house_name": "a\u202eb"},
        {"language": "tlh"},
        {"way_in": "window"},
        {"room_name": ""},
        {"room_name": "a\u202eb"},
        {"name": ""},
        {"sign_in_name": "a b"},
        {"password": "1234567890"},
    ],
)
def test_a_half_filled_form_opens_nothing(client, wrong):
    assert client.post(SETUP, fields(**wrong)).status_code == 422
    assert the_house() is None
    assert not Person.objects.exists()
    assert is_setup_key(setup_key())


def test_a_house_that_is_open_is_not_set_up_again(client):
    make.house()
    assert client.get(SETUP).headers["Location"] == "/"
    assert client.post(SETUP, fields()).headers["Location"] == "/"
    assert Person.objects.count() == 1
    with pytest.raises(Refused) as refused:
        again("second")
    assert refused.value.why == "already_open"


def again(name):
    return set_up(
        house_name=name,
        language="en",
        way_in=WayIn.OPEN,
        sign_in_name=name,
        name=name,
        password=PASSWORD,
        room_name="Hall",
        at=now(),
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_up_at_once_one_becomes_keeper():
    def come(name):
        try:
            return again(name).name
        except Refused as refused:
            return refused.why
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(come, ["first", "second"]))
    keeper, house = Person.objects.get(), House.objects.get()
    assert sorted(outcomes) == sorted([keeper.name, "already_open"])
    assert house.name == keeper.name
    assert Room.objects.count() == 1


def test_guessing_the_key_is_slowed_down(client):
    answers = [client.post(SETUP, fields(key="wrong")).status_code for _ in range(12)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_before_that_joining_leads_to_setting_up(client):
    assert client.get("/join/").headers["Location"] == SETUP
    assert client.get("/signin/").status_code == 200
