"""A change of a document as the records that it touches, so that what follows from it can be in proportion to it.

An editor sends one instead of the whole document; and of a whole document that somebody sends, what differs is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wirelatch.document.errors import DocumentError
from wirelatch.document.outline import (
    GLOBAL,
    Container,
    Outline,
    Record,
    instance_of,
    is_placed,
    outline,
)
from wirelatch.document.rewriting import says_the_same

_LINKS = frozenset({"link in", "link out"})


@dataclass
class Amendment:
    """What is put into a document and taken out of it."""

    records: list[Record] = field(default_factory=list)
    """New ones, and those that take the place of the one with their id."""
    removed: list[str] = field(default_factory=list)
    places: Mapping[str, str] = field(default_factory=dict)
    """Id of a record to the id of the one it now stands before in the file; empty: at the end.

    A new record without an entry is put at the end, one that was there stays where it was.
    """

    def touched(self) -> list[str]:
        """The ids of all records that differ before and after."""
        return [*(record["id"] for record in self.records), *self.removed]


def difference(old: Mapping[str, Record], records: list[Record]) -> Amendment | None:
    """What makes `records` of the old document, when it keeps the order of what stays; None when it does not.

    Records that say the same as before are replaced in `records` by the very objects of before.
    """
    changed: list[Record] = []
    kept: list[str] = []
    seen: set[str] = set()
    is_at_end = False
    for index, record in enumerate(records):
        node_id = record.get("id") if isinstance(record, dict) else None
        if not isinstance(node_id, str) or not isinstance(record.get("type"), str) or node_id in seen:
            return None
        seen.add(node_id)
        before = old.get(node_id)
        if before is None:
            is_at_end = True
            changed.append(record)
        elif is_at_end:
            return None
        else:
            kept.append(node_id)
            if says_the_same(before, record):
                records[index] = before
            else:
                changed.append(record)
    if kept != [node_id for node_id in old if node_id in seen]:
        return None
    return Amendment(changed, [node_id for node_id in old if node_id not in seen])


def amended(before: Mapping[str, Record], amendment: Amendment) -> dict[str, Record]:
    """The records by id, in file order, after the amendment. Raises DocumentError when it does not fit."""
    after = dict(before)
    for node_id in amendment.removed:
        if after.pop(node_id, None) is None:
            raise DocumentError("there is no such node to remove", where=f"node {node_id}")
    moved: dict[str, list[Record]] = {}
    for record in amendment.records:
        node_id = record["id"]
        place = amendment.places.get(node_id)
        if place is None:
            after[node_id] = record
            continue
        after.pop(node_id, None)
        if place:
            moved.setdefault(place, []).append(record)
        else:
            after[node_id] = record
    return _inserted(after, moved) if moved else after


def _inserted(records: dict[str, Record], moved: dict[str, list[Record]]) -> dict[str, Record]:
    out: dict[str, Record] = {}
    waiting = {record["id"]: place for place, group in moved.items() for record in group}

    def put(record: Record) -> None:
        stack = [record]
        while stack:
            following = stack[-1]
            group = moved.pop(following["id"], None)
            if group:
                stack.extend(reversed(group))
                continue
            out[stack.pop()["id"]] = following

    for record in records.values():
        put(record)
    if moved:
        node_id = next(iter(waiting))
        raise DocumentError("it is to stand before a node that is not there", where=f"node {node_id}")
    return out


def amended_outline(old: Outline, records: dict[str, Record], amendment: Amendment) -> Outline:
    """The outline of the amended records; only the flows that are touched are sorted anew, where that is possible."""
    if amendment.places or not all(_is_simple(old, record) for record in amendment.records):
        return outline(records.values())
    gone = [old.records[node_id] for node_id in amendment.removed]
    if any(record["type"] in ("tab", "subflow", *_LINKS) or not _has_home(old, record) for record in gone):
        return outline(records.values())
    new = Outline(records, dict(old.tabs), dict(old.subflows), old.outside, dict(old.instances))
    fresh: set[str] = set()
    for record in gone:
        node_id = record["id"]
        home = _home(new, record, fresh)
        for part in (home.nodes, home.configs, home.groups):
            part.pop(node_id, None)
        if (subflow := instance_of(record)) is not None and is_placed(record):
            new.instances[subflow] = [other for other in new.instances.get(subflow, ()) if other != node_id]
    for record in amendment.records:
        _put(new, record, old, fresh)
    return new


def concerns_whole_flows(old: Outline, new: Outline, amendment: Amendment) -> bool:
    """Whether flows come or go, or hold nodes that have lost theirs: more than the records touched may differ then."""
    before, after = old.records, new.records
    for node_id in amendment.touched():
        was, now = before.get(node_id), after.get(node_id)
        if (was or now or {}).get("type") in ("tab", "subflow") and (
            was is None or now is None or bool(was.get("d")) != bool(now.get("d"))
        ):
            return True
    return any(not _is_flow(part, flow) for part in (old, new) for flow in part.tabs)


def _put(new: Outline, record: Record, old: Outline, fresh: set[str]) -> None:
    node_id, kind = record["id"], record["type"]
    if kind in ("tab", "subflow"):
        home = new.container(node_id)
        assert home is not None
        changed = Container(node_id, record, home.nodes, home.configs, home.groups)
        (new.tabs if kind == "tab" else new.subflows)[node_id] = changed
        return
    home = _home(new, record, fresh)
    if kind == "group":
        home.groups[node_id] = record
        return
    if kind == "link out":
        record = {**record, "wires": home.nodes[node_id]["wires"]}
    if not is_placed(record):
        home.configs[node_id] = record
        return
    subflow = instance_of(record)
    if subflow is not None and node_id not in old.records:
        new.instances[subflow] = [*new.instances.get(subflow, ()), node_id]
    if home is not new.outside:
        home.nodes[node_id] = record


def _home(new: Outline, record: Record, fresh: set[str]) -> Container:
    """The container of a record, with parts of its own to change."""
    z = record.get("z")
    container = new.container(z) if z and z != GLOBAL else new.outside
    assert container is not None
    if container.id not in fresh:
        fresh.add(container.id)
        parts = dict(container.nodes), dict(container.configs), dict(container.groups)
        container = Container(container.id, container.record, *parts)
        if container.id == GLOBAL:
            new.outside = container
        elif container.id in new.tabs:
            new.tabs[container.id] = container
        else:
            new.subflows[container.id] = container
    return container


def _is_simple(old: Outline, record: Record) -> bool:
    """Whether a record only takes a place that is there, or one at the end of a flow that is there."""
    kind, z = record["type"], record.get("z")
    before = old.records.get(record["id"])
    if not _has_home(old, record):
        return False
    if before is None:
        return kind not in ("tab", "subflow", *_LINKS)
    return (
        before["type"] == kind
        and before.get("z") == z
        and is_placed(before) == is_placed(record)
        and (kind not in _LINKS or before.get("links") == record.get("links"))
    )


def _has_home(old: Outline, record: Record) -> bool:
    """Whether the flow of a record is one of the file; that of a lost node is there only as long as the node."""
    z = record.get("z")
    return record["type"] in ("tab", "subflow") or not z or z == GLOBAL or _is_flow(old, z)


def _is_flow(part: Outline, flow_id: str) -> bool:
    record = part.records.get(flow_id)
    return record is not None and record["type"] in ("tab", "subflow")
