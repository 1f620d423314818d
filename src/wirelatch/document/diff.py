"""What a deploy changes: which nodes are new, gone, changed or only rewired, and who is touched by that.

The rules are Node-RED's: moving a node is no change; a change of a config node changes its users; a change inside a
subflow changes all its instances; a changed group changes its nodes; who is connected to a change is `linked`.
https://nodered.org/docs/user-guide/editor/workspace/ tells what the types of deploy restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from wirelatch.document.outline import Outline, Record, is_placed
from wirelatch.document.references import References, named, targets

_PLACE = frozenset({"x", "y", "wires"})
_GROUP_LOOKS = _PLACE | {"nodes", "style", "w", "h"}
_NONE: tuple[Any, ...] = (None, False, 0, "")


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
    if old is new:
        return False
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


def compare(
    old: Outline,
    new: Outline,
    touched: Iterable[str] | None = None,
    references: References | None = None,
) -> Diff:
    """What changes when `old` is replaced by `new`. Records of `new` that carry `credentials` count as changed.

    `touched` are the ids of the records that differ, where that is known; all others are the same objects then.
    `references` are those of `new`.
    """
    return _Comparison(old, new, touched, references).result()


class _Comparison:
    def __init__(
        self, old: Outline, new: Outline, touched: Iterable[str] | None, references: References | None
    ) -> None:
        self.old, self.new = old, new
        self.diff = Diff()
        self.subflows: set[str] = set()
        """Subflow definitions in which something changed."""
        self.references = references or References(new.records, old.records)
        self.touched = (
            list(touched)
            if touched is not None
            else [*old.records, *(node_id for node_id in new.records if node_id not in old.records)]
        )

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
        for node_id in self._old_candidates():
            record = self.old.records.get(node_id)
            if record is None or record["type"] == "tab":
                continue
            now = self.new.records.get(node_id)
            home = record.get("z")
            if record["type"] == "global-config" and (now is None or now["type"] != "global-config"):
                diff.global_config = True
            # As it is usual when a selection becomes a subflow, or before a flow is deleted, a node may stand elsewhere now.
            stays = now is not None and now.get("z") == home
            if home in diff.removed and (now is None or stays):
                diff.removed.add(node_id)
            elif now is None:
                self._touch(node_id, diff.removed)
            elif home in diff.added and stays:
                diff.added.add(node_id)
            else:
                self._old_record(node_id, record, now)

    def _old_candidates(self) -> Iterable[str]:
        """The records that may differ: those touched, and all on tabs that come or go as a whole."""
        flows = [flow for flow in (self.diff.added | self.diff.removed) if flow in self.old.tabs]
        if not flows or len(self.touched) >= len(self.old.records):
            return self.touched
        homes = [self.old.tabs[flow] for flow in flows]
        inside = [
            node_id for home in homes for part in (home.nodes, home.configs, home.groups) for node_id in part
        ]
        return dict.fromkeys([*self.touched, *inside])

    def _old_record(self, node_id: str, record: Record, now: Record) -> None:
        diff = self.diff
        if not record.get("d") and now.get("d"):
            diff.removed.add(node_id)
        if record_changed(record, now) or now.get("credentials") not in _NONE:
            self._touch(node_id, diff.changed)
            if record.get("z") != now.get("z"):
                self._moved(node_id, record, now)
            if now["type"] == "global-config":
                diff.global_config = True
        if (record.get("wires") or None) != (now.get("wires") or None):
            self._touch(node_id, diff.rewired)

    def _moved(self, node_id: str, record: Record, now: Record) -> None:
        """A node has gone from one flow to another: what ran of it there runs no longer."""
        if self._is_subflow(record.get("z")):
            self.diff.changed.add(record["z"])
            self.subflows.add(record["z"])
        elif self._is_subflow(now.get("z")):
            # Inside of instances it has other ids.
            self.diff.removed.add(node_id)

    def _is_subflow(self, home: str | None) -> bool:
        container = self.new.records.get(home) if home else None
        return container is not None and container["type"] == "subflow"

    def _new_records(self) -> None:
        for node_id in self.touched:
            record = self.new.records.get(node_id)
            if record is None or node_id in self.old.records:
                continue
            if record["type"] == "tab":
                self.diff.added.add(node_id)
            else:
                self._touch(node_id, self.diff.added)
            if record["type"] == "global-config":
                self.diff.global_config = True

    def _references(self) -> None:
        """Mark the users of what changed, and their users, until nothing new is found.

        A config node or group that is new may have been named before it was there, as when it is restored. Nodes that
        are wired to a new one need not start anew.
        """
        restored = [node_id for node_id in self.diff.added if self._is_used_at_start(node_id)]
        waiting = [*self.diff.changed, *self.diff.removed, *restored]
        while waiting:
            origin = waiting.pop()
            for node_id, key in self._users(origin):
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

    def _is_used_at_start(self, node_id: str) -> bool:
        record = self.new.records.get(node_id)  # None: the flow of lost nodes
        if record is None or record["type"] in ("tab", "subflow"):
            return False
        return record["type"] == "group" or not is_placed(record)

    def _users(self, origin: str) -> Iterator[tuple[str, str]]:
        """The records that name one, each with the property that does."""
        for node_id in self.references.mentions(origin):
            for key, value in named(self.new.records[node_id]):
                if value == origin:
                    yield node_id, key

    def _groups(self) -> None:
        """What is inside a changed group sees another environment; so do the groups in it."""
        waiting = list(self.diff.changed)
        found: set[str] = set()
        while waiting:
            for node_id in self.references.mentions(waiting.pop()):
                record = self.new.records[node_id]
                if record["type"] == "group" and node_id not in self.diff.changed:
                    if record.get("g") in self.diff.changed:
                        self.diff.changed.add(node_id)
                        waiting.append(node_id)
                else:
                    found.add(node_id)
        for node_id in found:
            if self.new.records[node_id].get("g") in self.diff.changed:
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
        before: dict[str, set[str]] = {}
        for node_id in self.touched:
            for target in targets((self.old.records.get(node_id) or {}).get("wires") or ()):
                before.setdefault(node_id, set()).add(target)
                before.setdefault(target, set()).add(node_id)
        diff = self.diff
        touched = diff.added | diff.changed | diff.removed | diff.rewired
        waiting, seen = list(touched), set(touched)
        while waiting:
            node_id = waiting.pop()
            now = targets((self.new.records.get(node_id) or {}).get("wires") or ())
            for neighbour in (*now, *self.references.senders(node_id), *before.get(node_id, ())):
                if neighbour not in seen:
                    seen.add(neighbour)
                    diff.linked.add(neighbour)
                    waiting.append(neighbour)
