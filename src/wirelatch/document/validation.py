"""Whether a document can be deployed at all.

Only what would make the machine do something nobody can have meant is refused; everything that Node-RED runs passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wirelatch.document.errors import DocumentError
from wirelatch.document.outline import instance_of

Record = dict[str, Any]

MAX_DEPTH = 200
"""How deeply the values of a record may be nested."""


def validate(records: Any) -> list[Record]:
    """The records, when they make a document. Raises DocumentError that names the node and what is wrong."""
    if not isinstance(records, list):
        raise DocumentError("a document is a list of nodes")
    seen: set[str] = set()
    for index, record in enumerate(records):
        where = f"node {index}"
        if not isinstance(record, dict):
            raise DocumentError("a node is an object", where=where)
        node_id, kind = record.get("id"), record.get("type")
        if not isinstance(node_id, str) or not node_id:
            raise DocumentError("`id` must be a text that is not empty", where=where)
        where = f"node {node_id}"
        if not isinstance(kind, str) or not kind:
            raise DocumentError("`type` must be a text that is not empty", where=where)
        if node_id in seen:
            raise DocumentError("there is more than one node with this id", where=where)
        seen.add(node_id)
        for key in ("z", "g"):
            if record.get(key) is not None and not isinstance(record[key], str):
                raise DocumentError(f"`{key}` must be an id", where=where)
        _check_wires(record.get("wires"), where)
        _check_env(record.get("env"), where)
        if kind == "subflow":
            _check_ports(record, where)
        _check_depth(record, where)
    _check_groups(records)
    _check_subflow_cycles(records)
    return records


def _check_wires(wires: Any, where: str) -> None:
    if wires is None:
        return
    if not isinstance(wires, list):
        raise DocumentError("`wires` must be a list with a list of ids per output", where=where)
    for port in wires:
        if port is not None and not isinstance(port, list):
            raise DocumentError("`wires` must be a list with a list of ids per output", where=where)
        if any(wire is not None and not isinstance(wire, str) for wire in port or ()):
            raise DocumentError("`wires` may only hold ids", where=where)


def _check_env(env: Any, where: str) -> None:
    if env is None or not isinstance(env, list):
        return
    if not all(isinstance(entry, dict) and isinstance(entry.get("name"), str) for entry in env):
        raise DocumentError("`env` must be a list of objects with a `name`", where=where)


def _check_ports(record: Record, where: str) -> None:
    ports = [("in", port) for port in _list(record, "in", where)] + [
        ("out", p) for p in _list(record, "out", where)
    ]
    if isinstance(record.get("status"), dict):
        ports.append(("status", record["status"]))
    for key, port in ports:
        wires = port.get("wires") if isinstance(port, dict) else None
        if not isinstance(port, dict) or (wires is not None and not isinstance(wires, list)):
            raise DocumentError(f"`{key}` must hold objects with `wires`", where=where)
        for wire in wires or ():
            number = wire.get("port", 0) if isinstance(wire, dict) else None
            if (
                not isinstance(wire, dict)
                or not isinstance(wire.get("id"), str)
                or not isinstance(number, int)
                or not 0 <= number < 10_000
            ):
                raise DocumentError(f"the wires of `{key}` must be objects with `id` and `port`", where=where)


def _list(record: Record, key: str, where: str) -> list[Any]:
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise DocumentError(f"`{key}` must be a list", where=where)
    return value


def _check_depth(record: Record, where: str) -> None:
    level: list[Any] = [record]
    for _ in range(MAX_DEPTH):
        level = [
            item
            for value in level
            for item in (value.values() if isinstance(value, dict) else value)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return
    raise DocumentError(f"its values are nested more than {MAX_DEPTH} levels deep", where=where)


def _check_groups(records: list[Record]) -> None:
    parents = {record["id"]: record.get("g") for record in records if record["type"] == "group"}
    for group in parents:
        seen = {group}
        around = parents[group]
        while around in parents:
            if around in seen:
                raise DocumentError("this group is inside itself", where=f"group {group}")
            seen.add(around)
            around = parents[around]


def _check_subflow_cycles(records: list[Record]) -> None:
    inside: dict[str, list[str]] = {record["id"]: [] for record in records if record["type"] == "subflow"}
    for record in records:
        subflow = instance_of(record)
        if subflow in inside and record.get("z") in inside:
            inside[record["z"]].append(subflow)
    done: set[str] = set()
    for start in inside:
        path: list[str] = [start]
        ways: list[Iterator[str]] = [iter(inside[start])]
        while ways:
            following = next(ways[-1], None)
            if following is None:
                ways.pop()
                done.add(path.pop())
            elif following in path:
                circle = " → ".join([*path[path.index(following) :], following])
                raise DocumentError(f"subflows contain each other: {circle}", where=f"subflow {following}")
            elif following not in done:
                path.append(following)
                ways.append(iter(inside[following]))
