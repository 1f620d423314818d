"""The scope `goauthentik.io/api`: its tokens act as their user in the API, so only administrators say who gets them.

Otherwise who may change providers could have an administrator's tokens sent to an address of their own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.principal import API_SCOPE
from wirelatch.identity.applications.tables import oauth2_providers, provider_scope_mappings, scope_mappings
from wirelatch.identity.web.errors import invalid

_REFUSAL = "Only administrators may do this where a provider has the scope goauthentik.io/api."


def check_provider(
    request: ApiRequest, connection: Connection, values: dict[str, Any], provider_id: int | None
) -> None:
    """Raise unless the caller is a superuser, or the change neither gives the scope nor moves where its tokens go."""
    if request.rights.is_superuser:
        return
    of_scope = set(
        connection.execute(
            select(scope_mappings.c.id).where(scope_mappings.c.scope_name == API_SCOPE)
        ).scalars()
    )
    held = of_scope & _mappings(connection, provider_id) if provider_id is not None else set()
    if (of_scope & set(values.get("property_mappings") or ())) - held:
        raise invalid("property_mappings", _REFUSAL)
    if held and "redirect_uris" in values:
        own = select(oauth2_providers.c.redirect_uris).where(oauth2_providers.c.id == provider_id)
        if connection.execute(own).scalar() != values["redirect_uris"]:
            raise invalid("redirect_uris", _REFUSAL)


def check_mapping(
    request: ApiRequest, connection: Connection, values: dict[str, Any], mapping_id: str, before: str
) -> None:
    """Raise unless the caller is a superuser, or the change does not make a mapping in use one of this scope."""
    if request.rights.is_superuser or values.get("scope_name", before) != API_SCOPE or before == API_SCOPE:
        return
    used = select(provider_scope_mappings.c.provider_id).where(
        provider_scope_mappings.c.mapping_id == mapping_id
    )
    if connection.execute(used).first() is not None:
        raise invalid("scope_name", _REFUSAL)


def check_registration(
    request: ApiRequest, connection: Connection, values: dict[str, Any], before: int | None
) -> None:
    """Raise unless the caller is a superuser, or clients that register themselves do not get the scope by it."""
    check_provider(
        request, connection, {"property_mappings": values.get("override_property_mappings")}, before
    )
    pattern = values.get("provider", before)
    if pattern is not None and pattern != before:
        check_provider(request, connection, {"property_mappings": _mappings(connection, pattern)}, None)


def _mappings(connection: Connection, provider_id: int) -> set[str]:
    own = select(provider_scope_mappings.c.mapping_id).where(
        provider_scope_mappings.c.provider_id == provider_id
    )
    return set(connection.execute(own).scalars())
