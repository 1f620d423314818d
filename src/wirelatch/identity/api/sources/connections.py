"""`sources/user_connections/` and `sources/group_connections/`: which accounts and groups are connected with sources.

Who a connection belongs to never changes (CVE-2026-49448), and nobody connects an account with a user who may do more
than they: whoever has the account upstream becomes that user. Users disconnect their own, but not their last way in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy import Connection, Row, select, update

from wirelatch.database import now
from wirelatch.identity.api.authenticators.devices import check_recent
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.escalation import check_covers, check_may_act_for
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.api.sources.common import SOURCE_SHAPE, embedded
from wirelatch.identity.api.sources.models import (
    GROUP_CONNECTION,
    OAUTH_GROUP_CONNECTION,
    OAUTH_USER_CONNECTION,
    USER_CONNECTION,
)
from wirelatch.identity.authenticators import notices
from wirelatch.identity.directory import rights
from wirelatch.identity.directory.tables import groups, users
from wirelatch.identity.sources.matching import is_last_way_in
from wirelatch.identity.sources.tables import source_connections, sources
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import ABSENT, Field, integer, line, uuid
from wirelatch.identity.web.shapes import INSTANT, STRING, Parameter, nullable

endpoints = Endpoints()
IDENTIFIER = Field(line(255, blank=False))
IMMUTABLE = "Who and what is connected cannot be changed; delete the connection and make another."


def _of_slug(table: Any) -> Callable[[Any, str], Any]:
    def narrow(query: Any, value: str) -> Any:
        return query.where(table.c.source_id.in_(select(sources.c.id).where(sources.c.slug == value)))

    return narrow


class Connections(Resource):
    """What connections of users and of groups have in common."""

    owner_field: ClassVar[str]
    unique = ()
    search = ("identifier",)
    ordering = ("identifier", "created")
    default_order = "identifier"

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        return {
            "source_obj": embedded(connection, row.source_id),
            "created": row.created,
            "last_updated": row.last_updated,
        }

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        if row is not None:
            for name, column in ((self.owner_field, self.columns[self.owner_field]), ("source", "source_id")):
                if name in values and values[name] != row._mapping[self.table.c[column]]:
                    raise invalid(name, IMMUTABLE)
        if row is None and self.owner_field not in values:
            values[self.owner_field] = self.default_owner(request)
        owner = (
            values[self.owner_field]
            if row is None
            else row._mapping[self.table.c[self.columns[self.owner_field]]]
        )
        source_id = values["source"] if row is None else row.source_id
        self.check_owner(request, connection, owner)
        table = self.table
        own = table.c.id != (row.id if row is not None else 0)
        taken = select(table.c.id).where(table.c.source_id == source_id, own)
        if "identifier" in values:
            same = taken.where(table.c.identifier == values["identifier"])
            if connection.execute(same).first() is not None:
                raise invalid("identifier", "This is connected already.")
        if row is None:
            mine = taken.where(table.c[self.columns[self.owner_field]] == owner)
            if connection.execute(mine).first() is not None:
                raise invalid(self.owner_field, "This is connected with that source already.")

    def default_owner(self, request: ApiRequest) -> Any:
        """Who is meant where authentik's clients send nobody."""
        raise invalid(self.owner_field, "This field is required.")

    def check_owner(self, request: ApiRequest, connection: Connection, owner: Any) -> None:
        """Raise unless the caller may have somebody from upstream be this user, or in this group."""
        raise NotImplementedError

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        moment = now()
        made = super().insert(connection, request, {**values, "created": moment, "last_updated": moment})
        self.tell(connection, request, values)
        return made

    def tell(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> None:
        """Write to whom a new connection concerns."""

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        if "identifier" in values:
            changed = {"identifier": values["identifier"], "last_updated": now()}
            connection.execute(update(self.table).where(self.table.c.id == row.id).values(**changed))


class UserConnections(Connections):
    """Which account upstream is which user."""

    owner_field = "user"
    schema = {
        "user": Field(integer(1), ABSENT, description="The caller, unless given."),
        "source": Field(uuid),
        "identifier": IDENTIFIER,
    }
    columns = {"user": "user_id", "source": "source_id"}
    read = {"source_obj": SOURCE_SHAPE, "created": INSTANT, "last_updated": INSTANT}
    filters = ("user", "source", "identifier")
    more_filters = {"source__slug": (Parameter(STRING), _of_slug(source_connections))}
    references = {"user": users.c.id, "source": sources.c.id}
    owner_verbs = frozenset({"list", "get", "delete"})

    def default_owner(self, request: ApiRequest) -> Any:
        return request.own_id or super().default_owner(request)

    def check_owner(self, request: ApiRequest, connection: Connection, owner: Any) -> None:
        check_may_act_for(request, connection, owner)

    def tell(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> None:
        source = embedded(connection, values["source"])["name"]
        notices.source_connected(connection, request.services, values["user"], source)

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        if row.user_id == request.own_id:
            check_recent(connection, request)
            # The row is locked, so that of two ways in not both are taken at the same moment.
            user = connection.execute(select(users).where(users.c.id == row.user_id).with_for_update()).one()
            if is_last_way_in(connection, user, row.id):
                raise invalid(
                    "non_field_errors", "This is your only way to sign in. Set a password or a passkey first."
                )
        super().delete(connection, request, row)
        source = embedded(connection, row.source_id)["name"]
        notices.source_disconnected(connection, request.services, row.user_id, source)


class GroupConnections(Connections):
    """Which group upstream is which group."""

    owner_field = "group"
    schema = {
        "group": Field(uuid, ABSENT, description="Needed to create one."),
        "source": Field(uuid),
        "identifier": IDENTIFIER,
    }
    columns = {"group": "group_id", "source": "source_id"}
    read = {"source_obj": SOURCE_SHAPE, "created": INSTANT, "last_updated": INSTANT}
    filters = ("group", "source", "identifier")
    references = {"group": groups.c.id, "source": sources.c.id}

    def check_owner(self, request: ApiRequest, connection: Connection, owner: Any) -> None:
        check_covers(request, connection, rights.of_groups(connection, [owner]), "group")


def _register(base: type[Connections], path: str, model: Model, shape_name: str, **changes: Any) -> None:
    made = type(shape_name, (base,), {"path": path, "model": model, "shape_name": shape_name, **changes})
    made().register(endpoints)


class _WithExpiry(UserConnections):
    """As authentik has them: `expires` is of the provider's access token, which is not kept here."""

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        return {**super().more(connection, row, request), "expires": None}


_NO_CREATE = frozenset({"list", "get", "change", "delete", "used_by"})
_register(
    UserConnections,
    "sources/user_connections/all/",
    USER_CONNECTION,
    "UserSourceConnection",
    verbs=_NO_CREATE,
)
_register(
    _WithExpiry,
    "sources/user_connections/oauth/",
    OAUTH_USER_CONNECTION,
    "UserOAuthSourceConnection",
    read={**UserConnections.read, "expires": nullable(INSTANT)},
)
_register(
    GroupConnections,
    "sources/group_connections/all/",
    GROUP_CONNECTION,
    "GroupSourceConnection",
    verbs=_NO_CREATE,
)
_register(
    GroupConnections, "sources/group_connections/oauth/", OAUTH_GROUP_CONNECTION, "GroupOAuthSourceConnection"
)
