"""Thanking for a message, and the rooms in which people listened."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from chalou.chat import actions as chat
from chalou.chat import queries
from chalou.chat.models import Access, Membership
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Person, Thanks
from tests import making as make

pytestmark = pytest.mark.django_db(transaction=True)


def client(person):
    browser = Client()
    browser.force_login(person)
    return browser


def test_somebody_is_thanked_for_what_they_said_and_once(happened):
    room = make.room()
    gu, ming = make.person(joins=room), make.person(joins=room, seat=Seat.NEWCOMER)
    said = make.message(by=gu, room=room)
    number = chat.thank_for(by=ming, room_id=room.id, seq=said.seq, words="一听就懂了。", at=now())
    assert happened() == [("Thanked", {"thanks": number, "by": ming.id, "to": gu.id})]
    row = Thanks.objects.get()
    assert (row.about_kind, row.about_number, row.words) == ("message", said.id, "一听就懂了。")
    with pytest.raises(Refused) as refused:
        chat.thank_for(by=ming, room_id=room.id, seq=said.seq, at=now())
    assert refused.value.why == "thanked_already"


def test_one_thanks_where_one_sits_for_what_stands_there():
    room = make.room()
    gu, ming, qiu = make.person(joins=room), make.person(), make.person(joins=room)
    said, gone = make.message(by=gu, room=room), make.message(by=gu, room=room)
    chat.take_back(by=gu, room_id=room.id, seq=gone.seq, at=now())
    for by, seq, why in ((ming, said.seq, "not_a_member"), (gu, said.seq, "oneself"), (qiu, gone.seq, "taken_back")):
        with pytest.raises(Refused) as refused:
            chat.thank_for(by=by, room_id=room.id, seq=seq, at=now())
        assert refused.value.why == why
    with pytest.raises(NotFound):
        chat.thank_for(by=qiu, room_id=room.id, seq=99, at=now())
    talk = make.talk_of(gu, qiu)
    inside = make.message(by=gu, room=talk)
    with pytest.raises(Refused) as refused:
        chat.thank_for(by=qiu, room_id=talk.id, seq=inside.seq, at=now())
    assert refused.value.why == "thank_there"


def test_what_somebody_is_thanked_for_is_told_to_those_who_may_read_it():
    host = make.person()
    inside = make.room(access=Access.INVITATION, host=host, name="后楼")
    ming = make.person(joins=inside)
    said = make.message(by=host, room=inside, text="金瓜贡茶今天开。")
    chat.thank_for(by=ming, room_id=inside.id, seq=said.seq, words="那一口记到现在。", at=now())
    address = reverse("people_met:thanks", args=[host.id])
    mine, theirs = (client(one).get(address).content.decode() for one in (ming, make.person()))
    assert "金瓜贡茶今天开。" in mine
    assert "那一口记到现在。" in mine
    assert "金瓜贡茶今天开。" not in theirs
    assert "那一口记到现在。" not in theirs


def test_a_deed_is_thanked_for_among_those_who_share_a_room():
    room = make.room()
    gu, ming, far = make.person(joins=room), make.person(joins=room), make.person()
    address = reverse("people_met:thanks", args=[gu.id])
    assert client(ming).post(address, {"words": "搬了桌子。"}).status_code == 302
    assert client(far).post(address, {"words": "加我。"}).status_code == 409
    assert client(ming).post(address, {"words": ""}).status_code == 409
    assert list(Thanks.objects.values_list("by", "words")) == [(ming.pk, "搬了桌子。")]
    assert client(far).post(reverse("people_met:take_thanks_back", args=[Thanks.objects.get().pk])).status_code == 404
    assert client(gu).post(reverse("people_met:take_thanks_back", args=[Thanks.objects.get().pk])).status_code == 302


def test_a_page_thanks_without_scripts():
    room = make.room()
    gu, ming = make.person(joins=room), make.person(joins=room)
    said = make.message(by=gu, room=room)
    address = reverse("chat:thank_for", args=[room.id, said.seq])
    browser = client(ming)
    assert address in browser.get(reverse("chat:message", args=[room.id, said.seq])).content.decode()
    assert browser.post(address, {"words": "谢谢。"}).status_code == 302
    assert browser.post(address, {"words": "谢谢。"}).status_code == 409
    assert "谢谢。" in client(gu).get(reverse("desk:notices")).content.decode()
    told = client(gu).get(reverse("desk:notices"), headers={"accept": "application/json"}).json()["notices"]
    assert [(one["what"], one["person"], one["about"]) for one in told] == [("thanks", ming.id, f"message:{said.id}")]
    assert client(gu).post(reverse("desk:notices_read")).status_code == 302
    assert Person.objects.get(pk=gu.pk).unread_notices == 0


def test_rooms_are_counted_in_which_somebody_listened_or_spoke():
    rooms = [make.room(name=name) for name in ("大堂", "后院", "楼上", "天井")]
    ming = make.person(joins=rooms, seat=Seat.NEWCOMER)
    make.message(by=ming, room=rooms[0])
    gone = make.message(by=ming, room=rooms[1])
    chat.take_back(by=ming, room_id=rooms[1].id, seq=gone.seq, at=now())
    Membership.objects.filter(person=ming, room=rooms[2]).update(settled_at=now())
    other = make.person(joins=rooms[3])
    make.message(by=ming, room=make.talk_of(other, ming))
    assert queries.rooms_listened([ming.id, other.id]) == {ming.id: 2}


def test_whoever_has_spoken_becomes_a_guest_with_the_next_chore(happened):
    room = make.room()
    ming, away = (make.person(joins=room, seat=Seat.NEWCOMER) for _ in range(2))
    for one in (ming, away):
        make.message(by=one, room=room)
    people.be_here(by=ming.id, known_day=None, time_zone="", at=now())
    people.be_here(by=away.id, known_day=None, time_zone="", at=now() - timedelta(days=9))
    for _ in range(2):
        chat.reckon_listening(at=now())
    assert happened() == [("SeatRisen", {"person": ming.id, "seat": "guest"})]
    assert [Person.objects.get(pk=one.pk).listened_in for one in (ming, away)] == [1, 0]
    chat.reckon_listener(person_id=away.id, at=now())
    assert Person.objects.get(pk=away.pk).seat == Seat.GUEST


def test_who_was_set_back_listens_anew():
    room = make.room()
    ming = make.person(joins=room, seat=Seat.GUEST)
    make.message(by=ming, room=room)
    people.set_back(by=make.keeper(), person_id=ming.id, seat=Seat.NEWCOMER, at=now())
    assert queries.rooms_listened([ming.id]) == {}
    make.message(by=ming, room=room)
    assert queries.rooms_listened([ming.id]) == {ming.id: 1}


def test_an_elder_names_another_on_their_page_after_being_asked():
    gu, ming = make.person(seat=Seat.ELDER), make.person()
    address = reverse("people_met:elder", args=[ming.id])
    assert client(ming).get(address).status_code == 404
    assert client(gu).get(address).status_code == 200
    assert Person.objects.get(pk=ming.pk).seat == Seat.REGULAR
    assert client(gu).post(address).status_code == 302
    assert Person.objects.get(pk=ming.pk).seat == Seat.ELDER
