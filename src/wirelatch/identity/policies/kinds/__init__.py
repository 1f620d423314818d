"""The kinds of policies, each in a file of its own; this is the list of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.identity.policies.kinds import (
    dummy,
    event_matcher,
    expression,
    network,
    password,
    password_expiry,
    reputation,
    time_of_day,
)
from wirelatch.identity.policies.kinds.kind import PolicyKind
from wirelatch.identity.policies.models import Policy, PolicyError, Verdict
from wirelatch.identity.policies.request import PolicyRequest

_MODULES = (dummy, event_matcher, expression, network, password, password_expiry, reputation, time_of_day)
KINDS: dict[str, PolicyKind] = {module.KIND.model_name: module.KIND for module in _MODULES}
"""By the name of the model in authentik."""


def compile_policy(
    policy_id: str,
    name: str,
    kind: str,
    settings: Mapping[str, Any],
    library: Mapping[str, Policy],
    *,
    logs: bool,
) -> Policy:
    """A policy ready to be asked. One that cannot be compiled is there too, and fails whenever it is asked."""
    known = KINDS.get(kind)
    complete = {**(known.defaults() if known else {}), **settings}
    try:
        if known is None:
            raise PolicyError(f"there is no kind of policy {kind!r}")
        check, asks_request = known.compile(complete, library)
    except (PolicyError, ValueError) as error:
        text = str(error)

        def check(request: PolicyRequest) -> Verdict:
            raise PolicyError(text)

        asks_request = False
    return Policy(policy_id, name, kind, logs, complete, check, asks_request)
