"""`propertymappings/provider/scope/`, `notification/` and `source/oauth/`: the mappings of each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import Connection, Row, Select, insert, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.propertymappings.models import (
    OAUTH_SOURCE_MAPPING,
    SCOPE_MAPPING,
    WEBHOOK_MAPPING,
)
from wirelatch.identity.api.providers import api_scope
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.applications.tables import property_mappings, scope_mappings
from wirelatch.identity.expressions import ExpressionError, compile_expression, names
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.web.errors import invalid, not_found
from wirelatch.identity.web.fields import Field, InvalidError, line, text, typed
from wirelatch.identity.web.shapes import BOOLEAN, STRING, JsonType, Parameter

endpoints = Endpoints()


@typed({"type": "string", "minLength": 1, "maxLength": 20_000})
def expression(value: Any) -> str:
    """The check of a field: an expression of the language whose names exist."""
    source: str = text(20_000, blank=False)(value)
    try:
        unknown = names.unknown_names(compile_expression(source), names.MAPPING_NAMES)
    except ExpressionError as error:
        raise InvalidError(str(error)) from None
    if unknown is not None:
        raise InvalidError(str(unknown))
    return source


COMMON: Mapping[str, Field] = {
    "managed": Field(line(255, blank=False), None, nullable=True),
    "name": Field(line(255, blank=False)),
    "expression": Field(expression),
}
READ: Mapping[str, JsonType] = dict.fromkeys(
    ("component", "verbose_name", "verbose_name_plural", "meta_model_name"), STRING
)


def _managed(column: Any) -> Mapping[str, Any]:
    return {
        "managed__isnull": (
            Parameter(BOOLEAN, "Whether it is not one of those that come with the program"),
            lambda query, value: query.where(column.is_(None) if value == "true" else column.is_not(None)),
        )
    }


class ScopeMappings(Resource):
    """What a scope tells a client."""

    path = "propertymappings/provider/scope/"
    argument = "pm_uuid"
    model = SCOPE_MAPPING
    shape_name = "ScopeMapping"
    schema = {
        **COMMON,
        "scope_name": Field(
            line(
                255,
                blank=False,
                pattern=r"[\x21\x23-\x5b\x5d-\x7e]+",
                message="A scope has no spaces or quotes.",
            )
        ),
        "description": Field(text(1000), ""),
    }
    read = READ
    unique = ("name", "managed")
    search = ("name", "scope_name")
    ordering = ("name", "scope_name")
    default_order = "scope_name"
    filters = ("name", "scope_name", "managed")
    more_filters = _managed(scope_mappings.c.managed)
    in_catalog = True

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        if row is not None:
            api_scope.check_mapping(request, connection, values, row.id, row.scope_name)


class KindOfMapping(Resource):
    """Mappings of a kind that shares its table."""

    argument = "pm_uuid"
    schema = COMMON
    read = READ
    unique: ClassVar[Sequence[str]] = ("name", "managed")
    filters: ClassVar[Sequence[str]] = ("name", "managed")
    more_filters = _managed(property_mappings.c.managed)
    in_catalog = True

    def query(self, request: ApiRequest) -> Select[Any]:
        return select(property_mappings).where(property_mappings.c.kind == self.model.name)

    def row(self, connection: Connection, wanted: Any) -> Row[Any]:
        row = super().row(connection, wanted)
        if row.kind != self.model.name:
            raise not_found(self.model.verbose_name)
        return row

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        taken = select(scope_mappings.c.id).where(scope_mappings.c.name == values.get("name"))
        if connection.execute(taken).first() is not None:
            raise invalid("name", "This field must be unique.")

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        mapping_id = new_uuid()
        columns = {"managed": None, **values, "id": mapping_id, "kind": self.model.name}
        connection.execute(insert(property_mappings).values(**columns))
        return mapping_id


class WebhookMappings(KindOfMapping):
    """What a webhook is sent."""

    path = "propertymappings/notification/"
    model = WEBHOOK_MAPPING
    shape_name = "NotificationWebhookMapping"
    schema = {"name": COMMON["name"], "expression": COMMON["expression"]}
    read = {}
    unique = ("name",)
    filters = ("name",)
    more_filters = {}


class OAuthSourceMappings(KindOfMapping):
    """What becomes of what an OAuth source tells."""

    path = "propertymappings/source/oauth/"
    model = OAUTH_SOURCE_MAPPING
    shape_name = "OAuthSourcePropertyMapping"


SCOPE_MAPPINGS = ScopeMappings()
for _resource in (SCOPE_MAPPINGS, WebhookMappings(), OAuthSourceMappings()):
    _resource.register(endpoints)
