"""Codes and refresh tokens alike are secrets that a client exchanges for tokens, and that serve once.

Using one up is one conditional UPDATE: of any number of attempts at once exactly one changes the row. One that comes
again is known to two, and ends all that came from its authorization.
https://www.rfc-editor.org/rfc/rfc9700#section-4.5, https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, select, update

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.directory import people
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import grants
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, record_access_token, record_issue
from wirelatch.identity.oidc.token.revoke_family import revoke_for_reuse
from wirelatch.identity.services import Services


@dataclass(frozen=True)
class SecretKind:
    """How one kind is sent, stored and called."""

    parameter: str
    hash: Column[Any]
    used_at: Column[Any]
    called: str
    invalid: str


class Exchange:
    """A secret that was found, within the transaction that exchanges it."""

    def __init__(
        self,
        connection: Connection,
        request: GrantRequest,
        services: Services,
        kind: SecretKind,
        row: Row[Any],
        person: Person,
    ) -> None:
        self.connection = connection
        self.request = request
        self.row = row
        self.person = person
        self.at: datetime = now()
        self._services = services
        self._kind = kind

    def invalid(self) -> OAuthError:
        """The one answer for every secret that is not good any more: it tells a thief nothing."""
        return OAuthError("invalid_grant", self._kind.invalid)

    def refuse_reuse(self) -> OAuthError:
        """Revoke the family."""
        revoke_for_reuse(
            self.connection,
            self._services,
            self.request,
            self.row.grant_id,
            self.person.username,
            self._kind.called,
        )
        return self.invalid()

    def check_access(self) -> OAuthError | None:
        """Bindings hold at every exchange, not only when the user signed in."""
        if check_access(self.request.application, self.person, self.connection, decided_before=True).passing:
            return None
        return OAuthError("invalid_grant", "The user may not use this application")

    def check_key(self, jkt: str | None) -> OAuthError | None:
        """What was bound to a key is exchanged by its holder only (RFC 9449 5 and 10)."""
        if jkt is None or jkt == self.request.jkt:
            return None
        return OAuthError("invalid_grant", "The DPoP proof is not by the key that this was issued for")

    def use_up(self) -> OAuthError | None:
        """Mark the secret as used; another attempt may have been quicker."""
        kind = self._kind
        used = self.connection.execute(
            update(kind.hash.table)
            .where(kind.hash == self.row._mapping[kind.hash], kind.used_at.is_(None))
            .values({kind.used_at: self.at})
        )
        return self.refuse_reuse() if used.rowcount != 1 else None

    def grant(self, scope: str, *, refresh_token: str | None, nonce: str | None = None) -> Granted:
        """Record a new access token, and that it was issued."""
        row, provider = self.row, self.request.provider
        granted = Granted(
            person=self.person,
            scope=scope,
            grant_id=row.grant_id,
            jti=record_access_token(self.connection, provider, row.grant_id, scope, self.at),
            issued_at=self.at,
            auth_time=row.auth_time,
            amr=tuple(row.amr),
            session_uuid=row.session_uuid,
            nonce=nonce,
            refresh_token=refresh_token,
            acr=row.acr,
            requested_claims=row.requested_claims,
            resource=self.request.resources(tuple(row.resources or ())),
            jkt=self.request.jkt,
        )
        record_issue(self.connection, self._services, self.request, granted)
        return granted


async def exchange(
    request: GrantRequest,
    services: Services,
    kind: SecretKind,
    work: Callable[[Exchange], Granted | OAuthError],
) -> Granted:
    """Find the request's secret and exchange it.

    `work` returns its errors rather than raising them: what revoking has changed must be committed.
    """
    secret = request.form.get(kind.parameter)
    if secret is None:
        raise OAuthError("invalid_request", f"The {kind.parameter} is missing")

    def transaction(connection: Connection) -> Granted | OAuthError:
        row = connection.execute(
            select(kind.hash.table, grants)
            .join(grants, grants.c.id == kind.hash.table.c.grant_id)
            .where(kind.hash == hash_of(secret), grants.c.provider_id == request.provider.id)
        ).first()
        person = people.find(connection, row.user_id) if row is not None else None
        if row is None or person is None:
            return OAuthError("invalid_grant", kind.invalid)
        return work(Exchange(connection, request, services, kind, row, person))

    outcome = await services.database.write(transaction)
    if isinstance(outcome, OAuthError):
        raise outcome
    return outcome
