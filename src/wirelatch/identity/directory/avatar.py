"""Pictures of users: their initials, as a data address, so that nobody else learns who is looked at."""

from __future__ import annotations

from urllib.parse import quote


def initials_avatar(name: str) -> str:
    """A picture with the initials of a name."""
    initials = "".join(part[0] for part in name.split()[:2]).upper()
    escaped = initials.replace("&", "&amp;").replace("<", "&lt;")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#0f6c75"/>'
        '<text x="32" y="32" dy=".35em" text-anchor="middle" fill="#fff" font-family="system-ui,sans-serif" '
        f'font-size="26">{escaped}</text></svg>'
    )
    return "data:image/svg+xml," + quote(svg)
