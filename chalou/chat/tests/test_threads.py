"""Threads: opening, naming, putting away, following; messages that are moved, and what is unread after all of it."""

from datetime import timedelta

import pytest

from chalou.chat import actions, queries
from chalou.chat.models import Access, ReadMark, Stance, Thread
from chalou.foundation import subjects
from chalou.foundation.clock import now
from chalou.foundation.ids import ThreadId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.subjects import Subject
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db
TODAY = now()


def unread(person, room) -> int:
    return queries.unread_in([person.id], [room.id])[person.id, room.id]


def read(person, room, seq: int, thread: ThreadId | None = None) -> None:
    actions.mark_read(marks={(person.id, room.id, thread): seq}, at=TODAY)


def said(room, thread: ThreadId) -> list[int]:
    return [one.seq for one in queries.messages_before(thread, 2**40)[0]]


def test_a_table_is_opened_with_a_title_and_tags_and_followed_by_its_opener(happened):
    room = make.room()
    ming = make.person(joins=room)
    thread = actions.open_thread(
        by=ming, room_id=room.id, title=" 岩茶  怎么存？ ", tags="#岩茶，存茶 Pu'er pu'er", at=TODAY
    )
    found = queries.threads_of(ming, room.id)
    assert [(one.id, one.title, one.tags, one.stance) for one in found.threads] == [
        (thread, "岩茶 怎么存？", ("岩茶", "存茶", "pu'er"), "follows")
    ]
    assert set(found.words) == {"岩茶", "存茶", "pu'er"}
    assert happened() == [("ThreadOpened", {"room": room.id, "thread": thread, "change": 1, "by": ming.id})]


@pytest.mark.parametrize(
    ("title", "tags", "why"),
    [
        ("", "", "empty"),
        ("茶" * 121, "", "too_long"),
        ("好", "一 二 三 四 五 六", "too_many_tags"),
        ("好", "茶" * 21, "too_long"),
    ],
)
def test_a_title_and_tags_that_will_not_do_are_refused_in_words(title, tags, why, happened):
    room = make.room()
    with pytest.raises(Refused) as refused:
        actions.open_thread(by=make.keeper(), room_id=room.id, title=title, tags=tags, at=TODAY)
    assert refused.value.why == why
    assert happened() == []


def test_only_who_sits_in_the_room_opens_a_table():
    room, closed = make.room(), make.room(access=Access.INVITATION)
    outsider = make.person()
    with refuses("not_a_member"):
        actions.open_thread(by=outsider, room_id=room.id, title="t", tags="", at=TODAY)
    with pytest.raises(NotFound):
        actions.open_thread(by=outsider, room_id=closed.id, title="t", tags="", at=TODAY)


def test_a_message_stands_at_its_table_only():
    room = make.room()
    ming = make.person(joins=room)
    thread = make.thread(by=ming, room=room)
    make.message(by=ming, room=room, text="大桌")
    there = make.message(by=ming, room=room, text="小桌", thread=thread)
    assert (there.seq, there.change, there.thread) == (2, 3, thread)
    assert said(room, thread) == [2]
    assert said(room, make.main(room)) == [1]
    assert Thread.objects.get(pk=thread).last_seq == 2


def test_nothing_is_said_at_a_table_of_another_room_or_one_put_away():
    room, other = make.room(), make.room()
    ming = make.person(joins=(room, other))
    elsewhere, away = make.thread(by=ming, room=other), make.thread(by=ming, room=room)
    with pytest.raises(NotFound):
        make.message(by=ming, room=room, thread=elsewhere)
    actions.archive_thread(by=ming, room_id=room.id, thread_id=away, is_archived=True, at=TODAY)
    with refuses("archived"):
        make.message(by=ming, room=room, thread=away)
    actions.archive_thread(by=ming, room_id=room.id, thread_id=away, is_archived=False, at=TODAY)
    make.message(by=ming, room=room, thread=away)


def test_its_opener_and_hosts_change_a_table_and_nobody_else(happened):
    host, opener, other = make.person(), make.person(), make.person()
    room = make.room(host=host)
    for one in (opener, other):
        make.sit(one, room)
    thread = make.thread(by=opener, room=room)
    with refuses("not_your_thread"):
        actions.change_thread(by=other, room_id=room.id, thread_id=thread, title="t", tags="", at=TODAY)
    with refuses("main_thread"):
        actions.change_thread(by=host, room_id=room.id, thread_id=make.main(room), title="t", tags="", at=TODAY)
    for by in (opener, host):
        actions.change_thread(by=by, room_id=room.id, thread_id=thread, title=f"by {by.id}", tags="b", at=TODAY)
    assert [kind for kind, _ in happened()] == ["ThreadChanged", "ThreadChanged"]
    caught = queries.catch_up(room.id, 0)
    assert [(one.id, one.title, one.tags) for one in caught.threads] == [(thread, f"by {host.id}", ("b",))]


def test_what_is_new_counts_for_who_follows_and_not_for_who_muted():
    room = make.room()
    ming, fang, lin = (make.person(joins=room) for _ in range(3))
    thread = make.thread(by=ming, room=room)
    make.message(by=fang, room=room, thread=thread)
    make.message(by=fang, room=room)
    assert (unread(ming, room), unread(fang, room), unread(lin, room)) == (2, 1, 1), "who spoke there follows it"
    actions.take_stance(by=lin, room_id=room.id, thread_id=thread, stance=Stance.FOLLOWS, at=TODAY)
    actions.take_stance(by=ming, room_id=room.id, thread_id=thread, stance=Stance.MUTED, at=TODAY)
    actions.take_stance(by=fang, room_id=room.id, thread_id=make.main(room), stance=Stance.MUTED, at=TODAY)
    assert (unread(ming, room), unread(fang, room), unread(lin, room)) == (1, 0, 2)
    make.message(by=ming, room=room, thread=thread)
    assert ReadMark.objects.get(person=ming, thread=thread).stance == Stance.MUTED, "speaking there does not unmute it"


def test_nobody_counts_further_than_a_hundred():
    room = make.room()
    ming = make.person(joins=room)
    make.talk(by=make.keeper(), room=room, messages=queries.MOST_COUNTED + 5)
    assert unread(ming, room) == queries.MOST_COUNTED
    read(ming, room, 3)
    shown = queries.page_of(ming, room.id)
    assert (shown.new_from, shown.new_count) == (4, queries.MOST_COUNTED)


def test_marked_as_new_from_here_it_is_new_again():
    room = make.room()
    ming = make.person(joins=room)
    thread = make.thread(by=ming, room=room)
    make.talk(by=make.keeper(), room=room, messages=3)
    make.message(by=ming, room=room, thread=thread)
    read(ming, room, 3)
    read(ming, room, 4, thread)
    assert unread(ming, room) == 0
    actions.mark_unread(by=ming, room_id=room.id, seq=2, at=TODAY)
    assert unread(ming, room) == 2
    shown = queries.page_of(ming, room.id)
    assert (shown.new_from, shown.new_count, shown.unread_elsewhere) == (2, 2, 0)


def test_a_table_about_a_message_shows_it_to_those_who_may_read_it():
    room, closed = make.room(), make.room(access=Access.INVITATION)
    ming = make.person(joins=(room, closed))
    secret = make.message(by=ming, room=closed, text="别讲出去")
    about = Subject("message", secret.id)
    assert subjects.subject_named(ming, str(about)) == about
    thread = actions.open_thread(by=ming, room_id=room.id, title="关于它", tags="", about=about, at=TODAY)
    assert subjects.shown(ming, [about])[about].words == "别讲出去"
    for other in (make.person(joins=room), make.person(), None):
        assert subjects.shown(other, [about]) == {}
        with pytest.raises(NotFound):
            subjects.subject_named(other, str(about))
    assert queries.threads_about("message", secret.id, [room.id]) == ((room.id, thread, "关于它"),)
    actions.take_back(by=ming, room_id=closed.id, seq=secret.seq, at=TODAY)
    assert subjects.shown(ming, [about]) == {}


@pytest.mark.parametrize(
    "name", ["", "message", "message:", "message:x", "message:-1", "message:99999999999999999", "nothing:1"]
)
def test_what_is_no_subject_is_not_found(name):
    with pytest.raises(NotFound):
        subjects.subject_named(make.keeper(), name)


class TestMoving:
    def test_messages_are_moved_by_hosts_and_keep_their_seq(self, happened):
        host = make.person()
        room = make.room(host=host)
        ming = make.person(joins=room)
        make.talk(by=ming, room=room, messages=4)
        to = make.thread(by=ming, room=room)
        before = queries.room_for(host, room.id).change
        with refuses("not_a_host"):
            actions.move(by=ming, room_id=room.id, seqs=[2], thread_id=to, at=TODAY)
        actions.move(by=host, room_id=room.id, seqs=[2, 4, 4, 77], thread_id=to, at=TODAY)
        assert (said(room, to), said(room, make.main(room))) == ([2, 4], [1, 3])
        assert [(kind, facts["change"] - before) for kind, facts in happened()] == [
            ("MessageMoved", 1),
            ("MessageMoved", 2),
        ]
        assert [one.seq for one in queries.catch_up(room.id, before).messages or ()] == [2, 4]
        assert list(Thread.objects.filter(room=room).order_by("id").values_list("last_seq", flat=True)) == [3, 4]

    def test_not_to_another_room_nor_to_a_table_put_away_nor_too_many(self):
        room, other = make.room(), make.room()
        keeper = make.keeper()
        make.talk(by=keeper, room=room, messages=1)
        elsewhere, away = make.thread(by=keeper, room=other), make.thread(by=keeper, room=room)
        actions.archive_thread(by=keeper, room_id=room.id, thread_id=away, is_archived=True, at=TODAY)
        for to, seqs, why in (
            (elsewhere, [1], "other_room"),
            (away, [1], "archived"),
            (make.main(room), range(201), "too_many_to_move"),
        ):
            with refuses(why):
                actions.move(by=keeper, room_id=room.id, seqs=list(seqs), thread_id=to, at=TODAY)
        assert said(room, make.main(room)) == [1]

    def test_a_new_table_and_the_move_to_it_are_one(self):
        room = make.room()
        make.talk(by=make.keeper(), room=room, messages=1)
        with pytest.raises(Refused):
            actions.move_to_new(by=make.keeper(), room_id=room.id, seqs=[1], title="", at=TODAY)
        assert Thread.objects.filter(room=room).count() == 1
        thread = actions.move_to_new(by=make.keeper(), room_id=room.id, seqs=[1], title="另开一桌", at=TODAY)
        assert said(room, thread) == [1]


def test_the_list_is_paged_by_where_somebody_spoke_last():
    room, keeper = make.room(), make.keeper()
    threads = [make.thread(by=keeper, room=room, title=f"桌 {n}", tags="偶" if n % 2 else "") for n in range(53)]
    make.message(by=keeper, room=room, thread=threads[7])
    first = queries.threads_of(keeper, room.id)
    assert first.threads[0].id == threads[7]
    assert first.before is not None
    seq, number = first.before.split("-")
    second = queries.threads_of(keeper, room.id, before=(int(seq), int(number)))
    assert second.before is None
    assert sorted([one.id for one in (*first.threads, *second.threads)]) == sorted(threads), "each once"
    assert all(one.tags == ("偶",) for one in queries.threads_of(keeper, room.id, word="偶").threads)
    actions.archive_thread(
        by=keeper, room_id=room.id, thread_id=threads[7], is_archived=True, at=TODAY + timedelta(days=1)
    )
    assert threads[7] not in [one.id for one in queries.threads_of(keeper, room.id).threads]
    assert threads[7] in [one.id for one in queries.threads_of(keeper, room.id, with_archived=True).threads]
