"""Who calls the API: an API token, an access token with the API scope, the link token, or a browser session."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.browser import csrf
from wirelatch.identity.browser.current_session import current_session
from wirelatch.identity.directory import people, tokens
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.rights import NONE, Rights
from wirelatch.identity.oidc.access_token import find_live, is_for, verified_claims
from wirelatch.identity.oidc.dpop import check_bound
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.errors import ApiError, not_authenticated

API_SCOPE = "goauthentik.io/api"
LINK_ACTOR = "wirelatch-link"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Principal:
    """`person` is None for nobody, and for the link token, which has its own few rights."""

    person: Person | None = None
    is_link: bool = False
    session_uuid: str | None = None
    rights: Rights = NONE
    original: Person | None = None
    """Who it really is, while they impersonate `person`."""

    @property
    def is_superuser(self) -> bool:
        return self.person is not None and self.person.is_superuser

    @property
    def actor(self) -> str:
        """How the ledger names it: while somebody impersonates a user, who does so."""
        if self.is_link:
            return LINK_ACTOR
        really = self.original or self.person
        return really.username if really else ""

    @property
    def acting(self) -> Mapping[str, Any]:
        """What the ledger says besides while somebody impersonates the user."""
        if self.original is None or self.person is None:
            return {}
        return {"on_behalf_of": {"pk": self.person.id, "username": self.person.username}}


async def authenticate(call: Call, services: Services) -> Principal:
    """The caller; raises ApiError for credentials that are wrong rather than missing."""
    scheme, _, key = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "dpop") and key.strip():
        return await _bearer(call, key.strip(), scheme.lower(), services)
    session = await current_session(call, services)
    if session is None:
        return Principal()
    if call.method not in SAFE_METHODS and not csrf.is_genuine(
        call, session, services, call.headers.get(csrf.HEADER)
    ):
        raise ApiError(
            403, {"detail": "CSRF Failed: CSRF token missing or incorrect.", "code": "csrf_failed"}
        )
    return Principal(session.person, session_uuid=session.uuid, original=session.original)


async def _bearer(call: Call, key: str, scheme: str, services: Services) -> Principal:
    link_token = services.settings.link_token
    if link_token and hmac.compare_digest(key.encode("utf-8", "replace"), link_token.encode()):
        return Principal(is_link=True)
    snapshot = await services.catalog.current()
    claims = verified_claims(key, snapshot)
    if claims is not None:
        try:
            await check_bound(call, services, claims, key, scheme)
        except OAuthError as error:
            raise not_authenticated(error.description) from None

    def work(connection: Connection) -> Person | None:
        if claims is not None:
            live = find_live(connection, claims, snapshot)
            usable = live is not None and API_SCOPE in live.scopes and is_for(claims, live.provider)
            return live.person if live is not None and usable else None
        row = tokens.find(connection, key, "api")
        return people.find(connection, row.user_id) if row is not None else None

    person = await services.database.read(work)
    if person is None:
        raise not_authenticated("Token invalid/expired")
    return Principal(person)
