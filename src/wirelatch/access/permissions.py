"""Permissions in Node-RED's words, and how groups give them.

A scope is `*`, a permission (`flows.write`), a class of permissions (`read` or `*.read`, `write` or `*.write`), or a
list of these. https://nodered.org/docs/user-guide/runtime/securing-node-red#user-permissions
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Scope = str | list[str]

NAMES = tuple(
    f"{area}.{right}"
    for area in (
        "flows", "nodes", "context", "settings", "plugins", "diagnostics", "library", "credentials", "projects", "inject",
        "debug", "udp-ports", "status",
    )
    for right in ("read", "write")
)  # fmt: skip
"""Every permission there is."""


def has_permission(scope: Scope, permission: str) -> bool:
    """Whether a scope includes a permission; the empty permission is everybody's who is signed in."""
    if permission == "":
        return True
    if isinstance(scope, list):
        return any(has_permission(item, permission) for item in scope)
    if scope in ("*", permission):
        return True
    if scope in ("read", "*.read"):
        return permission == "read" or permission.endswith(".read")
    if scope in ("write", "*.write"):
        return permission == "write" or permission.endswith(".write")
    return False


def permissions_of(groups: Iterable[str], table: Mapping[str, Any]) -> Scope | None:
    """What a member of these groups may do, as short as it can be said; None when they give nothing."""
    given: list[str] = []
    for group in groups:
        scope = table.get(group)
        given += (
            [scope] if isinstance(scope, str) else [item for item in scope or () if isinstance(item, str)]
        )
    unique = list(dict.fromkeys(item for item in given if item))
    if not unique:
        return None
    if "*" in unique:
        return "*"
    return unique[0] if len(unique) == 1 else unique
