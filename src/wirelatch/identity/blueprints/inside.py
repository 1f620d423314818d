"""Calling the endpoints of the API within one transaction, in the thread that holds it.

A blueprint is many calls that have to succeed together, and each has to see what the ones before did. So the endpoints are
given services whose database is this one transaction, and whose catalogue is read from it. Nothing that they await then
waits for anything, so that no event loop is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, select
from starlette.types import Message

from wirelatch.database import Database
from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.permissions import Needs, admit, admit_to_object, is_about_object
from wirelatch.identity.api.principal import Principal
from wirelatch.identity.applications.catalog import Catalog, Snapshot
from wirelatch.identity.applications.tables import catalog_version
from wirelatch.identity.directory import people, rights
from wirelatch.identity.directory.tables import group_members, groups, users
from wirelatch.identity.flows.catalog import FlowCatalog
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import query_of
from wirelatch.ledger import Ledger

T = TypeVar("T")


class _Here(Database):
    """The transaction in the place of the database."""

    def __init__(self, connection: Connection, database: Database) -> None:
        self._connection = connection
        self.url = database.url
        self.dialect = database.dialect
        self.notices = database.notices

    async def read(self, work: Callable[[Connection], T]) -> T:
        return work(self._connection)

    async def write(self, work: Callable[[Connection], T]) -> T:
        return work(self._connection)

    async def append(self, work: Callable[[Connection], T]) -> T:
        return work(self._connection)


class _CatalogHere(Catalog):
    """The catalogue as the transaction sees it, read anew after every change within."""

    def __init__(self, connection: Connection, services: Services) -> None:
        self._connection = connection
        self._known: Snapshot | None = None
        self._sealer = services.sealer
        self._pairs = dict(services.catalog._pairs)

    async def current(self) -> Snapshot:
        version = self._connection.execute(select(catalog_version.c.version)).scalar() or 0
        if self._known is None or self._known.version != version:
            self._known = self.read_in(self._connection, version)
        return self._known

    def changed(self) -> None:
        """The version in the database tells."""

    def forget(self) -> None:
        """After a savepoint was undone the same version may mean something else."""
        self._known = None


class Inside:
    """The API within a transaction, for one caller."""

    def __init__(
        self, connection: Connection, services: Services, principal: Principal, call: Call | None = None
    ) -> None:
        """`call`: the request that all this belongs to, None for commands and files."""
        here = _Here(connection, services.database)
        self.connection = connection
        self.principal = principal
        self._catalog = _CatalogHere(connection, services)
        self._around = call
        self.services = replace(
            services,
            database=here,
            ledger=Ledger(here),
            catalog=self._catalog,
            flows=FlowCatalog(here, self._catalog),
        )

    def snapshot(self) -> Snapshot:
        """The catalogue as things are."""
        return run_now(self._catalog.current())

    def undone(self) -> None:
        """Tell that a savepoint was undone."""
        self._catalog.forget()
        self.services = replace(self.services, flows=FlowCatalog(self.services.database, self._catalog))

    def request(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, query: str = "", **arguments: str
    ) -> ApiRequest:
        """A request as an endpoint is handed it."""
        call = self._call(method, path, body, query)
        system = self.snapshot().system
        return ApiRequest(call, self.services, self.principal, arguments, query_of(call), system)

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, query: str = "") -> Any:
        """What the endpoint at `/api/v3/<path>` answers; raises ApiError as it does, also for missing permissions."""
        from wirelatch.identity.api.dispatch import (
            find,
        )  # which imports every endpoint, those of blueprints too

        endpoint, match = find(method, path)
        admit(self.principal, endpoint.permission)
        needed = endpoint.permission
        if isinstance(needed, Needs) and is_about_object(self.principal, needed):
            admit_to_object(self.connection, self.principal, needed, match[needed.argument])
        request = self.request(method, path, body, query, **match.groupdict())
        reply = run_now(_coroutine(endpoint.handler(request)))
        return orjson.loads(reply.body) if reply.body else None

    def pages(self, path: str, query: str = "") -> list[dict[str, Any]]:
        """All results of a list."""
        found: list[dict[str, Any]] = []
        page = 1
        while page:
            answer = self.call("GET", path, query=f"page={page}&page_size=100&{query}")
            found += answer["results"]
            page = int(answer["pagination"]["next"])
        return found

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None, query: str) -> Call:
        raw = b"" if body is None else orjson.dumps(body, default=str)

        async def receive() -> Message:
            return {"type": "http.request", "body": raw, "more_body": False}

        around = self._around.scope if self._around is not None else {}
        scope = {
            "type": "http",
            "method": method,
            "path": f"/api/v3/{path}",
            "query_string": query.encode("latin-1", "replace"),
            "headers": around.get("headers", []),
            "client": around.get("client"),
            "scheme": around.get("scheme", "http"),
        }
        public_url = (
            self._around.base_url if self._around is not None else self.services.settings.identity_base_url
        )
        return Call(scope, receive, public_url=public_url)


async def _coroutine(handler: Any) -> Any:
    return await handler


def run_now(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as finished:
        value: T = finished.value
        return value
    work.close()
    raise RuntimeError("an endpoint waits for something outside the transaction")


def system_principal(connection: Connection, name: str) -> Principal:
    """Who acts for files and commands of the operator: an administrator, called `name` in the ledger."""
    powerful = set(connection.execute(select(groups.c.id).where(groups.c.is_superuser)).scalars())
    within = people.with_descendants(connection, powerful)
    members = select(group_members.c.user_id).where(group_members.c.group_id.in_(within))
    query = select(users).where(users.c.is_active, users.c.id.in_(members)).order_by(users.c.id).limit(1)
    row = connection.execute(query).first()
    if row is not None:
        person = replace(people.from_row(connection, row), username=name, is_superuser=True)
    else:
        person = people.Person(
            0, "", name, name, "", False, True, "internal", {}, None, (), frozenset(), is_superuser=True
        )
    return Principal(person=person, rights=rights.ALL)
