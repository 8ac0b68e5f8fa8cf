"""Threads of a room: opening them, naming them, putting them away, moving messages into them, following them."""

from collections.abc import Sequence
from datetime import datetime

from chalou.chat import rules
from chalou.chat.actions.held import Standing, is_removed, locked_for, next_change, refuse_unreached
from chalou.chat.models import NEVER, Message, ReadMark, Room, Stance, Thread, ThreadTag
from chalou.chat.names import accept_tags, accept_title
from chalou.chat.refusals import refuse, refuse_use
from chalou.events.record import record
from chalou.events.vocabulary.chat import MessageMoved, StanceTaken, ThreadChanged, ThreadOpened
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId, ThreadId
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject
from chalou.house.rules.customs import Right
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed


def open_thread(
    *, by: Person, room_id: RoomId, title: str, tags: str, at: datetime, about: Subject | None = None
) -> ThreadId:
    """Open a thread in a room, perhaps about a thing of the house. Its opener follows it.

    Whether `about` is there for those who read the room is asked each time it is shown, not here.
    """
    title, words = _admitted(act=Act.OPEN_THREAD, by=by, title=title, tags=tags)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(
            rules.why_not_open_thread(
                is_member=standing.is_member, is_removed=is_removed(room, by), keeps_order=standing.keeps_order
            )
        )
        refuse_use(Right.THREADS, seat=standing.seat, is_host=standing.is_host)
        refuse_unreached(room, by)
        change = next_change(room)
        thread = Thread.objects.create(
            room=room,
            title=title,
            opened_by=by,
            opened_at=at,
            change=change,
            about_kind=about.kind if about else "",
            about_id=about.number if about else None,
        )
        ThreadTag.objects.bulk_create(ThreadTag(thread=thread, word=word) for word in words)
        ReadMark.objects.create(thread=thread, person=by, seq=room.seq, read_at=at, stance=Stance.FOLLOWS)
        record(ThreadOpened(room=room.id, thread=thread.id, change=change, by=by.id, at=at))
    return thread.id


def change_thread(*, by: Person, room_id: RoomId, thread_id: ThreadId, title: str, tags: str, at: datetime) -> None:
    """Give a thread another title or other tags."""
    title, words = _admitted(act=Act.CHANGE_THREAD, by=by, title=title, tags=tags)
    with write():
        room, standing = locked_for(by, room_id)
        thread = _changeable(room, thread_id, by=by, standing=standing)
        refuse_unreached(room, by)
        thread.title = title
        ThreadTag.objects.filter(thread=thread).delete()
        ThreadTag.objects.bulk_create(ThreadTag(thread=thread, word=word) for word in words)
        _changed(room, thread, by=by, at=at)


def archive_thread(*, by: Person, room_id: RoomId, thread_id: ThreadId, is_archived: bool, at: datetime) -> None:
    """Put a thread away, so that it can be read and nothing more is said there; or open it again."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        thread = _changeable(room, thread_id, by=by, standing=standing)
        if (thread.archived_at is not None) != is_archived:
            thread.archived_at = at if is_archived else None
            _changed(room, thread, by=by, at=at)


def move(*, by: Person, room_id: RoomId, seqs: Sequence[int], thread_id: ThreadId, at: datetime) -> None:
    """Move messages to another thread of their room; they keep their seq, and with it their place in time.

    A message is in one thread always, so nobody counts it twice; and whoever had not read it has not read it after,
    even where their mark of the other thread is later. What they had read may count as new once more.
    """
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        thread = Thread.objects.filter(id=thread_id).first()
        refuse(
            rules.why_not_move(
                is_host=standing.is_host,
                keeps_order=standing.keeps_order,
                same_room=thread is not None and thread.room_id == room.id,
                is_archived=thread is not None and thread.archived_at is not None,
                count=len(seqs),
            )
        )
        if thread is None:
            raise NotFound
        there = Message.objects.filter(room=room, seq__in=seqs).exclude(thread=thread).order_by("seq")
        messages = list(there.only("id", "seq", "thread_id", "author_id", "change"))
        came_from: dict[int, list[int]] = {}
        for message in messages:
            came_from.setdefault(message.thread_id, []).append(message.seq)
            message.thread = thread
            message.change = next_change(room)
            message.save(update_fields=["thread", "change"])
            record(
                MessageMoved(room=room.id, message=message.id, thread=thread.id, change=message.change, by=by.id, at=at)
            )
        for source, moved in came_from.items():
            _carry_marks(ThreadId(source), thread.id, moved, at=at)
            _count_last(ThreadId(source))
        _count_last(thread.id)
        if not thread.is_main:
            _let_follow({PersonId(message.author_id) for message in messages}, thread, at=at)


def move_to_new(*, by: Person, room_id: RoomId, seqs: Sequence[int], title: str, at: datetime) -> ThreadId:
    """Move messages to a thread that is opened for them; answers which. Either both is done or nothing."""
    with write():
        thread = open_thread(by=by, room_id=room_id, title=title, tags="", at=at)
        move(by=by, room_id=room_id, seqs=seqs, thread_id=thread, at=at)
    return thread


def take_stance(*, by: Person, room_id: RoomId, thread_id: ThreadId, stance: Stance, at: datetime) -> None:
    """Follow a thread, mute it, or neither."""
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        room, _ = locked_for(by, room_id)
        thread = Thread.objects.filter(id=thread_id, room=room).first()
        if thread is None:
            raise NotFound
        # Whoever begins to follow has read nothing of it, or what their mark says.
        mark, _ = ReadMark.objects.get_or_create(thread=thread, person=by, defaults={"seq": NEVER, "read_at": at})
        if mark.stance != stance:
            mark.stance = stance
            mark.save(update_fields=["stance"])
            record(StanceTaken(thread=thread.id, person=by.id, stance=stance.value, at=at))


def _admitted(*, act: Act, by: Person, title: str, tags: str) -> tuple[str, tuple[str, ...]]:
    title, words = accept_title(title), accept_tags(tags)
    admit(act=act, by=by.id, text="\n".join((title, *words)))
    return title, words


def _changeable(room: Room, thread_id: ThreadId, *, by: Person, standing: Standing) -> Thread:
    thread = Thread.objects.filter(id=thread_id, room=room).first()
    if thread is None:
        raise NotFound
    refuse(
        rules.why_not_change_thread(
            is_main=thread.is_main,
            is_member=standing.is_member,
            is_opener=thread.opened_by_id == by.id,
            is_host=standing.is_host,
            keeps_order=standing.keeps_order,
        )
    )
    return thread


def _changed(room: Room, thread: Thread, *, by: Person, at: datetime) -> None:
    thread.change = next_change(room)
    thread.save(update_fields=["title", "archived_at", "change"])
    record(ThreadChanged(room=room.id, thread=thread.id, change=thread.change, by=by.id, at=at))


def _count_last(thread: ThreadId) -> None:
    last = Message.objects.filter(thread=thread).order_by("-seq").values_list("seq", flat=True).first()
    Thread.objects.filter(id=thread).update(last_seq=last or 0)


def _carry_marks(source: ThreadId, target: ThreadId, moved: Sequence[int], *, at: datetime) -> None:
    """Keep unread what was unread. Whoever never looked into the target has read of it what they had read before."""
    read_in_source = dict(ReadMark.objects.filter(thread=source).values_list("person_id", "seq"))
    # In the order in which marks are written elsewhere, so that two of them never wait for each other in a circle.
    held = ReadMark.objects.filter(thread=target).order_by("person_id").select_for_update()
    marks = {mark.person_id: mark for mark in held}
    back = []
    for person, mark in marks.items():
        seq = rules.mark_after_move(marked=mark.seq, source_marked=read_in_source.get(person), moved=moved)
        if seq != mark.seq:
            mark.seq = seq
            back.append(mark)
    ReadMark.objects.bulk_update(back, ["seq"], batch_size=200)
    new = [
        ReadMark(thread_id=target, person_id=person, seq=seq, read_at=at)
        for person, seq in read_in_source.items()
        if person not in marks
    ]
    ReadMark.objects.bulk_create(new, batch_size=200, ignore_conflicts=True)


def _let_follow(people: set[PersonId], thread: Thread, *, at: datetime) -> None:
    """Whose words were moved follows where they went, unless they muted it."""
    for person in sorted(people):
        ReadMark.objects.get_or_create(thread=thread, person_id=person, defaults={"seq": NEVER, "read_at": at})
    ReadMark.objects.filter(thread=thread, person__in=people, stance=Stance.NONE).update(stance=Stance.FOLLOWS)
