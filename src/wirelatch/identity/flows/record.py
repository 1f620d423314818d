"""What the ledger keeps of flows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity.flows.run import Run
from wirelatch.identity.policies.reputation import record as count


def in_transaction(
    connection: Connection,
    run: Run,
    action: str,
    *,
    actor: str = "",
    target: str = "",
    **changes: Any,
) -> None:
    """Note an act in the transaction that does it."""
    run.services.ledger.append_in(
        connection,
        actor=actor,
        action=action,
        target=target,
        address=run.call.address,
        changes={"flow": run.flow.slug, **changes},
    )


async def act(run: Run, action: str, *, actor: str = "", target: str = "", **changes: Any) -> None:
    """Note an act by itself."""
    await run.services.ledger.append(
        actor=actor,
        action=action,
        target=target,
        address=run.call.address,
        changes={"flow": run.flow.slug, **changes},
    )


async def suspicious(run: Run, message: str) -> None:
    """Note what only an attacker, or a broken client, does."""
    row = await run.user()
    await act(
        run,
        "suspicious_request",
        actor=row.username if row is not None else "",
        target=f"user:{row.id}" if row is not None else "",
        message=message,
    )


async def reputation(run: Run, user: Row[Any] | None, change: int) -> None:
    """Change the reputation of a user's name and of the address."""
    await run.services.database.write(lambda connection: reputation_in(connection, run, user, change))


def reputation_in(connection: Connection, run: Run, user: Row[Any] | None, change: int) -> None:
    """As :func:`reputation`, in the caller's transaction. What was typed in place of a name is not kept."""
    count(connection, user.username if user is not None else "", run.call.address, change)
