"""Somebody's page: what one may know of them, and what they said that one may read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chalou.chat import actions, queries
from chalou.chat.models import Access
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound
from chalou.foundation.throttle import the_throttle
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Role
from tests import making as make

pytestmark = pytest.mark.django_db


def unlisted(person):
    people.set_profile(by=person, words="爱喝岩茶", reads=["zh"], is_listed=False, at=now())


def words(viewer, person):
    return [line.words for line in queries.said_by(viewer, person.id)[1]]


@pytest.fixture
def ming():
    make.house()
    return make.person(name="阿明")


def test_a_member_meets_whoever_is_listed_and_nobody_who_is_not(ming):
    shy = make.person()
    assert queries.person_met(ming, shy.id).name == shy.name
    unlisted(shy)
    assert not queries.may_meet(ming, shy.id)
    for look in (queries.person_met, queries.person_seen, queries.said_by):
        with pytest.raises(NotFound):
            look(ming, shy.id)


def test_who_sits_in_a_room_one_may_read_is_met_listed_or_not(ming):
    shy = make.person(joins=make.room())
    unlisted(shy)
    assert queries.may_meet(ming, shy.id)
    assert queries.person_seen(ming, shy.id).profile.words == "爱喝岩茶"


def test_those_who_keep_order_meet_everybody(ming):
    shy = make.person()
    unlisted(shy)
    assert queries.may_meet(make.person(role=Role.MODERATOR), shy.id)
    assert queries.person_seen(make.keeper(), shy.id).met.name == shy.name


def test_a_page_says_what_somebody_is_here(ming):
    hall = make.room(host=make.person(role=Role.MODERATOR))
    host = make.person(joins=hall)
    actions.name_host(by=make.keeper(), room_id=hall.id, person_id=host.id, at=now())
    hidden = make.room(access=Access.INVITATION, host=host, name="后楼")
    seen = queries.person_seen(ming, host.id)
    assert (seen.role, [line.name for line in seen.hosts]) == ("member", ["大堂"])
    assert hidden.id in [line.id for line in queries.person_seen(host, host.id).hosts]


def test_what_somebody_said_is_read_where_one_may_read_it_and_nowhere_else(ming):
    hall = make.room(access=Access.PUBLIC)
    closed = make.room(access=Access.INVITATION, name="后楼")
    guo = make.person(joins=(hall, closed))
    make.message(by=guo, room=hall, text="大家都听得到")
    make.message(by=guo, room=closed, text="只有后楼听得到")
    make.message(by=guo, room=make.talk_of(guo, make.person()), text="只有你听得到")
    assert words(ming, guo) == ["大家都听得到"]
    assert words(guo, guo) == ["只有后楼听得到", "大家都听得到"]
    assert words(make.keeper(), guo) == ["只有后楼听得到", "大家都听得到"]  # whose room it is
    assert words(make.person(role=Role.MODERATOR), guo) == ["大家都听得到"]


def test_who_was_removed_from_a_room_reads_nothing_of_it(ming):
    hall = make.room()
    guo = make.person(joins=hall)
    make.sit(ming, hall)
    make.message(by=guo, room=hall, text="大家都听得到")
    actions.remove(by=make.keeper(), room_id=hall.id, person_id=ming.id, at=now())
    assert words(ming, guo) == []


def test_what_was_taken_back_or_put_out_of_sight_is_not_there(ming):
    hall = make.room()
    guo = make.person(joins=hall)
    for text in ("一", "二", "三"):
        make.message(by=guo, room=hall, text=text)
    actions.take_back(by=guo, room_id=hall.id, seq=1, at=now())
    actions.hide_reported(by=make.keeper(), message_id=queries.message_in(hall.id, 2).id, at=now())
    assert words(ming, guo) == ["三"]


def test_of_whom_one_does_not_hear_there_is_a_name_and_nothing_else(ming):
    hall = make.room(access=Access.PUBLIC)
    loud = make.person(joins=hall)
    make.message(by=loud, room=hall, text="听我说")
    people.set_profile(by=loud, words="听我说", reads=["zh"], is_listed=True, at=now())
    people.block(by=ming, person=loud.id, at=now())
    ming.refresh_from_db()
    seen = queries.person_seen(ming, loud.id)
    assert (seen.met.is_unheard, seen.profile.words, seen.said) == (True, "", ())
    assert words(ming, loud) == []
    # The other is never told.
    assert queries.person_seen(loud, ming.id).met.name == ming.name


def test_a_long_list_is_paged_by_key_and_each_is_there_once(ming):
    rooms = [make.room(name=f"厅{n}", access=Access.PUBLIC) for n in range(3)]
    the_throttle.forget()
    guo = make.person(joins=rooms)
    for room in rooms:
        make.talk(by=guo, room=room, messages=20)
    found, before = [], None
    while True:
        with CaptureQueriesContext(connection) as asked:
            _, lines, before = queries.said_by(ming, guo.id, before=before)
        found += [line.id for line in lines]
        first = len(asked)
        if before is None:
            break
    assert len(found) == len(set(found)) == 60
    assert found == sorted(found, reverse=True)
    assert first <= 9


def test_the_page_of_somebody_for_members_only(client, ming):
    guo = make.person(name="阿郭", joins=make.room(access=Access.PUBLIC))
    for path in (f"/people/{guo.id}/", f"/people/{guo.id}/said/"):
        client.logout()
        assert client.get(path).headers["Location"].startswith("/signin/")
        client.force_login(ming)
        answer = client.get(path)
        assert 'content="noindex"' in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]


def test_ones_own_page_leads_to_changing_it(client, ming):
    client.force_login(ming)
    text = client.get(f"/people/{ming.id}/").content.decode()
    assert 'href="/me/profile/"' in text
    assert "/block/" not in text


def test_a_program_reads_the_same(client, ming):
    hall = make.room(access=Access.PUBLIC)
    guo = make.person(name="阿郭", joins=hall)
    make.message(by=guo, room=hall, text="水开了")
    people.set_profile(by=guo, words="爱喝岩茶", reads=["zh"], is_listed=True, at=now())
    client.force_login(ming)
    values = client.get(f"/people/{guo.id}/", headers={"Accept": "application/json"}).json()
    assert (values["role"], values["words"], values["reads"]) == ("member", "爱喝岩茶", ["zh"])
    said = client.get(f"/people/{guo.id}/said/", headers={"Accept": "application/json"}).json()
    assert [(one["room"], one["words"]) for one in said["said"]] == [(hall.id, "水开了")]


class TestMarks:
    def test_hosts_and_those_who_keep_order_are_marked_wherever_they_sit(self, ming):
        hall = make.room()
        host = make.person(joins=hall)
        actions.name_host(by=make.keeper(), room_id=hall.id, person_id=host.id, at=now())
        moderator = make.person(role=Role.MODERATOR)
        assert dict(queries.page_of(ming, hall.id).marks) == {
            make.keeper().id: "keeper",  # not “host”, which they are too
            host.id: "host",
            moderator.id: "moderator",
        }
        assert queries.mark_of(hall.id, host.id) == "host"
        assert queries.mark_of(hall.id, moderator.id) == "moderator"
        assert queries.mark_of(hall.id, ming.id) == ""

    def test_who_is_no_moderator_any_more_is_not_marked(self, ming):
        hall, moderator = make.room(), make.person(role=Role.MODERATOR)
        people.give_role(by=make.keeper(), person=moderator, role=Role.MEMBER, at=now())
        assert moderator.id not in dict(queries.page_of(ming, hall.id).marks)

    def test_elders_are_marked_wherever_they_speak_unless_they_are_more_there(self, ming):
        hall = make.room()
        elder, hosting = make.person(seat=Seat.ELDER), make.person(seat=Seat.ELDER, joins=hall)
        moderator, gone = make.person(role=Role.MODERATOR, seat=Seat.ELDER), make.person(seat=Seat.ELDER)
        actions.name_host(by=make.keeper(), room_id=hall.id, person_id=hosting.id, at=now())
        people.send_away(by=make.keeper(), person_id=gone.id, reason="", at=now())
        marks = dict(queries.page_of(ming, hall.id).marks)
        wanted = {elder.id: "elder", hosting.id: "host", moderator.id: "moderator", make.keeper().id: "keeper"}
        assert marks == wanted
        assert {one: queries.mark_of(hall.id, one) for one in wanted} == wanted
        assert queries.mark_of(hall.id, gone.id) == ""
        people.set_back(by=make.keeper(), person_id=elder.id, seat=Seat.REGULAR, at=now())
        assert elder.id not in dict(queries.page_of(ming, hall.id).marks)

    def test_lists_and_the_picker_say_who_is_an_elder(self, client, ming):
        hall = make.room()
        elder = make.person(name="老顾", seat=Seat.ELDER, joins=hall)
        make.sit(ming, hall)
        make.message(by=elder, room=hall)
        client.force_login(ming)
        answer = client.get(f"/rooms/{hall.id}/people/", {"q": ""}, headers={"Accept": "application/json"})
        assert [(one["name"], one["mark"]) for one in answer.json()["people"]] == [("老顾", "elder")]
        word = '<span class="mark">老克勒</span>'
        for page in (f"/rooms/{hall.id}/", f"/rooms/{hall.id}/1/"):
            assert word in client.get(page, headers={"Accept-Language": "zh-CN"}).content.decode(), page

    def test_a_room_in_which_nobody_sits_has_its_marks(self, ming):
        hall = make.room(access=Access.PUBLIC)
        make.sit(ming, hall)
        page = queries.page_of(None, hall.id)
        assert page.seated_count == 2
        assert dict(page.marks) == {make.keeper().id: "keeper"}

    def test_the_picker_of_names_tells_them(self, client, ming):
        hall = make.room()
        make.sit(ming, hall)
        client.force_login(ming)
        answer = client.get(f"/rooms/{hall.id}/people/", {"q": "掌"}, headers={"Accept": "application/json"})
        assert [(one["name"], one["mark"]) for one in answer.json()["people"]] == [("掌柜", "keeper")]

    def test_the_page_of_a_message_says_it_without_scripts(self, client, ming):
        hall = make.room(access=Access.PUBLIC)
        make.message(by=make.keeper(), room=hall)
        client.force_login(ming)
        assert '<span class="mark">' in client.get(f"/rooms/{hall.id}/1/").content.decode()


def test_hosts_come_first_in_the_list_of_a_room_however_many_pages(ming, monkeypatch):
    monkeypatch.setattr("chalou.chat.queries.seats.PEOPLE_PAGE", 3)
    hall = make.room()
    guests = [make.person(joins=hall) for _ in range(5)]
    late = guests[3]
    actions.name_host(by=make.keeper(), room_id=hall.id, person_id=late.id, at=now())
    found, after = [], 0
    while lines := queries.people_of(hall.id, after=after):
        found += [one.id for one in lines]
        after = lines[-1].id
    others = [one.id for one in guests if one != late]
    assert found == [make.keeper().id, late.id, *others]
