"""Whom somebody who types an @ may mean."""

from collections.abc import Collection

from django.db.models import Q

from chalou.chat.models import Membership, Message
from chalou.chat.queries.hearing import NOBODY
from chalou.chat.queries.values import SeatedPerson
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.text.lines import line_key

MOST_OFFERED = 8
MOST_LOOKED_AT = 50
LATELY = 200  # messages


def people_called(room_id: RoomId, typed: str, unheard: Collection[PersonId] = NOBODY) -> tuple[SeatedPerson, ...]:
    """Those who sit in a room and could be meant by what was typed: the beginning or another part of the name, its
    pinyin or its initials; whoever spoke lately comes first.
    """
    key = line_key(typed)
    rows = Membership.objects.filter(room=room_id, person__is_active=True).exclude(person__in=unheard)
    lately = list(Message.objects.filter(room=room_id).order_by("-seq").values_list("author", flat=True)[:LATELY])
    if key:
        rows = rows.filter(Q(person__name_key__contains=key) | Q(person__sounds__contains=key.replace(" ", "")))
    else:
        rows = rows.filter(person__in=set(lately))
    columns = (
        "person_id",
        "person__name",
        "person__cup",
        "is_host",
        "person__role",
        "person__seat",
        "person__name_key",
    )
    found = rows.order_by("id").values_list(*columns)[:MOST_LOOKED_AT]
    last = {author: place for place, author in reversed(list(enumerate(lately)))}
    ranked = sorted(found, key=lambda row: (not row[6].startswith(key), last.get(row[0], LATELY)))
    return tuple(SeatedPerson(*row[:6]) for row in ranked[:MOST_OFFERED])
