"""From what the provider says to a user of ours: the name, and the permissions that the groups give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.access.permissions import permissions_of
from wirelatch.access.users import User


class Refused(Exception):  # noqa: N818  (the refusal of a user is an outcome, not a fault)
    """The user is known but not let in; the text says why and whom to ask."""

    def __init__(self, username: str, message: str) -> None:
        super().__init__(message)
        self.username = username


def user_of(claims: Mapping[str, Any], table: Mapping[str, Any], groups_claim: str = "groups") -> User:
    """The user of a set of claims. Raises Refused: nobody without a name or without permissions gets in."""
    username = next(
        (text for name in ("preferred_username", "email") if (text := _text(claims.get(name)))), ""
    )
    if not username:
        raise Refused(
            str(claims.get("sub", ""))[:255],
            "The provider names you neither by preferred_username nor by e-mail address. Ask its administrator to give "
            "this application the claims of the scopes “profile” and “email”.",
        )
    groups = claims.get(groups_claim)
    names = [item for item in groups if isinstance(item, str)] if isinstance(groups, list) else []
    permissions = permissions_of([groups] if isinstance(groups, str) else names, table)
    if permissions is None:
        allowed = ", ".join(f"“{name}”" for name in table) or "none that exists"
        raise Refused(
            username,
            f"You are signed in as {username}, but none of your groups may use this editor. Ask an administrator to put "
            f"you into one of these groups: {allowed}.",
        )
    picture = _text(claims.get("picture"))
    return User(
        username,
        permissions,
        name=_text(claims.get("name")),
        email=_text(claims.get("email")),
        image=picture if picture.startswith(("https://", "http://", "data:image/")) else "",
    )


def _text(value: Any) -> str:
    return value.strip()[:255] if isinstance(value, str) and value.strip().isprintable() else ""
