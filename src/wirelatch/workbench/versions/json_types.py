"""Versions as JSON; the browser's types are written from these (tools/api_types.py)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class VersionJson(TypedDict):
    """One version, without what it holds."""

    number: int
    at: str
    """ISO 8601."""
    author: str
    """Empty: nobody named."""
    kind: Literal["full", "flows", "nodes", "reload", "found"]
    revision: str
    nodes: int
    added: int
    changed: int
    moved: int
    removed: int
    flows: list[str]
    """Labels of the flows that it changed, some of them."""
    name: str
    comment: str


class VersionListJson(TypedDict):
    """Versions, the newest first."""

    versions: list[VersionJson]
    has_more: bool
    revision: str
    """The one that is deployed."""


class VersionContentJson(TypedDict):
    """A version with its records."""

    version: VersionJson
    flows: list[dict[str, Any]]
