"""An authorization request, as the checks build it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.parameters import Parameters


@dataclass
class AuthorizationRequest:
    """`provider`, `application` and `redirect_uri` are set, and may be relied on, once their checks have passed.

    `query` is what came in the address, marks of ours included; `parameters` are what counts, which a request object or
    a pushed request replaces.
    """

    query: Parameters
    snapshot: Snapshot
    base_url: str
    parameters: Parameters = field(init=False)
    provider: Provider = field(init=False)
    application: Application = field(init=False)
    redirect_uri: str = field(init=False)
    pushed_hash: str | None = None
    """Of the `request_uri` it was pushed under; once answered it is used up."""
    object_error: OAuthError | None = None
    """What is wrong with its request object, to be told once it is known where to."""
    response_types: frozenset[str] = frozenset()
    response_mode: str = "query"
    scopes: tuple[str, ...] = ()
    nonce: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
    dpop_jkt: str | None = None
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    hinted_subject: str | None = None
    requested_claims: Mapping[str, Any] | None = None
    """`userinfo` and `id_token` of the claims parameter."""
    acr_values: tuple[str, ...] = ()
    essential_acr: bool = False
    resources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.parameters = self.query

    @property
    def state(self) -> str | None:
        return self.parameters.get("state")

    @property
    def issuer(self) -> str:
        return issuer_of(self.base_url, self.provider, self.application)

    @property
    def scope(self) -> str:
        return " ".join(self.scopes)

    @property
    def asked_claims(self) -> tuple[str, ...]:
        """The names of claims that were asked for one by one, in order."""
        asked = self.requested_claims or {}
        return tuple(sorted({*asked.get("userinfo", {}), *asked.get("id_token", {})}))

    @property
    def consent_items(self) -> tuple[str, ...]:
        """What the user has to have agreed to: the scopes, and what is asked for besides them."""
        return (
            *self.scopes,
            *(f"claim:{name}" for name in self.asked_claims if " " not in name),
            *(f"resource:{uri}" for uri in self.resources),
        )

    def mark(self, name: str) -> str | None:
        """A mark of ours in the address (`oidc/marker.py`)."""
        return self.query.get(name)
