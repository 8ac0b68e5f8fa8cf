"""What browsers and devices say about passkeys, taken apart and proved (WebAuthn, by Yubico's `fido2`).

A ceremony has two halves: what the house asks (`asked_to_add`, `asked_to_prove`), with a challenge that is good once,
and what the device answers. The state between them is the caller's to keep. Nothing is written here.
"""

import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from fido2 import cbor
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chalou.foundation.refusals import Refused
from chalou.people.models import Passkey, Person
from chalou.people.rules.passkeys import NoPasskeys, is_copied, why_no_passkeys

LONGEST_ANSWER = 20_000

# Values of JSON on their way between a browser, a session and fido2, whose types are its own.
Json = dict[str, Any]

NOT_PROVED = _("This passkey does not fit, or it took too long. Try it again.")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that a device has made."""

    credential: str
    public_key: str
    sign_count: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A key was used, for this challenge and here."""

    passkey: Passkey
    sign_count: int


def why_none() -> NoPasskeys | None:
    """Why passkeys are not possible at the address of this house."""
    return why_no_passkeys(settings.CHALOU.address)


def asked_to_add(person: Person, *, known: Sequence[str], house: str) -> tuple[Json, Json]:
    """(what the browser is asked, the state): a new key of this person, that finds them by itself."""
    user = PublicKeyCredentialUserEntity(id=_handle(person), name=person.sign_in_name, display_name=person.name)
    options, state = _server(house).register_begin(
        user,
        credentials=[
            PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=_bytes(one)) for one in known
        ],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), dict(state)


def added(answer: str, *, state: Json) -> NewKey:
    """The key that the device has made, or `Refused`."""
    try:
        made = _server().register_complete(state, _read(answer))
    except _WRONG as error:
        raise _not_proved() from error
    credential = made.credential_data
    if credential is None:
        raise _not_proved()
    public_key = cbor.encode(dict(credential.public_key))
    return NewKey(_text(credential.credential_id), _text(public_key), made.counter)


def asked_to_prove(*, known: Sequence[str] | None) -> tuple[Json, Json]:
    """(what the browser is asked, the state): one of these keys, or any that it has of this house. The device makes
    sure that it is in its person's hands.
    """
    descriptors = [
        PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=_bytes(one)) for one in known or ()
    ]
    options, state = _server().authenticate_begin(
        descriptors or None, user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(options), dict(state)


def credential_in(answer: str) -> str:
    """The number of the key that an answer speaks of; nothing is proved by it."""
    number = _read(answer).get("id")
    if not isinstance(number, str) or len(number) > LONGEST_ANSWER:
        raise _not_proved()
    return number.rstrip("=")


def proved(answer: str, *, passkey: Passkey | None, state: Json | None) -> Proof:
    """That this key has answered this challenge, or `Refused`."""
    if passkey is None or state is None:
        raise _not_proved()
    read = _read(answer)
    try:
        number, key = _bytes(passkey.credential), _bytes(passkey.public_key)
        # As a device would write it down, without whose make it is.
        credential = AttestedCredentialData(Aaguid.NONE + struct.pack(">H", len(number)) + number + key)
        _server().authenticate_complete(state, [credential], read)
        said = AuthenticationResponse.from_dict(read).response
    except _WRONG as error:
        raise _not_proved() from error
    if said.user_handle is not None and said.user_handle != str(passkey.person_id).encode():
        raise _not_proved()
    count = said.authenticator_data.counter
    if is_copied(before=passkey.sign_count, now=count):
        raise _not_proved()
    return Proof(passkey, count)


# What fido2 raises for what does not fit, and what Python raises on the way through what is no answer at all.
_WRONG = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def _not_proved() -> Refused:
    return Refused("passkey", NOT_PROVED)


def _read(answer: str) -> Json:
    if len(answer) > LONGEST_ANSWER:
        raise _not_proved()
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise _not_proved() from error
    if not isinstance(read, dict):
        raise _not_proved()
    return read


def _server(house: str = "Chalou") -> Fido2Server:
    """For this house alone: the name of its address, and pages that stand at that address and at no other."""
    name = urlsplit(settings.CHALOU.address).hostname or ""
    here = settings.CHALOU.address
    return Fido2Server(PublicKeyCredentialRpEntity(id=name, name=house), verify_origin=lambda origin: origin == here)


def _handle(person: Person) -> bytes:
    return str(person.pk).encode()


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
