"""The models of sources and connections: one for all of a family, and one for each kind, as authentik has them."""

from __future__ import annotations

from wirelatch.identity.api.models import Model
from wirelatch.identity.sources.tables import group_source_connections, source_connections, sources

SOURCE = Model("authentik_core", "source", "Source", "Sources", table=sources, lookup="slug")
OAUTH_SOURCE = Model(
    "authentik_sources_oauth",
    "oauthsource",
    "OAuth Source",
    "OAuth Sources",
    table=sources,
    lookup="slug",
    component="ak-source-oauth-form",
)
USER_CONNECTION = Model(
    "authentik_core",
    "usersourceconnection",
    "User Source Connection",
    "User Source Connections",
    table=source_connections,
    owner="user_id",
    label="identifier",
)
OAUTH_USER_CONNECTION = Model(
    "authentik_sources_oauth",
    "useroauthsourceconnection",
    "User OAuth Source Connection",
    "User OAuth Source Connections",
    table=source_connections,
    owner="user_id",
    label="identifier",
)
GROUP_CONNECTION = Model(
    "authentik_core",
    "groupsourceconnection",
    "Group Source Connection",
    "Group Source Connections",
    table=group_source_connections,
    label="identifier",
)
OAUTH_GROUP_CONNECTION = Model(
    "authentik_sources_oauth",
    "groupoauthsourceconnection",
    "Group OAuth Source Connection",
    "Group OAuth Source Connections",
    table=group_source_connections,
    label="identifier",
)
