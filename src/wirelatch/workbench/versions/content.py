"""What a version holds: all records of a document, or what differs from the version before it. JSON, deflated.

Credentials are in none of it: they are stored apart from the records, and restoring a version leaves them as they are.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wirelatch.document.amendment import Amendment, amended
from wirelatch.webkit.encoding import json_octets, json_value

Record = dict[str, Any]

_LEVEL = 3
"""Deflating ten thousand nodes takes 20 ms at this level; at the highest, 200 for a tenth less."""
_PLACE = frozenset({"x", "y", "w", "h"})
_NAMED = 6
"""Labels of flows that a version keeps of those it changed."""


def pack(records: Iterable[Record]) -> bytes:
    """A whole document."""
    return zlib.compress(json_octets(list(records)), _LEVEL)


def pack_change(amendment: Amendment) -> bytes:
    """A change of the version before."""
    change = {"records": amendment.records, "removed": amendment.removed, "places": dict(amendment.places)}
    return zlib.compress(json_octets(change), _LEVEL)


def unpack(contents: Iterable[bytes]) -> list[Record]:
    """The records of a version from its content and those that it builds on, the whole document first."""
    records: dict[str, Record] = {}
    for content in contents:
        value = json_value(zlib.decompress(content))
        if isinstance(value, list):
            records = {record["id"]: record for record in value}
        else:
            records = amended(records, Amendment(value["records"], value["removed"], value["places"]))
    return list(records.values())


@dataclass(frozen=True)
class Counts:
    """How many records a version added, changed, moved and removed, and on which flows."""

    added: int
    changed: int
    moved: int
    removed: int
    flows: tuple[str, ...]


def count(before: Mapping[str, Record], after: Mapping[str, Record], touched: Iterable[str] | None) -> Counts:
    """Compare two documents by what differs; `touched` are the ids that may, when that is known."""
    numbers = dict.fromkeys(("added", "changed", "moved", "removed"), 0)
    flows: dict[str, None] = {}
    for node_id in touched if touched is not None else {**before, **after}:
        old, new = before.get(node_id), after.get(node_id)
        if old is new or (old is None and new is None):
            continue
        kind = "added" if old is None else "removed" if new is None else _kind(old, new)
        if kind is None:
            continue
        numbers[kind] += 1
        record = new or old or {}
        flow = record if record["type"] in ("tab", "subflow") else after.get(record.get("z") or "")
        if flow is None:
            flow = before.get(record.get("z") or "", {})
        if label := flow.get("label") or flow.get("name"):
            flows[str(label)] = None
    return Counts(**numbers, flows=tuple(flows)[:_NAMED])


def _kind(old: Record, new: Record) -> str | None:
    differing = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    if not differing:
        return None
    return "moved" if differing <= _PLACE else "changed"
