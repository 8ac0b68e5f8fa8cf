"""An address for letters, for those who want one: given, confirmed by a link, changed, taken away; and the letter for a
lost password.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import (
    MailAddressConfirmed,
    MailAddressGiven,
    MailAddressRemoved,
    SignInLinkMade,
)
from chalou.foundation.database import write
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.tokens import new_token, token_digest
from chalou.people.models import MailAddress, MailConfirmation, Person, SignInLink
from chalou.people.names import accept_mail_address, mail_key
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed

CONFIRM_WITHIN = timedelta(days=1)
LINK_WITHIN = timedelta(hours=1)
PEOPLE_OF_ONE_ADDRESS = 5
"""So many people who share an address are written to when one of them lost a password."""

_OVER = _("This link is over: its day has passed, or a newer one was made. Ask for another under “Me”.")


def give_mail_address(*, by: Person, address: str, at: datetime) -> str:
    """Give an address for letters; answers the token of the link that confirms it, which is kept nowhere. Until then
    the one of before holds, and nothing is sent to the new one but that link.
    """
    address = accept_mail_address(address)
    admit_deed(deed=Deed.WRITE_TO, by=by.id)
    token = new_token()
    with write():
        MailConfirmation.objects.update_or_create(
            person=by,
            defaults={"address": address, "digest": token_digest(token), "expires_at": at + CONFIRM_WITHIN},
        )
        record(MailAddressGiven(person=by.id, at=at))
    return token


def confirm_mail_address(*, token: str, at: datetime) -> tuple[Person, str | None]:
    """Whoever reads the letters of an address holds its link: it is their person's from now on. Answers whose, and
    which one it replaced.
    """
    with write():
        waiting = MailConfirmation.objects.select_related("person").filter(
            digest=token_digest(token), expires_at__gt=at, person__is_active=True
        )
        given = waiting.first()
        # Of two who press at once one finds it gone.
        if given is None or not MailConfirmation.objects.filter(digest=given.digest).delete()[0]:
            raise Refused("link_over", _OVER)
        before = MailAddress.objects.filter(person=given.person).values_list("address", flat=True).first()
        MailAddress.objects.update_or_create(
            person=given.person,
            defaults={"address": given.address, "address_key": mail_key(given.address), "confirmed_at": at},
        )
        _void_links(given.person)
        record(MailAddressConfirmed(person=given.person.id, at=at))
    return given.person, before


def remove_mail_address(*, by: Person, at: datetime) -> str | None:
    """Forget the address, the one that is not confirmed yet too. Answers the one that held."""
    with write():
        held = MailAddress.objects.filter(person=by).values_list("address", flat=True).first()
        gone = (
            MailAddress.objects.filter(person=by).delete()[0] + MailConfirmation.objects.filter(person=by).delete()[0]
        )
        if not gone:
            raise NotFound
        _void_links(by)
        record(MailAddressRemoved(person=by.id, at=at))
    return held


def make_links_by_mail(*, address: str, at: datetime) -> Iterator[tuple[Person, str, str]]:
    """A link for each person whose confirmed address this is, good once and for an hour, as (person, address, token).
    Earlier ones that came by mail are void; one that the keeper made is not, for anybody may ask for these.
    """
    theirs = MailAddress.objects.select_related("person").filter(address_key=mail_key(address), person__is_active=True)
    for held in theirs.order_by("-confirmed_at", "person")[:PEOPLE_OF_ONE_ADDRESS]:
        if not held.person.has_usable_password():
            continue
        token = new_token()
        with write():
            _void_links(held.person)
            SignInLink.objects.create(
                digest=token_digest(token),
                person=held.person,
                made_at=at,
                expires_at=at + LINK_WITHIN,
                by_mail=True,
            )
            record(SignInLinkMade(person=held.person.id, by=None, at=at))
        yield held.person, held.address, token


def _void_links(person: Person) -> None:
    SignInLink.objects.filter(person=person, by_mail=True).delete()
