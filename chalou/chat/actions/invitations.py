"""Invitations to a room: links by which people sit down in it."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from chalou.chat import rules
from chalou.chat.actions.held import is_removed, locked, locked_for, seat
from chalou.chat.models import Access, Membership, Room, RoomInvitation
from chalou.chat.refusals import refuse, refused
from chalou.chat.rules import Refusal
from chalou.events.record import record
from chalou.events.vocabulary.chat import (
    MembershipBegan,
    RoomInvitationMade,
    RoomInvitationTaken,
    RoomInvitationWithdrawn,
)
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId, RoomId
from chalou.foundation.invitations import accept_terms
from chalou.foundation.refusals import NotFound
from chalou.foundation.tokens import new_token, token_digest
from chalou.people.models import Person
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed

KEPT_FOR = timedelta(days=30)  # after an invitation's last day, so that its link can say why it is over


def invite(*, by: Person, room_id: RoomId, days: int, uses: int, at: datetime) -> str:
    """A link by which `uses` people may sit down within `days`; answers its token, which is kept nowhere."""
    accept_terms(days=days, uses=uses)
    admit_deed(deed=Deed.INVITE, by=by.id)
    token = new_token()
    with write():
        room, standing = locked_for(by, room_id)
        refuse(
            rules.why_not_invite(
                is_by_invitation=room.access == Access.INVITATION,
                is_host=standing.is_host,
                standing=_standing(room, at=at).count(),
            )
        )
        made = RoomInvitation.objects.create(
            room=room,
            digest=token_digest(token),
            made_by=by,
            made_at=at,
            expires_at=at + timedelta(days=days),
            uses_left=uses,
        )
        record(RoomInvitationMade(room=room.id, invitation=made.pk, by=by.id, at=at))
    return token


def take_invitation(*, by: Person, token: str, at: datetime) -> RoomId:
    """Sit down by an invitation; answers in which room. Whoever sits there already uses nothing up, and whoever was
    removed stays out, whatever link they hold.
    """
    admit_deed(deed=Deed.SIT, by=by.id)
    this_one = RoomInvitation.objects.filter(digest=token_digest(token))
    room_id = this_one.values_list("room", flat=True).first()
    if room_id is None:
        raise refused(Refusal.INVITATION_UNKNOWN)
    with write():
        room = locked(RoomId(room_id))
        refuse(rules.why_not_join(is_removed=is_removed(room, by)))
        if Membership.objects.filter(room=room, person=by).exists():
            return room.id
        # One UPDATE with its condition: of two who come at once for the last place one finds no row.
        open_one = this_one.filter(expires_at__gt=at, uses_left__gt=0, withdrawn_at__isnull=True)
        if not open_one.update(uses_left=F("uses_left") - 1):
            raise refused(_why_over(this_one.first(), at=at))
        seat(room, [by], at=at)
        invitation = this_one.values_list("id", flat=True).get()
        record(RoomInvitationTaken(room=room.id, invitation=invitation, person=by.id, at=at))
        record(MembershipBegan(room=room.id, person=by.id, at=at))
    return room.id


def _why_over(invitation: RoomInvitation | None, *, at: datetime) -> Refusal:
    over = rules.why_over(
        is_known=invitation is not None,
        is_withdrawn=invitation is not None and invitation.withdrawn_at is not None,
        uses_left=invitation.uses_left if invitation is not None else 0,
        is_past=invitation is not None and invitation.expires_at <= at,
    )
    return over or Refusal.INVITATION_UNKNOWN


def withdraw_invitation(*, by: Person, room_id: RoomId, invitation: int, at: datetime) -> None:
    """End an invitation before its time. Any host of the room may; those who came by it stay."""
    admit_deed(deed=Deed.INVITE, by=by.id)
    with write():
        room, standing = locked_for(by, room_id)
        refuse(rules.why_not_host(is_host=standing.is_host, keeps_order=False))
        if not _standing(room, at=at).filter(pk=invitation).update(withdrawn_at=at):
            raise NotFound
        record(RoomInvitationWithdrawn(room=room.id, invitation=invitation, by=by.id, at=at))


def _standing(room: Room, *, at: datetime) -> QuerySet[RoomInvitation]:
    return RoomInvitation.objects.filter(room=room, expires_at__gt=at, uses_left__gt=0, withdrawn_at__isnull=True)


def void_invitations(room: Room, *, by: PersonId, at: datetime, of: int | None = None) -> None:
    """End the invitations to a room that stand: all, or those `of` a person who lost their place in it."""
    those = _standing(room, at=at)
    if of is not None:
        those = those.filter(made_by=of)
    ended = list(those.order_by("id").values_list("id", flat=True))
    RoomInvitation.objects.filter(id__in=ended).update(withdrawn_at=at)
    for invitation in ended:
        record(RoomInvitationWithdrawn(room=room.id, invitation=invitation, by=by, at=at))


def forget_invitations(*, at: datetime) -> int:
    """Delete invitations that have been over for a month; answers how many."""
    with write():
        deleted, _kinds = RoomInvitation.objects.filter(expires_at__lte=at - KEPT_FOR).delete()
    return deleted
