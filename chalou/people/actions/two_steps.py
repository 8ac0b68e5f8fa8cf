"""Passkeys, and two steps at signing in for those who choose them.

A passkey is a way in beside the password. It never becomes a second step by itself: two steps are another choice, made
with open eyes, and undone in the same way.
"""

import secrets
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import (
    CodeAppAdded,
    CodeAppRemoved,
    CodeUsed,
    PasskeyAdded,
    PasskeyRemoved,
    PasskeyRenamed,
    PasskeyUsed,
    RecoveryCodesMade,
    TwoStepsChosen,
    TwoStepsEnded,
)
from chalou.foundation.database import write
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.tokens import token_digest
from chalou.people.models import CodeApp, Passkey, Person, RecoveryCode
from chalou.people.names import accept_passkey_name
from chalou.people.passkeys import NewKey, Proof
from chalou.people.rules.codes import (
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    RECOVERY_SIGNS,
    is_recovery_code,
    step_of,
    tidy_code,
)
from chalou.people.rules.passkeys import PASSKEYS
from chalou.screening.admit import admit_deed
from chalou.screening.rules import Deed

_TOO_MANY = _("Twenty passkeys are enough. Remove one that you no longer use.")
_KNOWN = _("This passkey is in your list already.")
_LAST_STEP = _(
    "This is your second step at signing in. First set up another, or choose to sign in with the password alone again."
)
_NOTHING_TO_STEP_ON = _("First add a passkey or set up an app: one of them will be the second step.")
_NO_PASSWORD = _("You sign in without a password, so there is no first step to add a second one to.")
_AWAY = _("You were asked to leave this house: %(reason)s")
WRONG_CODE = _("This code does not fit. Codes of the app change every half minute; printed ones are good once.")


def add_passkey(*, by: Person, key: NewKey, name: str, at: datetime) -> Passkey:
    """Sign in with this key too, from now on."""
    name = accept_passkey_name(name)
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        _held(by)
        if Passkey.objects.filter(person=by).count() >= PASSKEYS:
            raise Refused("too_many_passkeys", _TOO_MANY)
        if Passkey.objects.filter(credential=key.credential).exists():
            raise Refused("passkey_known", _KNOWN)
        passkey = Passkey.objects.create(
            person=by,
            credential=key.credential,
            public_key=key.public_key,
            sign_count=key.sign_count,
            name=name,
            added_at=at,
        )
        record(PasskeyAdded(person=by.id, passkey=passkey.pk, at=at))
    return passkey


def rename_passkey(*, by: Person, passkey: int, name: str, at: datetime) -> None:
    """Call it otherwise."""
    name = accept_passkey_name(name)
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        if not Passkey.objects.filter(pk=passkey, person=by).update(name=name):
            raise NotFound
        record(PasskeyRenamed(person=by.id, passkey=passkey, at=at))


def remove_passkey(*, by: Person, passkey: int, at: datetime) -> None:
    """Let nobody in by this key any more. The last second step of somebody who chose two stays."""
    with write():
        person = _held(by)
        mine = Passkey.objects.filter(person=by)
        if not mine.filter(pk=passkey).exists():
            raise NotFound
        if person.two_steps and mine.count() == 1 and not CodeApp.objects.filter(person=by).exists():
            raise Refused("last_step", _LAST_STEP)
        mine.filter(pk=passkey).delete()
        record(PasskeyRemoved(person=by.id, passkey=passkey, at=at))


def use_passkey(*, proof: Proof, at: datetime) -> Person:
    """A passkey proved that its person is there; answers who. Of two answers with the same count one is refused."""
    key = proof.passkey
    with write():
        kept = Passkey.objects.select_for_update(no_key=True).select_related("person").filter(pk=key.pk)
        found = kept.first()
        if found is None or (proof.sign_count and proof.sign_count <= found.sign_count):
            raise NotFound
        if not found.person.is_active:
            # Only whoever holds the key gets here, so nobody else learns of it.
            raise Refused("away", _AWAY % {"reason": found.person.why_away})
        found.sign_count, found.used_at = proof.sign_count, at
        found.save(update_fields=["sign_count", "used_at"])
        record(PasskeyUsed(person=found.person.id, passkey=found.pk, at=at))
    return found.person


def set_up_code_app(*, by: Person, secret: str, code: str, at: datetime) -> None:
    """Take this app as second step: its code shows that it has the secret. An app of before is forgotten."""
    step = step_of(tidy_code(code), secret=secret, at_s=at.timestamp(), after=0)
    if step is None:
        raise Refused("wrong_code", WRONG_CODE, field="code")
    if not by.has_usable_password():
        raise Refused("no_password", _NO_PASSWORD)
    with write():
        _held(by)
        CodeApp.objects.update_or_create(person=by, defaults={"secret": secret, "last_step": step, "added_at": at})
        record(CodeAppAdded(person=by.id, at=at))


def remove_code_app(*, by: Person, at: datetime) -> None:
    """Forget the app. The last second step of somebody who chose two stays."""
    with write():
        person = _held(by)
        if person.two_steps and not Passkey.objects.filter(person=by).exists():
            raise Refused("last_step", _LAST_STEP)
        gone, _kinds = CodeApp.objects.filter(person=by).delete()
        if not gone:
            raise NotFound
        record(CodeAppRemoved(person=by.id, at=at))


def choose_two_steps(*, by: Person, at: datetime) -> tuple[str, ...]:
    """Let the password alone let nobody in. Answers the recovery codes, which are kept nowhere."""
    if not by.has_usable_password():
        raise Refused("no_password", _NO_PASSWORD)
    with write():
        _held(by)
        if not (Passkey.objects.filter(person=by).exists() or CodeApp.objects.filter(person=by).exists()):
            raise Refused("no_second_step", _NOTHING_TO_STEP_ON)
        by.two_steps = True
        by.save(update_fields=["two_steps"])
        codes = _new_codes(by)
        record(TwoStepsChosen(person=by.id, at=at))
    return codes


def end_two_steps(*, by: Person, at: datetime) -> None:
    """Let the password alone let one in again. The app and the recovery codes have no more use and are forgotten;
    passkeys stay.
    """
    with write():
        _held(by)
        by.two_steps = False
        by.save(update_fields=["two_steps"])
        CodeApp.objects.filter(person=by).delete()
        RecoveryCode.objects.filter(person=by).delete()
        record(TwoStepsEnded(person=by.id, at=at))


def make_recovery_codes(*, by: Person, at: datetime) -> tuple[str, ...]:
    """Ten new ones, kept nowhere; those of before are void."""
    admit_deed(deed=Deed.CHOOSE, by=by.id)
    with write():
        if not _held(by).two_steps:
            raise NotFound
        codes = _new_codes(by)
        record(RecoveryCodesMade(person=by.id, at=at))
    return codes


def use_code(*, person: Person, code: str, at: datetime) -> None:
    """Take a code as second step: of the app, each step of time once, or one of those that were printed, each once."""
    typed = tidy_code(code)
    with write():
        _held(person)
        if is_recovery_code(typed):
            used, _kinds = RecoveryCode.objects.filter(person=person, digest=_digest(person, typed)).delete()
            is_good = bool(used)
        else:
            is_good = _is_of_app(person, typed, at=at)
        if not is_good:
            raise Refused("wrong_code", WRONG_CODE, field="code")
        record(CodeUsed(person=person.id, is_recovery=is_recovery_code(typed), at=at))


def _is_of_app(person: Person, code: str, *, at: datetime) -> bool:
    app = CodeApp.objects.filter(person=person).first()
    step = step_of(code, secret=app.secret, at_s=at.timestamp(), after=app.last_step) if app else None
    if app is None or step is None:
        return False
    app.last_step = step
    app.save(update_fields=["last_step"])
    return True


def _new_codes(by: Person) -> tuple[str, ...]:
    codes = tuple(
        "".join(secrets.choice(RECOVERY_SIGNS) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)
    )
    RecoveryCode.objects.filter(person=by).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=by, digest=_digest(by, code)) for code in codes)
    return codes


def _digest(person: Person, code: str) -> str:
    # With whose it is, so that who has read the table tries each guess for one person only.
    return token_digest(f"{person.pk}:{code}")


def _held(by: Person) -> Person:
    """The person as they are now. Their row is held: of two verbs at once the second sees what the first has left."""
    return Person.objects.select_for_update(no_key=True).get(pk=by.pk)
