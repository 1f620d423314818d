"""`/application/o/device/`: a device asks for a code to show. https://www.rfc-editor.org/rfc/rfc8628#section-3.1"""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from wirelatch.database import now
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.authorization.check_scope import OFFLINE
from wirelatch.identity.oidc.device.user_code import hash_of_user_code, new_user_code
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.read_form import Form, read_form
from wirelatch.identity.oidc.tables import device_codes
from wirelatch.identity.oidc.token.authenticate_client import authenticate_client
from wirelatch.identity.oidc.token.redeem_device_code import DEVICE_CODE
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply

PAGE = "/device"
INTERVAL = 5
"""Seconds between two questions of the device."""
MOST_PENDING = 30
"""Codes of one address that wait for their users: whoever has more is not a device."""
ATTEMPTS = 3


async def device_authorization(call: Call, services: Services) -> Reply:
    """Answer with a device code, and with a user code to show; raises OAuthError."""
    form = await read_form(call, several=frozenset({"resource"}))
    snapshot = await services.catalog.current()
    provider = await authenticate_client(call, form, snapshot, services)
    if DEVICE_CODE not in provider.grant_types:
        raise OAuthError("unauthorized_client", "The client is not allowed to use the device code grant")
    resources = tuple(dict.fromkeys(form.all("resource")))
    if any(resource not in provider.allowed_resources for resource in resources):
        raise OAuthError("invalid_target", "The resource is not one that this client may have tokens for")
    device_code = secrets.token_urlsafe(32)
    moment = now()
    row = {
        "device_code_hash": hash_of(device_code),
        "provider_id": provider.id,
        "scope": _scope(form, provider),
        "resource": list(resources) or None,
        "requested_from": call.address[:64],
        "requested_by": call.user_agent[:300],
        "created_at": moment,
        "expires": moment + provider.device_code_validity,
        "interval": INTERVAL,
    }
    user_code = await _store(services, row)
    page = call.base_url + PAGE
    answer = {
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?{urlencode({'code': user_code})}",
        "expires_in": int(provider.device_code_validity.total_seconds()),
        "interval": INTERVAL,
    }
    return json_reply(answer, headers=NO_STORE)


def _scope(form: Form, provider: Provider) -> str:
    """What was asked, as far as the provider is configured for it (authentik: CVE-2024-52287)."""
    asked = form.get("scope")
    allowed = [
        scope for scope in provider.scopes if scope != OFFLINE or "refresh_token" in provider.grant_types
    ]
    if asked is None:
        return " ".join(scope for scope in allowed if scope != OFFLINE)
    return " ".join(scope for scope in allowed if scope in asked.split())


async def _store(services: Services, row: dict[str, object]) -> str:
    """Write the request under a user code that no other has; returns the code."""

    def work(connection: Connection, user_code: str) -> None:
        pending = select(func.count()).where(
            device_codes.c.requested_from == row["requested_from"],
            device_codes.c.expires > now(),
            device_codes.c.grant_id.is_(None),
        )
        if (connection.execute(pending).scalar() or 0) >= MOST_PENDING:
            raise OAuthError("slow_down", "Too many devices at this address wait for their users", 429)
        hashed = hash_of_user_code(user_code, services.marker_key)
        connection.execute(insert(device_codes).values(**row, user_code_hash=hashed))

    for attempt in range(ATTEMPTS):
        user_code = new_user_code()
        try:
            await services.database.write(lambda connection, code=user_code: work(connection, code))  # type: ignore[misc]
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
            continue
        return user_code
    raise AssertionError("unreachable")
