"""A row is the same line in every database, whatever is in it."""

import math
import string
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalou.exchange.whole import load, rows, tables
from chalou.exchange.whole.refusals import NotDone
from chalou.exchange.whole.tables import Table


class Chest(models.Model):
    """A column of every kind that a table of ours may have."""

    id = models.BigAutoField(primary_key=True)
    words = models.TextField()
    name = models.CharField(max_length=40, null=True)  # noqa: DJ001  # both kinds of nothing are tried
    small = models.PositiveSmallIntegerField(default=0)
    number = models.BigIntegerField(null=True)
    share = models.FloatField(null=True)
    grams = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    is_full = models.BooleanField(null=True)
    at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    hour = models.TimeField(null=True)
    lasted = models.DurationField(null=True)
    client = models.UUIDField(null=True)
    picture = models.BinaryField(null=True)
    facts = models.JSONField()
    other = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "exchange"
        apps = Apps()  # a registry of its own: no table of the house

    def __str__(self) -> str:
        return str(self.pk)


# PostgreSQL keeps no NUL, neither keeps half a surrogate; the door of the house lets no such thing in.
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
whole = st.integers(-(2**63), 2**63 - 1)
json_values = st.recursive(
    st.none() | st.booleans() | whole | st.floats(-1e15, 1e15).map(lambda value: round(value, 6)) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)
# Hypothesis adds the zone.
moments = st.datetimes(datetime(1970, 1, 1), datetime(9998, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
chests = st.fixed_dictionaries(
    {
        "words": text,
        "name": st.none() | st.text(string.printable, max_size=40),
        "small": st.integers(0, 32767),
        "number": st.none() | whole,
        "share": st.none() | st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
        "grams": st.none() | st.decimals(-100_000, 100_000, places=3),
        "is_full": st.none() | st.booleans(),
        "at": st.none() | moments,
        "day": st.none() | st.dates(),
        "hour": st.none() | st.times(),
        "lasted": st.none() | st.timedeltas(timedelta(days=-9000), timedelta(days=9000)),
        "client": st.none() | st.uuids(),
        "picture": st.none() | st.binary(max_size=40),
        "facts": json_values,
    }
)


@pytest.fixture
def chest(transactional_db):
    with connection.schema_editor() as editor:
        editor.create_model(Chest)
    fields = Chest._meta.concrete_fields
    yield Table(Chest, tuple(rows.column(field) for field in fields))
    with connection.schema_editor() as editor:
        editor.delete_model(Chest)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)
@given(found=st.lists(chests, min_size=1, max_size=4))
def test_a_row_of_anything_comes_back_as_the_same_line(found, chest):
    table = chest
    written = [chest_line(table, **one, id=number, other_id=number) for number, one in enumerate(found, start=1)]
    assert [rows.line(table.columns, rows.values(table.columns, line)) for line in written] == written
    Chest._default_manager.all().delete()
    load.fill(table, written, lambda _words: None)
    assert list(tables.lines(table, "default")) == written
    kept = list(Chest._default_manager.order_by("pk"))
    assert [(one.words, one.at, one.client, one.lasted) for one in kept] == [
        (one["words"], one["at"], one["client"], one["lasted"]) for one in found
    ]


def chest_line(chest, **changed) -> bytes:
    values = {"id": 1, "words": "", "small": 0, "facts": {}, **changed}
    return rows.line(chest.columns, [values.get(held.field.attname) for held in chest.columns])


@pytest.mark.parametrize(
    ("value", "plain"), [(math.inf, '"inf"'), (-math.inf, '"-inf"'), (-0.0, "0.0"), (1.0, "1.0"), (0.1, "0.1")]
)
def test_a_number_has_one_form(chest, value, plain):
    line = chest_line(chest, share=value).decode()
    assert f",{plain}," in line
    load.fill(chest, [line.encode()], lambda _words: None)
    assert next(tables.lines(chest, "default")).decode() == line


def test_json_has_one_form_and_its_null_is_a_value(chest):
    one, other = {"b": 1.0, "a": [{"d": 2, "c": None}]}, {"a": [{"c": None, "d": 2.0}], "b": 1}
    assert chest_line(chest, facts=one) == chest_line(chest, facts=other)
    load.fill(chest, [chest_line(chest, facts=None)], lambda _words: None)
    assert Chest._default_manager.get().facts is None
    assert Chest._default_manager.filter(facts__isnull=False).exists(), "JSON's null, not the database's"


def test_a_moment_is_the_same_in_every_zone(chest):
    here = datetime(2026, 5, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    line = chest_line(chest, at=here)
    assert b'"2026-05-01T00:00:00.000000+00:00"' in line
    assert line == chest_line(chest, at=here.astimezone(UTC))


def test_a_decimal_keeps_its_places(chest):
    load.fill(chest, [chest_line(chest, grams=Decimal("7.500"))], lambda _words: None)
    assert next(tables.lines(chest, "default")) == chest_line(chest, grams=Decimal("7.500"))


@pytest.mark.postgres
@pytest.mark.parametrize("wrong", [{"words": "secret\0"}, {"facts": {"said": "secret\0"}}, {"name": "secret" * 10}])
def test_what_postgresql_cannot_keep_is_said_without_showing_it(chest, wrong):
    with pytest.raises(NotDone, match="exchange_chest: this database cannot keep a row") as raised:
        load.fill(chest, [chest_line(chest, **wrong)], lambda _words: None)
    assert "secret" not in str(raised.value)
    assert not Chest._default_manager.exists()


@pytest.mark.parametrize("line", [b"[]\n", b"{}\n", b"[1\n", b"", b"\xff\n", b'["x"]\n'])
def test_a_line_that_is_no_row_is_refused(chest, line):
    with pytest.raises(NotDone):
        load.fill(chest, [line], lambda _words: None)


def test_filling_goes_on_where_it_was_left(chest):
    lines = [chest_line(chest, id=number, words=f"第 {number} 泡") for number in range(1, 31)]
    load.fill(chest, lines[:17], lambda _words: None)
    assert tables.last_key(chest, "default") == 17
    said: list[str] = []
    load.fill(chest, lines[17:], said.append, before=17)
    assert list(tables.lines(chest, "default")) == lines
    assert list(tables.lines(chest, "default", after=17)) == lines[17:]
    assert said == ["  exchange_chest: 30 rows"]


@pytest.mark.parametrize("change", [{"words": "茶."}, {"at": datetime(2026, 5, 1, microsecond=1, tzinfo=UTC)}, None])
def test_a_row_that_is_not_what_was_written_is_seen(chest, change):
    lines = [chest_line(chest, id=number, words="茶", at=datetime(2026, 5, 1, tzinfo=UTC)) for number in range(1, 4)]
    wanted = tables.sum_of(lines)
    load.fill(chest, lines, lambda _words: None)
    assert list(load.differing([chest], lambda _table: wanted, lambda _words: None)) == []
    row = Chest._default_manager.filter(id=2)
    row.delete() if change is None else row.update(**change)
    assert list(load.differing([chest], lambda _table: wanted, lambda _words: None)) == ["exchange_chest"]


@pytest.mark.django_db
def test_no_table_of_the_house_is_forgotten():
    """Whatever an area adds: it is in the backup, or this fails."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    taken = {table.name for table in tables.tables(MigrationRecorder(connection).applied_migrations())}
    assert {"chat_message", "people_session", "auth_group_permissions"} <= taken
    assert there - taken == {"django_migrations"}
    assert taken <= there


@pytest.mark.django_db
def test_every_column_of_a_table_is_taken():
    for table in tables.tables(MigrationRecorder(connection).applied_migrations()):
        with connection.cursor() as cursor:
            there = {found.name for found in connection.introspection.get_table_description(cursor, table.name)}
        assert {column.name for column in table.columns} == there, table.name


def test_a_kind_that_nobody_knows_is_refused():
    class Odd(models.IntegerField):  # type: ignore[type-arg]  # it takes none when it runs
        def get_internal_type(self) -> str:
            return "OddField"

    odd = Odd()
    odd.model, odd.column = Chest, "odd"
    with pytest.raises(TypeError, match="nobody has said how a OddField"):
        rows.column(odd)
