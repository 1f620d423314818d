"""Reading policies and bindings for the catalogue: each policy is compiled once, and again when it changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.directory.tables import groups, users
from wirelatch.identity.policies.kinds import compile_policy
from wirelatch.identity.policies.models import Binding, Policy
from wirelatch.identity.policies.tables import policies, policy_bindings

_BINDINGS = (
    select(policy_bindings, groups.c.name.label("group_name"), users.c.username)
    .outerjoin(groups, groups.c.id == policy_bindings.c.group_id)
    .outerjoin(users, users.c.id == policy_bindings.c.user_id)
    .order_by(policy_bindings.c.order, policy_bindings.c.id)
)


def read_policies(connection: Connection) -> dict[str, Policy]:
    """Every policy, by id. They find each other by name (`ak_call_policy`)."""
    library: dict[str, Policy] = {}
    found = {}
    for row in connection.execute(select(policies)):
        settings: dict[str, Any] = row.settings
        policy = compile_policy(row.id, row.name, row.kind, settings, library, logs=row.execution_logging)
        library[policy.name] = policy
        found[policy.id] = policy
    return found


def read_bindings(connection: Connection, known: dict[str, Policy]) -> dict[str, tuple[Binding, ...]]:
    """Every binding, by target, in order."""
    found: dict[str, list[Binding]] = {}
    for row in connection.execute(_BINDINGS):
        found.setdefault(row.target, []).append(
            Binding(
                id=row.id,
                target=row.target,
                group_id=row.group_id,
                user_id=row.user_id,
                negate=row.negate,
                enabled=row.enabled,
                order=row._mapping["order"],
                policy=known.get(row.policy_id),
                timeout=row.timeout,
                failure_result=row.failure_result,
                expires=row.expires if row.expiring else None,
                named=row.group_name or row.username or "",
            )
        )
    return {target: tuple(bindings) for target, bindings in found.items()}
