"""Passing a message on: who may be shown what of it, now and after rooms have changed, and what follows its source."""

import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chalou.chat import actions, queries, rules, turns
from chalou.chat.live.frames import fragment, message_frame
from chalou.chat.models import Access, Message, Room
from chalou.chat.rules import Refusal
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import Frame
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block, sign_in_many
from tests import making as make

TODAY = now()
SECRET = "二两银针藏在柜子后面"


def pass_on(by, source, to, *, seq: int = 1, text: str = "", **more):
    the_throttle.forget()
    given = ClientId(uuid4())
    return actions.forward(
        by=by, room_id=source.id, seq=seq, to=to.id, text=text, **{"client_id": given, "at": TODAY, **more}
    ).message


def close(room: Room, access: Access = Access.INVITATION) -> None:
    the_throttle.forget()
    host = make.keeper()
    actions.change_room(
        by=host, room_id=room.id, name=room.name, purpose="", access=access, at=TODAY, knows_it_opens=True
    )


def why(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.why


# The rule


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        # into:      public           members          invitation       direct
        ("public", (None, None, None, None)),
        ("members", (Refusal.STAYS_AMONG_MEMBERS, None, None, None)),
        ("invitation", (Refusal.STAYS_IN_ROOM,) * 4),
        ("direct", (Refusal.STAYS_IN_ROOM,) * 4),
    ],
)
def test_what_may_be_shown_where(source, targets):
    def asked(target: str, *, same_room: bool = False, may_read: bool = True, is_gone: bool = False) -> Refusal | None:
        return rules.why_not_forward(
            may_read=may_read, is_gone=is_gone, source=source, target=target, same_room=same_room
        )

    kinds = ("public", "members", "invitation", "direct")
    assert tuple(asked(target) for target in kinds) == targets
    assert asked(source, same_room=True) is None
    assert asked(source, same_room=True, is_gone=True) is Refusal.TAKEN_BACK
    assert asked("members", may_read=False, is_gone=True) is Refusal.NOT_FOUND


# Posting


@pytest.mark.django_db
def test_it_carries_its_source_on_every_way(happened):
    hall, yard = make.room(access=Access.PUBLIC), make.room()
    ming, yue = make.person(joins=hall, name="阿明"), make.person(joins=(hall, yard))
    source = make.message(by=ming, room=hall, text="水开了。", brought=[make.picture(by=ming, room=hall)])
    posted = pass_on(yue, hall, yard, text="听听")
    assert posted.reply_to == queries.Quoted(
        source.id, hall.id, 1, ming.id, "阿明", "水开了。", is_gone=False, is_forward=True, pictures=1
    )
    page = queries.page_of(yue, yard.id).messages[0]
    caught = queries.catch_up(yard.id, 0).messages
    assert caught is not None
    assert posted == page == caught[0] == queries.message_in(yard.id, 1)
    values = message_frame(page).spelled(html=False)
    assert (values["reply_to"], values["forwarded"]["seq"], values["forwarded"]["pictures"]) == (None, 1, 1)
    html = turns.fragment(page)
    assert f'href="/rooms/{hall.id}/1/?talk"' in html
    assert fragment(Frame.unpacked(message_frame(page).packed())) == html
    assert [kind for kind, _ in happened()] == ["MessagePosted"]


@pytest.mark.django_db
def test_what_is_closed_stays_there_but_for_other_tables():
    public, members, closed = (
        make.room(access=access) for access in (Access.PUBLIC, Access.MEMBERS, Access.INVITATION)
    )
    ming, yue = make.person(joins=(public, members, closed)), make.person()
    talk = make.talk_of(ming, yue)
    for room in (members, closed, talk):
        make.message(by=ming, room=room, text=SECRET)
    for source, target, refusal in (
        (members, public, "stays_among_members"),
        (closed, members, "stays_in_room"),
        (closed, talk, "stays_in_room"),
        (talk, closed, "stays_in_room"),
    ):
        with pytest.raises(Refused) as refused:
            pass_on(ming, source, target)
        assert why(refused) == refusal
    assert not Message.objects.filter(forwarded_from__isnull=False).exists()
    for room in (closed, talk):
        there = pass_on(ming, room, room, thread=make.thread(by=ming, room=room))
        assert there.reply_to is not None
        assert there.reply_to.words == SECRET
    assert pass_on(ming, members, talk).reply_to is not None


@pytest.mark.django_db
def test_only_what_one_may_read_and_from_whom_one_hears():
    source, target, closed = make.room(), make.room(), make.room(access=Access.INVITATION)
    ming, loud, out = (make.person(joins=(source, target)) for _ in range(3))
    make.message(by=loud, room=source)
    make.message(by=make.keeper(), room=closed)
    actions.remove(by=make.keeper(), room_id=source.id, person_id=out.id, at=TODAY)
    block(by=ming, person=loud.id, at=TODAY)
    for who, where, seq in ((ming, source, 1), (out, source, 1), (ming, closed, 1), (ming, source, 99)):
        with pytest.raises(NotFound):
            pass_on(who, where, target, seq=seq)
    actions.take_back(by=loud, room_id=source.id, seq=1, at=TODAY)
    with pytest.raises(Refused) as refused:
        pass_on(make.person(joins=(source, target)), source, target)
    assert why(refused) == "taken_back"


@pytest.mark.django_db
@pytest.mark.usefixtures("no_time_passes")
def test_it_needs_a_place_to_speak_and_goes_as_fast_as_posting():
    source, target = make.room(), make.room()
    ming, guest = make.person(joins=(source, target)), make.person(joins=source)
    make.message(by=ming, room=source)
    with pytest.raises(Refused) as refused:
        pass_on(guest, source, target)
    assert why(refused) == "not_a_member"
    the_throttle.forget()
    with pytest.raises(Refused) as refused:
        for _ in range(100):
            actions.forward(
                by=ming, room_id=source.id, seq=1, to=target.id, text="", client_id=ClientId(uuid4()), at=TODAY
            )
    assert why(refused) == "too_fast"


@pytest.mark.django_db
def test_the_same_id_is_one_message():
    source, target = make.room(), make.room()
    ming = make.person(joins=(source, target))
    make.message(by=ming, room=source)
    given = ClientId(uuid4())
    first, again = (pass_on(ming, source, target, client_id=given) for _ in range(2))
    assert first == again
    assert Message.objects.filter(room=target).count() == 1


@pytest.mark.django_db
def test_taken_back_itself_nothing_of_it_stays():
    source, target = make.room(), make.room()
    ming = make.person(joins=(source, target))
    make.message(by=ming, room=source, text=SECRET)
    pass_on(ming, source, target)
    actions.take_back(by=ming, room_id=target.id, seq=1, at=TODAY)
    gone = queries.message_in(target.id, 1)
    assert SECRET not in turns.fragment(gone)
    assert "forwarded" not in message_frame(gone).spelled(html=False)


@pytest.mark.django_db
def test_beside_it_there_need_be_no_words_before_and_after_an_edit():
    source, target = make.room(), make.room()
    ming = make.person(joins=(source, target))
    make.message(by=ming, room=source)
    pass_on(ming, source, target, text="看")
    actions.edit(by=ming, room_id=target.id, seq=1, text="", at=TODAY)
    assert queries.message_in(target.id, 1).text == ""


# Choosing where to


@pytest.mark.django_db
def test_only_places_are_offered_where_it_may_be_said_and_shown():
    public, members, other = make.room(access=Access.PUBLIC), make.room(name="内堂"), make.room()
    ming, yue, door = make.person(joins=(public, members, other)), make.person(), make.person()
    talk, shut = make.talk_of(ming, yue), make.talk_of(ming, door)
    for room in (talk, shut):
        make.message(by=ming, room=room)
    block(by=door, person=ming.id, at=TODAY)
    table, away = (make.thread(by=ming, room=members, title=title) for title in ("岩茶", "收起的"))
    actions.archive_thread(by=ming, room_id=members.id, thread_id=away, is_archived=True, at=TODAY)
    actions.mute(by=make.keeper(), room_id=other.id, person_id=ming.id, hours=1, reason="先听听", at=TODAY)

    def offered(room: Room) -> list[tuple[int, int | None]]:
        seen = queries.room_for(ming, room.id)
        places = queries.places_to_speak(ming, seen, but=seen.thread.id, at=TODAY)
        return [(one.room, one.thread) for one in places if one.room in known]

    known = {room.id for room in (public, members, other, talk, shut)}
    assert offered(members) == [(members.id, table), (talk.id, None)]
    assert offered(public) == [(members.id, None), (members.id, table), (talk.id, None)]
    assert offered(talk) == []


@pytest.mark.django_db
def test_the_choice_costs_the_same_for_many_rooms_and_tables():
    rooms = [make.room(access=Access.PUBLIC) for _ in range(8)]
    ming = make.person(joins=rooms[:2])
    seen = queries.room_for(ming, rooms[0].id)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.places_to_speak(ming, seen, but=seen.thread.id, at=TODAY)
        return len(asked)

    few = cost()
    for room in rooms[2:]:
        make.sit(ming, room)
    for number in range(20):
        make.thread(by=ming, room=rooms[number % 8], title=f"桌{number}")
    assert cost() == few


@pytest.mark.django_db
def test_a_page_with_slips_asks_once_more_however_many_there_are():
    source, target = make.room(), make.room()
    ming = make.person(joins=(source, target))
    make.message(by=ming, room=source)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.page_of(ming, target.id)
        return len(asked)

    make.message(by=ming, room=target)
    without = cost()
    for _ in range(3):
        pass_on(ming, source, target)
        assert cost() == without + 1


@pytest.mark.django_db
def test_one_passes_on_without_scripts():
    source, target = make.room(access=Access.PUBLIC), make.room(name='"><b>院')
    ming = make.person(joins=(source, target), name='"><b>明')
    make.message(by=ming, room=source, text="<script>alert(1)</script>")
    ((_, key),) = sign_in_many([ming], at=TODAY)
    client = Client(headers={"cookie": f"chalou_session={key}"})
    there = f"/rooms/{source.id}/1/forward/"
    assert there in client.get(f"/rooms/{source.id}/1/").content.decode()
    form = client.get(there).content.decode()
    given = re.search(r'name="id" value="([^"]+)"', form)
    assert given is not None
    refused = client.post(there, {"to": str(target.id), "text": "转向\u202e", "id": given[1]})
    assert refused.status_code == 409
    again = refused.content.decode()
    assert (f'value="{target.id}" required checked' in again, given[1] in again) == (True, True)
    the_throttle.forget()
    assert client.post(there, {"to": "", "id": given[1]}).status_code == 409
    sent = {"to": str(target.id), "text": "看", "id": given[1]}
    assert [client.post(there, sent).headers["Location"] for _ in range(2)] == [f"/rooms/{target.id}/#m1"] * 2
    shown = client.get(f"/rooms/{target.id}/").content.decode()
    for page in (form, again, shown):
        assert "<script>alert" not in page
        assert "<b>明" not in page
        assert "<b>院" not in page
    acknowledged = client.post(there, {**sent, "id": str(UUID(int=7))}, headers={"accept": "application/json"}).json()
    assert (acknowledged["is"], acknowledged["room"], acknowledged["seq"]) == ("ack", target.id, 2)


@pytest.mark.django_db
def test_an_empty_slip_passes_its_source_on_and_not_itself():
    hall, yard, talked = make.room(access=Access.PUBLIC), make.room(), make.room(access=Access.PUBLIC)
    ming = make.person(joins=(hall, yard, talked))
    source = make.message(by=ming, room=hall, text="水开了。")
    pass_on(ming, hall, yard)
    pass_on(ming, hall, yard, text="听听")
    ((_, key),) = sign_in_many([ming], at=TODAY)
    client = Client(headers={"cookie": f"chalou_session={key}"})
    # Out of the yard, for members, nothing goes into a room for all; the source is from there.
    assert client.post(f"/rooms/{yard.id}/1/forward/", {"to": str(talked.id)}).status_code == 302
    passed_on = queries.message_in(talked.id, 1).reply_to
    assert passed_on is not None
    assert passed_on.message == source.id
    assert client.post(f"/rooms/{yard.id}/2/forward/", {"to": str(talked.id)}).status_code == 409
