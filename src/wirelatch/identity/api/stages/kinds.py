"""`stages/<kind>/`: the stages of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, insert, select, update

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.escalation import check_covers
from wirelatch.identity.api.flows.models import OF_KIND
from wirelatch.identity.api.lookup import check_exist
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.api.stages.all import COMMON_READ, about, remove_in
from wirelatch.identity.directory import rights
from wirelatch.identity.directory.tables import groups
from wirelatch.identity.flows.tables import flows, prompts, stages
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.policies.tables import policies
from wirelatch.identity.stages.interface import Stage
from wirelatch.identity.stages.registry import kinds
from wirelatch.identity.web.errors import forbidden, not_found
from wirelatch.identity.web.fields import Field, line

endpoints = Endpoints()
NAME = Field(line(255, blank=False))
SENDS_ITSELF = "use_global_settings"
MAIL_SERVER = (SENDS_ITSELF, "host", "port", "username", "password", "use_tls", "use_ssl")
_COLUMNS: Mapping[str, Column[Any]] = {
    "flow": flows.c.id,
    "stage": stages.c.id,
    "prompt": prompts.c.id,
    "policy": policies.c.id,
    "group": groups.c.id,
}


class KindOfStage(Resource):
    """Stages of one kind: the name is a column, its own fields are kept together, secret ones sealed."""

    argument = "stage_uuid"
    in_catalog = True
    keeps_way_in = True
    read = COMMON_READ
    filters = ("name",)

    def __init__(self, kind: type[Stage]) -> None:
        self.stage_kind = kind
        self.path = f"stages/{kind.path}/"  # type: ignore[misc]
        self.model = OF_KIND[kind.kind]  # type: ignore[misc]
        self.shape_name = kind.__name__  # type: ignore[misc]
        self.schema = {"name": NAME, **kind.SCHEMA}  # type: ignore[misc]
        super().__init__()

    def query(self, request: ApiRequest) -> Select[Any]:
        return select(stages).where(stages.c.kind == self.stage_kind.kind)

    def row(self, connection: Connection, wanted: Any) -> Row[Any]:
        row = super().row(connection, wanted)
        if row.kind != self.stage_kind.kind:
            raise not_found(self.model.verbose_name)
        return row

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        settings = {**self.stage_kind.defaults(), **row.settings}
        shown = {
            name: settings.get(name)
            for name, described in self.stage_kind.SCHEMA.items()
            if not described.write_only
        }
        return {"pk": row.id, "name": row.name, **shown, **about(connection, row)}

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        for name, what in self.stage_kind.REFERENCES.items():
            value = values.get(name)
            kind, _, model = what.partition(":")
            column = _COLUMNS.get(kind)
            if value and column is not None:
                given = value if isinstance(value, list) else [value]
                check_exist(connection, column, given, name)
                if model:
                    self._check_kind(connection, given, model, name)
                if kind == "group":
                    # Whoever goes through the stage gets into it: it must give nothing that its maker does not have.
                    check_covers(request, connection, rights.of_groups(connection, given), name)
        before = row.settings if row is not None else {}
        own = {name: value for name, value in values.items() if name in self.stage_kind.SCHEMA}
        settled = {**self.stage_kind.defaults(), **before, **own}
        if SENDS_ITSELF in settled and not request.rights.is_superuser:
            self._check_mail_server(settled, {**self.stage_kind.defaults(), **before}, is_new=row is None)
        self.stage_kind.check(connection, settled)

    @staticmethod
    def _check_mail_server(after: Mapping[str, Any], before: Mapping[str, Any], *, is_new: bool) -> None:
        """Who reads what a stage sends can become whoever it is sent to, administrators too."""
        changed = is_new or any(after[name] != before[name] for name in MAIL_SERVER)
        if changed and not after[SENDS_ITSELF]:
            raise forbidden("Only administrators may name the server that a stage sends mail through.")

    @staticmethod
    def _check_kind(connection: Connection, given: list[Any], model: str, name: str) -> None:
        of_kind = select(stages.c.id).where(stages.c.id.in_(given), stages.c.kind == model)
        known = set(connection.execute(of_kind).scalars())
        for pk in given:
            if pk not in known:
                from wirelatch.identity.web.errors import invalid

                raise invalid(name, f'Invalid pk "{pk}" - object does not exist.')

    def _settings(self, request: ApiRequest, values: Mapping[str, Any]) -> dict[str, Any]:
        sealer = request.services.sealer
        return {
            name: sealer.seal(value) if name in self.stage_kind.SECRETS and value else value
            for name, value in values.items()
            if name in self.stage_kind.SCHEMA
        }

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        stage_id = new_uuid()
        columns = {
            "kind": self.stage_kind.kind,
            "name": values["name"],
            "settings": self._settings(request, values),
        }
        connection.execute(insert(stages).values(id=stage_id, **columns))
        return stage_id

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        columns = {
            "name": values.get("name", row.name),
            "settings": {**row.settings, **self._settings(request, values)},
        }
        connection.execute(update(stages).where(stages.c.id == row.id).values(**columns))

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        remove_in(connection, row)
        super().delete(connection, request, row)


RESOURCES = {name: KindOfStage(kind) for name, kind in kinds().items()}
for _resource in RESOURCES.values():
    _resource.register(endpoints)
