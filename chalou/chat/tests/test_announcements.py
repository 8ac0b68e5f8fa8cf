"""Announcements: by hosts, kept in sight, few, and counted as new also where the table is muted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from chalou.chat import actions, queries, rules, turns
from chalou.chat.live.frames import fragment, message_frame
from chalou.chat.models import Message, Pin, Stance
from chalou.chat.rules import ANNOUNCEMENTS_A_DAY, PINS_AT_ONCE, Refusal
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import Frame
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import Refused
from chalou.foundation.throttle import the_throttle
from chalou.people.actions import block, sign_in_many
from tests import making as make

TODAY = now()


def announce(by, room, text: str = "明天换水。", *, at=TODAY, thread=None):
    the_throttle.forget()
    given = ClientId(uuid4())
    posted = actions.post(by=by, room_id=room.id, text=text, client_id=given, at=at, thread=thread, announces=True)
    return posted.message


def mute(person, room, thread) -> None:
    actions.take_stance(by=person, room_id=room.id, thread_id=thread, stance=Stance.MUTED, at=TODAY)


def unread(person, room) -> tuple[int, int]:
    """In the list of rooms, and in the digest."""
    line = next(line.unread for line in queries.rooms_for(person) if line.id == room.id)
    told = queries.unread_of([person.id], [room.id]).get(person.id, [(room.id, 0, 0)])
    return line, told[0][2]


@pytest.mark.parametrize(
    ("is_host", "lately", "pinned", "verdict"),
    [
        (True, 0, 0, None),
        (True, ANNOUNCEMENTS_A_DAY - 1, PINS_AT_ONCE - 1, None),
        (True, ANNOUNCEMENTS_A_DAY, 0, Refusal.TOO_MANY_ANNOUNCEMENTS),
        (True, 0, PINS_AT_ONCE, Refusal.TOO_MANY_PINS),
        (False, 0, 0, Refusal.NOT_A_HOST),
    ],
)
def test_who_may_announce(is_host, lately, pinned, verdict):
    assert rules.why_not_announce(is_host=is_host, lately=lately, pinned=pinned) is verdict


@pytest.mark.django_db
def test_a_host_announces_and_it_is_kept_in_sight_from_the_start(happened):
    host = make.keeper()
    room = make.room()
    guest = make.person(joins=room)
    said = announce(host, room)
    assert [pin.seq for pin in queries.pins_of(room.id)] == [1]
    assert happened()[-1] == ("MessageAnnounced", {"room": room.id, "message": said.id, "by": host.id})
    page = queries.page_of(guest, room.id).messages[0]
    assert said == page == queries.message_in(room.id, 1)
    assert page.is_announcement
    assert message_frame(page).spelled(html=False)["announcement"] is True
    html = turns.fragment(page)
    assert "data-announcement" in html
    assert fragment(Frame.unpacked(message_frame(page).packed())) == html
    with pytest.raises(Refused) as refused:
        announce(guest, room)
    assert refused.value.why == "not_a_host"
    with pytest.raises(Refused) as refused:
        talk = make.talk_of(host, guest)
        announce(host, talk)
    assert refused.value.why == "not_a_host"


@pytest.mark.django_db
def test_a_few_a_day_are_enough_and_taking_back_gives_none_again():
    host, room, other = make.keeper(), make.room(), make.room()
    for _ in range(ANNOUNCEMENTS_A_DAY):
        announce(host, room)
    actions.take_back(by=host, room_id=room.id, seq=1, at=TODAY)
    with pytest.raises(Refused) as refused:
        announce(host, room)
    assert refused.value.why == "too_many_announcements"
    announce(host, other)
    announce(host, room, at=TODAY + timedelta(days=1, seconds=1))
    assert Message.objects.filter(room=room, is_announcement=True).count() == ANNOUNCEMENTS_A_DAY + 1


@pytest.mark.django_db
def test_it_is_let_go_out_of_sight_and_taken_back_like_any_other():
    host, room = make.keeper(), make.room()
    announce(host, room)
    announce(host, room)
    actions.unpin(by=host, room_id=room.id, seq=1, at=TODAY)
    actions.take_back(by=host, room_id=room.id, seq=2, at=TODAY)
    assert not Pin.objects.filter(room=room).exists()
    first, second = queries.page_of(host, room.id).messages
    assert "data-announcement" in turns.fragment(first)
    assert "data-announcement" not in turns.fragment(second)


@pytest.mark.django_db
def test_it_counts_for_who_muted_the_table_and_not_for_who_does_not_hear_the_host():
    host = make.person()
    room = make.room(host=host)
    muted, deaf, listening = (make.person(joins=room) for _ in range(3))
    table = make.thread(by=listening, room=room)
    for thread in (make.main(room), table):
        for person in (muted, deaf):
            mute(person, room, thread)
    block(by=deaf, person=host.id, at=TODAY)
    make.message(by=host, room=room)
    make.message(by=host, room=room, thread=table)
    assert unread(muted, room) == (0, 0)
    announce(host, room)
    announce(host, room, thread=table)
    deaf.refresh_from_db()
    assert unread(muted, room) == (2, 2)
    assert unread(deaf, room) == (0, 0)
    assert unread(listening, room) == (4, 4)
    (line,) = queries.threads_of(muted, room.id).threads
    assert line.unread == 1
    page = queries.page_of(muted, room.id)
    assert (page.unread_elsewhere, page.counts_here) == (1, False), "what is here is being read"
    actions.take_back(by=host, room_id=room.id, seq=3, at=TODAY)
    assert unread(muted, room) == (1, 1)
    actions.mark_read(marks={(muted.id, room.id, table): 4}, at=TODAY)
    assert unread(muted, room) == (0, 0)


@pytest.mark.django_db
def test_one_announces_without_scripts_and_a_refused_one_stays_ticked():
    host = make.person()
    room = make.room(host=host)
    guest = make.person(joins=room)
    (_, keys), (_, other) = sign_in_many([host, guest], at=TODAY)
    hosts, guests = (Client(headers={"cookie": f"chalou_session={key}"}) for key in (keys, other))
    box = '<label class="tick announce"><input type="checkbox" name="announce" value="yes">'
    assert box in hosts.get(f"/rooms/{room.id}/").content.decode()
    assert box not in guests.get(f"/rooms/{room.id}/").content.decode()
    post = f"/rooms/{room.id}/post/"
    refused = hosts.post(post, {"text": "转向\u202e", "announce": "yes"}).content.decode()
    assert 'name="announce" value="yes" checked' in refused
    hosts.post(post, {"text": "明天换水。", "announce": "yes"})
    page = guests.get(f"/rooms/{room.id}/", headers={"accept-language": "zh"}).content.decode()
    assert '<div class="announced">告示</div>' in page
    assert guests.post(post, {"text": "我也说", "announce": "yes"}).status_code == 409


def test_it_is_heard_live_with_a_hint_that_something_is_kept_in_sight(table):
    host = make.keeper()
    room = make.room()
    speaker, reader = table.guest(host), table.guest(make.person(joins=room), html=True)
    for guest in (speaker, reader):
        guest.opens(room)
    reader.forgets()
    speaker.posts(room, "明天换水。", announce=True)
    assert "data-announcement" in reader.hears("message", announcement=True)["html"]
    reader.hears("seats")
    reader.forgets()
    speaker.posts(room, "水开了。", announce="yes")
    assert "announcement" not in reader.hears("message")
    table.settle()
    assert not reader.of("seats"), "what is no announcement moves nothing beside the talk"


@pytest.mark.django_db
def test_listening_means_no_words():
    room = make.room()
    ming = make.person(joins=room)
    make.message(by=make.keeper(), room=room)
    actions.mute(by=make.keeper(), room_id=room.id, person_id=ming.id, hours=1, reason="先听听", at=TODAY)
    for on in (True, False):
        assert actions.react(by=ming, room_id=room.id, seq=1, kind="cup", on=on, at=TODAY).on is on
