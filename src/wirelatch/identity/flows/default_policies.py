"""The policies that default flows are bound to, under authentik's names: they keep strangers out of the flows of sources.

`default-source-enrollment` creates users without a password; whoever has not come from a source must not get into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, insert, select, update

from wirelatch.identity.flows import defaults
from wirelatch.identity.flows.defaults import DefaultFlow
from wirelatch.identity.policies import targets
from wirelatch.identity.policies.tables import policies, policy_bindings


@dataclass(frozen=True)
class DefaultPolicy:
    """An expression policy as it is made."""

    name: str
    expression: str

    @property
    def pk(self) -> str:
        return str(uuid5(NAMESPACE_URL, f"urn:wirelatch:policy:{self.name}"))


AUTHENTICATION_IF_SSO = DefaultPolicy("default-source-authentication-if-sso", "return ak_is_sso_flow")
ENROLLMENT_IF_SSO = DefaultPolicy("default-source-enrollment-if-sso", "return ak_is_sso_flow")
ENROLLMENT_IF_USERNAME = DefaultPolicy(
    "default-source-enrollment-if-username",
    '# Asks for a user name when the source tells none, or one that is taken.\nreturn "username" not in context.get("prompt_data", {})',
)
OF_FLOW = {
    defaults.SOURCE_AUTHENTICATION: AUTHENTICATION_IF_SSO,
    defaults.SOURCE_ENROLLMENT: ENROLLMENT_IF_SSO,
}
OF_BINDING = {(defaults.SOURCE_ENROLLMENT, 0): ENROLLMENT_IF_USERNAME}
"""By flow and the order of the stage in it."""


def bind(connection: Connection, flow: DefaultFlow, binding_ids: dict[int, str]) -> None:
    """Make the policies of a default flow and bind them; `binding_ids`: of its stages, by order."""
    wanted = [(flow.pk, OF_FLOW[flow])] if flow in OF_FLOW else []
    wanted += [
        (binding_ids[order], policy)
        for (of, order), policy in OF_BINDING.items()
        if of == flow and order in binding_ids
    ]
    for target, policy in wanted:
        _put(connection, policy)
        targets.forget(connection, target)
        binding_id = str(uuid5(NAMESPACE_URL, f"urn:wirelatch:policy binding:{target}:{policy.name}"))
        connection.execute(
            insert(policy_bindings).values(
                id=binding_id,
                target=target,
                policy_id=policy.pk,
                negate=False,
                enabled=True,
                order=0,
                timeout=30,
                failure_result=False,
                expiring=False,
            )
        )


def _put(connection: Connection, policy: DefaultPolicy) -> None:
    values = {
        "name": policy.name,
        "kind": "expressionpolicy",
        "execution_logging": False,
        "settings": {"expression": policy.expression},
    }
    own = policies.c.id == policy.pk
    if connection.execute(select(policies.c.id).where(own)).first() is None:
        connection.execute(insert(policies).values(id=policy.pk, **values))
    else:
        connection.execute(update(policies).where(own).values(**values))
