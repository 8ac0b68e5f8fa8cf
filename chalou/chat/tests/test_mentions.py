"""Names in messages: bound to people where they are written, and found by whoever is named."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chalou.chat import actions, queries
from chalou.chat.models import Access, Mention
from chalou.chat.writer import Draft, write_group
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import Refused
from chalou.foundation.text.markdown import to_html
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import sign_in_many
from tests import making as make

pytestmark = pytest.mark.django_db
TODAY = now()


def named_in(message) -> set[int | None]:
    return set(Mention.objects.filter(message=message.id).values_list("person", flat=True))


def read(person, room, seq: int) -> None:
    actions.mark_read(marks={(person.id, room.id, None): seq}, at=TODAY)


def test_a_name_is_bound_to_who_sits_there_and_the_text_stays_as_typed():
    room = make.room()
    ming = make.person(name="阿明", joins=room)
    man, elsewhere = make.person(name="林小满", joins=room), make.person(name="秋月")
    said = make.message(by=ming, room=room, text="@林小满 你来，@秋月 不在这里")
    assert said.text == "@林小满 你来，@秋月 不在这里"
    bound = f'<p><a class="mention" data-person="{man.id}">@林小满</a> 你来，@秋月 不在这里</p>'
    assert said.html == bound == queries.message_in(room.id, 1).html
    assert named_in(said) == {man.id}
    assert elsewhere.id not in named_in(said)


def test_of_two_with_one_name_whoever_sat_down_first_is_meant():
    room = make.room()
    first, _ = make.person(name="芳芳", joins=room), make.person(name="芳芳", joins=room)
    assert named_in(make.message(by=first, room=room, text="@芳芳")) == {first.id}


def test_a_name_that_was_changed_stays_bound_to_whoever_had_it():
    room = make.room()
    ming, man = make.person(name="阿明", joins=room), make.person(name="林小满", joins=room)
    said = make.message(by=ming, room=room, text="@林小满")
    make.person(name="林小满", joins=room)
    assert named_in(said) == {man.id}


def test_hosts_call_everybody_and_nobody_else_does():
    host = make.person()
    room = make.room(host=host)
    guest = make.person(joins=room)
    for text in ("@here", "@大家 请坐"):
        assert named_in(make.message(by=host, room=room, text=text)) == {None}
        assert named_in(make.message(by=guest, room=room, text=text)) == set()
    assert 'data-person="0"' in queries.message_in(room.id, 1).html
    assert "mention" not in queries.message_in(room.id, 2).html


def test_an_edit_names_anew_and_what_is_taken_back_names_nobody():
    room = make.room()
    ming, man, yue = (make.person(name=name, joins=room) for name in ("阿明", "林小满", "秋月"))
    said = make.message(by=ming, room=room, text="@林小满")
    actions.edit(by=ming, room_id=room.id, seq=1, text="@秋月", at=TODAY)
    assert named_in(said) == {yue.id}
    assert f'data-person="{yue.id}"' in queries.message_in(room.id, 1).html
    actions.take_back(by=ming, room_id=room.id, seq=1, at=TODAY)
    assert named_in(said) == set()
    assert queries.unread_mentions([man.id, yue.id]) == {}


def test_a_group_asks_once_and_never_where_no_sign_is():
    room = make.room()
    ming = make.person(name="阿明", joins=room)

    def cost(texts: list[str]) -> int:
        drafts = [Draft(ClientId(uuid4()), room.id, ming.id, text, to_html(text), TODAY) for text in texts]
        with CaptureQueriesContext(connection) as asked:
            assert not [one for one in write_group(drafts) if isinstance(one, Refused)]
        return len([one for one in asked if "name_key" in one["sql"]])

    assert [cost(["好"] * 4), cost(["@阿明", "好"]), cost([f"@阿明{n} @谁{n}" for n in range(40)])] == [0, 1, 1]


def test_in_a_group_names_of_one_room_are_not_bound_in_another():
    room, other = make.room(), make.room()
    ming = make.person(name="阿明", joins=(room, other))
    man = make.person(name="林小满", joins=other)
    drafts = [Draft(ClientId(uuid4()), one.id, ming.id, "@林小满", to_html("@林小满"), TODAY) for one in (room, other)]
    outcomes = write_group(drafts)
    assert [named_in(one.message) for one in outcomes if not isinstance(one, Refused)] == [set(), {man.id}]


def test_whoever_is_named_finds_it_until_they_have_read_it():
    room, other = make.room(), make.room()
    host = make.keeper()
    ming, man = make.person(name="阿明", joins=(room, other)), make.person(name="林小满", joins=(room, other))
    make.message(by=ming, room=room, text="@阿明 自己叫自己")
    make.message(by=ming, room=room, text="@林小满")
    make.message(by=host, room=other, text="@here")
    late = make.person(name="禾禾", joins=other)
    assert queries.unread_mentions([man.id, ming.id, late.id]) == {
        (man.id, room.id): 2,
        (man.id, other.id): 1,
        (ming.id, other.id): 1,
    }
    assert queries.unread_mentions([man.id, ming.id], [room.id]) == {(man.id, room.id): 2}
    assert {line.id: line.named_at for line in queries.rooms_for(man)} == {room.id: 2, other.id: 1}
    read(man, room, 2)
    assert queries.unread_mentions([man.id]) == {(man.id, other.id): 1}
    read(man, other, 1)
    assert {line.named_at for line in queries.rooms_for(man)} == {None}


def test_who_has_left_is_called_by_nothing_there():
    room = make.room()
    ming, man = make.person(name="阿明", joins=room), make.person(name="林小满", joins=room)
    make.message(by=ming, room=room, text="@林小满")
    actions.leave(by=man, room_id=room.id, at=TODAY)
    assert queries.unread_mentions([man.id]) == {}


def test_asking_costs_the_same_for_many_people_and_many_mentions():
    room = make.room()
    people = [make.person(name=f"客{n}", joins=room) for n in range(6)]

    def cost(some) -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.unread_mentions([one.id for one in some])
        return len(asked)

    make.message(by=people[0], room=room, text="@客1 @客2")
    few = cost(people[:3])
    make.message(by=people[0], room=room, text=" ".join(f"@客{n}" for n in range(6)))
    assert cost(people) == few == 1


def test_people_are_found_by_name_pinyin_and_initials_those_who_spoke_lately_first():
    room = make.room()
    man, yue, other = (make.person(name=name, joins=room) for name in ("林小满", "林秋月", "Lin Other"))
    make.person(name="林外人")
    make.message(by=yue, room=room)

    def found(typed: str) -> list[int]:
        return [one.id for one in queries.people_called(room.id, typed)]

    assert found("林") == [yue.id, man.id]
    assert found("xiaoman") == found("lxm") == found("小满") == [man.id]
    assert found("LIN") == [other.id, yue.id, man.id]
    assert found("") == [yue.id]
    assert found("%") == found("_") == []


def test_only_who_sits_there_is_told_who_could_be_meant():
    room, closed = make.room(access=Access.PUBLIC), make.room(access=Access.INVITATION)
    man, outsider = make.person(name="林小满", joins=room), make.person()
    (_, seated), (_, standing) = sign_in_many([man, outsider], at=TODAY)

    def asked(key: str, where) -> tuple[int, list[str]]:
        client = Client(headers={"cookie": f"chalou_session={key}", "accept": "application/json"})
        answer = client.get(f"/rooms/{where.id}/people/?q=lxm")
        return answer.status_code, [one["name"] for one in answer.json().get("people", ())]

    assert asked(seated, room) == (200, ["林小满"])
    assert asked(standing, room) == (200, [])
    assert asked(standing, closed) == (404, [])
    the_throttle.forget()
