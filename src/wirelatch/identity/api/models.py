"""Kinds of objects: their names in authentik, the permissions there are on them, and how an address finds one.

A model is made once, where its resource is; making it registers it, so that roles can be given its permissions,
`used_by/` can name its objects, and blueprints and events know it by `app` and `name`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

BASIC = ("add", "change", "delete", "view")


@dataclass(frozen=True, eq=False)
class Model:
    """`key` is the column whose value is the object's `pk` in the API, `lookup` the column that addresses name.

    `owner` is the column with the id of the user whom an object belongs to; `label` the one that names it to people.
    """

    app: str
    name: str
    verbose_name: str
    verbose_name_plural: str
    table: Table | None = None
    key: str = "id"
    lookup: str = ""
    label: str = "name"
    owner: str = ""
    component: str = ""
    permissions: Mapping[str, str] = field(default_factory=dict)
    """Permissions of its own beside add, change, delete and view: code name to a sentence."""
    has_basic: bool = True
    finder: Callable[[Connection, str], tuple[str, int | None] | None] | None = None
    """Finds `pk` and owner where they are not simply columns."""
    is_kind: bool = False
    """Whether its table has a column `kind`, which holds the names of the models that share it."""
    target: str = ""
    """How the ledger's targets of this kind begin; by default the name."""

    def __post_init__(self) -> None:
        known = MODELS.get(self.full_name)
        if known is not None:
            raise ValueError(f"the model {self.full_name} is there twice")
        MODELS[self.full_name] = self

    @property
    def full_name(self) -> str:
        """As `meta_model_name` has it: `authentik_core.user`."""
        return f"{self.app}.{self.name}"

    def permission(self, verb: str) -> str:
        """`view` → `authentik_core.view_user`; a permission of its own by its code name."""
        if verb in self.permissions:
            return f"{self.app}.{verb}"
        if verb not in BASIC or not self.has_basic:
            raise KeyError(f"{self.full_name} has no permission {verb}")
        return f"{self.app}.{verb}_{self.name}"

    @property
    def all_permissions(self) -> dict[str, str]:
        """Full names of the permissions on it, each with a sentence."""
        basic = {f"{self.app}.{verb}_{self.name}": f"Can {verb} {self.verbose_name}" for verb in BASIC}
        own = {f"{self.app}.{codename}": sentence for codename, sentence in self.permissions.items()}
        return {**(basic if self.has_basic else {}), **own}

    @property
    def meta(self) -> dict[str, str]:
        """What authentik's objects of many kinds tell of theirs."""
        return {
            "component": self.component,
            "verbose_name": self.verbose_name,
            "verbose_name_plural": self.verbose_name_plural,
            "meta_model_name": self.full_name,
        }

    def find(self, connection: Connection, wanted: str) -> tuple[str, int | None] | None:
        """The `pk` (as text) and the owner of the object that an address names."""
        table = self.table
        if self.finder is not None:
            return self.finder(connection, wanted)
        if table is None:
            return None
        column = table.c[self.lookup or self.key]
        value: Any = wanted
        if column.type.python_type is int:
            if not wanted.isdecimal() or len(wanted) > 9:
                return None
            value = int(wanted)
        columns = [table.c[self.key], *([table.c[self.owner]] if self.owner else [])]
        query = select(*columns).where(column == value)
        row = connection.execute(query.where(table.c.kind == self.name) if self.is_kind else query).first()
        return None if row is None else (str(row[0]), row[1] if self.owner else None)


MODELS: dict[str, Model] = {}
"""By full name; complete once `api.dispatch` is imported, which imports every module with endpoints."""


def known_permissions() -> dict[str, Model]:
    """Every permission there is, with its model."""
    return {permission: model for model in MODELS.values() for permission in model.all_permissions}


def model_of_table(table: Table) -> Model | None:
    """The model whose objects are the rows of a table."""
    return next((model for model in MODELS.values() if model.table is table), None)
