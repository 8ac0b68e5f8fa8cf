"""How names sound, and that whoever has a name can be found by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation.clock import now
from chalou.foundation.text.lines import KEY_LENGTH, line_key
from chalou.people import actions
from chalou.people.models import Person
from chalou.people.sounds import LONGEST, sounds_of
from tests import making as make


@pytest.mark.parametrize(
    ("name", "words"),
    [("林小满", {"linxiaoman", "lxm"}), ("Linda", set()), ("陆羽 Lu", {"luyu", "ly"}), ("🍵", set())],
)
def test_a_name_is_found_by_pinyin_and_initials(name, words):
    found = set(sounds_of(name).split())
    assert words <= found if words else not found


def test_a_character_that_is_read_in_two_ways_is_found_by_both():
    assert {"danxiong", "shanxiong"} <= set(sounds_of("单雄").split())


@given(st.text(max_size=24))
def test_both_fit_into_their_columns(name):
    assert len(sounds_of(name)) <= LONGEST == Person._meta.get_field("sounds").max_length
    assert len(line_key(name)) <= KEY_LENGTH == Person._meta.get_field("name_key").max_length
    assert line_key(line_key(name)) == line_key(name)


@pytest.mark.django_db
def test_every_way_to_a_name_spells_it():
    people = [make.keeper(), make.person(name="林小满"), *actions.join_many([("zhen", "惠珍")], at=now())]
    actions.change_profile(by=people[1], name="Lín 小满", cup="green", at=now())
    for person in Person.objects.filter(id__in=[one.id for one in people]):
        assert (person.name_key, person.sounds) == (line_key(person.name), sounds_of(person.name))
        assert person.sounds
