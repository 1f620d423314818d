"""A flow cannot be saved that would lock every administrator out.

What is checked, whenever flows, their bindings, stages, prompts, policies, their bindings or brands change: each flow
that signs people in by default (the installation's, and those that brands name) is walked for each active superuser, as it would
be now, until one gets in:

- the flow exists, has stages, and its `authentication` lets in who is not signed in;
- the bindings of the flow itself pass for a stranger, since nobody is known when a sign-in begins. Policies that look at
  the browser's request, which is not there, are taken to pass; one that fails does not;
- a stage whose bindings certainly do not pass is left out: for a stranger where they are asked at the beginning or before
  somebody is identified, for this user afterwards; every other stage has to be passable by the user
  (`Stage.prospect`: the identification finds them, they have a password where one is asked for, nothing refuses);
- a `user_login` is reached, and before it at least one stage proved who it is (a password, a passkey, …).

A stage of a kind that this version does not know lets nobody pass. Whether the user knows the password, and has the
device, nobody can check.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.directory import people
from wirelatch.identity.directory.superusers import LastSuperuserError
from wirelatch.identity.directory.tables import group_members, groups, installation, users
from wirelatch.identity.flows import defaults
from wirelatch.identity.flows.catalog import read_in
from wirelatch.identity.flows.models import Flow, FlowSnapshot
from wirelatch.identity.installation.tables import brands
from wirelatch.identity.policies import PolicyRequest, evaluate
from wirelatch.identity.policies.models import Binding
from wirelatch.identity.policies.reading import read_bindings, read_policies
from wirelatch.identity.stages.registry import stage_of

MOST = 50
"""Superusers that are tried."""
_later: ContextVar[bool] = ContextVar("later", default=False)


class LockedOutError(LastSuperuserError):
    """The change would leave no administrator who can sign in; the text says why for one of them."""


@contextmanager
def way_in_kept(connection: Connection) -> Iterator[None]:
    """Raise LockedOutError, and so undo the caller's transaction, when what is done within takes the last way in.

    Where there was none before (nobody has a password yet, say) nothing is refused.
    """
    if _later.get():
        yield
        return
    before = problem(connection)
    yield
    after = problem(connection)
    if after and not before:
        raise LockedOutError(after)


@contextmanager
def way_in_kept_at_end(connection: Connection) -> Iterator[None]:
    """As `way_in_kept`, for many changes in one thread: what stands between them is nobody's way in and is not looked at."""
    with way_in_kept(connection):
        token = _later.set(True)
        try:
            yield
        finally:
            _later.reset(token)


def problem(connection: Connection) -> str:
    """Why no administrator could sign in as things are; empty when one can."""
    candidates = _superusers(connection) if _is_set_up(connection) else []
    if not candidates:
        return ""  # `keep_a_superuser` speaks of that
    snapshot = read_in(connection)
    bindings = read_bindings(connection, read_policies(connection))
    for flow_id in _flows_in_use(connection):
        flow = snapshot.flows.get(flow_id)
        if flow is None:
            return "This would leave no flow to sign in with."
        reasons = []
        for row in candidates:
            reason = why_not(connection, snapshot, bindings, flow, row)
            if not reason:
                break
            reasons.append(reason)
        else:
            return f"This would lock every administrator out of “{flow.slug}”: {reasons[0]}."
    return ""


def why_not(
    connection: Connection,
    snapshot: FlowSnapshot,
    bindings: Any,
    flow: Flow,
    user: Row[Any],
) -> str:
    """Why a user cannot sign in with a flow; empty when they can, as far as that can be told."""
    if flow.authentication not in ("none", "require_unauthenticated"):
        return f"the flow requires “{flow.authentication}”"
    # What looks at the browser, which is not there, is taken to pass (`decided_before`).
    stranger = PolicyRequest(None, connection=connection, decided_before=True)
    known = replace(stranger, person=people.from_row(connection, user))
    if not evaluate(_of(bindings, flow.id), stranger, mode=flow.policy_engine_mode).passing:
        return "the flow's policies refuse whoever is not signed in yet"
    proofs = []
    is_known = False
    for binding in snapshot.bindings_of(flow):
        stage = stage_of(snapshot, binding.stage)
        asked = [stranger] if binding.evaluate_on_plan else []
        asked += [known if is_known else stranger] if binding.re_evaluate_policies else []
        own = _of(bindings, binding.id)
        results = [evaluate(own, request, mode=binding.policy_engine_mode) for request in asked]
        if any(result.leaves_out for result in results):
            continue
        if any(not result.passing for result in results) and (stage is None or stage.acts):
            return "a policy of a stage fails"
        if stage is None:
            return "a stage is of a kind that is not known"
        prospect = stage.prospect(connection, user, snapshot)
        if not prospect.passes:
            return prospect.reason or f"{user.username} cannot pass “{stage.name}”"
        is_known = is_known or bool(prospect.proof) or stage.kind == "identificationstage"
        if prospect.proof:
            proofs.append(prospect.proof)
        if stage.kind == "userloginstage":
            return "" if proofs else f"nothing before “{stage.name}” proves who it is"
    return "no stage signs anybody in"


def _of(bindings: Any, target: str) -> tuple[Binding, ...]:
    return tuple(bindings.get(target, ()))


def _flows_in_use(connection: Connection) -> list[str]:
    chosen = connection.execute(select(brands.c.flow_authentication, brands.c.default)).all()
    known = set(connection.execute(select(brands.c.flow_authentication)).scalars())
    named = [row.flow_authentication for row in chosen if row.flow_authentication]
    if None in known or not chosen:
        named.append(defaults.AUTHENTICATION.pk)
    return list(dict.fromkeys(named))


def _is_set_up(connection: Connection) -> bool:
    fact = select(installation.c.name).where(installation.c.name == "first_administrator")
    return connection.execute(fact).first() is not None


def _superusers(connection: Connection) -> list[Row[Any]]:
    powerful = set(connection.execute(select(groups.c.id).where(groups.c.is_superuser)).scalars())
    within = people.with_descendants(connection, powerful)
    members = select(group_members.c.user_id).where(group_members.c.group_id.in_(within))
    query = select(users).where(users.c.is_active, users.c.id.in_(members)).order_by(users.c.id).limit(MOST)
    return list(connection.execute(query))
