"""`core/application_entitlements/`: what users of an application can be entitled to, by bindings of groups and users."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.applications.tables import application_entitlements as table
from wirelatch.identity.applications.tables import applications
from wirelatch.identity.policies import targets
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import Field, json_object, line, uuid

endpoints = Endpoints()
ENTITLEMENT = Model(
    "authentik_core",
    "applicationentitlement",
    "Application Entitlement",
    "Application Entitlements",
    table=table,
)


class Entitlements(Resource):
    """Entitlements of applications; what they are bound to is at `policies/bindings/`."""

    path = "core/application_entitlements/"
    argument = "pbm_uuid"
    model = ENTITLEMENT
    shape_name = "ApplicationEntitlement"
    pk_name = "pbm_uuid"
    schema = {
        "name": Field(line(255, blank=False)),
        "app": Field(uuid),
        "attributes": Field(json_object, dict),
    }
    columns = {"app": "application_id"}
    unique = ()
    references = {"app": applications.c.id}
    filters = ("name", "app")
    in_catalog = True

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        name = values.get("name", row.name if row is not None else None)
        app = values.get("app", row.application_id if row is not None else None)
        taken = select(table.c.id).where(table.c.application_id == app, table.c.name == name)
        if connection.execute(taken).scalar() not in (None, row.id if row is not None else None):
            raise invalid("name", "The application has an entitlement of this name.")

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        targets.forget(connection, row.id)
        connection.execute(delete(table).where(table.c.id == row.id))


ENTITLEMENTS = Entitlements()
ENTITLEMENTS.register(endpoints)
