"""What is somebody's own, as plain values: the lists of data.json (docs/bundle.md), each by its name.

Their words, and where they stand; of others nothing but numbers of rooms and messages. Read a piece at a time: somebody
may have said 200,000 things.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from chalou.chat.models import (
    Access,
    Attachment,
    Choice,
    Hidden,
    Membership,
    Mention,
    Message,
    Mute,
    Poll,
    Reaction,
    ReadMark,
    Removal,
    Room,
    RoomInvitation,
    Storage,
    Thread,
    ThreadTag,
    Vote,
    Wording,
)
from chalou.desk.models import Notice, Report
from chalou.exchange.person.account import (
    mail,
    passkeys,
    person,
    profile,
    settings,
    thanks_given,
    thanks_received,
    words_of_the_house,
)
from chalou.exchange.person.kept import kept_order
from chalou.exchange.person.manners import listening, no_vouching
from chalou.exchange.person.told import asides, tellings
from chalou.exchange.person.values import Values, moment
from chalou.people.models import Block, Invitation, Person, Session, SignInLink

AT_ONCE = 500


def storage(of: Person) -> Values:
    """What their pictures and files take up."""
    row = Storage.objects.filter(person=of).values("pictures", "files", "bytes").first()
    return dict(row) if row else {"pictures": 0, "files": 0, "bytes": 0}


def _room_name(name: str, access: str) -> str | None:
    # A direct talk is called by the names of the others, which are theirs.
    return None if access == Access.DIRECT else name


def messages(of: Person) -> Iterator[Values]:
    """What they said, room by room, in order: also what the house has put out of sight, and the empty places of what
    they took back.
    """
    columns = (
        "id",
        "room_id",
        "room__name",
        "room__access",
        "thread_id",
        "thread__title",
        "seq",
        "posted_at",
        "edited_at",
        "taken_back_at",
        "text",
        "reply_to__room_id",
        "reply_to__seq",
        "forwarded_from_id",
        "is_announcement",
        "has_attachments",
        "has_poll",
    )
    said = Message.objects.filter(author=of).order_by("room_id", "seq").values_list(*columns).iterator(AT_ONCE)
    while rows := list(islice(said, AT_ONCE)):
        yield from _with_what_hangs_on_them(rows)


def _with_what_hangs_on_them(rows: Sequence[tuple[Any, ...]]) -> Iterator[Values]:  # the columns above
    numbers = [row[0] for row in rows]
    hidden = dict(Hidden.objects.filter(message__in=numbers).values_list("message", "text"))
    earlier = _by_message(
        Wording.objects.filter(message__in=numbers).order_by("id").values_list("message", "text", "said_at"),
        lambda text, said_at: {"text": text, "said_at": moment(said_at)},
    )
    brought = _by_message(
        Attachment.objects.filter(message__in=numbers).order_by("place").values_list("message", "id"),
        lambda number: number,
    )
    polls = _polls(numbers)
    for number, room, name, access, thread, title, seq, at, edited, gone, text, *more in rows:
        source_room, source_seq, forwarded_from, announces, _, _ = more
        source = {"room": source_room, "seq": source_seq} if source_seq is not None else None
        yield {
            "message": number,
            "room": room,
            "room_name": _room_name(name, access),
            "table": thread,
            "table_title": title or None,
            "seq": seq,
            "at": moment(at),
            "text": hidden.get(number, text),
            "edited_at": moment(edited),
            "earlier": earlier.get(number, []),
            "taken_back_at": moment(gone) if number not in hidden else None,
            "out_of_sight_since": moment(gone) if number in hidden else None,
            "answers": source if forwarded_from is None else None,
            "passes_on": source if forwarded_from is not None else None,
            "announcement": bool(announces),
            "attachments": brought.get(number, []),
            "poll": polls.get(number),
        }


def _by_message(rows: Iterable[tuple[Any, ...]], made: Callable[..., Any]) -> dict[int, list[Any]]:  # of any query
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for message, *values in rows:
        found[message].append(made(*values))
    return found


def _polls(numbers: Sequence[int]) -> dict[int, Values]:
    """What they asked, and how it stands: figures, nobody's vote."""
    choices = _by_message(
        Choice.objects.filter(poll__in=numbers).order_by("place").values_list("poll", "words", "votes"),
        lambda words, votes: {"words": words, "votes": votes},
    )
    columns = ("message", "is_several", "is_secret", "closes_at", "closed_at", "voters")
    return {
        message: {
            "several": several,
            "secret": secret,
            "closes_at": moment(closes),
            "closed_at": moment(closed),
            "voters": voters,
            "choices": choices.get(message, []),
        }
        for message, several, secret, closes, closed, voters in Poll.objects.filter(message__in=numbers).values_list(
            *columns
        )
    }


def attachments(of: Person) -> Iterator[Values]:
    """Pictures and files they brought, sent or not."""
    columns = ("id", "kind", "name", "type", "bytes", "alt", "made_at", "room", "message__seq")
    for row in Attachment.objects.filter(brought_by=of).order_by("id").values(*columns).iterator(AT_ONCE):
        yield {
            "attachment": row["id"],
            "kind": row["kind"],
            "name": row["name"] or None,
            "type": row["type"],
            "bytes": row["bytes"],
            "alt": row["alt"],
            "brought_at": moment(row["made_at"]),
            "room": row["room"],
            "seq": row["message__seq"],
            "file": media_name(row["id"], row["type"]),
        }


_ENDINGS = {"application/pdf": ".pdf", "text/plain": ".txt"}


def media_name(number: int, kind: str) -> str:
    """Where a picture or file lies in the bundle. The name it was given stands in the list; a name is no path."""
    return f"media/{number}{_ENDINGS.get(kind, '.jpg')}"


def _rooms(of: Person) -> Iterator[Values]:
    rows = Membership.objects.filter(person=of).order_by("room")
    columns = ("room", "room__name", "room__access", "is_host", "joined_at", "posted_at")
    for room, name, access, is_host, joined_at, posted_at in rows.values_list(*columns):
        yield {
            "room": room,
            "name": _room_name(name, access),
            "access": access,
            "host": is_host,
            "since": moment(joined_at),
            "spoke_at": moment(posted_at),
        }


def _tables(of: Person) -> Iterator[Values]:
    rows = list(
        Thread.objects.filter(opened_by=of).order_by("id").values("id", "room", "title", "opened_at", "archived_at")
    )
    tags = _by_message(
        ThreadTag.objects.filter(thread__opened_by=of).order_by("id").values_list("thread", "word"), lambda word: word
    )
    for row in rows:
        yield {
            "table": row["id"],
            "room": row["room"],
            "title": row["title"],
            "tags": tags.get(row["id"], []),
            "opened_at": moment(row["opened_at"]),
            "put_away_at": moment(row["archived_at"]),
        }


def _marks(of: Person) -> Iterator[Values]:
    rows = (
        ReadMark.objects.filter(person=of)
        .order_by("thread")
        .values_list("thread__room", "thread", "seq", "read_at", "stance")
    )
    for room, thread, seq, read_at, stance in rows.iterator(AT_ONCE):
        yield {"room": room, "table": thread, "seq": seq, "at": moment(read_at), "stance": stance or None}


def _reactions(of: Person) -> Iterator[Values]:
    rows = Reaction.objects.filter(person=of).order_by("id").values_list("message__room", "message__seq", "kind")
    for room, seq, kind in rows.iterator(AT_ONCE):
        yield {"room": room, "seq": seq, "kind": kind}


def _votes(of: Person) -> Iterator[Values]:
    # In open polls. Whose a secret ballot is the house cannot tell without trying every voter, and does not.
    columns = ("choice__poll__message__room", "choice__poll__message__seq", "choice__place")
    for room, seq, place in Vote.objects.filter(person=of).order_by("id").values_list(*columns).iterator(AT_ONCE):
        yield {"room": room, "seq": seq, "choice": place}


def _named_in(of: Person) -> Iterator[Values]:
    rows = Mention.objects.filter(person=of).order_by("message").values_list("message__room", "message__seq")
    for room, seq in rows.iterator(AT_ONCE):
        yield {"room": room, "seq": seq}


def _removed_from(of: Person) -> Iterator[Values]:
    rows = Removal.objects.filter(person=of).order_by("room").values_list("room", "removed_at", "reason")
    return ({"room": room, "at": moment(at), "reason": reason} for room, at, reason in rows)


def _asked_to_listen(of: Person) -> Iterator[Values]:
    rows = Mute.objects.filter(person=of).order_by("room").values_list("room", "muted_at", "until", "reason")
    return (
        {"room": room, "at": moment(at), "until": moment(until), "reason": reason} for room, at, until, reason in rows
    )


def _unheard(of: Person) -> Iterator[Values]:
    rows = Block.objects.filter(person=of).order_by("id").values_list("blocked", "at")
    return ({"person": blocked, "since": moment(at)} for blocked, at in rows)


def _invitations(of: Person) -> Iterator[Values]:
    rows = Invitation.objects.filter(made_by=of).order_by("id").values_list("made_at", "expires_at", "uses_left")
    return ({"made_at": moment(at), "until": moment(until), "uses_left": left} for at, until, left in rows)


def _room_invitations(of: Person) -> Iterator[Values]:
    rows = RoomInvitation.objects.filter(made_by=of).order_by("id")
    columns = ("room", "made_at", "expires_at", "uses_left", "withdrawn_at")
    for room, at, until, left, withdrawn in rows.values_list(*columns):
        yield {
            "room": room,
            "made_at": moment(at),
            "until": moment(until),
            "uses_left": left,
            "withdrawn_at": moment(withdrawn),
        }


def _sign_ins(of: Person) -> Iterator[Values]:
    rows = Session.objects.filter(person=of).order_by("expire_date").values_list("expire_date", flat=True)
    return ({"ends_at": moment(at)} for at in rows)


def _sign_in_links(of: Person) -> Iterator[Values]:
    rows = SignInLink.objects.filter(person=of).order_by("id").values_list("made_at", "expires_at", "uses_left")
    return ({"made_at": moment(at), "until": moment(until), "uses_left": left} for at, until, left in rows)


def _reports(of: Person) -> Iterator[Values]:
    rows = Report.objects.filter(reporter=of).order_by("id")
    columns = ("made_at", "kind", "words", "case__about_kind", "case__about_number", "case__decided_at")
    for at, kind, words, about, number, decided in rows.values_list(*columns):
        yield {
            "at": moment(at),
            "kind": kind,
            "words": words,
            "about": about,
            "number": number,
            "decided_at": moment(decided),
        }


def _notices(of: Person) -> Iterator[Values]:
    rows = Notice.objects.filter(person=of).order_by("id")
    columns = ("at", "act", "is_mine", "reason", "room_number", "read_at")
    for at, act, is_mine, reason, room, read_at in rows.values_list(*columns):
        yield {
            "at": moment(at),
            "act": act,
            "about_my_report": is_mine,
            "reason": reason,
            "room": room,
            "read_at": moment(read_at),
        }


LISTS: dict[str, Callable[[Person], Iterator[Values]]] = {
    "rooms": _rooms,
    "tables": _tables,
    "messages": messages,
    "attachments": attachments,
    "asides": asides,
    "tellings": tellings,
    "reactions": _reactions,
    "votes": _votes,
    "named_in": _named_in,
    "read_marks": _marks,
    "removed_from": _removed_from,
    "asked_to_listen": _asked_to_listen,
    "listening": listening,
    "no_vouching": no_vouching,
    "unheard": _unheard,
    "thanks_given": thanks_given,
    "thanks_received": thanks_received,
    "words_of_the_house": words_of_the_house,
    "invitations": _invitations,
    "room_invitations": _room_invitations,
    "passkeys": passkeys,
    "sign_ins": _sign_ins,
    "sign_in_links": _sign_in_links,
    "reports": _reports,
    "notices": _notices,
    "kept_order": kept_order,
}
"""All lists of data.json, in their order there."""

ONE: dict[str, Callable[[Person], Values]] = {
    "person": person,
    "settings": settings,
    "profile": profile,
    "mail": mail,
    "storage": storage,
}
"""What there is one of, before the lists."""


def rooms_spoken_in(of: Person) -> list[tuple[int, str | None]]:
    """The rooms in which they said something, with their names."""
    numbers = set(Message.objects.filter(author=of).order_by().values_list("room", flat=True).distinct())
    rows = Room.objects.filter(id__in=numbers).order_by("id").values_list("id", "name", "access")
    return [(number, _room_name(name, access)) for number, name, access in rows]


def in_pieces(many: Iterator[Values], size: int) -> Iterator[list[Values]]:
    """The same, so many at a time."""
    for first in many:
        yield [first, *islice(many, size - 1)]
