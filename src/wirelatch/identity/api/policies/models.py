"""The models of policies: one for all of them, and one for each kind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from wirelatch.identity.api.models import Model
from wirelatch.identity.policies.kinds import KINDS
from wirelatch.identity.policies.tables import policies, policy_bindings, reputation


@dataclass(frozen=True, eq=False)
class KindModel(Model):
    """The policies of one kind, which share a table with the others."""

    def find(self, connection: Connection, wanted: str) -> tuple[str, int | None] | None:
        query = select(policies.c.id).where(policies.c.id == wanted, policies.c.kind == self.name)
        found = connection.execute(query).scalar()
        return None if found is None else (found, None)


POLICY = Model("authentik_policies", "policy", "Policy", "Policies", table=policies)
BINDING = Model(
    "authentik_policies",
    "policybinding",
    "Policy Binding",
    "Policy Bindings",
    table=policy_bindings,
    label="id",
    target="binding",
)
REPUTATION = Model(
    "authentik_policies_reputation",
    "reputation",
    "Reputation Score",
    "Reputation Scores",
    table=reputation,
    label="identifier",
)
OF_KIND: dict[str, Model] = {
    kind.model_name: KindModel(
        kind.app,
        kind.model_name,
        kind.verbose_name,
        kind.verbose_name_plural,
        table=policies,
        component=kind.component,
    )
    for kind in KINDS.values()
}
"""By the name of the kind."""
