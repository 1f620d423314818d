"""Who commits are by, and what opens remotes for whom."""

from __future__ import annotations

from typing import Any

from wirelatch.access.users import User
from wirelatch.adminapi.user_settings import UserSettings
from wirelatch.projects import naming
from wirelatch.projects.git import Author, Login
from wirelatch.projects.repository import Repository


class Authors:
    """Names and mail addresses of users, as they set them or as they signed in."""

    def __init__(self, users: UserSettings) -> None:
        self._users = users

    async def git_settings(self, username: str) -> dict[str, Any]:
        """What a user has set of Git: `user` (name, email) and `workflow` (mode)."""
        kept = (await self._users.of(username) or {}).get("git")
        return kept if isinstance(kept, dict) else {}

    async def of(self, user: User, repository: Repository) -> Author:
        """What the user has set; else as they signed in; else whom git itself knows on this machine."""
        return await self.named("_" if user.anonymous else user.username, repository, user.name, user.email)

    async def named(self, username: str, repository: Repository, name: str = "", email: str = "") -> Author:
        """As `of`, of somebody who is not asking."""
        own = (await self.git_settings(username)).get("user")
        own = own if isinstance(own, dict) else {}
        name = naming.identity_part(own.get("name")) or naming.identity_part(name)
        email = naming.identity_part(own.get("email")) or naming.identity_part(email)
        if not (name and email) and username == "_" and (found := await repository.user()) is not None:
            return found
        fallback = "Wirelatch" if username == "_" else naming.identity_part(username) or "Wirelatch"
        return Author(name or fallback, email)


class Logins:
    """User names and passwords for remotes, as long as the process runs: each user's own, of one address."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], Login] = {}

    def keep(self, project: str, user: User, url: str, given: Any) -> Login | None:
        """Remember what somebody has given; None when that is nothing."""
        username, password = (
            (given.get("username"), given.get("password")) if isinstance(given, dict) else (None, None)
        )
        if not (isinstance(username, str) and isinstance(password, str) and (username or password)):
            return None
        login = Login(url, username, password)
        self._kept[project, user.username, url] = login
        return login

    def of(self, project: str, user: User, url: str) -> Login | None:
        """What this user has given before."""
        return self._kept.get((project, user.username, url))

    def forget(self, project: str) -> None:
        """Forget everything of a project."""
        self._kept = {key: login for key, login in self._kept.items() if key[0] != project}
