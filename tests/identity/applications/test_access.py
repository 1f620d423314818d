"""Bindings: any and all, negation, order, and failing closed."""

from __future__ import annotations

import pytest

from wirelatch.identity.applications.access import check_access
from wirelatch.identity.applications.models import Application
from wirelatch.identity.directory.people import Person
from wirelatch.identity.policies import Binding

ADA = Person(
    1,
    "u",
    "ada",
    "Ada",
    "",
    False,
    True,
    "internal",
    {},
    None,
    ("team",),
    frozenset({"team", "above"}),
    False,
)
GONE = Person(2, "v", "bob", "Bob", "", False, False, "internal", {}, None, (), frozenset(), False)


def binding(
    group: str | None = None, user: int | None = None, *, negate: bool = False, enabled: bool = True
) -> Binding:
    return Binding("b", "a", group, user, negate, enabled, 0)


def application(mode: str, *bindings: Binding) -> Application:
    return Application("a", "A", "a", "", None, mode, False, "", "", "", "", False, bindings)


@pytest.mark.parametrize(
    ("mode", "bindings", "passing"),
    [
        ("any", (), True),
        ("all", (), True),
        ("any", (binding("team"),), True),
        ("any", (binding("above"),), True),
        ("any", (binding("other"),), False),
        ("any", (binding("other"), binding(user=1)), True),
        ("all", (binding("other"), binding(user=1)), False),
        ("all", (binding("team"), binding(user=1)), True),
        ("any", (binding("team", negate=True),), False),
        ("any", (binding("other", negate=True),), True),
        ("all", (binding("team"), binding("other", negate=True)), True),
        ("any", (binding("other", enabled=False),), True),
        ("any", (binding(),), False),
        ("any", (binding(negate=True),), False),
    ],
)
def test_bindings_decide(mode, bindings, passing) -> None:
    assert check_access(application(mode, *bindings), ADA).passing is passing


def test_a_deactivated_user_never_passes() -> None:
    assert not check_access(application("any"), GONE).passing


def test_a_refusal_has_a_message_and_a_trace() -> None:
    access = check_access(application("any", binding("other")), ADA)
    assert access.messages
    assert access.explanation() == (
        "Binding 0 to group “other” does not pass: ada is not a member, directly or through a group below",
        "Mode “any”: no binding passes.",
    )
