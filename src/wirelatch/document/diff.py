"""What a deploy changes: which nodes are new, gone, changed or only rewired, and who is touched by that.

The rules are Node-RED's: moving a node is no change; a change of a config node changes its users; a change inside a
subflow changes all its instances; a changed group changes its nodes; who is connected to a change is `linked`.
https://nodered.org/docs/user-guide/editor/workspace/ tells what the types of deploy restart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from wirelatch.document.outline import Outline, Record

_PLACE = frozenset({"x", "y", "wires"})
_GROUP_LOOKS = _PLACE | {"nodes", "style", "w", "h"}
_NONE: tuple[Any, ...] = (None, False, 0, "")
_NO_REFERENCE = frozenset({"z", "id", "wires"})


@dataclass
class Diff:
    """Ids of records; those inside subflow definitions appear as the subflow and its instances."""

    added: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    rewired: set[str] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)
    """Unchanged nodes that are connected by wires to one that is not."""
    flows: set[str] = field(default_factory=set)
    """Tabs whose environment changed: everything on them starts anew."""
    global_config: bool = False
    """Whether the global configuration changed: everything starts anew."""

    def __bool__(self) -> bool:
        return bool(
            self.added or self.changed or self.removed or self.rewired or self.flows or self.global_config
        )


def record_changed(old: Record, new: Record) -> bool:
    """Whether a node means something else than before; its place and wires do not count."""
    try:
        if orjson.dumps(old) == orjson.dumps(new):
            return False
    except orjson.JSONEncodeError:
        pass
    ignored = _GROUP_LOOKS if old["type"] == "group" else _PLACE
    keys = old.keys() - ignored
    return keys != new.keys() - ignored or any(_differ(old[key], new[key]) for key in keys)


def _differ(old: Any, new: Any) -> bool:
    """Whether two values differ as JavaScript sees it: `true` is not 1 there."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is not new
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() != new.keys() or any(_differ(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) != len(new) or any(map(_differ, old, new))
    return bool(old != new)


def compare(old: Outline, new: Outline) -> Diff:
    """What changes when `old` is replaced by `new`. Records of `new` that carry `credentials` count as changed."""
    return _Comparison(old, new).result()


class _Comparison:
    def __init__(self, old: Outline, new: Outline) -> None:
        self.old, self.new = old, new
        self.diff = Diff()
        self.subflows: set[str] = set()
        """Subflow definitions in which something changed."""
        self.old_wires = _wires(old)
        self.new_wires = _wires(new)

    def result(self) -> Diff:
        self._tabs()
        self._old_records()
        self._new_records()
        self._references()
        self._groups()
        self._instances()
        self._linked()
        return self.diff

    def _touch(self, node_id: str, kind: set[str]) -> None:
        """Mark a node; inside a subflow definition, the definition stands for it."""
        record = self.new.records.get(node_id) or self.old.records.get(node_id) or {}
        home = record.get("z")
        container = self.new.records.get(home) if home else None
        if container is not None and container["type"] == "subflow":
            self.diff.changed.add(container["id"])
            self.subflows.add(container["id"])
            if kind is self.diff.removed:
                kind.add(node_id)
            return
        if container is not None:
            self.diff.changed.add(container["id"])
        kind.add(node_id)
        if record.get("type") == "subflow":
            self.subflows.add(node_id)

    def _tabs(self) -> None:
        for tab_id, tab in self.old.tabs.items():
            now = self.new.tabs.get(tab_id)
            if now is None:
                self.diff.removed.add(tab_id)
            elif bool(tab.record.get("disabled")) != bool(now.record.get("disabled")):
                (self.diff.added if tab.record.get("disabled") else self.diff.removed).add(tab_id)
            elif "credentials" in now.record or _differ(
                tab.record.get("env") or [], now.record.get("env") or []
            ):
                self.diff.flows.add(tab_id)

    def _old_records(self) -> None:
        diff = self.diff
        for node_id, record in self.old.records.items():
            if record["type"] == "tab":
                continue
            now = self.new.records.get(node_id)
            home = record.get("z")
            if home in diff.removed:
                diff.removed.add(node_id)
            elif now is None:
                self._touch(node_id, diff.removed)
            elif home in diff.added:
                diff.added.add(node_id)
            else:
                self._old_record(node_id, record, now)

    def _old_record(self, node_id: str, record: Record, now: Record) -> None:
        diff = self.diff
        if not record.get("d") and now.get("d"):
            diff.removed.add(node_id)
        if record_changed(record, now) or now.get("credentials") not in _NONE:
            self._touch(node_id, diff.changed)
            if now["type"] == "global-config":
                diff.global_config = True
        if self.old_wires.get(node_id) != self.new_wires.get(node_id):
            self._touch(node_id, diff.rewired)

    def _new_records(self) -> None:
        for node_id, record in self.new.records.items():
            if node_id in self.old.records:
                continue
            if record["type"] == "tab":
                self.diff.added.add(node_id)
            else:
                self._touch(node_id, self.diff.added)
            if record["type"] == "global-config":
                self.diff.global_config = True

    def _references(self) -> None:
        """Mark the users of what changed, and their users, until nothing new is found."""
        users: dict[str, list[tuple[str, str]]] = {}
        known = self.diff.changed | self.diff.removed | self.new.records.keys()
        for node_id, record in self.new.records.items():
            for key, value in record.items():
                if key in _NO_REFERENCE:
                    continue
                while type(value) is list and len(value) == 1:
                    # To JavaScript, a list of one id is a name for it as good as the id.
                    value = value[0]
                if type(value) is str and value in known:
                    users.setdefault(value, []).append((node_id, key))
        waiting = [*self.diff.changed, *self.diff.removed]
        while waiting:
            origin = waiting.pop()
            for node_id, key in users.get(origin, ()):
                if node_id in self.diff.changed:
                    continue
                record, before = self.new.records[node_id], self.old.records.get(node_id)
                moved = before is None or before.get("g") != record.get("g")
                if key == "g" and origin in self.diff.changed and not moved:
                    continue
                self.diff.changed.add(node_id)
                waiting.append(node_id)
                home = self.new.records.get(record.get("z") or "")
                if home is not None and home["id"] not in self.diff.changed:
                    self.diff.changed.add(home["id"])
                    waiting.append(home["id"])
                if home is not None and home["type"] == "subflow":
                    self.subflows.add(home["id"])
        for node_id in list(self.diff.changed):
            record = self.new.records.get(node_id, {})
            home = self.new.records.get(record.get("z") or "")
            if home is not None and home["type"] == "subflow":
                self.diff.changed.discard(node_id)

    def _groups(self) -> None:
        """What is inside a changed group sees another environment."""
        groups = [r for r in self.new.records.values() if r["type"] == "group"]
        found = True
        while found:
            found = False
            for group in groups:
                if group.get("g") in self.diff.changed and group["id"] not in self.diff.changed:
                    self.diff.changed.add(group["id"])
                    found = True
        for node_id, record in self.new.records.items():
            if record.get("g") in self.diff.changed:
                self.diff.changed.add(node_id)

    def _instances(self) -> None:
        waiting = list(self.subflows)
        seen: set[str] = set()
        while waiting:
            subflow = waiting.pop()
            if subflow in seen:
                continue
            seen.add(subflow)
            for node_id in self.new.instances.get(subflow, ()):
                home = self.new.records.get(self.new.records[node_id].get("z") or "")
                if home is not None:
                    self.diff.changed.add(home["id"])
                if home is not None and home["type"] == "subflow":
                    waiting.append(home["id"])
                else:
                    self.diff.changed.add(node_id)

    def _linked(self) -> None:
        neighbours: dict[str, set[str]] = {}
        for wires in (self.old_wires, self.new_wires):
            for source, ports in wires.items():
                for target in _targets(ports):
                    neighbours.setdefault(source, set()).add(target)
                    neighbours.setdefault(target, set()).add(source)
        diff = self.diff
        touched = diff.added | diff.changed | diff.removed | diff.rewired
        waiting, seen = list(touched), set(touched)
        while waiting:
            for neighbour in neighbours.get(waiting.pop(), ()):
                if neighbour not in seen:
                    seen.add(neighbour)
                    diff.linked.add(neighbour)
                    waiting.append(neighbour)


def _wires(outline: Outline) -> dict[str, list[list[str]]]:
    """The wires of every node as they are on file: links are no wires here, but properties that may change."""
    return {node_id: record["wires"] for node_id, record in outline.records.items() if record.get("wires")}


def _targets(ports: list[list[str]]) -> Iterator[str]:
    for port in ports:
        for target in port or ():
            if target is not None:
                yield target
