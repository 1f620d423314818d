"""Pictures of users, as the system setting `avatars` says: a list of ways, of which the first that gives one counts.

`initials` and `none` tell nobody anything. `gravatar` and addresses have every browser ask another server.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from wirelatch.identity.directory.people import Person

MODES = ("none", "gravatar", "initials")


def avatar(person: Person, ways: str = "initials") -> str:
    """The address of a picture, often a data address."""
    for way in ways.split(","):
        found = _by(way.strip(), person)
        if found:
            return found
    return _picture("")


def initials_avatar(name: str) -> str:
    """A picture with the initials of a name, as a data address: nobody else learns who is looked at."""
    return _picture("".join(part[0] for part in name.split()[:2]).upper())


def is_way(way: str) -> bool:
    """Whether `avatars` may name it: a mode, an attribute of users, or an address with placeholders."""
    return way in MODES or way.startswith(("attributes.", "https://"))


def _by(way: str, person: Person) -> str | None:
    if way == "initials":
        return initials_avatar(person.display_name)
    if way == "none":
        return _picture("")
    if way == "gravatar":
        return f"https://www.gravatar.com/avatar/{_digest(person.email)}?size=158&rating=g&default=404"
    if way.startswith("attributes."):
        value: Any = person.attributes
        for part in way.split(".")[1:]:
            value = value.get(part) if isinstance(value, Mapping) else None
        return value if isinstance(value, str) and value.startswith(("https://", "data:image/")) else None
    if way.startswith("https://"):
        values = {"username": person.username, "mail_hash": _digest(person.email), "upn": person.email}
        for name, value in values.items():
            way = way.replace(f"%({name})s", quote(value, safe=""))
        return way
    return None


def _digest(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def _picture(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#0f6c75"/>'
        '<text x="32" y="32" dy=".35em" text-anchor="middle" fill="#fff" font-family="system-ui,sans-serif" '
        f'font-size="26">{escaped}</text></svg>'
    )
    return "data:image/svg+xml," + quote(svg)
