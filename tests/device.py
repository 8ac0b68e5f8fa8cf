"""A device that keeps passkeys, in Python: it answers as a telephone does, and wrongly where a test wants it so."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

Asked = dict[str, Any]
PRESENT, VERIFIED, NEW = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV, AuthenticatorData.FLAG.AT


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


class Device:
    """Keeps one passkey."""

    def __init__(self, origin: str = "https://tea.example.org") -> None:
        self.origin = origin
        self.number = secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.handle = b""
        self.count = 0

    def makes(self, asked: Asked) -> str:
        """The answer to being asked for a new passkey."""
        options = asked["publicKey"]
        self.handle = urlsafe_b64decode(options["user"]["id"] + "==")
        said = self._said("webauthn.create", options["challenge"])
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.number, public)
        data = AuthenticatorData.create(sha256(options["rp"]["id"].encode()), PRESENT | VERIFIED | NEW, 0, credential)
        made = AttestationObject.create("none", data, {})
        return self._answer(clientDataJSON=bytes(said), attestationObject=bytes(made))

    def proves(self, asked: Asked, *, flags: AuthenticatorData.FLAG = PRESENT | VERIFIED, rp: str | None = None) -> str:
        """The answer to being asked to prove that its person is there."""
        options = asked["publicKey"]
        said = self._said("webauthn.get", options["challenge"])
        data = AuthenticatorData.create(sha256((rp or options["rpId"]).encode()), flags, self.count)
        signature = self.key.sign(bytes(data) + said.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=bytes(said), authenticatorData=bytes(data), signature=signature, userHandle=self.handle
        )

    def _said(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(type=kind, challenge=challenge, origin=self.origin)

    def _answer(self, **parts: bytes) -> str:
        response = {name: _text(raw) for name, raw in parts.items()}
        number = _text(self.number)
        return json.dumps(
            {"id": number, "rawId": number, "type": "public-key", "clientExtensionResults": {}, "response": response}
        )
