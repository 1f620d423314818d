"""An authorization request, as the checks build it up."""

from __future__ import annotations

from dataclasses import dataclass, field

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.parameters import Parameters


@dataclass
class AuthorizationRequest:
    """`provider`, `application` and `redirect_uri` are set, and may be relied on, once their checks have passed."""

    parameters: Parameters
    snapshot: Snapshot
    base_url: str
    provider: Provider = field(init=False)
    application: Application = field(init=False)
    redirect_uri: str = field(init=False)
    response_mode: str = "query"
    scopes: tuple[str, ...] = ()
    nonce: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    hinted_subject: str | None = None

    @property
    def state(self) -> str | None:
        return self.parameters.get("state")

    @property
    def issuer(self) -> str:
        return issuer_of(self.base_url, self.provider, self.application)

    @property
    def scope(self) -> str:
        return " ".join(self.scopes)
