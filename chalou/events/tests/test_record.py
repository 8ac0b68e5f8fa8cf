"""An event is one with its rows: written with them, told after them, never without them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from chalou.events.models import Event as Row
from chalou.events.record import live, prune, record
from chalou.events.vocabulary.base import Event
from chalou.foundation.database import write

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class KettleBoiled(Event):
    litres: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KettleFell(Event):
    """Whoever is told of it stumbles."""


told: list[Event] = []


@live(KettleBoiled)
def hear(event: KettleBoiled) -> None:
    told.append(event)


@live(KettleFell)
def stumble(event: KettleFell) -> None:
    raise RuntimeError(event)


@pytest.fixture(autouse=True)
def _nobody_has_heard():
    told.clear()


@pytest.mark.django_db(transaction=True)
def test_it_is_written_with_its_facts_and_told_after_the_commit():
    with write():
        record(KettleBoiled(litres=2, at=NOON))
        assert told == []
    row = Row.objects.get()
    assert (row.kind, row.facts, row.at) == ("KettleBoiled", {"litres": 2}, NOON)
    assert told == [KettleBoiled(litres=2, at=NOON)]


@pytest.mark.django_db(transaction=True)
def test_what_did_not_come_to_pass_is_neither_written_nor_told():
    with pytest.raises(ZeroDivisionError), write():
        record(KettleBoiled(litres=2, at=NOON))
        raise ZeroDivisionError
    assert not Row.objects.exists()
    assert told == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused():
    assert transaction.get_autocommit()
    with pytest.raises(RuntimeError, match="same transaction"):
        record(KettleBoiled(litres=2, at=NOON))
    assert not Row.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_stumbles_over_it_does_not_undo_it(caplog):
    with write():
        record(KettleFell(at=NOON))
    assert Row.objects.get().kind == "KettleFell"
    assert "telling KettleFell failed" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("old", [0, 1, 1000, 2500])
def test_old_ones_go_and_young_ones_stay(old):
    def row(at: datetime) -> Row:
        return Row(kind="KettleBoiled", facts={}, at=at)

    Row.objects.bulk_create(row(NOON - timedelta(seconds=1)) for _ in range(old))
    Row.objects.bulk_create(row(NOON) for _ in range(3))
    assert prune(NOON) == old
    assert Row.objects.count() == 3
