"""What a message said before it was edited: kept for its author and hosts, bounded, gone when it is taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chalou.chat import actions, queries
from chalou.chat.models import Access, Message, Wording
from chalou.chat.rules import WORDINGS_KEPT
from chalou.chat.tests.test_by_invitation import browser
from chalou.foundation.throttle import the_throttle
from chalou.people.models import Person, Role
from tests import making as make

TODAY = datetime(2026, 11, 22, 11, 42, tzinfo=UTC)
PROGRAM = {"accept": "application/json"}


def edit(by: Person, room, text: str, *, minutes: int = 0) -> None:
    the_throttle.forget()
    actions.edit(by=by, room_id=room.id, seq=1, text=text, at=TODAY + timedelta(minutes=minutes))


def kept(viewer: Person | None, room) -> list[str] | None:
    seen = queries.room_for(viewer, room.id)
    found = queries.wordings_of(viewer, seen, queries.message_in(room.id, 1))
    return None if found is None else [one.text for one in found]


@pytest.mark.django_db
class TestKept:
    def test_each_wording_with_the_moment_it_was_said(self):
        room = make.room()
        ming = make.person(joins=room)
        posted = make.message(by=ming, room=room, text="一")
        edit(ming, room, "二", minutes=1)
        edit(ming, room, "二", minutes=2)
        edit(ming, room, "**三**", minutes=3)
        answer = browser(ming).get(f"/rooms/{room.id}/1/history/", headers=PROGRAM).json()
        assert answer["wordings"] == [
            {"text": "二", "at": "2026-11-22T11:43:00.000000Z"},
            {"text": "一", "at": posted.posted_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
        ], "the same words again are no edit"

    def test_taken_back_they_are_gone(self):
        room = make.room()
        ming = make.person(joins=room)
        make.message(by=ming, room=room, text="一")
        edit(ming, room, "二")
        actions.take_back(by=make.keeper(), room_id=room.id, seq=1, at=TODAY)
        assert not Wording.objects.exists()
        assert kept(ming, room) == []

    def test_a_refused_edit_keeps_nothing(self):
        room = make.room()
        ming = make.person(joins=room)
        make.message(by=ming, room=room, text="一")
        refused = browser(make.keeper()).post(f"/rooms/{room.id}/1/edit/", {"text": "二"})
        assert refused.status_code == 409
        assert not Wording.objects.exists()

    def test_only_the_last_few_are_kept(self):
        room = make.room()
        ming, other = make.person(joins=room), make.person(joins=room)
        make.message(by=ming, room=room, text="0")
        make.message(by=other, room=room, text="别人的")
        actions.edit(by=other, room_id=room.id, seq=2, text="改", at=TODAY)
        for number in range(1, WORDINGS_KEPT + 4):
            edit(ming, room, str(number))
        assert kept(ming, room) == [str(number) for number in range(WORDINGS_KEPT + 2, 2, -1)]
        assert Wording.objects.exclude(message__author=ming).count() == 1


@pytest.mark.django_db
class TestWhoReadsThem:
    @pytest.mark.parametrize("access", [one for one in Access if one != Access.DIRECT])
    def test_the_author_and_who_keeps_order_in_this_room(self, access):
        host, author = make.person(), make.person(name="阿明")
        room = make.room(access=access, host=host)
        make.sit(author, room)
        other, moderator = make.person(joins=room), make.person(role=Role.MODERATOR, joins=room)
        make.message(by=author, room=room, text="从前的话")
        edit(author, room, "现在的话")
        keeps_order = access != Access.INVITATION
        expected = {author: True, host: True, other: False, moderator: keeps_order}
        for viewer, may in expected.items():
            assert (kept(viewer, room) == ["从前的话"]) == may
            page = browser(viewer).get(f"/rooms/{room.id}/1/").content.decode()
            assert "现在的话" in page
            assert ("从前的话" in page) == may
            assert browser(viewer).get(f"/rooms/{room.id}/1/history/", headers=PROGRAM).status_code == (
                200 if may else 404
            )
        keeper = browser(make.keeper())
        status = 200 if keeps_order else 404
        assert keeper.get(f"/rooms/{room.id}/1/").status_code == status
        assert keeper.get(f"/rooms/{room.id}/1/history/", headers=PROGRAM).status_code == status

    def test_not_the_author_who_lost_a_room_by_invitation(self):
        room = make.room(access=Access.INVITATION, host=make.person())
        author = make.person(joins=room)
        make.message(by=author, room=room, text="从前的话")
        edit(author, room, "现在的话")
        actions.leave(by=author, room_id=room.id, at=TODAY)
        assert browser(author).get(f"/rooms/{room.id}/1/history/", headers=PROGRAM).status_code == 404

    def test_nothing_of_them_goes_to_those_who_follow(self):
        room = make.room(access=Access.PUBLIC)
        ming = make.person(joins=room)
        make.message(by=ming, room=room, text="从前的话")
        edit(ming, room, "现在的话")
        for path in (f"/rooms/{room.id}/since/0/", f"/rooms/{room.id}/before/9/", f"/rooms/{room.id}/1/"):
            assert "从前的话" not in browser(None).get(path, headers=PROGRAM).content.decode()

    def test_they_stand_on_the_page_as_typed_and_escaped(self):
        room = make.room()
        ming = make.person(joins=room)
        make.message(by=ming, room=room, text="**重** <script>alert(1)</script>")
        edit(ming, room, "二")
        page = browser(ming).get(f"/rooms/{room.id}/1/").content.decode()
        assert "**重** &lt;script&gt;alert(1)&lt;/script&gt;" in page
        people = browser(ming).get(f"/rooms/{room.id}/1/history/")
        assert people.headers["Location"] == f"/rooms/{room.id}/1/#earlier"

    def test_one_that_was_edited_before_they_were_kept_says_so(self):
        room = make.room()
        ming = make.person(joins=room)
        make.message(by=ming, room=room)
        Message.objects.update(edited_at=TODAY)
        assert "None was kept" in browser(ming).get(f"/rooms/{room.id}/1/").content.decode()


class Edits(TestCase):
    @settings(max_examples=30)
    @given(st.lists(st.sampled_from(["一", "二", "三"]), max_size=8))
    def test_the_last_wordings_and_the_message_are_all_that_was_ever_said(self, texts):
        room = make.room()
        ming = make.person(joins=room)
        make.message(by=ming, room=room, text="零")
        said = ["零"]
        for text in texts:
            edit(ming, room, text)
            if text != said[-1]:
                said.append(text)
        assert [*reversed(kept(ming, room) or []), queries.message_in(room.id, 1).text] == said
