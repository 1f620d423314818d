"""Ending tokens that have expired, on the record, as authentik does: API tokens are rotated, all others deleted."""

from __future__ import annotations

from sqlalchemy import Connection

from wirelatch.identity import durations
from wirelatch.identity.directory import tokens
from wirelatch.identity.services import Services


async def end_expired_tokens(services: Services) -> None:
    """Run now and then; an expired token is refused anyway from the second on in which it expires."""
    system = (await services.catalog.current()).system
    lifetime = durations.parse(system.default_token_duration)

    def work(connection: Connection) -> None:
        for row in tokens.end_expired(connection, lifetime):
            model = {"app": "authentik_core", "model_name": "token", "pk": row.id, "name": row.identifier}
            services.ledger.append_in(
                connection,
                actor="",
                action="secret_rotate",
                target=f"token:{row.id}",
                changes={"model": model, "message": "The token had expired; it has a key that nobody knows."},
            )

    await services.database.write(work)
