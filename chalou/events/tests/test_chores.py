"""Work that is done again and again: once for the whole house, tried again when it fails, and never silently lost."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from chalou.events.chores import CLAIM, Chore, pause_after, run_due, standing
from chalou.events.models import Chore as Row

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def due(name: str = "sweep") -> None:
    Row.objects.create(name=name, due_at=MONDAY)


@pytest.mark.django_db
def test_what_is_new_is_done_for_the_first_time_a_minute_later():
    done: list[datetime] = []
    chores = [Chore("sweep", HOUR, done.append)]
    run_due(chores, at=MONDAY)
    assert done == []
    run_due(chores, at=MONDAY + timedelta(minutes=1))
    assert len(done) == 1


@pytest.mark.django_db
def test_it_is_done_when_it_is_due_and_not_again_before():
    due()
    done: list[datetime] = []
    chores = [Chore("sweep", HOUR, done.append)]
    for minutes in (0, 1, 30, 59, 61, 119, 121):
        run_due(chores, at=MONDAY + timedelta(minutes=minutes))
    assert done == [MONDAY, MONDAY + timedelta(minutes=61), MONDAY + timedelta(minutes=121)]


@pytest.mark.django_db
def test_a_failure_is_kept_until_it_succeeds_and_takes_no_other_chore_along():
    due("breaks")
    due("sweep")
    done: list[datetime] = []

    def breaks(at: datetime) -> None:
        raise OSError("no space left\nof the line below nothing is told")

    run_due([Chore("breaks", HOUR, breaks), Chore("sweep", HOUR, done.append)], at=MONDAY)

    broken, swept = standing()
    assert (broken.failures, broken.said, broken.done_at) == (1, "OSError: no space left", None)
    assert swept.failures == 0
    assert done == [MONDAY]
    Row.objects.filter(name="breaks").update(due_at=MONDAY)
    run_due([Chore("breaks", HOUR, done.append)], at=MONDAY)
    assert (standing()[0].failures, standing()[0].said) == (0, "")


@pytest.mark.django_db
def test_a_process_that_died_in_the_midst_of_it_does_not_keep_it_for_ever():
    due()

    class Killed(BaseException):
        pass

    def dies(at: datetime) -> None:
        raise Killed

    with pytest.raises(Killed):
        run_due([Chore("sweep", HOUR, dies)], at=MONDAY)
    done: list[datetime] = []
    run_due([Chore("sweep", HOUR, done.append)], at=MONDAY + CLAIM - timedelta(seconds=1))
    assert done == []
    run_due([Chore("sweep", HOUR, done.append)], at=MONDAY + CLAIM)
    assert len(done) == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_processes_one_does_it():
    due()
    done: list[datetime] = []
    start = threading.Barrier(4)

    def process() -> None:
        start.wait(timeout=20)
        run_due([Chore("sweep", HOUR, done.append)], at=MONDAY)
        connection.close()

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert done == [MONDAY]


@given(st.integers(1, 10_000))
def test_the_pause_grows_and_is_never_longer_than_the_chore_rests_anyway(failures):
    assert timedelta(minutes=1) <= pause_after(failures, every=HOUR) <= HOUR
    assert pause_after(failures, every=HOUR) <= pause_after(failures + 1, every=HOUR)


@pytest.mark.django_db
def test_a_chore_may_write_in_transactions_of_its_own():
    due()
    inside: list[bool] = []
    run_due([Chore("sweep", HOUR, lambda _at: inside.append(connection.in_atomic_block))], at=MONDAY)
    assert inside == [transaction.get_connection().in_atomic_block]
