"""The default flows. They are fixed for now: pages behind their slugs, ids that the API shows and providers name.

Editable flows with stages come with issue 4 and will be read from tables; whoever asks does so through `by_id`.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5


@dataclass(frozen=True)
class Flow:
    """A flow as the API lists it."""

    slug: str
    name: str
    title: str
    designation: str
    authentication: str = "none"

    @property
    def pk(self) -> str:
        """Derived from the slug, the same in every installation."""
        return str(uuid5(NAMESPACE_URL, f"urn:wirelatch:flow:{self.slug}"))


AUTHENTICATION = Flow(
    "default-authentication-flow", "Welcome to Wirelatch!", "Welcome to Wirelatch!", "authentication"
)
INVALIDATION = Flow("default-invalidation-flow", "Logout", "Default Invalidation Flow", "invalidation")
IMPLICIT_CONSENT = Flow(
    "default-provider-authorization-implicit-consent",
    "Authorize Application",
    "Redirecting to %(app)s",
    "authorization",
    "require_authenticated",
)
EXPLICIT_CONSENT = Flow(
    "default-provider-authorization-explicit-consent",
    "Authorize Application",
    "Redirecting to %(app)s",
    "authorization",
    "require_authenticated",
)
PROVIDER_INVALIDATION = Flow(
    "default-provider-invalidation-flow",
    "Logged out of application",
    "You've logged out of %(app)s.",
    "invalidation",
)
INITIAL_SETUP = Flow("initial-setup", "Initial setup", "Welcome to Wirelatch!", "stage_configuration")

ALL = (AUTHENTICATION, INVALIDATION, IMPLICIT_CONSENT, EXPLICIT_CONSENT, PROVIDER_INVALIDATION, INITIAL_SETUP)
_BY_ID = {flow.pk: flow for flow in ALL}
_BY_SLUG = {flow.slug: flow for flow in ALL}


def by_id(pk: str | None) -> Flow | None:
    """The flow with this id."""
    return _BY_ID.get(pk or "")


def by_slug(slug: str) -> Flow | None:
    """The flow with this slug."""
    return _BY_SLUG.get(slug)
