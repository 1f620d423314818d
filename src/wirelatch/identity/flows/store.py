"""Keeping runs, and taking up those that were kept.

A browser holds a run by a cookie for each flow, whose secret changes when something was proven, so that a cookie planted
beforehand does not hold what its victim then proves. What is kept is sealed: passwords on their way to `user_write` may
be in it.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

import orjson
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from starlette.responses import Response

from wirelatch.database import now
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.flows.models import Flow
from wirelatch.identity.flows.run import Run, Stored
from wirelatch.identity.flows.tables import flow_runs
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.metadata import new_uuid

LIFETIME = timedelta(hours=1)
LARGEST = 262_144
"""Bytes of one run."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_FIND = select(flow_runs).where(
    flow_runs.c.secret_hash == bindparam("secret_hash"), flow_runs.c.flow == bindparam("flow")
)


class StaleRunError(Exception):
    """Another answer of the same browser was faster."""


class RunTooLargeError(Exception):
    """More was gathered than a run may hold."""


def cookie_of(flow: Flow) -> str:
    """The name of the cookie that holds a browser's run of this flow."""
    return f"wirelatch_flow_{flow.id[:8]}"


async def load(run: Run) -> bool:
    """Take up the browser's run of this flow; False when there is none that goes on."""
    secret = run.call.cookies.get(cookie_of(run.flow), "")
    if not _SECRET.fullmatch(secret):
        return False
    values = {"secret_hash": hash_of(secret), "flow": run.flow.id}
    row = await run.services.database.read(lambda connection: connection.execute(_FIND, values).first())
    if row is None or row.expires <= now():
        return False
    kept = orjson.loads(run.services.sealer.open(row.state))
    if kept["session"] != (run.session.uuid if run.session is not None else None):
        return False  # somebody signed in or out since
    if kept["request"] != _request_of(run, run.flow):
        return False  # what was agreed to was another request
    run.take(kept, Stored(row.id, row.version, secret))
    run.proven_before = len(run.proofs)
    return True


def save_in(connection: Connection, run: Run, sealer: Sealer, kept: dict[str, object]) -> Stored:
    """Store the run as `kept` says; raises StaleRunError. Returns how it is stored now."""
    request = _request_of(run, run.handed_to or run.flow)
    body = orjson.dumps({**kept, "session": run.session_uuid, "request": request})
    if len(body) > LARGEST:
        raise RunTooLargeError
    state = sealer.seal(body.decode())
    moment = now()
    stored = run.stored
    if stored is None:
        stored = Stored(new_uuid(), 1, secrets.token_urlsafe(32))
        connection.execute(
            insert(flow_runs).values(
                id=stored.id,
                flow=(run.handed_to or run.flow).id,
                secret_hash=hash_of(stored.secret),
                version=stored.version,
                state=state,
                created_at=moment,
                expires=moment + LIFETIME,
            )
        )
        return stored
    rotated = len(run.proofs) != run.proven_before
    after = Stored(stored.id, stored.version + 1, secrets.token_urlsafe(32) if rotated else stored.secret)
    changed = (
        update(flow_runs)
        .where(flow_runs.c.id == stored.id, flow_runs.c.version == stored.version)
        .values(
            version=after.version,
            secret_hash=hash_of(after.secret),
            state=state,
            expires=moment + LIFETIME,
        )
    )
    if not connection.execute(changed).rowcount:
        raise StaleRunError
    return after


def _request_of(run: Run, flow: Flow) -> list[str]:
    """What a run of an authorization flow is about: nothing that happens in it counts for anything else."""
    if flow.designation != "authorization" or run.authorization is None:
        return []
    names = ("redirect_uri", "scope", "claims", "prompt", "response_type")
    parameters = run.authorization.parameters
    asked = [parameters.get(name) or "" for name in names]
    return [run.authorization.provider.client_id, *asked, *parameters.resources]


def claim_in(connection: Connection, run: Run) -> None:
    """Make this request the one that goes on, before it does anything else; raises StaleRunError."""
    stored = run.stored
    if stored is None:
        return
    claimed = (
        update(flow_runs)
        .where(flow_runs.c.id == stored.id, flow_runs.c.version == stored.version)
        .values(version=stored.version)
    )
    if not connection.execute(claimed).rowcount:
        raise StaleRunError


def remove_in(connection: Connection, run: Run) -> None:
    """Forget the run: it is over. Raises StaleRunError."""
    stored = run.stored
    if stored is None:
        return
    gone = delete(flow_runs).where(flow_runs.c.id == stored.id, flow_runs.c.version == stored.version)
    if not connection.execute(gone).rowcount:
        raise StaleRunError


def give_up_in(connection: Connection, run: Run) -> None:
    """Forget the run, whatever has become of it meanwhile."""
    if run.stored is not None:
        connection.execute(delete(flow_runs).where(flow_runs.c.id == run.stored.id))


def keep_cookie(response: Response, run: Run) -> None:
    """Tell the browser which run it is in, or that there is none any more."""
    name = cookie_of(run.handed_to or run.flow)
    held = run.call.cookies.get(name)
    options = {"path": "/", "secure": run.call.is_secure, "httponly": True, "samesite": "lax"}
    if run.stored is not None and held != run.stored.secret:
        response.set_cookie(name, run.stored.secret, **options)  # type: ignore[arg-type]
    elif run.stored is None and held is not None:
        response.delete_cookie(name, **options)  # type: ignore[arg-type]
