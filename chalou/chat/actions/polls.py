"""Asking a room for votes, and voting.

A poll is put down with its message, by the writer; what follows takes the room's row, as all does that alters a
message.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from chalou.chat import rules
from chalou.chat.actions.held import is_removed, locked_for, next_change
from chalou.chat.models import BallotKey, Choice, Message, Poll, Room, Vote
from chalou.chat.names import accept_choice
from chalou.chat.refusals import refuse, refused
from chalou.chat.rules import Asked, Refusal
from chalou.events.record import record, tell_unrecorded
from chalou.events.vocabulary.chat import PollClosed, VoteCast, Voted
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.refusals import NotFound
from chalou.foundation.text.characters import Trouble, cleaned, trouble_in
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed, refusal
from chalou.screening.rules import Act, Deed, Objection

FORGOTTEN_AT_ONCE = 500


class _Whose(TypedDict, total=False):
    """Whose a vote is, as its row has it: one of the two."""

    person: Person
    ballot: str


def screened(*, by: PersonId, question: str, asked: Asked) -> tuple[str, Asked]:
    """A question and what it offers, as they are kept, or `Refused`. To the door they are one text: what stands in a
    choice is said, too.
    """
    offered = [one for one in asked.choices if one.strip()]
    if len(offered) > rules.MOST_CHOICES:
        raise refused(Refusal.TOO_MANY_CHOICES)
    choices = tuple(accept_choice(one) for one in offered)
    refuse(rules.why_not_ask(choices=choices, hours=asked.hours))
    if not question.strip():
        raise refusal(Objection.EMPTY)
    admit(act=Act.POST, by=by, text="\n".join((question, *choices)))
    question = cleaned(question)
    if trouble_in(question) is Trouble.EMPTY:
        raise refusal(Objection.EMPTY)
    return question, replace(asked, choices=choices)


def vote(*, by: Person, room_id: RoomId, seq: int, chosen: Collection[int], at: datetime) -> Voted:
    """Vote in the poll of a message, for these of its choices (by their places) and no others; for none: take the vote
    back. Voting the same again changes nothing, and no event is written. Answers what now holds.
    """
    admit_deed(deed=Deed.VOTE, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        message, poll = _poll_in(room, seq)
        choices = list(Choice.objects.filter(poll=poll).order_by("place"))
        whose = _whose(poll, by)
        refuse(
            rules.why_not_vote(
                chosen=chosen,
                choices=len(choices),
                is_several=poll.is_several,
                is_member=standing.is_member,
                is_removed=not standing.is_member and is_removed(room, by),
                is_archived=message.thread.archived_at is not None,
                # Without its key (the house came out of a backup) nobody's own ballot is found: who voted could again.
                is_over=whose is None or rules.is_over(closes_at=poll.closes_at, closed_at=poll.closed_at, at=at),
            )
        )
        was = message.change
        if whose is not None and _put(poll, choices, whose, frozenset(chosen)):
            message.change = next_change(room)
            message.save(update_fields=["change"])
        voted = Voted(room=room.id, message=message.id, seq=seq, was=was, change=message.change, at=at)
        if message.change != was:
            record(voted)
            tell_unrecorded(
                VoteCast(room=room.id, seq=seq, change=message.change, choices=tuple(sorted(chosen)), by=by.id, at=at)
            )
    return voted


def close_poll(*, by: Person, room_id: RoomId, seq: int, at: datetime) -> None:
    """Close a poll before its time; by whoever asked, a host, or who keeps order in the room."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        message, poll = _poll_in(room, seq)
        refuse(
            rules.why_not_close_poll(
                by=by.id,
                author=PersonId(message.author_id),
                is_host=standing.is_host,
                keeps_order=standing.keeps_order,
                is_over=rules.is_over(closes_at=poll.closes_at, closed_at=poll.closed_at, at=at),
            )
        )
        poll.closed_at = at
        poll.save(update_fields=["closed_at"])
        _forget_ballots(poll)
        message.change = next_change(room)
        message.save(update_fields=["change"])
        record(PollClosed(room=room.id, message=message.id, change=message.change, by=by.id, at=at))


def forget_poll(message: Message) -> None:
    """It was taken back: what it asked goes with it, and every vote, also while it is out of sight. The caller saves
    the message.
    """
    Poll.objects.filter(message=message).delete()
    message.has_poll = False


def forget_ballots(*, at: datetime) -> None:
    """Of secret polls whose time is over only the figures stay, as of those that were closed by hand. What is shown
    does not change by it.
    """
    over = BallotKey.objects.filter(poll__closes_at__lte=at).select_related("poll").order_by("poll")
    while True:
        with write():
            found = list(over[:FORGOTTEN_AT_ONCE])
            for held in found:
                _forget_ballots(held.poll)
        if len(found) < FORGOTTEN_AT_ONCE:
            return


def _poll_in(room: Room, seq: int) -> tuple[Message, Poll]:
    """The message of the room that is held, with its poll; what was taken back or put out of sight
    has none."""
    message = Message.objects.select_related("thread").filter(room=room, seq=seq).first()
    if message is None or not message.has_poll:
        raise NotFound
    poll = Poll.objects.filter(message=message).first()
    if poll is None:
        raise NotFound
    return message, poll


def _whose(poll: Poll, by: Person) -> _Whose | None:
    """How somebody's vote in this poll is kept; None: nobody can tell any more."""
    if not poll.is_secret:
        return {"person": by}
    key = BallotKey.objects.filter(poll=poll).values_list("key", flat=True).first()
    return None if key is None else {"ballot": rules.ballot_of(key, by.id)}


def _put(poll: Poll, choices: list[Choice], whose: _Whose, chosen: frozenset[int]) -> bool:
    """Whether it was not so before. The room's row is held, so nobody counts the same meanwhile."""
    theirs = Vote.objects.filter(choice__in=choices, **whose)
    before = frozenset(theirs.values_list("choice__place", flat=True))
    if before == chosen:
        return False
    for choice in choices:
        if choice.place in chosen - before:
            Vote.objects.create(choice=choice, **whose)
            choice.votes += 1
        elif choice.place in before - chosen:
            Vote.objects.filter(choice=choice, **whose).delete()
            choice.votes -= 1
        else:
            continue
        choice.save(update_fields=["votes"])
    if bool(before) != bool(chosen):
        poll.voters += 1 if chosen else -1
        poll.save(update_fields=["voters"])
    return True


def _forget_ballots(poll: Poll) -> None:
    if poll.is_secret:
        Vote.objects.filter(choice__poll=poll).delete()
        BallotKey.objects.filter(poll=poll).delete()
