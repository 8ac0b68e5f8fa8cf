"""Leaving the house for good: what is left of somebody is a number, so that what others did with them still holds."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import InvitationWithdrawn, PersonLeft, SessionsEnded
from chalou.foundation import media
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.rules.customs import Seat
from chalou.people.actions.profile import empty_profile
from chalou.people.actions.thanks import forget_thanks
from chalou.people.models import (
    Asking,
    Block,
    CodeApp,
    Door,
    Invitation,
    MailAddress,
    MailConfirmation,
    NameHeld,
    Passkey,
    Person,
    Reading,
    RecoveryCode,
    Role,
    Session,
    SignInLink,
    Tea,
    Welcome,
    Word,
)

_KEEPER_STAYS = _(
    "The keeper cannot leave: a house without one could not be looked after. Hand it over first, in the keeper’s room "
    "under “People and roles”."
)


def leave(*, by: Person, at: datetime) -> None:
    """Erase one's account. Name, sign-in name, password and all that one chose are gone, every sign-in ends, links and
    invitations are void, and one hears everybody again. Whom others do not hear stays their own choice. The keeper
    stays.
    """
    with write():
        person = Person.objects.select_for_update(no_key=True).filter(pk=by.pk, left_at=None).first()
        if person is None:
            raise NotFound
        if person.is_keeper:
            raise Refused("keeper_stays", _KEEPER_STAYS)
        for invitation in Invitation.objects.filter(made_by=person).order_by("pk").values_list("pk", flat=True):
            record(InvitationWithdrawn(by=person.id, invitation=invitation, at=at))
        Invitation.objects.filter(made_by=person).delete()
        Session.objects.filter(person=person).delete()
        SignInLink.objects.filter(person=person).delete()
        Asking.objects.filter(person=person).delete()
        Block.objects.filter(person=person).delete()
        Word.objects.filter(person=person).delete()
        Word.objects.filter(other=person).update(other=None)
        # What they thanked for is theirs; and thanks to nobody are none.
        forget_thanks(person)
        for ways_in in (Asking, Passkey, CodeApp, RecoveryCode, MailAddress, MailConfirmation):
            ways_in._default_manager.filter(person=person).delete()
        # Another may be called so at once: what is kept of a name to hold it would be kept of somebody who is gone.
        NameHeld.objects.filter(person=person).delete()
        transaction.on_commit(partial(media.remove, empty_profile(person)))
        Person.objects.filter(pk=person.pk).update(**emptied(person.id), left_at=at)
        record(PersonLeft(person=person.id, at=at))
        record(SessionsEnded(person=person.id, at=at))


def emptied(person: PersonId) -> dict[str, object]:
    """The columns of somebody who left. Whoever adds one that says something of a person empties it here; a contract
    test compares (tests/contracts/test_persons.py).
    """
    return {
        # Nobody can type it, so nobody can take it or sign in with it.
        "sign_in_name": f"!{person}",
        "password": "",
        "last_login": None,
        "name": "",
        "name_key": "",
        "sounds": "",
        "cup": Tea.EMPTY,
        "role": Role.MEMBER,
        "language": "",
        "time_zone": "",
        "inviter": None,
        "is_active": False,
        "why_away": "",
        "unread_notices": 0,
        "door": Door.CLOSED,
        "blocks_somebody": False,
        "shows_here": True,
        "shows_reading": Reading.NOWHERE,
        "read_as": "",
        "is_asked_about_tea": True,
        "is_listed": False,
        "two_steps": False,
        "theme": "",
        "text_size": "",
        "motion": "",
        "seat": Seat.NEWCOMER.value,
        "days_here": 0,
        "last_day": None,
        "listened_in": 0,
        "is_vouched": False,
        "set_back_at": None,
        "receives": False,
        "received_last_at": None,
        "received_by": None,
        "welcome": Welcome.OVER,
    }
