"""`policies/<kind>/`: the policies of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.policies.models import OF_KIND
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.policies.kinds import KINDS
from wirelatch.identity.policies.kinds.kind import PolicyKind
from wirelatch.identity.policies.tables import policies, policy_bindings
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.fields import Field, boolean, line
from wirelatch.identity.web.shapes import INTEGER, STRING, JsonType

endpoints = Endpoints()
COMMON: Mapping[str, Field] = {
    "name": Field(line(255, blank=False)),
    "execution_logging": Field(boolean, False),
}
READ: Mapping[str, JsonType] = {
    "component": STRING,
    "verbose_name": STRING,
    "verbose_name_plural": STRING,
    "meta_model_name": STRING,
    "bound_to": INTEGER,
}
SHAPE_NAMES = {
    "dummypolicy": "DummyPolicy",
    "eventmatcherpolicy": "EventMatcherPolicy",
    "expressionpolicy": "ExpressionPolicy",
    "networkpolicy": "NetworkPolicy",
    "passwordpolicy": "PasswordPolicy",
    "passwordexpirypolicy": "PasswordExpiryPolicy",
    "reputationpolicy": "ReputationPolicy",
    "timepolicy": "TimePolicy",
}


def bound_to(connection: Connection, policy_id: str) -> int:
    """How many bindings name a policy."""
    counting = select(func.count()).where(policy_bindings.c.policy_id == policy_id)
    return connection.execute(counting).scalar_one()


class KindOfPolicy(Resource):
    """Policies of one kind: common fields are columns, its own are kept together."""

    argument = "policy_uuid"
    filters = ("name", "execution_logging")
    ordering = ("name",)
    in_catalog = True
    keeps_way_in = True
    read = READ

    def __init__(self, kind: PolicyKind) -> None:
        self.policy_kind = kind
        self.path = f"policies/{kind.path}/"  # type: ignore[misc]
        self.model = OF_KIND[kind.model_name]  # type: ignore[misc]
        self.shape_name = SHAPE_NAMES[kind.model_name]  # type: ignore[misc]
        self.schema = {**COMMON, **kind.fields}  # type: ignore[misc]
        super().__init__()

    def query(self, request: ApiRequest) -> Select[Any]:
        return select(policies).where(policies.c.kind == self.policy_kind.model_name)

    def row(self, connection: Connection, wanted: Any) -> Row[Any]:
        row = super().row(connection, wanted)
        if row.kind != self.policy_kind.model_name:
            raise not_found(self.model.verbose_name)
        return row

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        settings = {**self.policy_kind.defaults(), **row.settings}
        return {
            "pk": row.id,
            "name": row.name,
            "execution_logging": row.execution_logging,
            **{name: settings[name] for name in self.policy_kind.fields if name in settings},
            **self.model.meta,
            "bound_to": bound_to(connection, row.id),
        }

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        settings = {**self.policy_kind.defaults(), **(row.settings if row is not None else {})}
        settings.update({name: value for name, value in values.items() if name in self.policy_kind.fields})
        self.policy_kind.check_settings(settings)

    def to_columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name in COMMON}

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        own = {name: value for name, value in values.items() if name in self.policy_kind.fields}
        return self.store(
            connection, {**self.to_columns(values), "kind": self.policy_kind.model_name, "settings": own}
        )

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        own = {name: value for name, value in values.items() if name in self.policy_kind.fields}
        columns = {**self.to_columns(values), "settings": {**row.settings, **own}}
        connection.execute(policies.update().where(policies.c.id == row.id).values(**columns))

    @staticmethod
    def store(connection: Connection, columns: dict[str, Any]) -> str:
        policy_id = new_uuid()
        connection.execute(policies.insert().values(id=policy_id, **columns))
        return policy_id


RESOURCES = {kind.model_name: KindOfPolicy(kind) for kind in KINDS.values()}
for _resource in RESOURCES.values():
    _resource.register(endpoints)
