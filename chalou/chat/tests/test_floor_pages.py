"""The pages of a telling, by forms alone: who sees what, and what may be pressed."""

import pytest
from django.conf import settings
from django.test import Client

from chalou.chat.models import Access, Aside, Floor, Telling
from chalou.foundation.clock import now
from chalou.people.actions import sign_in_many
from tests import making as make

pytestmark = pytest.mark.django_db


def client_of(person) -> Client:
    client = Client()
    [(_, key)] = sign_in_many([person], at=now())
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


@pytest.fixture
def evening():
    host = make.person(name="玉兰")
    room = make.room(host=host, access=Access.PUBLIC)
    teller, ming = make.person(joins=room, name="顾松年"), make.person(joins=room, name="阿福")
    floor = make.floor(by=host, room=room, teller=teller)
    return host, room, teller, ming, floor


def test_who_listens_gets_the_words_of_an_aside_and_the_teller_gets_them_too(evening, client):
    host, room, teller, ming, _ = evening
    listener, theirs = client_of(ming), client_of(teller)
    page = listener.get(f"/rooms/{room.id}/").content.decode()
    assert "is-aside" in page
    assert 'value="question"' in page
    answer = listener.post(f"/rooms/{room.id}/floor/aside/", {"text": "哪座山？", "kind": "question"})
    assert answer.status_code == 302
    assert "哪座山？" in listener.get(f"/rooms/{room.id}/").content.decode()
    for reader in (client_of(host), theirs):
        assert "哪座山？" in reader.get(f"/rooms/{room.id}/floor/?frames=html").content.decode()
    assert "哪座山？" not in client_of(make.person(joins=room)).get(f"/rooms/{room.id}/").content.decode()
    assert "is-aside" not in theirs.get(f"/rooms/{room.id}/").content.decode()
    stranger = client.get(f"/rooms/{room.id}/").content.decode()
    assert "十六铺的老虎灶" in stranger
    assert "哪座山？" not in stranger


def test_what_cannot_wait_comes_back_with_the_reason(evening):
    _, room, _, ming, _ = evening
    answer = client_of(ming).post(f"/rooms/{room.id}/floor/aside/", {"text": "转向\u202e的字", "kind": "aside"})
    assert answer.status_code == 409
    assert "转向\u202e的字" in answer.content.decode()
    assert not Aside.objects.exists()


def test_a_message_that_knows_nothing_of_floors_keeps_its_words(evening):
    _, room, _, ming, _ = evening
    answer = client_of(ming).post(f"/rooms/{room.id}/post/", {"text": "我说一句"})
    assert answer.status_code == 409
    assert "我说一句" in answer.content.decode()


def test_a_telling_from_its_opening_to_its_page(client):
    host = make.person(name="玉兰")
    room = make.room(host=host, access=Access.PUBLIC)
    ming = make.person(joins=room, name="阿福")
    hers, his = client_of(host), client_of(ming)
    where = f"/rooms/{room.id}/floor/"
    assert 'name="teller"' not in his.get(where).content.decode()
    assert 'name="teller"' in hers.get(where).content.decode()
    hers.post(where, {"do": "open", "title": "斗茶", "teller": str(ming.id)})
    floor = Floor.objects.get()
    his.post(f"/rooms/{room.id}/post/", {"text": "从前有个人。"})
    hers.post(where, {"do": "raise"})
    assert "下一位就是你" in hers.get(f"/rooms/{room.id}/").content.decode()
    his.post(where, {"do": "pass"})
    assert Floor.objects.get().holder_id == host.id
    refused = his.post(where, {"do": "pass"})
    assert refused.status_code == 409
    ended = hers.post(where, {"do": "end"})
    assert ended["Location"] == f"{where}{floor.pk}/"
    story = f"{where}{floor.pk}/"
    assert "从前有个人。" not in client.get(story).content.decode()
    part = f"{story}{Telling.objects.get().pk}/"
    assert "从前有个人。" in his.get(story).content.decode()
    assert hers.get(part).status_code == 404
    his.post(part, {"do": "keep"})
    for reader in (client, hers):
        assert "从前有个人。" in reader.get(story).content.decode()
    assert "斗茶" in client.get(where).content.decode()
    assert "从前有个人。" in his.get(part).content.decode()
    his.post(part, {"do": "edit", "text": "从前，有个爱茶的人。"})
    assert "从前，有个爱茶的人。" in client.get(story).content.decode()
    assert "从前有个人。" in his.get(story).content.decode(), "what it said before is its teller's"
    hers.post(part, {"do": "withdraw"})
    assert "爱茶" not in client.get(story).content.decode()
