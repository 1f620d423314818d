"""The dummy policy: gives a fixed result after a while, to try out the engine."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any

from wirelatch.identity.policies.kinds.kind import PolicyKind
from wirelatch.identity.policies.models import Check, Policy, PolicyError, Verdict
from wirelatch.identity.policies.request import PolicyRequest
from wirelatch.identity.web.fields import Field, boolean, integer

LONGEST = 30


def _compile(settings: Mapping[str, Any], library: Mapping[str, Policy]) -> tuple[Check, bool]:
    def check(request: PolicyRequest) -> Verdict:
        low, high = sorted((settings["wait_min"], settings["wait_max"]))
        wait = random.uniform(low, high)  # noqa: S311 - nothing secret
        time.sleep(request.remaining(wait))
        if request.remaining(1.0) <= 0:
            raise PolicyError("it took too long")
        return Verdict(settings["result"], ("dummy",))

    return check, False


KIND = PolicyKind(
    app="authentik_policies_dummy",
    model_name="dummypolicy",
    path="dummy",
    component="ak-policy-dummy-form",
    verbose_name="Dummy Policy",
    verbose_name_plural="Dummy Policies",
    description="Returns a fixed result after a random time, to try out the policy engine.",
    fields={
        "result": Field(boolean, False),
        "wait_min": Field(integer(0, LONGEST), 0),
        "wait_max": Field(integer(0, LONGEST), 0),
    },
    compile=_compile,
)
