"""Revoking everything that came from one authorization. https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from wirelatch.database import now
from wirelatch.identity.oidc.tables import grants
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.services import Services


def revoke_family(connection: Connection, grant_id: str) -> None:
    """End a grant; every token that hangs on it is dead with it, and what its tokens were exchanged for."""
    ending = [grant_id]
    while ending:
        connection.execute(
            update(grants)
            .where(grants.c.id.in_(ending), grants.c.revoked_at.is_(None))
            .values(revoked_at=now())
        )
        exchanged = select(grants.c.id).where(grants.c.parent_id.in_(ending), grants.c.revoked_at.is_(None))
        ending = list(connection.execute(exchanged).scalars())


def revoke_for_reuse(
    connection: Connection, services: Services, request: GrantRequest, grant_id: str, username: str, what: str
) -> None:
    """As above, because a one-time secret came a second time: one of the two senders has stolen it."""
    revoke_family(connection, grant_id)
    services.ledger.append_in(
        connection,
        actor=username,
        action="suspicious_request",
        target=f"application:{request.application.slug}",
        address=request.address,
        changes={"message": f"{what} was used a second time; all its tokens were revoked", "grant": grant_id},
    )
