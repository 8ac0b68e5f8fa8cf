"""From one message that names somebody to the next, and the marks in lists that lead there."""

import pytest
from django.test import Client

from chalou.chat import actions, queries
from chalou.chat.models import ReadMark, Stance
from chalou.chat.tests.test_plans import plans, scanned
from chalou.foundation.clock import now
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block, sign_in_many
from tests import making as make

pytestmark = pytest.mark.django_db
TODAY = now()


@pytest.fixture
def named():
    """A room with its host, and 林小满, who is named at the main table (2), at a table (3) and by @here (5)."""
    host = make.person(name="老顾")
    room = make.room(host=host)
    man = make.person(name="林小满", joins=room)
    table = make.thread(by=host, room=room)
    for text, thread in (("水开了。", None), ("@林小满", None), ("@林小满", table), ("好", None), ("@here", None)):
        make.message(by=host, room=room, text=text, thread=thread)
        the_throttle.forget()
    return room, host, man, table


def after(person, room) -> list[int]:
    """Where one comes through, going from one to the next."""
    found: list[int] = []
    while (seq := queries.next_mention(person.id, room.id, found[-1] if found else 0)) is not None:
        found.append(seq)
    return found


def test_from_one_to_the_next_at_whatever_table_read_or_not(named):
    room, host, man, _ = named
    assert after(man, room) == [2, 3, 5]
    actions.mark_read(marks={(man.id, room.id, None): 5}, at=TODAY)
    assert after(man, room) == [2, 3, 5]
    assert after(host, room) == [], "what is one's own calls one nowhere"
    assert after(make.person(joins=room), room) == [], "nor what was said before one came"
    assert after(man, make.room()) == []


def test_whom_one_does_not_hear_calls_nobody():
    room = make.room()
    loud, man = make.person(joins=room), make.person(name="林小满", joins=room)
    block(by=man, person=loud.id, at=TODAY)
    table = make.thread(by=loud, room=room)
    make.message(by=loud, room=room, text="@林小满")
    make.message(by=loud, room=room, text="@林小满", thread=table)
    assert queries.unread_mentions([man.id]) == {}
    assert after(man, room) == []
    assert not ReadMark.objects.filter(person=man, thread=table).exists(), "nor makes them follow a table"


def test_whoever_is_named_at_a_table_follows_it_unless_they_muted_it(named):
    room, host, man, table = named
    mark = ReadMark.objects.get(person=man, thread=table)
    assert (mark.stance, mark.seq) == (Stance.FOLLOWS, 2)
    assert queries.unread_mentions_of(man.id) == {(room.id, make.main(room)): 2, (room.id, table): 3}
    actions.take_stance(by=man, room_id=room.id, thread_id=table, stance=Stance.MUTED, at=TODAY)
    make.message(by=host, room=room, text="@林小满", thread=table)
    assert ReadMark.objects.get(person=man, thread=table).stance == Stance.MUTED
    assert queries.unread_mentions_of(man.id) == {(room.id, make.main(room)): 2}


def test_tables_have_a_mark_and_a_page_knows_what_is_here_and_elsewhere(named):
    room, _, man, table = named
    page = queries.page_of(man, room.id)
    assert (page.named_here, page.named_elsewhere) == (2, 3)
    assert [(line.id, line.named_at) for line in page.threads] == [(table, 3)]
    at_table = queries.page_of(man, room.id, thread=table)
    assert (at_table.named_here, at_table.named_elsewhere) == (3, 2)
    actions.mark_read(marks={(man.id, room.id, table): 3}, at=TODAY)
    page = queries.page_of(man, room.id)
    assert (page.named_here, page.named_elsewhere) == (2, None)
    assert [line.named_at for line in page.threads] == [None]


def test_a_direct_talk_has_a_mark_too():
    man, yue = make.person(name="林小满"), make.person()
    talk = make.talk_of(man, yue)
    make.message(by=yue, room=talk, text="@林小满 在吗")
    assert [line.named_at for line in queries.rooms_for(man) if line.id == talk.id] == [1]


def test_without_scripts_one_is_led_from_page_to_page(named):
    room, _, man, table = named
    ((_, key),) = sign_in_many([man], at=TODAY)
    client = Client(headers={"cookie": f"chalou_session={key}"})
    here = f"/rooms/{room.id}/"

    def leads(page: str) -> bool:
        return "place__named" in page

    page = client.get(here).content.decode()
    assert f'href="{here}mention/?after=1" data-seq="2"' in page
    way = []
    to = f"{here}mention/?after=1"
    while leads(page):
        there = client.get(to).headers["Location"]
        way.append(there)
        page = client.get(there).content.decode()
        to = f"{here}mention/?after={there.partition('#m')[2]}"
    assert way == [
        f"{here}?at=2&named=2#m2",
        f"{here}threads/{table}/?at=3&named=3#m3",
        f"{here}?at=5&named=5#m5",
    ]
    assert client.get(to).headers["Location"] == here
    assert not leads(client.get(here).content.decode())
    assert client.get(f"{here}mention/", headers={"accept": "application/json"}).json() == {"room": room.id, "seq": 2}
    assert client.get(f"{here}mention/?after=5", headers={"accept": "application/json"}).json()["seq"] is None


@pytest.mark.sqlite
def test_no_table_is_read_from_end_to_end(named):
    room, _, man, _ = named
    for read in (
        lambda: queries.next_mention(man.id, room.id, 1),
        lambda: queries.unread_mentions_of(man.id),
        lambda: queries.page_of(man, room.id),
    ):
        found = plans(read)
        assert scanned(found) == []
        assert not [step for step in found if step.startswith("SCAN") and step.split()[1] in ("n", "g", "s", "b")]
