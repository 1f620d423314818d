"""A token request whose client is known, as the grants take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.oidc.token.authenticate_client import Credentials


@dataclass(frozen=True)
class GrantRequest:
    """`form` holds the parameters; the secret is not yet checked, since one grant has another way."""

    form: Mapping[str, str]
    credentials: Credentials
    provider: Provider
    application: Application
    address: str
