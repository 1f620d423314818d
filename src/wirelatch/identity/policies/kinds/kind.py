"""What a kind of policy consists of: its names in authentik, its fields, and how it is made ready to be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wirelatch.identity.directory.people import Person
from wirelatch.identity.policies.models import Check, Policy
from wirelatch.identity.policies.request import PolicyRequest
from wirelatch.identity.web.fields import REQUIRED, Field

Compile = Callable[[Mapping[str, Any], Mapping[str, Policy]], tuple[Check, bool]]
"""Settings and the library of all policies by name → the check, and whether it looks at the browser's request.

Raises ValueError for settings that cannot be used.
"""


@dataclass(frozen=True)
class PolicyKind:
    """A kind; `path` is its part of the API's address, `app` and `model_name` authentik's names."""

    app: str
    model_name: str
    path: str
    component: str
    verbose_name: str
    verbose_name_plural: str
    description: str
    fields: Mapping[str, Field]
    compile: Compile
    check_settings: Callable[[Mapping[str, Any]], None] = lambda settings: None
    """Raises ApiError for settings that do not go together."""

    def defaults(self) -> dict[str, Any]:
        """The values of fields that have a default."""
        given = {name: field.default for name, field in self.fields.items() if field.default is not REQUIRED}
        return {name: value() if callable(value) else value for name, value in given.items()}


def person_of(request: PolicyRequest) -> Person | None:
    """Whom a policy is about: in a flow the user it is about, who need not be signed in yet."""
    pending = request.context.get("pending_user")
    return pending if isinstance(pending, Person) else request.person
