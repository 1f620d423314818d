"""Links that lead back into a flow: account recovery and confirmations by e-mail.

A token is good once, until it expires, for one flow and one user (CVE-2022-23555, CVE-2023-26481); stored is its hash.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, insert, select

from wirelatch.database import now
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.flows.models import Flow
from wirelatch.identity.flows.run import Run
from wirelatch.identity.flows.tables import flow_tokens
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.services import Services


def create_in(
    connection: Connection,
    sealer: Sealer,
    *,
    flow_id: str,
    user_id: int,
    kind: str,
    lifetime: timedelta,
    state: dict[str, Any] | None = None,
) -> str:
    """A new token; returns its key. `state`: what the run goes on with, as `Run.to_json` has it; None: from the start."""
    key, moment = secrets.token_urlsafe(32), now()
    connection.execute(
        insert(flow_tokens).values(
            id=new_uuid(),
            key_hash=hash_of(key),
            flow=flow_id,
            user_id=user_id,
            kind=kind,
            state=sealer.seal(orjson.dumps(state).decode()),
            created_at=moment,
            expires=moment + lifetime,
        )
    )
    return key


async def find(services: Services, flow: Flow, key: str) -> Row[Any] | None:
    """The live token with this key for this flow."""
    query = select(flow_tokens).where(flow_tokens.c.key_hash == hash_of(key), flow_tokens.c.flow == flow.id)
    row = await services.database.read(lambda connection: connection.execute(query).first())
    return row if row is not None and row.expires > now() else None


async def redeem(run: Run, key: str) -> bool:
    """Use a token up and have the run go on from it, for its user and nobody else; False when it is no good."""
    row = await find(run.services, run.flow, key)
    if row is None:
        return False
    kept = orjson.loads(run.services.sealer.open(row.state))
    run.stored = None
    run.plan, run.state, run.asked, run.planned = [], {}, False, False
    if kept is not None:
        run.take(kept, None)
        run.context.data["mailed_to"] = kept.get("mailed_to")
    run.context.data.pop("pinned", None)
    run.identify(row.user_id, run.context.identifier, pin=True)
    run.context.data["is_restored"] = row.kind
    # Whoever has the link has the user's mailbox, or was given it by an administrator.
    run.prove("link" if row.kind == "recovery_link" else "email")
    used_up = delete(flow_tokens).where(flow_tokens.c.id == row.id, flow_tokens.c.expires > now())

    def work(connection: Connection) -> bool:
        return connection.execute(used_up).rowcount > 0

    if not await run.services.database.write(work):
        return False
    run.changed = True
    return True


def forget_of_user_in(connection: Connection, user_id: int, kind: str | None = None) -> None:
    """Make a user's links useless: a password was set, say."""
    these = delete(flow_tokens).where(flow_tokens.c.user_id == user_id)
    connection.execute(these.where(flow_tokens.c.kind == kind) if kind else these)
