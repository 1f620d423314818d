"""Nobody makes anybody more powerful than they are themselves: checks on effective rights (authentik: GHSA-h6c5)."""

from __future__ import annotations

from sqlalchemy import Connection

from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.directory import rights
from wirelatch.identity.directory.rights import Rights
from wirelatch.identity.web.errors import forbidden, invalid


def check_covers(request: ApiRequest, connection: Connection, given: Rights, field: str) -> None:
    """Raise, naming the field, unless the caller holds all that `given` holds."""
    if not request.rights.covers(given):
        raise invalid(field, "You cannot give rights that you do not have.")


def check_may_act_for(request: ApiRequest, connection: Connection, user_id: int) -> None:
    """Raise 403 unless the caller holds all that a user holds: whoever sets a password or makes a token becomes them."""
    if user_id != request.own_id and not request.rights.covers(rights.of_user(connection, user_id)):
        raise forbidden("This user has rights that you do not have.")
