"""The reputation policy: passes where the score of the user's name and address is at or below a threshold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.identity.policies import reputation
from wirelatch.identity.policies.kinds.kind import PolicyKind, person_of
from wirelatch.identity.policies.models import Check, Policy, PolicyError, Verdict
from wirelatch.identity.policies.request import PolicyRequest
from wirelatch.identity.web.errors import refused
from wirelatch.identity.web.fields import Field, boolean, integer


def _compile(settings: Mapping[str, Any], library: Mapping[str, Policy]) -> tuple[Check, bool]:
    def check(request: PolicyRequest) -> Verdict:
        if request.connection is None:
            raise PolicyError("scores cannot be read here")
        person = person_of(request)
        typed = request.context.get("pending_user_identifier")
        name = person.username if person is not None else typed if isinstance(typed, str) else None
        score = reputation.score(
            request.connection,
            identifier=name if settings["check_username"] else None,
            address=request.address if settings["check_ip"] else None,
        )
        passing = score <= settings["threshold"]
        return Verdict(passing, log=(f"score {score}, threshold {settings['threshold']}",))

    return check, True


def _check_settings(settings: Mapping[str, Any]) -> None:
    if not settings["check_ip"] and not settings["check_username"]:
        raise refused("Either IP or username must be checked.")


KIND = PolicyKind(
    app="authentik_policies_reputation",
    model_name="reputationpolicy",
    path="reputation",
    component="ak-policy-reputation-form",
    verbose_name="Reputation Policy",
    verbose_name_plural="Reputation Policies",
    description="Passes where sign-ins of the user or from the address failed lately.",
    fields={
        "check_ip": Field(boolean, True),
        "check_username": Field(boolean, True),
        "threshold": Field(integer(-1_000_000, 1_000_000), -5),
    },
    compile=_compile,
    check_settings=_check_settings,
)
