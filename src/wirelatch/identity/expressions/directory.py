"""Users and groups as expressions see them. What the person does not hold is read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.directory import people
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.tables import group_parents, groups, users
from wirelatch.identity.expressions.errors import ExhaustedError, ExpressionError
from wirelatch.identity.expressions.functions import checked
from wirelatch.identity.expressions.queries import query
from wirelatch.identity.expressions.run import Run
from wirelatch.identity.expressions.values import Function, View, admit, plain_copy, wrap_with

USER_FILTERS = {
    "pk": users.c.id, "id": users.c.id, "uuid": users.c.uuid, "username": users.c.username, "email": users.c.email,
    "name": users.c.name,
}  # fmt: skip


class UnreachableError(ExhaustedError):
    """What the expression asks for is in the database, and there is no connection to it here."""


@dataclass(frozen=True)
class Origin:
    """What a view of a group is of; two views of one group are equal."""

    id: str


@dataclass(frozen=True)
class Directory:
    """Where users and groups are read: without a connection only what the person holds is there."""

    connection: Connection | None = None
    installation_id: str = ""

    def read(self) -> Connection:
        if self.connection is None:
            raise UnreachableError("the directory cannot be asked here")
        return self.connection

    def user(self, person: Person | None) -> View:
        """A user, or nobody."""
        return nobody() if person is None else self._user(person)

    def _user(self, person: Person) -> View:
        row: list[Any] = []

        def column(name: str) -> Callable[[], Any]:
            def read() -> Any:
                if not row:
                    row.append(self.read().execute(select(users).where(users.c.id == person.id)).one())
                value = row[0]._mapping[name]
                return moment(value) if isinstance(value, datetime) else value

            return read

        # Made when asked for, since most expressions ask for little of this.
        def direct() -> View:
            return query("group", lambda: [self.group(name) for name in person.groups])

        def every() -> View:
            return query("group", lambda: [self.group(name) for name in person.all_group_names])

        fields: dict[str, Any] = {
            "pk": person.id,
            "id": person.id,
            "uuid": person.uuid,
            "uid": lambda: people.uid(person.id, self.installation_id),
            "username": person.username,
            "name": person.name,
            "email": person.email,
            "email_verified": person.email_verified,
            "is_active": person.is_active,
            "is_superuser": person.is_superuser,
            "is_authenticated": True,
            "is_anonymous": False,
            "type": person.type,
            "attributes": lambda: plain_copy(person.attributes),
            "last_login": lambda: moment(person.last_login),
            "path": column("path"),
            "date_joined": column("date_joined"),
            "password_change_date": column("password_change_date"),
            "last_updated": column("last_updated"),
            "groups": direct,
            "ak_groups": direct,
            "all_groups": lambda: _plainly("all_groups", every),
            "group_attributes": lambda: Function(
                "group_attributes",
                checked(
                    "group_attributes",
                    lambda run, *request: self.group_attributes(person),
                    0,
                    1,
                    ("request",),
                ),
            ),
            "app_entitlements": lambda: _plainly(
                "app_entitlements", lambda app: _entitlements(app, person, self), 1
            ),
            "app_entitlements_attributes": lambda: _plainly(
                "app_entitlements_attributes", lambda app: _entitlement_attributes(app, person, self), 1
            ),
            "has_usable_password": lambda: _plainly(
                "has_usable_password", lambda: column("password_hash")() is not None
            ),
        }
        return View("user", fields, origin=person, text=lambda: person.username)

    def group(self, name: str) -> View:
        """A group by its name."""
        row: list[Any] = []

        def column(column_name: str) -> Callable[[], Any]:
            def read() -> Any:
                if not row:
                    row.append(self.read().execute(select(groups).where(groups.c.name == name)).one())
                return plain_copy(row[0]._mapping[column_name])

            return read

        def parents() -> list[View]:
            found = self.read().execute(
                select(groups.c.name)
                .join(group_parents, group_parents.c.parent == groups.c.id)
                .where(group_parents.c.child == column("id")())
                .order_by(groups.c.name)
            )
            return [self.group(each) for each in found.scalars()]

        fields: dict[str, Any] = {
            "name": name,
            "pk": column("id"),
            "group_uuid": column("id"),
            "num_pk": column("num_pk"),
            "is_superuser": column("is_superuser"),
            "attributes": column("attributes"),
            "parents": lambda: query("group", parents),
            "parent": lambda: next(iter(parents()), None),
        }
        return View("group", fields, origin=Origin(name), text=lambda: name)

    def group_attributes(self, person: Person) -> dict[str, Any]:
        """Attributes of all the user's groups in order of their names, and of the user over them."""
        merged: dict[str, Any] = {}
        if person.all_groups:
            found = self.read().execute(
                select(groups.c.attributes)
                .where(groups.c.id.in_(sorted(person.all_groups)))
                .order_by(groups.c.name)
            )
            for attributes in found.scalars():
                merge(merged, plain_copy(attributes))
        merge(merged, plain_copy(person.attributes))
        return merged

    def user_by(self, run: Run, arguments: list[Any], keywords: dict[str, Any]) -> View | None:
        """`ak_user_by(username=…)`: the user, or None."""
        unknown = set(keywords) - set(USER_FILTERS)
        if arguments or not keywords or unknown:
            raise ExpressionError(f"ak_user_by takes {', '.join(USER_FILTERS)}, by name", kind="TypeError")
        asked = select(users.c.id).order_by(users.c.id).limit(1)
        for name, value in keywords.items():
            column = USER_FILTERS[name]
            if isinstance(value, str) and column.type.python_type is int:
                value = int(value) if value.isdecimal() and len(value) < 10 else -1
            if not isinstance(value, str | int) or (
                column.type.python_type is int and not 0 <= int(value) < 2**31
            ):
                return None
            asked = asked.where(column == value)
        run.tick(1000)
        user_id = self.read().execute(asked).scalar()
        person = people.find(self.read(), user_id) if user_id is not None else None
        return None if person is None else self._user(person)

    def is_group_member(self, run: Run, arguments: list[Any], keywords: dict[str, Any]) -> bool:
        """`ak_is_group_member(user, name=…)`: directly, or through a group below it."""
        user = arguments[0] if len(arguments) == 1 else None
        if not isinstance(user, View) or user.kind != "user" or not keywords:
            raise ExpressionError("ak_is_group_member takes a user and conditions by name", kind="TypeError")
        if user.origin is None:
            return False
        everything = user.field("all_groups").body(run, [], {})
        return bool(everything.field("filter").body(run, [], keywords).iterate())


directory_of_run: ContextVar[Directory] = ContextVar("directory_of_run", default=Directory())  # noqa: B039 - frozen
"""Where users that an expression finds in a container are looked up."""


def nobody() -> View:
    """The user of a request before anybody has signed in."""
    none = query("group", list)
    return View(
        "user",
        {
            "pk": None, "id": None, "uuid": None, "uid": "", "username": "AnonymousUser", "name": "", "email": "",
            "email_verified": False, "is_active": False, "is_superuser": False, "is_authenticated": False,
            "is_anonymous": True, "type": "", "attributes": dict, "last_login": None, "path": "", "groups": none,
            "ak_groups": none, "all_groups": _plainly("all_groups", lambda: none),
            "group_attributes": Function("group_attributes", lambda run, arguments, keywords: {}),
            "app_entitlements": Function("app_entitlements", lambda run, arguments, keywords: none),
            "app_entitlements_attributes": Function("app_entitlements_attributes", lambda run, a, k: {}),
        },
        text=lambda: "AnonymousUser",
    )  # fmt: skip


def merge(target: dict[str, Any], source: Mapping[str, Any]) -> None:
    """Deeply: dictionaries are merged, everything else replaced by what comes later."""
    for name, value in source.items():
        known = target.get(name)
        if isinstance(value, dict) and isinstance(known, dict):
            target[name] = dict(known)
            merge(target[name], value)
        else:
            target[name] = value


def moment(value: datetime | None) -> View | None:
    """A point in time."""
    if value is None:
        return None
    parts = ("year", "month", "day", "hour", "minute", "second")
    fields: dict[str, Any] = {part: getattr(value, part) for part in parts}
    fields |= {
        "isoformat": _plainly("isoformat", value.isoformat),
        "timestamp": _plainly("timestamp", value.timestamp),
        "weekday": _plainly("weekday", value.weekday),
    }
    return View("datetime", fields, origin=value, text=value.isoformat)


def _plainly(name: str, body: Callable[..., Any], arguments: int = 0) -> Function:
    return Function(name, checked(name, lambda run, *given: body(*given), arguments, arguments))


def _entitlements(app: Any, person: Person, directory: Directory) -> View:
    return query("entitlement", lambda: [admit(each) for each in _entitled(app, person, directory)])


def _entitlement_attributes(app: Any, person: Person, directory: Directory) -> dict[str, Any]:
    merged = directory.group_attributes(person)
    for each in _entitled(app, person, directory):
        merge(merged, plain_copy(each.attributes))
    return merged


def _entitled(app: Any, person: Person, directory: Directory) -> tuple[Any, ...]:
    from wirelatch.identity.applications.access import entitlements_of
    from wirelatch.identity.applications.models import Application

    if app is None:
        return ()
    if not isinstance(app, View) or not isinstance(app.origin, Application):
        raise ExpressionError(
            "entitlements are those of an application, such as provider.application", kind="TypeError"
        )
    return entitlements_of(app.origin, person, directory.connection)


def _wrap_moment(value: datetime) -> View:
    seen = moment(value)
    assert seen is not None
    return seen


wrap_with(Person, lambda person: directory_of_run.get().user(person))
wrap_with(datetime, _wrap_moment)
