"""Whether a document can be deployed at all, and what of a file can.

Only what would make the machine do something nobody can have meant is refused; everything that Node-RED runs passes.
What is sent to be deployed is refused as a whole (`validate`). Of a file that is there, what can be used is used
(`usable`): one bad record must not keep the others from running.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from wirelatch.document.errors import DocumentError
from wirelatch.document.outline import GLOBAL, SUBFLOW_PREFIX, instance_of

Record = dict[str, Any]

MAX_DEPTH = 250
"""How deeply the values of a record may be nested. orjson writes 254 levels; a document around it takes some."""
MAX_EXPANDED = 200_000
"""How many nodes and wires the instances of subflows may come to, when all of them are written out."""
_MAX_PORT = 10_000


def validate(records: Any) -> list[Record]:
    """The records, when they make a document. Raises DocumentError that names the node and what is wrong."""
    if not isinstance(records, list):
        raise DocumentError("a document is a list of nodes")
    seen: set[str] = set()
    shallow = _is_shallow(records)
    for index, record in enumerate(records):
        problem = _problem(record, seen) or ("" if shallow else _depth_problem(record))
        if problem:
            raise DocumentError(problem, where=_place(record, index))
    for group, problem in _bad_groups(records):
        raise DocumentError(problem, where=f"group {group['id']}")
    for _, subflow, problem in _bad_instances(records):
        raise DocumentError(problem, where=f"subflow {subflow}")
    _check_expansion(records)
    return records


def validate_part(
    records: Mapping[str, Record], changed: list[Record], before: Mapping[str, Record], removed: Iterable[str]
) -> None:
    """As `validate`, for a document of which all but the `changed` records have been valid `before`."""
    seen: set[str] = set()
    shallow = _is_shallow(changed)
    for index, record in enumerate(changed):
        problem = _problem(record, seen) or ("" if shallow else _depth_problem(record))
        if problem:
            raise DocumentError(problem, where=_place(record, index))
    touched = [*changed, *(before[key] for key in (*seen, *removed) if key in before)]
    kinds = {record["type"].partition(":")[0] for record in touched}
    if "group" in kinds:
        for group, problem in _bad_groups(list(records.values())):
            raise DocumentError(problem, where=f"group {group['id']}")
    if "subflow" in kinds or any(_is_in_subflow(record, records) for record in touched):
        everything = list(records.values())
        for _, subflow, problem in _bad_instances(everything):
            raise DocumentError(problem, where=f"subflow {subflow}")
        _check_expansion(everything)


def _is_in_subflow(record: Record, records: Mapping[str, Record]) -> bool:
    home = records.get(record.get("z") or "")
    return home is not None and home["type"] == "subflow"


def usable(records: Any) -> tuple[list[Record], list[str]]:
    """The records that can be run, and what is wrong with the others. Of two with one id the later one counts.

    Raises DocumentError when it is not even a list, or when subflows are nested so that nothing could run it.
    """
    if not isinstance(records, list):
        raise DocumentError("a document is a list of nodes")
    problems: list[str] = []
    by_id: dict[str, Record] = {}
    shallow = _is_shallow(records)
    for index, record in enumerate(records):
        problem = _problem(record, None) or ("" if shallow else _depth_problem(record))
        if problem:
            problems.append(f"{_place(record, index)}: {problem}")
            continue
        if record["id"] in by_id:
            problems.append(f"{_place(record, index)}: {_TWICE}; the last one is used")
        by_id[record["id"]] = record
    for group, problem in list(_bad_groups(list(by_id.values()))):
        problems.append(f"group {group['id']}: {problem}")
        del by_id[group["id"]]
    while (found := next(_bad_instances(list(by_id.values())), None)) is not None:
        instance, subflow, problem = found
        problems.append(f"subflow {subflow}: {problem}")
        del by_id[instance["id"]]
    kept = records if not problems else list(by_id.values())
    _check_expansion(kept)
    return kept, problems


_TWICE = "there is more than one node with this id"


def _place(record: Any, index: int) -> str:
    """How a message names a record: by its id, where it has one."""
    node_id = record.get("id") if isinstance(record, dict) else None
    return f"node {node_id}" if isinstance(node_id, str) and node_id else f"node {index}"


def _problem(record: Any, seen: set[str] | None) -> str:
    """What is wrong with a record, for itself or because its id is among those `seen`; empty when nothing is."""
    if not isinstance(record, dict):
        return "a node is an object"
    node_id, kind = record.get("id"), record.get("type")
    if not isinstance(node_id, str) or not node_id:
        return "`id` must be a text that is not empty"
    if not isinstance(kind, str) or not kind:
        return "`type` must be a text that is not empty"
    if seen is not None:
        if node_id in seen:
            return _TWICE
        seen.add(node_id)
    if node_id == GLOBAL and kind in ("tab", "subflow"):
        return f"`{GLOBAL}` means what is outside of all flows, and cannot be the id of one"
    for key in ("z", "g"):
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            return f"`{key}` must be an id"
    if (wires := record.get("wires")) and (problem := _wires_problem(wires)):
        return problem
    if (env := record.get("env")) and (problem := _env_problem(env)):
        return problem
    return _ports_problem(record) if kind == "subflow" else ""


def _wires_problem(wires: Any) -> str:
    if wires is None:
        return ""
    if not isinstance(wires, list):
        return "`wires` must be a list with a list of ids per output"
    for port in wires:
        if port is None:
            continue
        if not isinstance(port, list):
            return "`wires` must be a list with a list of ids per output"
        for wire in port:
            if not isinstance(wire, str) and wire is not None:
                return "`wires` may only hold ids"
    return ""


def _env_problem(env: Any) -> str:
    if not isinstance(env, list):
        return ""
    if all(isinstance(entry, dict) and isinstance(entry.get("name"), str) for entry in env):
        return ""
    return "`env` must be a list of objects with a `name`"


def _ports_problem(record: Record) -> str:
    ports: list[tuple[str, Any]] = []
    for key in ("in", "out"):
        value = record.get(key)
        if value is not None and not isinstance(value, list):
            return f"`{key}` must be a list"
        ports += [(key, port) for port in value or ()]
    if isinstance(record.get("status"), dict):
        ports.append(("status", record["status"]))
    for key, port in ports:
        wires = port.get("wires") if isinstance(port, dict) else None
        if not isinstance(port, dict) or (wires is not None and not isinstance(wires, list)):
            return f"`{key}` must hold objects with `wires`"
        for wire in wires or ():
            if not isinstance(wire, dict) or not isinstance(wire.get("id"), str):
                return f"the wires of `{key}` must be objects with `id` and `port`"
            number = wire.get("port", 0)
            if number is not None and (
                not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < _MAX_PORT
            ):
                return f"the wires of `{key}` must be objects with `id` and `port`"
    return ""


def _is_shallow(records: list[Any]) -> bool:
    """Whether nothing is nested too deeply, as far as that can be told at once."""
    try:
        # With three levels around it, so that what passes is at most `MAX_DEPTH` deep.
        orjson.dumps([[[records]]])
    except TypeError:
        return False
    return True


def _depth_problem(record: Record) -> str:
    level = [value for value in record.values() if type(value) is list or type(value) is dict]
    for _ in range(MAX_DEPTH):
        if not level:
            return ""
        level = [
            item
            for value in level
            for item in (value.values() if type(value) is dict else value)
            if type(item) is dict or type(item) is list
        ]
    return f"its values are nested more than {MAX_DEPTH} levels deep" if level else ""


def _bad_groups(records: list[Record]) -> Iterator[tuple[Record, str]]:
    """Groups that are inside themselves."""
    groups = {record["id"]: record for record in records if record["type"] == "group"}
    done: set[str] = set()
    for start in groups:
        path: dict[str, None] = {}
        around: Any = start
        while around in groups and around not in done and around not in path:
            path[around] = None
            around = groups[around].get("g")
        if around in path:
            members = list(path)
            for group in members[members.index(around) :]:
                yield groups[group], "this group is inside itself"
        done.update(path)


def _bad_instances(records: list[Record]) -> Iterator[tuple[Record, str, str]]:
    """Instances that put a subflow into itself: the instance's record, the subflow, and the circle in words."""
    inside: dict[str, list[tuple[str, Record]]] = {
        record["id"]: [] for record in records if record["type"] == "subflow"
    }
    if not inside:
        return
    for record in records:
        subflow = instance_of(record)
        if subflow in inside and record.get("z") in inside:
            inside[record["z"]].append((subflow, record))
    done: set[str] = set()
    for start in inside:
        path: list[str] = [start]
        on_path = {start}
        ways: list[Iterator[tuple[str, Record]]] = [iter(inside[start])]
        while ways:
            following, instance = next(ways[-1], ("", None))
            if instance is None:
                ways.pop()
                on_path.discard(path[-1])
                done.add(path.pop())
            elif following in on_path:
                circle = " → ".join([*path[path.index(following) :], following])
                yield instance, following, f"subflows contain each other: {circle}"
            elif following not in done:
                path.append(following)
                on_path.add(following)
                ways.append(iter(inside[following]))


def _check_expansion(records: list[Record]) -> None:
    """Refuse subflows that, written out, come to more than any machine runs: ten levels of ten are enough for that."""
    sizes: dict[str, int] = {}
    inside: dict[str, list[Record]] = {}
    for record in records:
        if record["type"] == "subflow":
            inside[record["id"]] = []
    if not inside:
        return
    definitions = {record["id"]: record for record in records if record["id"] in inside}
    outer: list[Record] = []
    for record in records:
        if record.get("z") in inside:
            inside[record["z"]].append(record)
        elif record["type"].startswith(SUBFLOW_PREFIX):
            outer.append(record)

    # In the order of a walk that leaves a subflow only when those inside it have their size; circles are refused before.
    for start in inside:
        waiting = [start]
        while waiting:
            subflow = waiting[-1]
            if subflow in sizes:
                waiting.pop()
                continue
            missing = {
                inner
                for record in inside[subflow]
                if (inner := instance_of(record)) in inside and inner not in sizes
            }
            if missing:
                waiting.extend(missing)
                continue
            sizes[subflow] = _own_size(definitions[subflow]) + sum(
                1 + _instance_size(record, definitions, sizes) for record in inside[subflow]
            )
            waiting.pop()
    total = sum(_instance_size(record, definitions, sizes) for record in outer)
    if total > MAX_EXPANDED:
        raise DocumentError(
            f"the instances of subflows come to {total} nodes when they are written out; {MAX_EXPANDED} is the most"
        )


def _own_size(definition: Record) -> int:
    """Outputs that have to be made because a wire of the subflow names them."""
    ports = [*(definition.get("in") or ()), *(definition.get("out") or ())]
    if isinstance(definition.get("status"), dict):
        ports.append(definition["status"])
    return sum(int(wire.get("port") or 0) for port in ports for wire in port.get("wires") or ())


def _instance_size(record: Record, definitions: dict[str, Record], sizes: dict[str, int]) -> int:
    """What an instance comes to: the nodes inside it, and the wires that its outputs are joined to."""
    subflow = instance_of(record) or ""
    if subflow not in sizes:
        return 0
    wires = record.get("wires") or []
    outputs = definitions[subflow].get("out") or []
    joined = sum(
        len(port.get("wires") or ()) * len(receivers or ())
        for port, receivers in zip(outputs, wires, strict=False)
    )
    return sizes[subflow] + joined
