"""`add_user/` and `remove_user/` of a group or a role: one user more or less of those who have what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, nothing
from wirelatch.identity.api.escalation import check_covers, check_may_act_for
from wirelatch.identity.api.permissions import Needs
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.directory.rights import Rights
from wirelatch.identity.directory.tables import users
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.fields import Field, integer, parse

MEMBER = {"pk": Field(integer(1), description="The user.")}


def register_membership(
    endpoints: Endpoints,
    resource: Resource,
    *,
    adding: Needs,
    removing: Needs,
    body_name: str,
    rights_of: Callable[[Connection, Sequence[str]], Rights],
    change: Callable[[Connection, str, int, bool], bool],
) -> None:
    """Put both endpoints into a module's collection.

    `rights_of` tells what the object gives. `change(connection, key, user id, is member)` stores it, and says whether
    that changed anything.
    """
    one = f"{resource.path}{{{resource.argument}}}/"

    @endpoints.on("POST", one + "add_user/", adding, body=MEMBER, body_name=body_name)
    async def add_user(request: ApiRequest) -> Reply:
        """Put a user in. You must have all rights that this gives, and all that the user has."""
        return await answered(request, is_member=True)

    @endpoints.on("POST", one + "remove_user/", removing, body=MEMBER, body_name=body_name)
    async def remove_user(request: ApiRequest) -> Reply:
        """Take a user out."""
        return await answered(request, is_member=False)

    async def answered(request: ApiRequest, *, is_member: bool) -> Reply:
        user_id = parse(MEMBER, await request.json())["pk"]

        def work(connection: Connection) -> None:
            row = resource.row(connection, request.arguments[resource.argument])
            user = connection.execute(select(users).where(users.c.id == user_id)).first()
            if user is None:
                raise not_found("User")
            check_covers(request, connection, rights_of(connection, [row.id]), "pk")
            check_may_act_for(request, connection, user_id)
            if change(connection, row.id, user_id, is_member):
                before, after = (None, user.username) if is_member else (user.username, None)
                changes: dict[str, Any] = {"users": {"before": before, "after": after}}
                resource.kind.record(request, connection, "model_updated", row.id, row.name, changes=changes)

        await request.write(work)
        return nothing()
