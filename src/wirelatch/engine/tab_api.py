"""One flow at a time: the bodies of Node-RED's `/flow` API. https://nodered.org/docs/api/admin/methods/post/flow/"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from wirelatch.document.errors import DocumentError
from wirelatch.document.outline import Container, Record
from wirelatch.engine.identifiers import generate_id

if TYPE_CHECKING:
    from wirelatch.engine.runtime import Runtime

_TAB_KEYS = ("disabled", "info", "env", "credentials")


def _plain(records: Iterable[Record], *, drop_link_wires: bool = True) -> list[Record]:
    out = []
    for record in records:
        hidden = (
            {"credentials", "wires"} if drop_link_wires and record["type"] == "link out" else {"credentials"}
        )
        out.append({key: copy.deepcopy(value) for key, value in record.items() if key not in hidden})
    return out


class TabApi:
    """Reads, adds, replaces and removes single tabs of a runtime's document; every change is a deploy of type flows."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def get(self, flow_id: str) -> dict[str, Any] | None:
        """A tab with its nodes and config nodes; `global` gives global config nodes and subflows."""
        outline = self._runtime.outline
        if flow_id == "global":
            result: dict[str, Any] = {"id": "global"}
            if outline.outside.configs:
                result["configs"] = _plain(outline.outside.configs.values())
            if outline.subflows:
                result["subflows"] = [self._subflow(container) for container in outline.subflows.values()]
            return result
        container = outline.tabs.get(flow_id)
        if container is None:
            return None
        record = container.record
        result = {"id": flow_id}
        if record.get("label"):
            result["label"] = record["label"]
        result |= {key: copy.deepcopy(record[key]) for key in ("disabled", "info", "env") if key in record}
        result["nodes"] = _plain([*container.groups.values(), *container.nodes.values()])
        if container.configs:
            result["configs"] = _plain(container.configs.values())
        return result

    @staticmethod
    def _subflow(container: Container) -> dict[str, Any]:
        out = {key: copy.deepcopy(value) for key, value in container.record.items() if key != "credentials"}
        out["configs"] = _plain(container.configs.values(), drop_link_wires=False)
        out["nodes"] = _plain([*container.nodes.values(), *container.groups.values()], drop_link_wires=False)
        return out

    async def add(self, flow: Mapping[str, Any], *, user: str | None = None) -> str:
        """Add a tab under a fresh id."""
        if not isinstance(flow.get("nodes"), list):
            raise DocumentError("a flow needs a list of `nodes`")
        flow_id = generate_id()
        members = self._members(flow_id, flow)
        known = self._runtime.outline.records
        for record in members:
            node_id, kind = record.get("id"), record.get("type")
            if isinstance(node_id, str) and node_id in known:
                raise DocumentError("duplicate id", where=f"node {node_id}")
            if kind in ("tab", "subflow"):
                raise DocumentError(f"invalid node type: {kind}", where=f"node {node_id}")
        records = [self._tab(flow_id, flow), *members]
        await self._runtime.deploy([*self._records(), *records], kind="flows", user=user)
        return flow_id

    async def update(self, flow_id: str, flow: Mapping[str, Any], *, user: str | None = None) -> None:
        """Replace a tab; other keys of the tab than Node-RED's API knows are kept, and it stays at its place."""
        outline = self._runtime.outline
        if flow_id == "global":
            kept = [r for r in self._records() if r["type"] == "tab" or r.get("z") in outline.tabs]
            added = _list_of_objects(flow, "configs")
            for subflow in _list_of_objects(flow, "subflows"):
                added += [*_list_of_objects(subflow, "nodes"), *_list_of_objects(subflow, "configs")]
                added.append({k: value for k, value in subflow.items() if k not in ("nodes", "configs")})
            await self._runtime.deploy([*kept, *added], kind="flows", user=user)
            return
        if flow_id not in outline.tabs:
            raise KeyError(flow_id)
        members = self._members(flow_id, flow)
        records: list[Record] = []
        placed = False
        for record in self._records():
            if record["id"] == flow_id:
                records.append(self._tab(flow_id, flow, record))
            elif record.get("z") != flow_id:
                records.append(record)
            elif not placed:
                placed = True
                records += members
        if not placed:
            records += members
        await self._runtime.deploy(records, kind="flows", user=user)

    async def remove(self, flow_id: str, *, user: str | None = None) -> None:
        """Remove a tab and everything on it."""
        if flow_id == "global":
            raise DocumentError("not allowed to remove global")
        if flow_id not in self._runtime.outline.tabs:
            raise KeyError(flow_id)
        records = [r for r in self._records() if r["id"] != flow_id and r.get("z") != flow_id]
        await self._runtime.deploy(records, kind="flows", user=user)

    def _records(self) -> list[Record]:
        return list(self._runtime.flows)

    @staticmethod
    def _tab(flow_id: str, flow: Mapping[str, Any], old: Mapping[str, Any] | None = None) -> Record:
        tab: Record = {key: value for key, value in (old or {}).items() if key not in _TAB_KEYS}
        tab |= {"id": flow_id, "type": "tab", "label": flow.get("label", "")}
        return tab | {key: flow[key] for key in _TAB_KEYS if key in flow}

    @staticmethod
    def _members(flow_id: str, flow: Mapping[str, Any]) -> list[Record]:
        members = [*_list_of_objects(flow, "nodes"), *_list_of_objects(flow, "configs")]
        return [{**record, "z": flow_id} for record in members]


def _list_of_objects(container: Mapping[str, Any], key: str) -> list[Record]:
    """The records that a body holds under a key; none when the key is not there."""
    records = container.get(key)
    if records is None:
        return []
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise DocumentError(f"`{key}` must be a list of nodes")
    return [dict(record) for record in records]
