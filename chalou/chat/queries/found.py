"""Which pages of talk may be found by those who search, and which there are. For strangers only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from chalou.chat import rules
from chalou.chat.models import Access
from chalou.chat.queries.values import MessageShown, RoomSeen, SeatedPerson
from chalou.foundation.database import as_moment
from chalou.foundation.ids import RoomId, ThreadId
from chalou.people.queries import are_newcomers_among

MOST_LISTED = 1000


@dataclass(frozen=True, slots=True)
class TalkListed:
    """A page of talk that may be found: the main table of a room (`thread` None), or another."""

    room: RoomId
    thread: ThreadId | None
    last_at: datetime


def may_be_listed(
    room: RoomSeen,
    messages: Iterable[MessageShown],
    hosts: Iterable[SeatedPerson],
    *,
    is_part: bool,
    at: datetime | None,
) -> bool:
    """Whether this page of a room's talk may be found. `at` None: of time nothing is asked, and nothing is listed."""
    messages = tuple(messages)
    named = {one.author for one in messages} | {one.id for one in hosts}
    named |= {one.reply_to.author for one in messages if one.reply_to is not None}
    if room.thread.opened_by is not None and not room.thread.is_main:
        named.add(room.thread.opened_by)
    is_possible = rules.may_be_listed(
        is_public=room.access == Access.PUBLIC, has_words=bool(messages), is_part=is_part, names_newcomers=False
    )
    return is_possible and at is not None and not are_newcomers_among(named, since=rules.newcomers_since(at))


def but_of_newcomers(column: str) -> str:
    """The end of a condition that leaves out what is of somebody the house does not know yet, by the value `since`."""
    return (
        f" AND NOT EXISTS (SELECT 1 FROM people_person n WHERE n.id = {column}"
        " AND n.joined_at > %(since)s AND n.role = 'member')"
    )


def since_for(at: datetime) -> str | datetime | None:
    """The value `since` of the condition above, as this database keeps moments."""
    return connection.ops.adapt_datetimefield_value(rules.newcomers_since(at))


def talk_listed(*, at: datetime) -> tuple[TalkListed, ...]:
    """The pages of talk that may be found, those spoken in last first, up to `MOST_LISTED`. Stricter than the pages
    themselves, and so never in contradiction to one: a talk in which a newcomer ever spoke or was answered is not among
    them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.room_id, t.is_main, l.posted_at FROM chat_thread t"
            " JOIN chat_room r ON r.id = t.room_id AND r.access = 'public'"
            " JOIN chat_message l ON l.room_id = t.room_id AND l.seq = t.last_seq"
            # By newcomers first, of whom there are few, what they wrote and what answers it: not by all that was said.
            " WHERE t.id NOT IN (SELECT m.thread_id FROM people_person n JOIN chat_message m ON m.author_id = n.id"
            " WHERE n.joined_at > %(since)s AND n.role = 'member')"
            " AND t.id NOT IN (SELECT a.thread_id FROM people_person n JOIN chat_message m ON m.author_id = n.id"
            " JOIN chat_message a ON a.reply_to_id = m.id WHERE n.joined_at > %(since)s AND n.role = 'member')"
            + but_of_newcomers("t.opened_by_id")
            + " AND NOT EXISTS (SELECT 1 FROM chat_membership s JOIN people_person n ON n.id = s.person_id"
            " WHERE s.room_id = r.id AND s.is_host AND n.joined_at > %(since)s AND n.role = 'member')"
            " ORDER BY l.posted_at DESC, t.id DESC LIMIT %(most)s",
            {"since": since_for(at), "most": MOST_LISTED},
        )
        rows = cursor.fetchall()
    return tuple(
        TalkListed(RoomId(room), None if is_main else ThreadId(thread), as_moment(last_at) or last_at)
        for thread, room, is_main, last_at in rows
    )
