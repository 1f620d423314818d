"""The flows that every installation has from its first start: slugs and ids are fixed, everything else can be changed.

What they consist of is in `default_stages.py`. https://docs.goauthentik.io/add-secure-apps/flows-stages/flow/examples/default_flows/
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5


@dataclass(frozen=True)
class DefaultFlow:
    """A flow as it is made at the first start."""

    slug: str
    name: str
    title: str
    designation: str
    authentication: str = "none"

    @property
    def pk(self) -> str:
        """Derived from the slug, the same in every installation."""
        return str(uuid5(NAMESPACE_URL, f"urn:wirelatch:flow:{self.slug}"))


AUTHENTICATION = DefaultFlow(
    "default-authentication-flow", "Welcome to Wirelatch!", "Welcome to Wirelatch!", "authentication"
)
INVALIDATION = DefaultFlow("default-invalidation-flow", "Logout", "Default Invalidation Flow", "invalidation")
IMPLICIT_CONSENT = DefaultFlow(
    "default-provider-authorization-implicit-consent",
    "Authorize Application",
    "Redirecting to %(app)s",
    "authorization",
    "require_authenticated",
)
EXPLICIT_CONSENT = DefaultFlow(
    "default-provider-authorization-explicit-consent",
    "Authorize Application",
    "Redirecting to %(app)s",
    "authorization",
    "require_authenticated",
)
PROVIDER_INVALIDATION = DefaultFlow(
    "default-provider-invalidation-flow",
    "Logged out of application",
    "You've logged out of %(app)s.",
    "invalidation",
)
INITIAL_SETUP = DefaultFlow("initial-setup", "Initial setup", "Welcome to Wirelatch!", "stage_configuration")
PASSWORD_CHANGE = DefaultFlow(
    "default-password-change",
    "Change Password",
    "Change password",
    "stage_configuration",
    "require_authenticated",
)
USER_SETTINGS = DefaultFlow(
    "default-user-settings-flow",
    "User settings",
    "Update your info",
    "stage_configuration",
    "require_authenticated",
)
RECOVERY = DefaultFlow("default-recovery-flow", "Default recovery flow", "Reset your password", "recovery")
ENROLLMENT = DefaultFlow(
    "default-enrollment-flow",
    "Default enrollment flow",
    "Welcome to Wirelatch!",
    "enrollment",
    "require_unauthenticated",
)
UNENROLLMENT = DefaultFlow(
    "default-unenrollment-flow",
    "Default unenrollment flow",
    "Delete your account",
    "unenrollment",
    "require_authenticated",
)
SOURCE_AUTHENTICATION = DefaultFlow(
    "default-source-authentication",
    "Welcome to Wirelatch!",
    "Welcome to Wirelatch!",
    "authentication",
    "require_unauthenticated",
)
SOURCE_ENROLLMENT = DefaultFlow(
    "default-source-enrollment",
    "Welcome to Wirelatch! Please select a username.",
    "Welcome to Wirelatch! Please select a username.",
    "enrollment",
)
SOURCE_PRE_AUTHENTICATION = DefaultFlow(
    "default-source-pre-authentication",
    "Pre-Authentication",
    "Pre-authentication",
    "stage_configuration",
)
TOTP_SETUP = DefaultFlow(
    "default-authenticator-totp-setup",
    "Default TOTP Setup",
    "Set up Two-Factor authentication",
    "stage_configuration",
    "require_authenticated",
)
STATIC_SETUP = DefaultFlow(
    "default-authenticator-static-setup",
    "Default Static Authenticator Setup",
    "Set up recovery codes",
    "stage_configuration",
    "require_authenticated",
)
WEBAUTHN_SETUP = DefaultFlow(
    "default-authenticator-webauthn-setup",
    "Default WebAuthn Setup",
    "Set up WebAuthn",
    "stage_configuration",
    "require_authenticated",
)
EMAIL_SETUP = DefaultFlow(
    "default-authenticator-email-setup",
    "Default Email Authenticator Setup",
    "Set up codes by e-mail",
    "stage_configuration",
    "require_authenticated",
)

ALL = (
    AUTHENTICATION,
    INVALIDATION,
    IMPLICIT_CONSENT,
    EXPLICIT_CONSENT,
    PROVIDER_INVALIDATION,
    INITIAL_SETUP,
    PASSWORD_CHANGE,
    USER_SETTINGS,
    RECOVERY,
    ENROLLMENT,
    UNENROLLMENT,
    SOURCE_AUTHENTICATION,
    SOURCE_ENROLLMENT,
    SOURCE_PRE_AUTHENTICATION,
    TOTP_SETUP,
    STATIC_SETUP,
    WEBAUTHN_SETUP,
    EMAIL_SETUP,
)
_BY_ID = {flow.pk: flow for flow in ALL}
_BY_SLUG = {flow.slug: flow for flow in ALL}


def by_id(pk: str | None) -> DefaultFlow | None:
    """The default flow with this id."""
    return _BY_ID.get(pk or "")


def by_slug(slug: str) -> DefaultFlow | None:
    """The default flow with this slug."""
    return _BY_SLUG.get(slug)
