"""The person that the tests of policies ask about, and policies made without a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.identity.people import ADA as known

from wirelatch.identity.policies import Binding, HttpFacts, Policy, PolicyRequest
from wirelatch.identity.policies.kinds import compile_policy

ADA = replace(
    known,
    email="ada@example.com",
    attributes={},
    groups=("team",),
    all_groups=frozenset({"team", "above"}),
    all_group_names=("above", "team"),
)


def policy(kind: str, library: dict[str, Policy] | None = None, name: str = "p", **settings: Any) -> Policy:
    made = compile_policy(name, name, kind, settings, library if library is not None else {}, logs=False)
    if library is not None:
        library[name] = made
    return made


def expression(source: str, library: dict[str, Policy] | None = None, name: str = "p") -> Policy:
    return policy("expressionpolicy", library, name, expression=source)


def bound(made: Policy | None = None, **changes: Any) -> Binding:
    return Binding("b", "target", policy=made, **changes)


def browser(address: str = "10.0.0.1", headers: dict[str, str] | None = None, **values: Any) -> PolicyRequest:
    facts = HttpFacts(path="/x", query={"a": "1"}, headers=headers or {"user-agent": "Lynx"})
    return PolicyRequest(values.pop("person", ADA), facts, address, **values)
