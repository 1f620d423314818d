"""Which objects blueprints know: those that the API can create and change, by the names of their models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, select

from wirelatch.identity.api.models import MODELS, Model
from wirelatch.identity.api.permissions import Needs
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.blueprints.inside import Inside
from wirelatch.identity.directory.users import key_of
from wirelatch.identity.web.fields import Field

META = "authentik_blueprints.metaapplyblueprint"
NEVER = frozenset({"authentik_blueprints.blueprintinstance"})
_ANY = {"authentik_core.provider": "authentik_providers_oauth2.oauth2provider"}
"""Base classes of authentik that stand for one kind here."""
_COLUMNS = {
    ("authentik_core.application", "provider"): "provider_id",
    ("authentik_core.user", "username"): "username_key",
    ("authentik_providers_oauth2.oauth2provider", "pk"): "id",
}
_READABLE = frozenset({"managed", "uuid", "num_pk", "slug", "name"})
NAMES = {
    ("authentik_core.group", "authentik Admins"): "Wirelatch Admins",
    ("authentik_core.group", "authentik Read-only"): "Wirelatch Read-only",
    ("authentik_rbac.role", "authentik Read-only"): "Wirelatch Read-only",
    ("authentik_core.user", "akadmin"): "admin",
    ("authentik_brands.brand", "authentik-default"): "wirelatch-default",
    (
        "authentik_crypto.certificatekeypair",
        "authentik Self-signed Certificate",
    ): "Wirelatch Self-signed Certificate",
}
"""What authentik's installations have from the start, and what stands for it here where there is nothing of that name."""


class UnknownFieldError(Exception):
    """Objects of this kind cannot be looked for by this field."""


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of object: where it is in the API, and what may be set."""

    model: Model
    path: str = ""
    one: str = ""
    """The path of one object, with a placeholder."""
    schema: Mapping[str, Field] = None  # type: ignore[assignment]
    resource: Resource | None = None

    @property
    def name(self) -> str:
        return self.model.full_name

    def pk(self, row: Row[Any]) -> Any:
        """The key of an object."""
        return row._mapping[self._table.c[self.model.key]]

    def address(self, row: Row[Any]) -> str:
        """The path of an object in the API."""
        column = self._table.c[self.model.lookup or self.model.key]
        before, _, rest = self.one.partition("{")
        return f"{before}{row._mapping[column]}{rest.partition('}')[2]}"

    @property
    def _table(self) -> Any:
        table = self.model.table
        assert table is not None
        return table

    def by_key(self, inside: Inside, pk: Any) -> Row[Any]:
        """The object with this key, which the caller has just made or changed, and may not be allowed to see."""
        query = select(self._table).where(self._table.c[self.model.key] == pk)
        return inside.connection.execute(query).one()

    def find(self, inside: Inside, conditions: Sequence[tuple[str, Any]]) -> list[Row[Any]]:
        """The objects for which all conditions hold, as far as the caller may see them; raises UnknownFieldError."""
        narrowed: Select[Any] = select(self._table)
        if self.resource is not None:
            narrowed = self.resource.query(inside.request("GET", self.path))
            narrowed = narrowed.with_only_columns(*self._table.c)
        narrowed = inside.request("GET", self.path).visible(narrowed, self.model)
        later = []
        for field, value in conditions:
            column = self._column(field)
            if column is None or isinstance(value, dict | list) or column.type.python_type in (dict, list):
                later.append((field, value))
                continue
            narrowed = narrowed.where(_equal(column, value, field, self.name))
        rows = inside.connection.execute(narrowed.order_by(self._table.c[self.model.key])).all()
        return [row for row in rows if all(self._holds(row, field, value) for field, value in later)]

    def _column(self, field: str) -> Any:
        columns = self._table.c
        if field in ("pk", "id", self.resource.pk_name if self.resource else "pk"):
            return columns[self.model.key]
        if field in (
            "pbm_uuid",
            "policybindingmodel_ptr",
            "policybindingmodel_ptr_id",
            "flow_uuid",
            "stage_uuid",
        ):
            return columns[self.model.key]
        known = self.schema or {}
        if field not in known and field not in _READABLE:
            raise UnknownFieldError(f"{self.name} cannot be looked for by “{field}”")
        if field in known and known[field].write_only:
            raise UnknownFieldError(f"{self.name} cannot be looked for by “{field}”, which is a secret")
        name = _COLUMNS.get((self.name, field), field)
        if self.resource is not None:
            name = self.resource.columns.get(name, name)
        if name in columns:
            return columns[name]
        if "settings" in columns and field in known:
            return None
        raise UnknownFieldError(f"{self.name} cannot be looked for by “{field}”")

    def _holds(self, row: Row[Any], field: str, value: Any) -> bool:
        column = self._column(field)
        found = row._mapping[column] if column is not None else row._mapping["settings"].get(field)
        return _contains(found, value)


def _contains(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            name in found and _contains(found[name], value) for name, value in wanted.items()
        )
    return bool(found == wanted)


def _equal(column: Any, value: Any, field: str, model: str) -> Any:
    if value is None:
        return column.is_(None)
    kind = column.type.python_type
    if kind is bool:
        return column.is_(value in (True, "true", "True", 1))
    if kind is int:
        try:
            number = int(value)
        except (TypeError, ValueError):
            return column.is_(None) & column.is_not(None)
        return column == number
    text = str(value)
    if model == "authentik_core.user" and field == "username":
        text = key_of(text)
    return column == text


@cache
def kinds() -> Mapping[str, Kind]:
    """By the full name of the model: all that can be made, and those that can only be found."""
    from wirelatch.identity.api.dispatch import ENDPOINTS

    making = {each.path: each for each in ENDPOINTS if each.method == "POST" and each.body is not None}
    found: dict[str, Kind] = {}
    for each in ENDPOINTS:
        needed = each.permission
        if each.method != "PATCH" or not isinstance(needed, Needs) or needed.model is None:
            continue
        model, collection = needed.model, each.path.partition("{")[0]
        made = making.get(collection)
        whole = (
            each.path == f"{collection}{{{needed.argument}}}/"
            or each.path == f"{collection}{{{needed.argument}:int}}/"
        )
        is_change = needed.permission == f"{model.app}.change_{model.name}"
        if made is None or not whole or not is_change or model.table is None or model.full_name in NEVER:
            continue
        owner = getattr(each.handler, "__self__", None)
        resource = owner if isinstance(owner, Resource) else None
        found[model.full_name] = Kind(model, collection, each.path, made.body or {}, resource)
    for name, model in MODELS.items():
        if name not in found and model.table is not None and name in _FINDABLE:
            found[name] = Kind(model, schema={"name": Field(str)})
    for name, stands_for in _ANY.items():
        found[name] = found[stands_for]
    return found


_FINDABLE = ("authentik_policies.policy", "authentik_flows.stage")


def creatable(name: str) -> Kind | None:
    """The kind that a model's name in a blueprint means, in any case of letters."""
    kind = kinds().get(name.lower())
    return kind if kind is not None and kind.path else None


def stand_in(model: str, conditions: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]] | None:
    """The conditions for what stands here for an object that authentik has from the start; None for any other."""
    changed = [
        (field, NAMES.get((model, value), value) if isinstance(value, str) else value)
        for field, value in conditions
    ]
    return changed if changed != list(conditions) else None


__all__ = ["META", "Kind", "UnknownFieldError", "creatable", "kinds", "stand_in"]
