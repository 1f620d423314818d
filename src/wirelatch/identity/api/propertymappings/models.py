"""The models of mappings: one for all of them, and one for each kind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from wirelatch.identity.api.models import Model
from wirelatch.identity.applications.tables import property_mappings, scope_mappings


@dataclass(frozen=True, eq=False)
class AnyMapping(Model):
    """Mappings of every kind, which are kept in two tables."""

    def find(self, connection: Connection, wanted: str) -> tuple[str, int | None] | None:
        for table in (scope_mappings, property_mappings):
            found = connection.execute(select(table.c.id).where(table.c.id == wanted)).scalar()
            if found is not None:
                return found, None
        return None


ANY_MAPPING = AnyMapping("authentik_core", "propertymapping", "Property Mapping", "Property Mappings")
SCOPE_MAPPING = Model(
    "authentik_providers_oauth2",
    "scopemapping",
    "Scope Mapping",
    "Scope Mappings",
    table=scope_mappings,
    component="ak-property-mapping-provider-scope-form",
    target="mapping",
)
WEBHOOK_MAPPING = Model(
    "authentik_events",
    "notificationwebhookmapping",
    "Webhook Mapping",
    "Webhook Mappings",
    table=property_mappings,
    is_kind=True,
    component="ak-property-mapping-notification-form",
    target="mapping",
)
OAUTH_SOURCE_MAPPING = Model(
    "authentik_sources_oauth",
    "oauthsourcepropertymapping",
    "OAuth Source Property Mapping",
    "OAuth Source Property Mappings",
    table=property_mappings,
    is_kind=True,
    component="ak-property-mapping-source-oauth-form",
    target="mapping",
)
OF_KIND = {model.name: model for model in (SCOPE_MAPPING, WEBHOOK_MAPPING, OAUTH_SOURCE_MAPPING)}
DESCRIPTIONS = {
    "scopemapping": "What a scope tells clients of an OAuth 2 provider.",
    "notificationwebhookmapping": "What a webhook is sent when something happens.",
    "oauthsourcepropertymapping": "What becomes of what an OAuth source tells of a user.",
}
