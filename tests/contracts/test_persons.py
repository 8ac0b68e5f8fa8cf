"""Whatever names a person says what becomes of it when they take their things along, and when they leave.

A new table with a person in it fails here until it has its line in `exchange/person/declared.py`; then write it in
`gathering`, if it is theirs to take, and let the `leave` of its area see to it. `chalou/exchange/tests/test_person.py`
looks whether that is so.
"""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from chalou.exchange.person.declared import FATES, After
from chalou.exchange.person.gathering import LISTS, ONE
from chalou.foundation.ids import PersonId
from chalou.people.actions.leaving import emptied
from chalou.people.models import Person

# How a column is called that holds somebody's number without being a key to them.
NUMBERS = re.compile(r"(^|_)(person|by|author|about)_number$|^direct_key$|^written_by$")


def columns_with_a_person() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if not isinstance(field, models.Field) or not field.concrete:
                continue
            if field.related_model is Person or NUMBERS.search(field.name):
                yield f"{model._meta.label}.{field.name}"


def test_every_column_with_a_person_in_it_says_what_becomes_of_it():
    assert sorted(columns_with_a_person()) == sorted(FATES), "see chalou/exchange/person/declared.py"


def test_what_is_taken_along_has_a_list_and_every_list_is_of_something():
    taken = {fate.taken for fate in FATES.values() if fate.taken is not None}
    assert taken <= LISTS.keys() | ONE.keys()
    assert LISTS.keys() <= taken


def test_what_is_not_taken_or_stays_says_why():
    assert [name for name, fate in FATES.items() if fate.taken is None and not fate.why] == []
    stays = (After.NUMBER, After.WORDS)
    assert [name for name, fate in FATES.items() if fate.after in stays and not fate.why] == []


def test_of_a_person_who_left_every_column_is_emptied():
    """A new column of a person either says nothing of them, or is emptied in `people/actions/leaving.py`."""
    says_nothing = {"id", "joined_at", "left_at"}
    assert {field.name for field in Person._meta.concrete_fields} - says_nothing == emptied(PersonId(1)).keys()
