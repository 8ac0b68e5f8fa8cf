"""Polls in messages, what a reader voted for themself, and who voted for what where that is open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from chalou.chat.models import BallotKey, Choice, Vote
from chalou.chat.queries.values import MessageShown, MyVotes
from chalou.chat.rules import ChoiceShown, PollShown, ballot_of
from chalou.foundation.ids import MessageId, PersonId

MOST_VOTERS_NAMED = 200


@dataclass(frozen=True, slots=True)
class VoteBy:
    """Who voted for the choice at a place, in an open poll."""

    place: int
    person: PersonId
    name: str
    cup: str


def with_polls(messages: list[MessageShown], flagged: Collection[MessageId]) -> list[MessageShown]:
    """The messages with the polls in those that are `flagged`; one reading, and none where no message has any."""
    if not flagged:
        return messages
    rows = Choice.objects.filter(poll__in=flagged).order_by("poll", "place")
    columns = ("is_several", "is_secret", "closes_at", "closed_at", "voters")
    polls: dict[int, PollShown] = {}
    for message, words, votes, *of_poll in rows.values_list(
        "poll", "words", "votes", *(f"poll__{name}" for name in columns)
    ):
        before = polls.get(message)
        choices = (*(before.choices if before else ()), ChoiceShown(words, votes))
        polls[message] = PollShown._make((*of_poll, choices))
    return [one._replace(poll=polls[one.id]) if one.id in polls else one for one in messages]


def votes_among(person: PersonId | None, messages: Iterable[MessageShown]) -> MyVotes:
    """What this person voted for in these messages. Nothing is asked where none has, once where all are open."""
    polls = {one.id: one for one in messages if one.poll is not None and one.poll.voters}
    if person is None or not polls:
        return {}
    found: dict[int, tuple[int, ...]] = {}

    def note(message: int, place: int) -> None:
        seq = polls[MessageId(message)].seq
        found[seq] = (*found.get(seq, ()), place)

    by_name = [number for number, one in polls.items() if one.poll is not None and not one.poll.is_secret]
    if by_name:
        for message, place in _votes(by_name).filter(person=person).values_list("choice__poll", "choice__place"):
            note(message, place)
    if len(by_name) < len(polls):
        keys = BallotKey.objects.filter(poll__in=list(polls)).values_list("poll", "key")
        ballots = {ballot_of(key, person): poll for poll, key in keys}
        of_mine = _votes(ballots.values()).filter(ballot__in=list(ballots))
        for message, place in of_mine.values_list("choice__poll", "choice__place") if ballots else ():
            note(message, place)
    return found


def _votes(polls: Iterable[int]) -> QuerySet[Vote]:
    return Vote.objects.filter(choice__poll__in=list(polls)).order_by("choice__poll", "choice__place")


def voters_of(message: MessageShown, unheard: Collection[PersonId]) -> tuple[VoteBy, ...]:
    """Who voted for what, in a message of a room the viewer was found to see: choice by choice, as they came, up to
    `MOST_VOTERS_NAMED`. Whom the viewer does not hear is left out. In a secret poll nobody is named.
    """
    if message.poll is None or message.poll.is_secret:
        return ()
    rows = Vote.objects.filter(choice__poll=message.id, person__isnull=False).exclude(person__in=unheard)
    named = rows.order_by("choice__place", "id").values_list("choice__place", "person", "person__name", "person__cup")[
        :MOST_VOTERS_NAMED
    ]
    return tuple(VoteBy(place, PersonId(person or 0), name, cup) for place, person, name, cup in named)
