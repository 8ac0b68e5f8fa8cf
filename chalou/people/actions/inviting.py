"""Inviting people into the house, and what becomes of invitations."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import InvitationMade, InvitationWithdrawn
from chalou.foundation.database import write
from chalou.foundation.invitations import BOUNDS, KEEPERS_BOUNDS, MEMBERS_BOUNDS, Bounds, accept_label, accept_terms
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.tokens import new_token, token_digest
from chalou.house.queries import the_customs
from chalou.house.rules.customs import Right
from chalou.people.models import Invitation, Person
from chalou.people.queries.seats import SEAT_NAMES
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed

_ANOTHER_SEAT = _(
    "Inviting people into this house is open from the seat “{seat}” on. Under “My seat” stands what leads there."
)
_TOO_MANY = _("Five invitations of yours stand already. Withdraw one, or wait until somebody comes by it.")
MEMBERS_AT_ONCE = 5
_INVITATION_OVER = _(
    "This invitation is over: its days have passed, or everybody it was meant for has come. Ask for a new one."
)


def invite(*, by: Person, days: int, uses: int, at: datetime, label: str = "") -> str:
    """A link by which `uses` people may join within `days`; answers its token, which is kept nowhere. The keeper's may
    stand for longer, and let in more: for the counter of a shop. From which seat on members may is a custom.
    """
    _refuse_unless_may(by)
    accept_terms(days=days, uses=uses, bounds=bounds_of(by))
    label = accept_label(label)
    admit_deed(deed=Deed.INVITE, by=by.id)
    token = new_token()
    with write():
        # Asked again, with their row held: their role may be taken from them at this moment, and their invitations too.
        held = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        _refuse_unless_may(held)
        if not held.keeps_order:
            standing = Invitation.objects.filter(made_by=held, expires_at__gt=at, uses_left__gt=0).count()
            if standing >= MEMBERS_AT_ONCE:
                raise Refused("too_many_invitations", _TOO_MANY)
        made = Invitation.objects.create(
            digest=token_digest(token),
            made_by=by,
            made_at=at,
            expires_at=at + timedelta(days=days),
            uses_left=uses,
            label=label,
        )
        record(InvitationMade(by=by.id, invitation=made.pk, at=at))
    return token


def bounds_of(person: Person) -> Bounds:
    """For how long an invitation of theirs may stand, and for how many."""
    return KEEPERS_BOUNDS if person.is_keeper else BOUNDS if person.keeps_order else MEMBERS_BOUNDS


def _refuse_unless_may(person: Person) -> None:
    customs = the_customs()
    if not customs.allows(Right.INVITE, seat=person.sits_as):
        raise Refused("another_seat", format_lazy(_ANOTHER_SEAT, seat=SEAT_NAMES[customs.rights[Right.INVITE]]))


def withdraw_invitation(*, by: Person, invitation: int, at: datetime) -> None:
    """End an invitation. The keeper may end any, others their own; those who came by it stay."""
    theirs = Q() if by.is_keeper else Q(made_by=by)
    with write():
        ended, _kinds = Invitation.objects.filter(theirs, pk=invitation).delete()
        if not ended:
            raise NotFound
        record(InvitationWithdrawn(by=by.id, invitation=invitation, at=at))


def take_invitation(token: str, *, at: datetime) -> Person:
    # One UPDATE with its condition: of two who come at once for the last place one finds no row.
    open_ones = Invitation.objects.filter(digest=token_digest(token), expires_at__gt=at, uses_left__gt=0)
    if not open_ones.update(uses_left=F("uses_left") - 1, came=F("came") + 1):
        raise Refused("invitation_over", _INVITATION_OVER)
    return Invitation.objects.select_related("made_by").get(digest=token_digest(token)).made_by


def end_invitations(person: Person, *, by: Person, at: datetime) -> None:
    theirs = Invitation.objects.filter(made_by=person)
    for invitation in theirs.order_by("pk").values_list("pk", flat=True):
        record(InvitationWithdrawn(by=by.id, invitation=invitation, at=at))
    theirs.delete()
