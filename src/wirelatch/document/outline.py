"""Which record of a document is what: tabs, subflows, groups, nodes and config nodes, and where each belongs.

The rules are those of Node-RED's runtime: a record with `x` and `y` is a node of a flow, one without is a config node;
a node that names a flow that does not exist gets that flow; `link in` and `link out` are wired by their `links`.
Records are never changed here: where the running node sees something else than the file says (the wires of a
`link out`), a changed copy stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]

SUBFLOW_PREFIX = "subflow:"
GLOBAL = "global"
"""The id of the space outside of tabs and subflows, in the Admin API and in contexts."""
STRUCTURAL = frozenset({"tab", "subflow", "group"})


@dataclass
class Container:
    """A tab, a subflow definition, or the space outside of both (`id` is `global`)."""

    id: str
    record: Record
    nodes: dict[str, Record] = field(default_factory=dict)
    configs: dict[str, Record] = field(default_factory=dict)
    groups: dict[str, Record] = field(default_factory=dict)


@dataclass
class Outline:
    """The parts of a document by what they are; every mapping is in file order."""

    records: dict[str, Record]
    """All records by id."""
    tabs: dict[str, Container] = field(default_factory=dict)
    subflows: dict[str, Container] = field(default_factory=dict)
    outside: Container = field(default_factory=lambda: Container(GLOBAL, {"id": GLOBAL}))
    """Global config nodes."""
    instances: dict[str, list[str]] = field(default_factory=dict)
    """Subflow id to the ids of the nodes that are instances of it."""

    def container(self, flow_id: str) -> Container | None:
        """The tab or subflow of that id."""
        return self.tabs.get(flow_id) or self.subflows.get(flow_id)

    def types(self) -> set[str]:
        """Every node type that occurs, without the structural ones."""
        return {record["type"] for record in self.records.values()} - STRUCTURAL


def instance_of(record: Mapping[str, Any]) -> str | None:
    """The id of the subflow that a node is an instance of, None for other nodes."""
    kind: str = record["type"]
    return (
        kind[len(SUBFLOW_PREFIX) :]
        if kind.startswith(SUBFLOW_PREFIX) and len(kind) > len(SUBFLOW_PREFIX)
        else None
    )


def is_placed(record: Mapping[str, Any]) -> bool:
    """Whether a record stands on a canvas; others are config nodes."""
    return "x" in record and "y" in record


def outline(records: Iterable[Record]) -> Outline:
    """Sort the records of a document; it must be valid (`wirelatch.document.validation`)."""
    records = list(records)
    out = Outline({record["id"]: record for record in records})
    for record in records:
        if record["type"] == "tab":
            out.tabs[record["id"]] = Container(record["id"], record)
        elif record["type"] == "subflow":
            out.subflows[record["id"]] = Container(record["id"], record)
    links = _link_wires(records)
    for record in records:
        kind = record["type"]
        if kind in ("tab", "subflow"):
            continue
        home = record.get("z")
        if home == GLOBAL:
            home = None
        container = out.container(home) if home else None
        if kind == "group":
            if container:
                container.groups[record["id"]] = record
            continue
        if container is None and home:
            container = out.tabs[home] = Container(home, {"id": home, "type": "tab"})
        if record["id"] in links:
            record = {**record, "wires": [list(links[record["id"]])]}
        if not is_placed(record):
            (container or out.outside).configs[record["id"]] = record
            continue
        subflow = instance_of(record)
        if subflow is not None:
            out.instances.setdefault(subflow, []).append(record["id"])
        if container is None:
            continue
        container.nodes[record["id"]] = record
    return out


def _link_wires(records: Iterable[Record]) -> dict[str, dict[str, None]]:
    """What each `link out` node is wired to: what either end lists, in file order."""
    wires: dict[str, dict[str, None]] = {}
    out_nodes = []
    for record in records:
        links = record.get("links")
        if not isinstance(links, list):
            links = []
        if record["type"] == "link in":
            for source in links:
                if isinstance(source, str):
                    wires.setdefault(source, {})[record["id"]] = None
        elif record["type"] == "link out":
            out_nodes.append(record["id"])
            wires.setdefault(record["id"], {}).update(dict.fromkeys(t for t in links if isinstance(t, str)))
    return {node_id: wires[node_id] for node_id in out_nodes}
