"""What bindings can be bound to. A kind of target registers its table; targets are found, named and forgotten here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, delete, select

from wirelatch.identity.policies.tables import policy_bindings


@dataclass(frozen=True)
class TargetKind:
    """A kind of target: `model` as authentik names it (`authentik_core.application`), and the columns of its table."""

    model: str
    id: Column[Any]
    name: Column[Any]

    @property
    def app(self) -> str:
        return self.model.partition(".")[0]

    @property
    def model_name(self) -> str:
        return self.model.partition(".")[2]


@dataclass(frozen=True)
class Target:
    """One target."""

    kind: TargetKind
    id: str
    name: str


_kinds: dict[str, TargetKind] = {}


def register(model: str, id_column: Column[Any], name_column: Column[Any]) -> None:
    """Make the rows of a table targets: call this where the table is defined."""
    _kinds[model] = TargetKind(model, id_column, name_column)


def kinds() -> tuple[TargetKind, ...]:
    """Every kind."""
    return tuple(_kinds.values())


def find(connection: Connection, target_id: str) -> Target | None:
    """The target with this id."""
    for kind in _kinds.values():
        row = connection.execute(select(kind.id, kind.name).where(kind.id == target_id)).first()
        if row is not None:
            return Target(kind, str(row[0]), str(row[1]))
    return None


def forget(connection: Connection, target_id: str) -> None:
    """Delete the bindings of a target, in the transaction that deletes it."""
    connection.execute(delete(policy_bindings).where(policy_bindings.c.target == target_id))


def lost() -> ColumnElement[bool]:
    """The condition for bindings whose target is gone, whoever deleted it."""
    from wirelatch.identity import schema  # registers every kind: one that is not known would seem gone

    assert schema.metadata is not None
    return and_(*(policy_bindings.c.target.not_in(select(kind.id)) for kind in _kinds.values()))
