"""The customs as rows: changed by one verb, the newest counts, for every process at once."""

import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from django.db import connection, connections

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound
from chalou.house.actions import change_customs
from chalou.house.models import CustomsVersion
from chalou.house.queries import READY_SETS, newest_version, own_words, ready_set, the_customs, version, versions
from chalou.house.rules.customs import Mode, Text
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db
TODAY = now()
CLUB = ready_set("tea-club")
WORDED = replace(CLUB, words={Text.FIRST: {"en": "Listen a while."}})


@pytest.fixture(autouse=True)
def _house():
    make.house()


def change(customs, *, instead_of=0, by=7, note=""):
    return change_customs(customs=customs, instead_of=instead_of, by=by, note=note, at=TODAY)


def test_a_new_house_is_a_tea_club():
    assert the_customs() == CLUB == newest_version().customs
    assert newest_version().number == 0


def test_the_newest_customs_count(happened):
    first = change(ready_set("study-circle"), note="我们是读书的")
    second = change(WORDED, instead_of=first.pk)
    assert the_customs() == WORDED
    assert [(one.number, one.by, one.note, one.at) for one in versions()] == [
        (second.pk, 7, "", TODAY),
        (first.pk, 7, "我们是读书的", TODAY),
        (0, None, "", None),
    ]
    assert version(first.pk).customs == ready_set("study-circle")
    assert happened() == [
        ("CustomsChanged", {"version": first.pk, "by": 7}),
        ("CustomsChanged", {"version": second.pk, "by": 7}),
    ]


def test_new_rooms_talk_as_the_customs_say():
    change(replace(CLUB, new_rooms=Mode.LISTENING))
    assert make.room().mode == "listening"


def test_who_did_not_see_what_they_would_undo_is_told_so(happened):
    first = change(WORDED)
    with refuses("customs_changed_meanwhile"):
        change(ready_set("tea-shop"))
    with refuses("customs_are_so"):
        change(WORDED, instead_of=first.pk)
    assert the_customs() == WORDED
    assert len(happened()) == 1


def test_a_note_is_one_line():
    with refuses("note_too_long"):
        change(WORDED, note="茶" * 201)
    assert not CustomsVersion.objects.exists()


def test_own_words_are_said_in_the_language_they_were_written_in():
    change(WORDED)
    assert own_words(Text.FIRST, "en") == "Listen a while."
    assert own_words(Text.FIRST, "zh-hans") == ""
    assert own_words(Text.WELCOME, "en") == ""


def test_what_is_not_there_is_not_found():
    for ask in (lambda: version(99), lambda: ready_set("../secrets")):
        with pytest.raises(NotFound):
            ask()


def test_the_customs_are_one_look(django_assert_num_queries):
    change(WORDED)
    the_customs()
    with django_assert_num_queries(1):
        the_customs()


def test_a_page_of_versions_goes_on_where_the_last_one_ended():
    numbers, number = [], 0
    for turn in range(21):
        number = change(replace(CLUB, asks_for_more=bool(turn % 2)), instead_of=number).pk
        numbers.append(number)
    first = versions()
    assert [one.number for one in first] == numbers[::-1]
    assert [one.number for one in versions(before=first[-2].number)] == [numbers[0], 0]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_them_at_once_one_is_told(happened):
    start, outcomes = threading.Barrier(2), []

    def try_it(name):
        try:
            start.wait()
            outcomes.append(change(ready_set(name)).pk)
        except Exception as error:  # whatever it is, it is compared below
            outcomes.append(getattr(error, "why", repr(error)))
        finally:
            connections.close_all()

    both = [threading.Thread(target=try_it, args=(name,)) for name in READY_SETS[1:]]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(map(str, outcomes)) == sorted([str(newest_version().number), "customs_changed_meanwhile"])
    assert len(happened()) == 1


ASKS = """
import django
django.setup()
from chalou.house.queries import the_customs
from django.db import connection
connection.settings_dict["NAME"] = %r
for line in iter(input, ""):
    print(the_customs().new_rooms.value, flush=True)
"""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_another_process_sees_the_change():
    asks = ASKS % connection.settings_dict["NAME"]
    other = subprocess.Popen([sys.executable, "-c", asks], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:

        def new_rooms():
            assert other.stdin is not None
            assert other.stdout is not None
            other.stdin.write("?\n")
            other.stdin.flush()
            return other.stdout.readline().strip()

        assert new_rooms() == "open"
        change(replace(CLUB, new_rooms=Mode.QUIET))
        assert new_rooms() == "quiet"
    finally:
        other.communicate("\n", timeout=20)
