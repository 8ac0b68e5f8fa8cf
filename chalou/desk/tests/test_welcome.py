"""What the house told of newcomers stood among the notices of the desk once: an upgrade carries it over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chalou.desk.models import Notice
from chalou.foundation.clock import now
from chalou.people.models import Person
from chalou.people.queries import words_of
from tests import making as make

BEFORE = [("desk", "0005_seats")]


@pytest.mark.django_db(transaction=True)
def test_words_of_the_welcome_become_words_of_the_house():
    elder, came, gone = make.person(), make.person(name="新来的"), make.person()
    Person.objects.filter(pk=gone.pk).update(left_at=now(), is_active=False, name="", password="")
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate(BEFORE)
        notices = executor.loader.project_state(BEFORE).apps.get_model("desk", "Notice").objects
        at = now() - timedelta(days=1)
        for number in (came.pk, gone.pk):
            notices.create(person_id=elder.pk, act="receive", person_number=number, at=at)
        notices.create(person_id=came.pk, act="day_after", at=at, read_at=now())
        notices.create(person_id=came.pk, act="warn", reason="慢慢讲", at=at)
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert {(one.kind, one.other, one.is_read) for one in words_of(elder)} == {
        ("receive", came.id, False),
        ("receive", None, False),
    }
    assert [(one.person_id, one.act) for one in Notice.objects.all()] == [(came.pk, "warn")]
    assert [(one.kind, one.at, one.is_read) for one in words_of(came)] == [("day_after", at, True)]
