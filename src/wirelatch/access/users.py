"""Who makes a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wirelatch.access.permissions import Scope, has_permission


@dataclass(frozen=True)
class User:
    """A signed-in user (or nobody in particular, with `--no-sign-in`)."""

    username: str
    permissions: Scope
    name: str = ""
    email: str = ""
    image: str = ""
    anonymous: bool = False

    def may(self, permission: str) -> bool:
        """Whether the user has a permission."""
        return has_permission(self.permissions, permission)

    def to_json(self) -> dict[str, Any]:
        """The user as `/api/v1/session` shows it."""
        shown: dict[str, Any] = {
            "username": self.username,
            "name": self.name or self.username,
            "email": self.email,
        }
        if self.image:
            shown["image"] = self.image
        if self.anonymous:
            shown["anonymous"] = True
        return {**shown, "permissions": self.permissions}


ANONYMOUS = User("anonymous", "*", anonymous=True)
"""Who everybody is with `--no-sign-in`."""
