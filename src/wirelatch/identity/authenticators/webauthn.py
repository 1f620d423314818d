"""Passkeys and security keys. https://www.w3.org/TR/webauthn-3/

The steps of sections 7.1 and 7.2 are those of the library `webauthn`; what it leaves to us is here: a challenge is good
once, for the run it was made in; the credential has to belong to the user who is meant, or, without a user
name, says itself whose it is; frames of other sites are refused; the counter never goes back, in no process.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, or_, select, update

from wirelatch.database import now
from wirelatch.identity.authenticators import devices
from wirelatch.identity.authenticators.models_of_passkeys import model_of
from wirelatch.identity.authenticators.relying_party import NAME, RelyingParty
from wirelatch.identity.authenticators.tables import devices as device_table
from wirelatch.identity.authenticators.tables import spent_challenges, webauthn_devices

KIND = "webauthn"
CHALLENGE_LIFETIME = timedelta(minutes=10)
TIMEOUT_MS = 300_000
LARGEST_RESPONSE = 65_536
VERIFICATION = ("required", "preferred", "discouraged")
ATTACHMENT = ("platform", "cross-platform")
HINTS = ("security-key", "client-device", "hybrid")
TRANSPORTS = ("usb", "nfc", "ble", "smart-card", "hybrid", "internal", "cable")


class RefusedError(Exception):
    """A response that proves nothing; the text is for the log and the ledger."""


class CounterError(RefusedError):
    """The counter went back: there may be a copy of the authenticator."""


class NewCredential(NamedTuple):
    """What registration gave."""

    credential_id: str
    public_key: str
    sign_count: int
    rp_id: str
    aaguid: str
    transports: list[str]
    user_verified: bool
    backup_eligible: bool
    backed_up: bool

    @property
    def default_name(self) -> str:
        """What its owner may recognise it by."""
        return model_of(self.aaguid) or ("Passkey" if self.user_verified else "Security key")


class Assertion(NamedTuple):
    """What an authentication proved, to be made use of with `use`."""

    device_id: int
    user_id: int
    new_sign_count: int
    user_verified: bool
    backup_eligible: bool
    backed_up: bool

    @property
    def amr(self) -> tuple[str, ...]:
        """RFC 8176: a key in hardware or one that is copied between devices; `user`: who, not only that."""
        methods = ["swk" if self.backup_eligible else "hwk"]
        if self.user_verified:
            methods.append("user")
        return tuple(methods)


def new_challenge() -> str:
    """A random challenge, as base64url; for a run that keeps it until it is answered, or answered wrongly."""
    return secrets.token_urlsafe(32)


def signed_challenge(key: bytes, binding: str) -> str:
    """A challenge that nothing has to be kept for: opening a sign-in page stores nothing.

    `binding`: what has to be the same when it comes back: the browser, the flow.
    """
    head = secrets.token_bytes(16) + int(time.time()).to_bytes(6, "big")
    return base64.urlsafe_b64encode(head + _signature(key, head, binding)).rstrip(b"=").decode()


def spend_challenge(connection: Connection, key: bytes, challenge: str, binding: str) -> bool:
    """Use a signed challenge up; False when it is not for this browser and flow, too old, or was used already.

    Two that come at once are told apart by the primary key: the later one raises IntegrityError.
    """
    try:
        raw = base64.b64decode(challenge + "=" * (-len(challenge) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return False
    head, signature = raw[:22], raw[22:]
    if len(head) != 22 or not hmac.compare_digest(signature, _signature(key, head, binding)):
        return False
    made = datetime.fromtimestamp(int.from_bytes(head[16:], "big"), UTC)
    moment = now()
    if not made <= moment <= made + CHALLENGE_LIFETIME:
        return False
    hashed = hashlib.sha256(raw).hexdigest()
    if connection.execute(
        select(spent_challenges.c.challenge_hash).where(spent_challenges.c.challenge_hash == hashed)
    ).first():
        return False
    connection.execute(
        insert(spent_challenges).values(challenge_hash=hashed, expires=made + CHALLENGE_LIFETIME)
    )
    return True


def challenge_in(response: object) -> str:
    """The challenge that a response says it answers; empty when that cannot be read."""
    try:
        return str(_client_data(_object(response))["challenge"])[:200]
    except (RefusedError, KeyError, TypeError):
        return ""


def _signature(key: bytes, head: bytes, binding: str) -> bytes:
    return hmac.new(key, b"passkey\n" + head + binding.encode(), hashlib.sha256).digest()


def registration_options(
    rp: RelyingParty,
    challenge: str,
    *,
    user: Row[Any],
    existing: Sequence[Row[Any]],
    user_verification: str = "preferred",
    resident_key: str = "preferred",
    attachment: str | None = None,
    hints: Sequence[str] = (),
) -> dict[str, Any]:
    """`PublicKeyCredentialCreationOptionsJSON`."""
    from webauthn import generate_registration_options
    from webauthn.helpers import base64url_to_bytes, options_to_json
    from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
    from webauthn.helpers.structs import (
        AuthenticatorAttachment,
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialHint,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=rp.id,
        rp_name=NAME,
        user_id=user_handle(user.uuid),
        user_name=user.username,
        user_display_name=user.name or user.username,
        challenge=base64url_to_bytes(challenge),
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            authenticator_attachment=AuthenticatorAttachment(attachment) if attachment else None,
            resident_key=ResidentKeyRequirement(resident_key),
            user_verification=UserVerificationRequirement(user_verification),
        ),
        exclude_credentials=[_descriptor(row) for row in existing],
        supported_pub_key_algs=[
            Algorithm.ECDSA_SHA_256,
            Algorithm.EDDSA,
            Algorithm.RSASSA_PKCS1_v1_5_SHA_256,
        ],
        hints=[PublicKeyCredentialHint(hint) for hint in hints] or None,
    )
    made: dict[str, Any] = json.loads(options_to_json(options))
    return made


def authentication_options(
    rp: RelyingParty,
    challenge: str,
    *,
    allowed: Sequence[Row[Any]] = (),
    user_verification: str = "preferred",
    hints: Sequence[str] = (),
) -> dict[str, Any]:
    """`PublicKeyCredentialRequestOptionsJSON`; without `allowed` any passkey for this provider may answer."""
    # Made by hand: every sign-in page asks for one, and the library is not to be loaded (0.6 s) before a passkey comes.
    given: dict[str, Any] = {
        "challenge": challenge,
        "timeout": TIMEOUT_MS,
        "rpId": rp.id,
        "allowCredentials": [
            {"id": row.credential_id, "type": "public-key", "transports": list(row.transports)}
            for row in allowed
        ],
        "userVerification": user_verification,
    }
    return {**given, "hints": list(hints)} if hints else given


def verify_registration(
    rp: RelyingParty, challenge: str, response: object, *, require_user_verification: bool
) -> NewCredential:
    """The credential in what `navigator.credentials.create()` gave; raises RefusedError."""
    from webauthn import verify_registration_response
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

    given = _object(response)
    _check_client_data(given)
    try:
        verified = verify_registration_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp.id,
            expected_origin=list(rp.origins),
            require_user_verification=require_user_verification,
        )
    except Exception as error:  # the library, CBOR and ASN.1 raise many kinds over what a stranger sent
        raise RefusedError(str(error)[:300] or type(error).__name__) from error
    transports = given["response"].get("transports")
    credential_id = bytes_to_base64url(verified.credential_id)
    if len(credential_id) > 1400:  # section 5.8.3: 1023 bytes
        raise RefusedError("the credential's id is too long")
    return NewCredential(
        credential_id=credential_id,
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        rp_id=rp.id,
        aaguid=verified.aaguid,
        transports=[each for each in TRANSPORTS if isinstance(transports, list) and each in transports],
        user_verified=verified.user_verified,
        backup_eligible=verified.credential_device_type == "multi_device",
        backed_up=verified.credential_backed_up,
    )


def verify_authentication(
    rp: RelyingParty,
    challenge: str,
    response: object,
    credential: Row[Any],
    *,
    require_user_verification: bool,
) -> Assertion:
    """What `navigator.credentials.get()` gave proves for this credential; raises RefusedError."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes

    given = _object(response)
    _check_client_data(given)
    handle = given["response"].get("userHandle")
    if handle and base64url_to_bytes(str(handle)) != user_handle(credential.user_uuid):
        raise RefusedError("the credential is another user's")
    if credential.rp_id != rp.id:
        raise RefusedError("the credential was made for another host")
    try:
        verified = verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp.id,
            expected_origin=list(rp.origins),
            credential_public_key=base64url_to_bytes(credential.public_key),
            # The counter is compared when it is stored, by one statement.
            credential_current_sign_count=0,
            require_user_verification=require_user_verification,
        )
    except Exception as error:
        raise RefusedError(str(error)[:300] or type(error).__name__) from error
    if verified.new_sign_count <= credential.sign_count and (
        verified.new_sign_count or credential.sign_count
    ):
        raise CounterError("the counter of the authenticator went back: there may be a copy of it")
    return Assertion(
        credential.device_id,
        credential.user_id,
        verified.new_sign_count,
        verified.user_verified,
        verified.credential_device_type == "multi_device",
        verified.credential_backed_up,
    )


def use(connection: Connection, assertion: Assertion) -> bool:
    """Note the use and the counter; False when the counter has meanwhile gone past it, or the device is gone."""
    row, count = webauthn_devices.c.device_id == assertion.device_id, assertion.new_sign_count
    forward = webauthn_devices.c.sign_count < count
    still = or_(forward, webauthn_devices.c.sign_count == 0) if count == 0 else forward
    noted = connection.execute(
        update(webauthn_devices).where(row, still).values(sign_count=count, backed_up=assertion.backed_up)
    )
    if noted.rowcount != 1:
        return False
    devices.used(connection, assertion.device_id)
    return True


def enroll(connection: Connection, *, user_id: int, name: str, credential: NewCredential) -> int:
    """Store a credential; returns the id of its device. Raises RefusedError when it is known already."""
    known = webauthn_devices.c.credential_id == credential.credential_id
    if connection.execute(select(webauthn_devices.c.device_id).where(known)).first() is not None:
        raise RefusedError("the credential is registered already")
    device_id = devices.add(connection, kind=KIND, user_id=user_id, name=name)
    connection.execute(insert(webauthn_devices).values(device_id=device_id, **credential._asdict()))
    return device_id


def of_user(connection: Connection, user_id: int, rp_id: str | None = None) -> Sequence[Row[Any]]:
    """A user's credentials, those for one host if asked."""
    query = _SELECT.where(device_table.c.user_id == user_id).order_by(device_table.c.id)
    if rp_id is not None:
        query = query.where(webauthn_devices.c.rp_id == rp_id)
    return connection.execute(query).all()


def by_response(connection: Connection, response: object) -> Row[Any] | None:
    """The credential that a response names."""
    name = response.get("id") if isinstance(response, Mapping) else None
    if not isinstance(name, str) or len(name) > 1400 or "\x00" in name:
        return None
    return connection.execute(_SELECT.where(webauthn_devices.c.credential_id == name)).first()


def user_handle(user_uuid: str) -> bytes:
    """How authenticators name the user: random, and nothing personal (section 14.6.1)."""
    return user_uuid.encode()


def _select() -> Any:
    from wirelatch.identity.directory.tables import users

    return (
        select(
            webauthn_devices,
            device_table.c.user_id,
            device_table.c.name,
            users.c.uuid.label("user_uuid"),
            users.c.username,
            users.c.is_active,
            users.c.type,
        )
        .join(device_table, device_table.c.id == webauthn_devices.c.device_id)
        .join(users, users.c.id == device_table.c.user_id)
    )


_SELECT = _select()


def _descriptor(row: Row[Any]) -> Any:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

    known = {each.value for each in AuthenticatorTransport}
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(row.credential_id),
        transports=[AuthenticatorTransport(each) for each in row.transports if each in known] or None,
    )


def _object(response: object) -> dict[str, Any]:
    if not isinstance(response, dict) or not isinstance(response.get("response"), dict):
        raise RefusedError("not a response of an authenticator")
    if len(json.dumps(response, default=str)) > LARGEST_RESPONSE:
        raise RefusedError("the response is too large")
    return response


def _client_data(response: Mapping[str, Any]) -> Mapping[str, Any]:
    from webauthn.helpers import base64url_to_bytes

    try:
        data = json.loads(base64url_to_bytes(response["response"]["clientDataJSON"]))
    except Exception as error:
        raise RefusedError("the client data cannot be read") from error
    if not isinstance(data, dict):
        raise RefusedError("the client data cannot be read")
    return data


def _check_client_data(response: Mapping[str, Any]) -> None:
    """Sections 7.1 step 10 and 7.2 step 13: our pages are in nobody's frame."""
    data = _client_data(response)
    if data.get("crossOrigin") or "topOrigin" in data:
        raise RefusedError("the page was in the frame of another site")
