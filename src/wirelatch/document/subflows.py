"""The nodes that an instance of a subflow stands for.

Each inner record is copied with a fresh id `<instance>-<inner>`, and whatever it names inside the definition (wires,
scopes, groups, config nodes) is renamed with it. Nodes that feed an output of the subflow are wired to what the
instance is wired to. https://nodered.org/docs/user-guide/editor/workspace/subflows
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wirelatch.document.outline import Container, Record

_REPORTING = frozenset({"catch", "status", "complete"})


@dataclass
class Expansion:
    """One instance, written out."""

    container: Container
    """The inner records by their fresh ids; its `id` is the instance's."""
    entrance: list[list[str | None]]
    """What the instance's input is wired to, as the wires of one node."""
    aliases: dict[str, str]
    """Fresh id to the id in the definition."""


def status_id(instance_id: str) -> str:
    """The id of the node that stands for the status output of an instance."""
    return f"{instance_id}:status"


def expand(definition: Container, instance: Mapping[str, Any]) -> Expansion:
    """Write out one level of an instance; subflows inside it are instances again, expanded when they start."""
    instance_id: str = instance["id"]
    fresh: dict[str, str] = {}
    for part in (definition.groups, definition.configs, definition.nodes):
        for inner in part:
            fresh[inner] = f"{instance_id}-{inner}"
    container = Container(instance_id, {**definition.record, "id": instance_id})
    for source, target in (
        (definition.groups, container.groups),
        (definition.configs, container.configs),
        (definition.nodes, container.nodes),
    ):
        for inner, record in source.items():
            target[fresh[inner]] = _renamed(record, fresh, instance_id)
    entrance: list[list[str | None]] = [
        [fresh.get(wire["id"]) for wire in port.get("wires") or ()]
        for port in definition.record.get("in") or ()
    ]
    outer = instance.get("wires") or []

    def connect(wire: Mapping[str, Any], receivers: list[Any]) -> None:
        port = int(wire.get("port") or 0)
        if wire["id"] == definition.id:
            wires: list[list[str | None]] | None = entrance
        else:
            node = container.nodes.get(fresh.get(wire["id"], ""))
            wires = node.setdefault("wires", []) if node is not None else None
        if wires is None:
            return
        while len(wires) <= port:
            wires.append([])
        wires[port].extend(receivers)

    for index, output in enumerate(definition.record.get("out") or ()):
        for wire in output.get("wires") or ():
            connect(wire, list(outer[index]) if index < len(outer) and outer[index] else [])
    status = definition.record.get("status")
    if isinstance(status, dict):
        for wire in status.get("wires") or ():
            connect(wire, [status_id(instance_id)])
    return Expansion(container, entrance, {new: old for old, new in fresh.items()})


def _renamed(record: Record, fresh: Mapping[str, str], instance_id: str) -> Record:
    out: Record = _copied(record)
    scoped = record["type"] in _REPORTING and isinstance(record.get("scope"), list)
    for key, value in out.items():
        if key == "wires":
            if isinstance(value, list):
                out[key] = [[fresh.get(wire) for wire in port or ()] for port in value]
        elif key == "links" and isinstance(value, list):
            out[key] = [fresh.get(link, link) if isinstance(link, str) else link for link in value]
        elif key == "scope" and scoped:
            out[key] = [fresh.get(node_id, "") for node_id in value]
        elif isinstance(value, str) and value in fresh and not scoped:
            out[key] = fresh[value]
    out["id"] = fresh[record["id"]]
    out["z"] = instance_id
    if scoped and out.get("g"):
        out["g"] = fresh.get(out["g"], out["g"])
    return out


def _copied(value: Any) -> Any:
    """A deep copy of a JSON value."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value
