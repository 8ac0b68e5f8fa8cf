"""Reading rooms by invitation from outside: that they are there, who is invited to them, and what a link leads to."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count

from chalou.chat import rules
from chalou.chat.models import Access, Membership, Removal, Room, RoomInvitation
from chalou.chat.queries.values import ClosedRoom, InvitationLine, InvitationShown, RoomSeen
from chalou.foundation.ids import RoomId
from chalou.foundation.refusals import NotFound
from chalou.foundation.tokens import token_digest
from chalou.people.models import Person


def closed_rooms(viewer: Person) -> tuple[ClosedRoom, ...]:
    """The rooms by invitation, for those who keep order in the house: that they exist, and nothing of their talk."""
    if not viewer.keeps_order:
        raise NotFound
    hosts: defaultdict[int, list[str]] = defaultdict(list)
    seats = Membership.objects.filter(room__access=Access.INVITATION)
    named = seats.filter(is_host=True).order_by("joined_at", "id")
    for room, name in named.values_list("room_id", "person__name"):
        hosts[room].append(name)
    counts = dict(seats.values_list("room_id").annotate(Count("id")).order_by())
    theirs = set(seats.filter(person=viewer).values_list("room_id", flat=True))
    return tuple(
        ClosedRoom(RoomId(room), name, purpose, opened_at, tuple(hosts[room]), counts.get(room, 0), room in theirs)
        for room, name, purpose, opened_at in Room.objects.filter(access=Access.INVITATION)
        .order_by("opened_at", "id")
        .values_list("id", "name", "purpose", "opened_at")
    )


def standing_invitations(room: RoomSeen, *, at: datetime) -> tuple[InvitationLine, ...]:
    """The invitations to a room that stand, the newest first, for its hosts: those of all of them."""
    if not room.is_host:
        raise NotFound
    rows = RoomInvitation.objects.filter(room=room.id, expires_at__gt=at, uses_left__gt=0, withdrawn_at__isnull=True)
    columns = ("id", "made_by__name", "made_at", "expires_at", "uses_left")
    return tuple(InvitationLine(*values) for values in rows.order_by("-id").values_list(*columns))


def invitation_shown(viewer: Person | None, token: str, *, at: datetime) -> InvitationShown | None:
    """What a link leads to; None where there is no such invitation. Looking uses nothing up."""
    found = RoomInvitation.objects.filter(digest=token_digest(token)).select_related("room", "made_by").first()
    if found is None:
        return None
    return InvitationShown(
        room=found.room.id,
        name=found.room.name,
        purpose=found.room.purpose,
        made_by=found.made_by.name,
        is_member=viewer is not None and Membership.objects.filter(room=found.room, person=viewer).exists(),
        is_removed=viewer is not None and Removal.objects.filter(room=found.room, person=viewer).exists(),
        why_over=rules.why_over(
            is_known=True,
            is_withdrawn=found.withdrawn_at is not None,
            uses_left=found.uses_left,
            is_past=found.expires_at <= at,
        ),
    )
