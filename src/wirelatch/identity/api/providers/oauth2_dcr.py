"""`providers/oauth2-dcr/`: at which applications users may register clients, and what those take over (RFC 7591)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.providers import api_scope
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.applications.models import GRANT_TYPES
from wirelatch.identity.applications.tables import oauth2_providers, scope_mappings
from wirelatch.identity.oidc.provider_fields import flow
from wirelatch.identity.oidc.tables import dynamic_registrations
from wirelatch.identity.web.fields import Field, choice, duration, integer, line, list_of, typed, uuid

endpoints = Endpoints()
DYNAMIC_REGISTRATION = Model(
    "authentik_providers_oauth2",
    "oauth2dynamicclientregistration",
    "OAuth2 Dynamic Client Registration",
    "OAuth2 Dynamic Client Registrations",
    table=dynamic_registrations,
    label="id",
)


@typed({"type": "string", "maxLength": 100})
def _duration_or_empty(value: Any) -> str:
    return "" if value == "" else duration(value)


class DynamicRegistrations(Resource):
    """Providers at whose application clients may be registered, and what those take over."""

    path = "providers/oauth2-dcr/"
    model = DYNAMIC_REGISTRATION
    shape_name = "OAuth2DynamicClientRegistration"
    pk_name = "pbm_uuid"
    columns = {"provider": "provider_id"}
    schema = {
        "provider": Field(integer(1)),
        "default_application_group": Field(line(255), ""),
        "override_authorization_flow": Field(flow, None, nullable=True),
        "override_invalidation_flow": Field(flow, None, nullable=True),
        "override_property_mappings": Field(list_of(uuid, 100), list),
        "access_token_validity": Field(_duration_or_empty, ""),
        "refresh_token_validity": Field(_duration_or_empty, ""),
        "allowed_grant_types": Field(list_of(choice(GRANT_TYPES)), list),
        "policy_engine_mode": Field(choice(("any", "all")), "any"),
    }
    unique = ()
    references = {"provider": oauth2_providers.c.id, "override_property_mappings": scope_mappings.c.id}
    search = ()
    ordering = ("provider",)
    default_order = "provider"
    filters = ("provider",)
    in_catalog = True

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        before = None if row is None else row.provider_id
        api_scope.check_registration(request, connection, values, before)


DYNAMIC_REGISTRATIONS = DynamicRegistrations()
DYNAMIC_REGISTRATIONS.register(endpoints)
