"""The models of policies: one for all of them, and one for each kind."""

from __future__ import annotations

from wirelatch.identity.api.models import Model
from wirelatch.identity.policies.kinds import KINDS
from wirelatch.identity.policies.tables import policies, policy_bindings, reputation

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
    kind.model_name: Model(
        kind.app,
        kind.model_name,
        kind.verbose_name,
        kind.verbose_name_plural,
        table=policies,
        component=kind.component,
        is_kind=True,
    )
    for kind in KINDS.values()
}
"""By the name of the kind."""
