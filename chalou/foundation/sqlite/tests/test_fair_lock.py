"""The writers' queue: everybody in turn, nobody forgotten."""

import threading
import time

import pytest
from django.db import IntegrityError, connection, connections, transaction

from chalou.foundation.sqlite.base import FairLock, the_writers_turn
from chalou.house.models import House
from chalou.people.models import Person
from tests import making as make

PATIENCE_S = 60


def wait_until(condition) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.001)


def test_waiters_get_it_in_the_order_in_which_they_asked():
    lock, served, threads = FairLock(), [], []

    def wait(number: int) -> None:
        lock.acquire()
        served.append(number)
        lock.release()

    lock.acquire()
    for number in range(20):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        threads.append(thread)
        wait_until(lambda number=number: len(lock._waiting) == number + 1)
    lock.release()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert served == list(range(20))
    assert not lock._is_held


def test_one_at_a_time_and_no_wake_up_is_lost():
    lock, inside, most = FairLock(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(2000):
            lock.acquire()
            inside += 1
            most = max(most, inside)
            inside -= 1
            lock.release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    assert most == 1
    assert not lock._is_held
    assert not lock._waiting


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
class TestTurns:
    """The connection takes its turn for every write, the library's included, and always gives it back."""

    def test_a_single_write_gives_its_turn_back(self):
        make.keeper()
        assert not the_writers_turn._is_held
        Person.objects.update(cup="green")
        assert not the_writers_turn._is_held

    def test_reading_needs_no_turn(self):
        the_writers_turn.acquire()
        try:
            assert list(House.objects.all()) == []
        finally:
            the_writers_turn.release()

    def test_it_is_held_from_begin_to_commit(self):
        with transaction.atomic():
            assert the_writers_turn._is_held
            with transaction.atomic():
                pass
            assert the_writers_turn._is_held
        assert not the_writers_turn._is_held

    @pytest.mark.parametrize("in_a_savepoint", [True, False])
    def test_a_failure_gives_it_back(self, in_a_savepoint):
        def fails() -> None:
            with transaction.atomic():
                if in_a_savepoint:
                    with pytest.raises(ZeroDivisionError), transaction.atomic():
                        raise ZeroDivisionError
                    assert the_writers_turn._is_held
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fails()
        assert not the_writers_turn._is_held

    def test_a_failed_statement_gives_it_back(self):
        with connection.cursor() as cursor, pytest.raises(IntegrityError):
            cursor.execute("INSERT INTO house_house (name) VALUES (NULL)")
        assert not the_writers_turn._is_held

    def test_a_connection_that_is_lost_in_the_midst_gives_it_back(self):
        with transaction.atomic():
            connection.close()
        assert not the_writers_turn._is_held
        make.keeper()

    def test_writers_of_several_threads_never_meet_a_locked_database(self):
        keeper, failures = make.keeper(), []

        def count_up() -> None:
            try:
                for _ in range(40):
                    with transaction.atomic():
                        person = Person.objects.get(pk=keeper.pk)
                        person.name = str(int(person.name) + 1)
                        person.save(update_fields=["name"])
            except Exception as error:
                failures.append(error)
            finally:
                connections.close_all()

        Person.objects.update(name="0")
        threads = [threading.Thread(target=count_up) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_S)
        assert failures == []
        assert Person.objects.get().name == "160"
