"""Who did what at a message, and what of it a reader did themself. Counts stand in the message's row."""

from collections.abc import Collection, Iterable

from django.db import connection

from chalou.chat.models import Reaction
from chalou.chat.queries.hearing import NOBODY
from chalou.chat.queries.values import MessageShown, Mine, ReactionBy
from chalou.chat.rules import REACTIONS
from chalou.foundation.database import marks
from chalou.foundation.ids import MessageId, PersonId

MOST_NAMED = 200


def mine_among(person: PersonId | None, messages: Iterable[MessageShown]) -> Mine:
    """What this person did at these messages. One query, and none where nobody did anything."""
    seqs = {one.id: one.seq for one in messages if one.reactions}
    if person is None or not seqs:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT message_id, kind FROM chat_reaction WHERE message_id IN ({marks(seqs)}) AND person_id = %s"
            " ORDER BY id",
            [*seqs, person],
        )
        rows = cursor.fetchall()
    for message, kind in rows:
        seq = seqs[MessageId(message)]
        found[seq] = (*found.get(seq, ()), kind)
    return found


def reactions_to(message: MessageShown, unheard: Collection[PersonId] = NOBODY) -> tuple[ReactionBy, ...]:
    """Who did what at a message of a room the viewer was found to see: by kind in the order of the house, then as they
    came; up to `MOST_NAMED`. Whom the viewer does not hear is counted and not named.
    """
    if not message.reactions:
        return ()
    rows = Reaction.objects.filter(message=message.id).exclude(person__in=unheard).order_by("id")
    named = rows.values_list("kind", "person", "person__name", "person__cup")[:MOST_NAMED]
    order = {kind: place for place, kind in enumerate(REACTIONS)}
    found = (ReactionBy(kind, PersonId(person), name, cup) for kind, person, name, cup in named)
    return tuple(sorted(found, key=lambda one: order.get(one.kind, len(order))))
