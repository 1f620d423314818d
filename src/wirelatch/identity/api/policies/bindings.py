"""`policies/bindings/`: which policies, groups and users decide about a target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.core.embedded import PARTIAL_GROUP, PARTIAL_USER, brief, group_with_number
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.policies.all import POLICIES
from wirelatch.identity.api.policies.all import brief as brief_policy
from wirelatch.identity.api.policies.models import BINDING
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.directory.tables import groups, users
from wirelatch.identity.policies import targets
from wirelatch.identity.policies.tables import policies
from wirelatch.identity.policies.tables import policy_bindings as table
from wirelatch.identity.web.errors import ApiError, invalid, refused
from wirelatch.identity.web.fields import ABSENT, Field, boolean, instant, integer, parse, uuid
from wirelatch.identity.web.shapes import BOOLEAN, STRING, Parameter, nullable

endpoints = Endpoints()
SUBJECTS = ("policy", "group", "user")
SMALLEST = -2_147_483_648
SCHEMA: Mapping[str, Field] = {
    "policy": Field(uuid, None, nullable=True),
    "group": Field(uuid, None, nullable=True),
    "user": Field(integer(1), None, nullable=True),
    "negate": Field(boolean, False, description="Turns the outcome round; messages stay."),
    "enabled": Field(boolean, True),
    "order": Field(integer(SMALLEST), 0),
    "timeout": Field(integer(), 30, description="Seconds a policy may take."),
    "failure_result": Field(boolean, False, description="What counts when the policy fails."),
    "expires": Field(instant, None, nullable=True, description="From then on it passes for nobody."),
    "expiring": Field(boolean, ABSENT),
}
"""Of a binding whose target does not exist yet, as in the wizard."""
ENTITLEMENT = "authentik_core.applicationentitlement"


class Bindings(Resource):
    """Bindings of anything to any target."""

    path = "policies/bindings/"
    keeps_way_in = True
    argument = "policy_binding_uuid"
    model = BINDING
    shape_name = "PolicyBinding"
    schema = {**SCHEMA, "target": Field(uuid), "order": Field(integer(SMALLEST))}
    read = {
        "policy_obj": nullable(POLICIES.shape),
        "group_obj": nullable(PARTIAL_GROUP),
        "user_obj": nullable(PARTIAL_USER),
    }
    columns = {"policy": "policy_id", "group": "group_id", "user": "user_id"}
    unique = ()
    references = {"policy": policies.c.id, "group": groups.c.id, "user": users.c.id}
    search = (policies.c.name, groups.c.name, users.c.username)
    ordering = {name: table.c[name] for name in ("order", "enabled", "timeout", "expires")}
    default_order = "order"
    filters = ("target", "policy", "group", "user", "enabled", "order", "timeout")
    more_filters = {
        "policy__isnull": (
            Parameter(BOOLEAN, "Whether it binds a group or a user"),
            lambda query, value: query.where(
                table.c.policy_id.is_(None) if value == "true" else table.c.policy_id.is_not(None)
            ),
        ),
        "target_in": (
            Parameter(STRING, "Several targets; may be repeated"),
            lambda query, value: query,
        ),
    }
    in_catalog = True

    def query(self, request: ApiRequest) -> Any:
        found = (
            select(table)
            .outerjoin(policies, policies.c.id == table.c.policy_id)
            .outerjoin(groups, groups.c.id == table.c.group_id)
            .outerjoin(users, users.c.id == table.c.user_id)
        )
        wanted = request.all_of("target_in")
        return found.where(table.c.target.in_(wanted)) if wanted else found

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        policy = _one(connection, policies, row.policy_id)
        group = _one(connection, groups, row.group_id)
        user = _one(connection, users, row.user_id)
        return {
            "policy_obj": brief_policy(connection, policy) if policy is not None else None,
            "group_obj": group_with_number(group) if group is not None else None,
            "user_obj": brief(connection, user) if user is not None else None,
        }

    def label(self, row: Row[Any]) -> str:
        return f"Binding {row._mapping['order']}"

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        if row is None or any(name in values for name in SUBJECTS):
            merged = {
                name: row._mapping[self.columns_of(name)] if row is not None else None for name in SUBJECTS
            }
            merged.update({name: values[name] for name in SUBJECTS if name in values})
            if sum(value is not None for value in merged.values()) != 1:
                raise refused("Exactly one of policy, group and user must be set.")
        if "expiring" not in values and (row is None or "expires" in values):
            values["expiring"] = values.get("expires") is not None
        target_id = str(values["target"] if row is None or "target" in values else row.target)
        target = targets.find(connection, target_id)
        if target is None:
            raise invalid("target", f'Invalid pk "{target_id}" - object does not exist.')
        if target.kind.model == ENTITLEMENT and values.get("policy") is not None:
            raise invalid("policy", "Entitlements are bound to groups and users only.")

    def columns_of(self, name: str) -> Any:
        """The column of a field."""
        return self.table.c[self.columns.get(name, name)]


def _one(connection: Connection, kind: Any, pk: Any) -> Row[Any] | None:
    return connection.execute(select(kind).where(kind.c.id == pk)).first() if pk is not None else None


BINDINGS = Bindings()
BINDINGS.register(endpoints)


def parse_binding(value: Any, field: str) -> dict[str, Any]:
    """The fields of a binding whose target does not exist yet; raises ApiError under the name of `field`."""
    if not isinstance(value, dict):
        raise ApiError(400, {field: ["Invalid data. Expected a dictionary."]})
    try:
        return parse(SCHEMA, value)
    except ApiError as error:
        raise ApiError(400, {field: error.body}) from None


def create_in(connection: Connection, request: ApiRequest, values: dict[str, Any]) -> str:
    """Check, store and record a binding within the caller's transaction; returns its id."""
    return str(BINDINGS.create_in(connection, request, values))
