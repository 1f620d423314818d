"""The password expiry policy: does not pass once the user's password is older than so many days.

authentik also makes such a password unusable unless `deny_only` is set. Here a policy changes nothing: the password
stays, and as long as it is that old the policy does not pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from wirelatch.database import now
from wirelatch.identity.directory.tables import users
from wirelatch.identity.policies.kinds.kind import PolicyKind, person_of
from wirelatch.identity.policies.models import Check, Policy, PolicyError, Verdict
from wirelatch.identity.policies.request import PolicyRequest
from wirelatch.identity.web.fields import Field, boolean, integer


def _compile(settings: Mapping[str, Any], library: Mapping[str, Policy]) -> tuple[Check, bool]:
    longest = timedelta(days=settings["days"])

    def check(request: PolicyRequest) -> Verdict:
        person = person_of(request)
        if person is None:
            raise PolicyError("there is no user whose password could be looked at")
        if request.connection is None:
            raise PolicyError("the directory cannot be asked here")
        query = select(users.c.password_change_date).where(users.c.id == person.id)
        age = now() - request.connection.execute(query).scalar_one()
        if age < longest:
            return Verdict(True)
        message = (
            "Password has expired."
            if settings["deny_only"]
            else f"Password expired {(age - longest).days} days ago. Please update your password."
        )
        return Verdict(False, (message,))

    return check, False


KIND = PolicyKind(
    app="authentik_policies_expiry",
    model_name="passwordexpirypolicy",
    path="password_expiry",
    component="ak-policy-password-expiry-form",
    verbose_name="Password Expiry Policy",
    verbose_name_plural="Password Expiry Policies",
    description="Does not pass once the user's password is older than so many days.",
    fields={"days": Field(integer(0, 36_500)), "deny_only": Field(boolean, False)},
    compile=_compile,
)
