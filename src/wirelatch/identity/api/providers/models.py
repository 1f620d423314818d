"""The model of OAuth2 providers, and how the ledger names them."""

from __future__ import annotations

from wirelatch.identity.api.models import Model
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.applications.tables import oauth2_providers

COMPONENT = "ak-provider-oauth2-form"
OAUTH2_PROVIDER = Model(
    "authentik_providers_oauth2",
    "oauth2provider",
    "OAuth2/OpenID Provider",
    "OAuth2/OpenID Providers",
    table=oauth2_providers,
    component=COMPONENT,
    target="provider",
)
MODEL = OAUTH2_PROVIDER.full_name
PROVIDER = record_kind(OAUTH2_PROVIDER)
LINK_SLUG = "wirelatch"
"""The one application that the link token may see and register."""
