"""The usual kind of object: list, create, get, put, patch, delete and `used_by/`, from a table and a schema.

Subclass `Resource`, say what is particular, and call `register`; the package's docstring shows how.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, delete, insert, or_, select, update

from wirelatch.database import Instant
from wirelatch.identity.api import initial
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.listing import answer_query
from wirelatch.identity.api.lookup import check_exist
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import may, may_list
from wirelatch.identity.api.recording import RecordKind, difference, record_kind
from wirelatch.identity.api.used_by import used_by
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.directory import roles
from wirelatch.identity.flows.lockout import way_in_kept
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, not_found
from wirelatch.identity.web.fields import Field, InvalidError, instant, parse
from wirelatch.identity.web.shapes import (
    BOOLEAN,
    INTEGER,
    STRING,
    USED_BY,
    UUID,
    JsonType,
    Parameter,
    Shape,
    array,
    page_of_shape,
)

Filter = Callable[[Any, str], Any]
"""Narrows a query by the text of a parameter."""


class Resource:
    """One kind of object at one path. Class attributes describe it, methods may be overridden."""

    path: ClassVar[str]
    """Relative to `/api/v3/`, with a slash at the end."""
    model: ClassVar[Model]
    shape_name: ClassVar[str]
    """What authentik's schema calls it (`ExpressionPolicy`): `…Request` and `Paginated…List` follow from it."""
    schema: ClassVar[Mapping[str, Field]]
    read: ClassVar[Mapping[str, JsonType]] = {}
    """Further fields that are answered and cannot be set, with their types. `pk` is there by itself."""
    pk_name: ClassVar[str] = "pk"
    argument: ClassVar[str] = "id"
    """How the path's placeholder is called; of the type of the table's key, or a text where `lookup` says so."""
    columns: ClassVar[Mapping[str, str]] = {}
    """Columns of fields that are called otherwise in the table: `{"policy": "policy_id"}`."""
    unique: ClassVar[Sequence[str]] = ("name",)
    references: ClassVar[Mapping[str, Column[Any]]] = {}
    """Fields that hold the key of another object, or a list of such: the column it must be in."""
    search: ClassVar[Sequence[str | ColumnElement[Any]]] = ("name",)
    ordering: ClassVar[Mapping[str, str | ColumnElement[Any]] | Sequence[str]] = ("name",)
    default_order: ClassVar[str] = "name"
    filters: ClassVar[Sequence[str]] = ("name",)
    """Fields whose parameter of the same name narrows the list: exact; flags for booleans."""
    more_filters: ClassVar[Mapping[str, tuple[Parameter, Filter]]] = {}
    verbs: ClassVar[frozenset[str]] = frozenset({"list", "create", "get", "change", "delete", "used_by"})
    owner_verbs: ClassVar[frozenset[str]] = frozenset()
    """Of `list`, `get`, `change` and `delete`, those that the owner of an object may do without permission."""
    in_catalog: ClassVar[bool] = False
    """Whether the in-memory catalogue holds these objects: every change then counts its version up."""

    catalog_refers: ClassVar[bool] = False
    """Whether the catalogue refers to these objects without holding them: deleting one counts its version up."""
    keeps_way_in: ClassVar[bool] = False
    """Whether a change that would lock every administrator out is refused (`flows/lockout.py`)."""

    def __init__(self) -> None:
        self.table = self.model_table()
        self.key: Column[Any] = self.table.c[self.model.key]
        self.lookup: Column[Any] = self.table.c[self.model.lookup or self.model.key]
        self.shape = self._shape()
        self.kind: RecordKind = record_kind(self.model)

    # -- what may be overridden ---------------------------------------------------------------------------------

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        """An object as it is answered: all fields of `schema` that are not write-only, and those of `read`."""
        shown: dict[str, Any] = {self.pk_name: row._mapping[self.key]}
        for name, described in self.schema.items():
            if not described.write_only:
                shown[name] = row._mapping[self.table.c[self.columns.get(name, name)]]
        return {**shown, **self.more(connection, row, request)}

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        """The fields of `read`."""
        meta = self.model.meta
        return {name: meta[name] if name in meta else row._mapping[self.table.c[name]] for name in self.read}

    def query(self, request: ApiRequest) -> Select[Any]:
        """What the list is taken from, before permissions."""
        return select(self.table)

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        """Raise ApiError for what only the database or the caller's rights can tell; may change `values`.

        `row` is the object as it was, None for one that is being created.
        """

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        """Store a new object; returns its key."""
        columns = self.to_columns(values)
        if self.key.type.python_type is str:
            columns.setdefault(str(self.key.name), new_uuid())
        made = connection.execute(insert(self.table).values(**columns)).inserted_primary_key
        assert made is not None
        return made[0]

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        """Store a change of an object."""
        columns = self.to_columns(values)
        if columns:
            own = self.key == row._mapping[self.key]
            connection.execute(update(self.table).where(own).values(**columns))

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        """Delete an object; raise ApiError where it must stay."""
        connection.execute(delete(self.table).where(self.key == row._mapping[self.key]))

    # -- what is the same for all -------------------------------------------------------------------------------

    def to_columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values by column rather than by field."""
        return {self.columns.get(name, name): value for name, value in values.items()}

    def model_table(self) -> Any:
        """The model's table; every object here has one."""
        table = self.model.table
        if table is None:
            raise ValueError(f"{self.model.full_name} has no table")
        return table

    def row(self, connection: Connection, wanted: Any) -> Row[Any]:
        """The object that an address names; raises ApiError 404."""
        if self.lookup.type.python_type is int:
            wanted = int(wanted)
        found = connection.execute(select(self.table).where(self.lookup == wanted)).first()
        if found is None:
            raise not_found(self.model.verbose_name)
        return found

    def by_key(self, connection: Connection, pk: Any) -> Row[Any]:
        """The object with this key, which exists."""
        return connection.execute(select(self.table).where(self.key == pk)).one()

    def label(self, row: Row[Any]) -> str:
        """What people call it."""
        columns = self.table.c
        return str(row._mapping[columns[self.model.label]]) if self.model.label in columns else ""

    def create_in(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        """Check, store and record a new object within the caller's transaction; returns its key."""
        self._check(connection, request, values, None)
        with self._way_in_kept(connection):
            pk = self.insert(connection, request, values)
        if self.in_catalog:
            count_up(connection)
        row = self.by_key(connection, pk)
        self.kind.record(request, connection, "model_created", pk, self.label(row))
        initial.grant(connection, request, self.model, pk)
        return pk

    def change_in(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> Row[Any]:
        """Check, store and record a change within the caller's transaction; returns the object after it."""
        before = self.serialize(connection, row, request)
        self._check(connection, request, values, row)
        given = dict(values)
        with self._way_in_kept(connection):
            self.update(connection, request, row, values)
        if self.in_catalog:
            count_up(connection)
        after_row = self.by_key(connection, row._mapping[self.key])
        after = self.serialize(connection, after_row, request)
        secret = {name for name, described in self.schema.items() if described.write_only and name in given}
        changes = difference(before, after, [name for name in given if name not in secret])
        changes |= difference({}, given, secret, secret=secret)
        if changes:
            self.kind.record(
                request,
                connection,
                "model_updated",
                row._mapping[self.key],
                self.label(after_row),
                changes=changes,
            )
        return after_row

    def _check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        own = None if row is None else row._mapping[self.key]
        for name in self.unique:
            if values.get(name) is not None:
                column = self.table.c[self.columns.get(name, name)]
                if own is None or row is None or row._mapping[column] != values[name]:
                    taken = select(self.key).where(column == values[name])
                    if connection.execute(taken).scalar() not in (None, own):
                        raise invalid(name, "This field must be unique.")
        for name, column in self.references.items():
            value = values.get(name)
            if value is not None:
                check_exist(connection, column, value if isinstance(value, list) else [value], name)
        self.check(connection, request, values, row)

    def _way_in_kept(self, connection: Connection) -> AbstractContextManager[None]:
        return way_in_kept(connection) if self.keeps_way_in else nullcontext()

    async def _write(self, request: ApiRequest, work: Callable[[Connection], Any]) -> Any:
        return await (request.change_catalog(work) if self.in_catalog else request.write(work))

    def narrowed(self, request: ApiRequest) -> Select[Any]:
        """Those that the caller may see, narrowed as the request asks."""
        query = request.visible(self.query(request), self.model, owner="list" in self.owner_verbs)
        for name in self.filters:
            if request.query.get(name, "") != "":
                query = query.where(self._equals(name, request.query[name]))
        for name, (_, narrow) in self.more_filters.items():
            if request.query.get(name, "") != "":
                query = narrow(query, request.query[name])
        return query

    async def list(self, request: ApiRequest) -> Reply:
        """List those that you may see."""
        query = self.narrowed(request)
        by_name = (
            self.ordering if isinstance(self.ordering, Mapping) else {name: name for name in self.ordering}
        )
        ordering = {name: self._column(column) for name, column in by_name.items()}
        return await answer_query(
            request,
            query,
            lambda connection, row: self.serialize(connection, row, request),
            search=[self._column(column) for column in self.search],
            ordering=ordering,
            default=self.default_order,
        )

    def _column(self, name: str | ColumnElement[Any]) -> ColumnElement[Any]:
        return self.table.c[self.columns.get(name, name)] if isinstance(name, str) else name

    def _equals(self, name: str, value: str) -> ColumnElement[bool]:
        column = self._column(name)
        kind = column.type.python_type
        if kind is bool:
            flag = {"true": True, "false": False}.get(value)
            return column.is_not(None) if flag is None else column.is_(flag)
        if kind is int:
            numbers = [int(part) for part in value.split(",") if part.isdecimal() and len(part) < 10]
            return column.in_(numbers)
        if isinstance(column.type, Instant):
            try:
                at: ColumnElement[bool] = column == instant(value)
                return at
            except InvalidError as error:
                raise invalid(name, str(error)) from None
        return or_(column == value, column.in_(value.split(",")))

    async def create(self, request: ApiRequest) -> Reply:
        """Create one."""
        values = parse(self.schema, await request.json())

        def work(connection: Connection) -> dict[str, Any]:
            pk = self.create_in(connection, request, values)
            return self.serialize(connection, self.by_key(connection, pk), request)

        return answer(await self._write(request, work), 201)

    async def get(self, request: ApiRequest) -> Reply:
        """Get one."""

        def work(connection: Connection) -> dict[str, Any]:
            return self.serialize(connection, self.row(connection, request.arguments[self.argument]), request)

        return answer(await request.read(work))

    async def change(self, request: ApiRequest) -> Reply:
        """Change one: PUT takes all fields, PATCH those that change."""
        values = parse(self.schema, await request.json(), partial=request.is_partial)

        def work(connection: Connection) -> dict[str, Any]:
            row = self.row(connection, request.arguments[self.argument])
            return self.serialize(connection, self.change_in(connection, request, row, values), request)

        return answer(await self._write(request, work))

    async def remove(self, request: ApiRequest) -> Reply:
        """Delete one."""

        def work(connection: Connection) -> None:
            row = self.row(connection, request.arguments[self.argument])
            with self._way_in_kept(connection):
                self.delete(connection, request, row)
            roles.forget_object(connection, self.model.all_permissions, str(row._mapping[self.key]))
            if self.in_catalog or self.catalog_refers:
                count_up(connection)
            self.kind.record(request, connection, "model_deleted", row._mapping[self.key], self.label(row))

        await (request.change_catalog(work) if self.catalog_refers else self._write(request, work))
        return nothing()

    async def list_used_by(self, request: ApiRequest) -> Reply:
        """What refers to it, and what becomes of that when it is deleted."""

        def work(connection: Connection) -> Sequence[dict[str, str]]:
            row = self.row(connection, request.arguments[self.argument])
            return used_by(connection, request, self.table, row)

        return answer(await request.read(work))

    def _shape(self) -> Shape:
        integral = self.key.type.python_type is int
        properties: dict[str, JsonType] = {self.pk_name: INTEGER if integral else UUID}
        for name, described in self.schema.items():
            if not described.write_only:
                properties[name] = described.json_type
        for name, kind in self.read.items():
            properties[name] = kind
        return Shape(self.shape_name, properties)

    def parameters(self) -> dict[str, Parameter]:
        """What narrows the list."""
        own = {}
        for name in self.filters:
            is_flag = self._column(name).type.python_type is bool
            own[name] = Parameter(BOOLEAN if is_flag else STRING)
        return own | {name: parameter for name, (parameter, _) in self.more_filters.items()}

    def register(self, endpoints: Endpoints) -> None:
        """Put its endpoints into a module's collection."""
        numeric = self.lookup.type.python_type is int
        one = self.path + "{" + self.argument + (":int" if numeric else "") + "}/"
        model, verbs, on, plural = self.model, self.verbs, self.argument, self.model.verbose_name_plural

        def owned(verb: str) -> bool:
            return verb in self.owner_verbs

        if "list" in verbs:
            endpoints.on(
                "GET", self.path, may_list(model, owner=owned("list")),
                answers=page_of_shape(self.shape), is_list=True, query=self.parameters(), summary=f"List {plural}",
            )(self.list)  # fmt: skip
        if "create" in verbs:
            endpoints.on(
                "POST", self.path, may("add", model),
                body=self.schema, body_name=self.shape_name, answers=self.shape, status=201,
            )(self.create)  # fmt: skip
        if "get" in verbs:
            endpoints.on("GET", one, may("view", model, on, owner=owned("get")), answers=self.shape)(self.get)
        if "change" in verbs:
            for method in ("PUT", "PATCH"):
                endpoints.on(
                    method, one, may("change", model, on, owner=owned("change")),
                    body=self.schema, body_name=self.shape_name, answers=self.shape,
                )(self.change)  # fmt: skip
        if "delete" in verbs:
            endpoints.on("DELETE", one, may("delete", model, on, owner=owned("delete")))(self.remove)
        if "used_by" in verbs:
            endpoints.on(
                "GET", one + "used_by/", may("view", model, on, owner=owned("get")),
                answers=array(USED_BY), is_list=True,
            )(self.list_used_by)  # fmt: skip
