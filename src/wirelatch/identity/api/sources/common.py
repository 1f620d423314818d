"""What is told of a source wherever it appears."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.sources.models import OAUTH_SOURCE
from wirelatch.identity.sources.tables import sources
from wirelatch.identity.web.shapes import BOOLEAN, OBJECT, STRING, UUID, Shape, array, nullable

READ = {
    "component": STRING,
    "verbose_name": STRING,
    "verbose_name_plural": STRING,
    "meta_model_name": STRING,
    "managed": nullable(STRING),
    "icon_url": nullable(STRING),
    "icon_themed_urls": nullable(OBJECT),
}
SOURCE_SHAPE = Shape(
    "Source",
    {
        "pk": UUID,
        "name": STRING,
        "slug": STRING,
        "enabled": BOOLEAN,
        "promoted": BOOLEAN,
        "authentication_flow": nullable(UUID),
        "enrollment_flow": nullable(UUID),
        "user_property_mappings": array(UUID),
        "group_property_mappings": array(UUID),
        "policy_engine_mode": STRING,
        "user_matching_mode": STRING,
        "user_path_template": STRING,
        "icon": STRING,
        **READ,
    },
)
_OWN = ("name", "slug", "enabled", "promoted", "authentication_flow", "enrollment_flow", "user_property_mappings",
        "group_property_mappings", "policy_engine_mode", "user_matching_mode", "user_path_template", "icon")  # fmt: skip


def about(row: Row[Any]) -> dict[str, Any]:
    """The fields of `READ`."""
    return {
        **OAUTH_SOURCE.meta,
        "managed": row.managed,
        "icon_url": row.icon or None,
        "icon_themed_urls": None,
    }


def brief(row: Row[Any]) -> dict[str, Any]:
    """A source without what is particular to its kind."""
    return {"pk": row.id, **{name: row._mapping[name] for name in _OWN}, **about(row)}


def embedded(connection: Connection, source_id: str) -> dict[str, Any]:
    """A source within a connection."""
    return brief(connection.execute(select(sources).where(sources.c.id == source_id)).one())
