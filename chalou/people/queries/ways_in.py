"""How somebody comes in: passkeys, codes, links, letters, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime

from chalou.foundation.tokens import token_digest
from chalou.people.models import (
    CodeApp,
    MailAddress,
    MailConfirmation,
    Passkey,
    Person,
    RecoveryCode,
    Session,
    SignInLink,
)


@dataclass(frozen=True, slots=True)
class LinkShown:
    """What a link shows before its button is pressed."""

    name: str
    cup: str
    has_password: bool
    asks_more: bool
    """It came by mail, and its person chose two steps."""


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """One of the viewer's passkeys."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How the viewer comes in; for their own pages."""

    has_password: bool
    two_steps: bool
    passkeys: tuple[PasskeyLine, ...]
    app_added_at: datetime | None
    codes_left: int
    sign_ins: int
    mail: str
    mail_waiting: str
    """An address that they gave and have not confirmed yet."""

    @property
    def has_second_step(self) -> bool:
        return bool(self.passkeys) or self.app_added_at is not None


@dataclass(frozen=True, slots=True)
class SecondSteps:
    """What somebody who has taken the first of two steps may take as second."""

    passkeys: bool
    app: bool
    codes: bool


def link_shown(token: str, *, at: datetime) -> LinkShown | None:
    """Whom this link signs in, if it is good. Looking uses nothing up: robots look at links before people do."""
    link = (
        SignInLink.objects.select_related("person")
        .filter(digest=token_digest(token), expires_at__gt=at, uses_left__gt=0, person__is_active=True)
        .first()
    )
    if link is None:
        return None
    person = link.person
    return LinkShown(person.name, person.cup, person.has_usable_password(), link.by_mail and person.two_steps)


def who_may_come_in(person: int) -> Person | None:
    """Somebody by number, all of them, unless they were sent away. For the door, where nobody is a viewer yet."""
    return Person.objects.filter(pk=person, is_active=True).first()


def passkey_by_credential(credential: str) -> Passkey | None:
    """The passkey of this number; for the door, as above."""
    return Passkey.objects.filter(credential=credential).first()


def credentials_of(person: Person) -> list[str]:
    """The numbers of somebody's passkeys, by which a device finds them."""
    return list(Passkey.objects.filter(person=person).order_by("id").values_list("credential", flat=True))


def second_steps_of(person: Person) -> SecondSteps:
    """What they may take as second step; for the door, as above."""
    return SecondSteps(
        passkeys=Passkey.objects.filter(person=person).exists(),
        app=CodeApp.objects.filter(person=person).exists(),
        codes=RecoveryCode.objects.filter(person=person).exists(),
    )


def ways_in_of(viewer: Person, *, at: datetime) -> WaysIn:
    """How the viewer comes in."""
    keys = Passkey.objects.filter(person=viewer).order_by("id")
    mail = MailAddress.objects.filter(person=viewer).values_list("address", flat=True).first()
    waiting = MailConfirmation.objects.filter(person=viewer, expires_at__gt=at).values_list("address", flat=True)
    return WaysIn(
        has_password=viewer.has_usable_password(),
        two_steps=Person.objects.values_list("two_steps", flat=True).get(pk=viewer.pk),
        passkeys=tuple(PasskeyLine(*values) for values in keys.values_list("id", "name", "added_at", "used_at")),
        app_added_at=CodeApp.objects.filter(person=viewer).values_list("added_at", flat=True).first(),
        codes_left=RecoveryCode.objects.filter(person=viewer).count(),
        sign_ins=Session.objects.filter(person=viewer, expire_date__gt=at).count(),
        mail=mail or "",
        mail_waiting=waiting.first() or "",
    )


def mail_of(person: Person) -> str | None:
    """The confirmed address to which words about their own account go."""
    return MailAddress.objects.filter(person=person).values_list("address", flat=True).first()


def confirmation_shown(token: str, *, at: datetime) -> tuple[str, str] | None:
    """(whose, which address): what a link that confirms one shows before its button is pressed."""
    rows = MailConfirmation.objects.filter(digest=token_digest(token), expires_at__gt=at, person__is_active=True)
    return rows.values_list("person__name", "address").first()
