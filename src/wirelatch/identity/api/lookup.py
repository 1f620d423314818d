"""Finding what a request names: 404 when its address names nothing, 400 when one of its fields does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Column, Connection, select

from wirelatch.identity.web.errors import invalid, not_found


class Identified(Protocol):
    """A record of the catalogue."""

    @property
    def id(self) -> int | str: ...


Item = TypeVar("Item", bound=Identified)


def find_item(items: Iterable[Item], pk: int | str, what: str) -> Item:
    """The record of the catalogue with this key; `what` names its kind in the 404."""
    for item in items:
        if item.id == pk:
            return item
    raise not_found(what)


def check_exist(connection: Connection, column: Column[Any], pks: Sequence[Any], field: str) -> None:
    """Raise unless every one of the keys that a field names is known."""
    known = set(connection.execute(select(column).where(column.in_(pks))).scalars()) if pks else set()
    for pk in pks:
        if pk not in known:
            raise invalid(field, f'Invalid pk "{pk}" - object does not exist.')


def check_free(
    connection: Connection,
    column: Column[Any],
    value: Any,
    own: int | str | None,
    *,
    field: str | None = None,
    message: str = "This field must be unique.",
) -> None:
    """Raise unless nothing else has this value in the column; `own` is the key of the record that may have it."""
    taken = select(column.table.c.id).where(column == value)
    if connection.execute(taken).scalar() not in (None, own):
        raise invalid(field or str(column.name), message)  # a plain str: orjson takes no other as a key
