"""A token request whose client is known, as the grants take it."""

from __future__ import annotations

from typing import NamedTuple

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.directory.people import Person
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.read_form import Form
from wirelatch.identity.oidc.token.authenticate_client import Credentials
from wirelatch.identity.policies import HttpFacts, PolicyRequest

_FACTS = HttpFacts(method="POST", path="/application/o/token/")


class GrantRequest(NamedTuple):
    """`form` holds the parameters; the client has proved itself, except where a grant has another way for it."""

    form: Form
    credentials: Credentials
    provider: Provider
    application: Application
    snapshot: Snapshot
    base_url: str
    address: str
    jkt: str | None = None
    """The thumbprint of the key that the client proved to hold (DPoP)."""

    def policy_request(self, person: Person) -> PolicyRequest:
        """What policies are asked where no browser's request was decided before: the client's own request."""
        names = {
            "oauth_grant_type": self.form.get("grant_type", ""),
            "oauth_scopes": self.form.get("scope", "").split(),
        }
        return PolicyRequest(
            person, _FACTS, self.address, context={"application": self.application}, names=names
        )

    def resources(self, granted: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The resources that the token is restricted to: those asked for now, else those `granted` before.

        Raises invalid_target for others than were granted, or than the client is registered for.
        https://www.rfc-editor.org/rfc/rfc8707#section-2.2
        """
        asked = self.form.all("resource")
        allowed = granted or self.provider.allowed_resources
        if any(resource not in allowed for resource in asked):
            raise OAuthError("invalid_target", "The resource is not one that this client may have tokens for")
        return tuple(dict.fromkeys(asked)) or granted
