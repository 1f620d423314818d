"""The wires of a flow as its author sees them, and the compiled routes by which their messages go.

On a tab, what an instance of a subflow gives off comes from nodes inside it; on the sheet of a subflow, every instance
counts, and its ports have the ids of `web/src/document/wires.ts`: `<subflow>:in:0`, `<subflow>:out:1`,
`<subflow>:status:0`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wirelatch.document.outline import instance_of
from wirelatch.document.subflows import status_id

if TYPE_CHECKING:
    from wirelatch.engine.flow import Flow
    from wirelatch.engine.node import Node
    from wirelatch.engine.routes import Route
    from wirelatch.engine.runtime import Runtime

Wire = tuple[str, int, str]
"""Source, output from 0, target: ids of the document."""
WireMap = dict["Route", dict[tuple[int, "Route"], Wire]]
"""For each sending route, the wire that an output's way to a receiver is."""


def flows_shown(runtime: Runtime, flow_id: str) -> list[Flow]:
    """The running flows that a sheet of the editor stands for: a tab, or all instances of a subflow."""
    return [
        flow
        for flow in runtime.running_flows()
        if (flow.kind == "flow" and flow.id == flow_id)
        or (flow.kind == "subflow" and _definition_of(flow) == flow_id)
    ]


def _definition_of(flow: Flow) -> str:
    """The id of the subflow that a running flow is an instance of; empty for others."""
    return (instance_of(flow.instance_record) or "") if flow.instance_record is not None else ""


def wires_of(runtime: Runtime, flow_id: str) -> WireMap:
    """All wires of a tab or subflow that lead from a running node to a running node."""
    found: WireMap = {}
    for flow in flows_shown(runtime, flow_id):
        for source, port, receiver, wire in _wires(runtime, flow):
            found.setdefault(source, {}).setdefault((port, receiver), wire)
    return found


def id_in_document(node: Node) -> str:
    """The id of a node's record: for a node inside an instance of a subflow, that in the definition."""
    return node.alias or node.id


Step = tuple["Route", int, "Route", Wire]


def _wires(runtime: Runtime, flow: Flow) -> Iterator[Step]:
    for node in tuple(flow.nodes.values()):
        route = node.route
        if node.id in flow.subflows:
            yield from _from_instance(runtime, flow, node)
            continue
        for port, receivers in enumerate(route.ports):
            for receiver in receivers:
                if receiver.node is not None and receiver.node.flow is flow:
                    wire = (id_in_document(node), port, id_in_document(receiver.node))
                    yield route, port, receiver, wire
    if flow.kind == "subflow":
        yield from _at_the_rim(runtime, flow)


def _from_instance(runtime: Runtime, flow: Flow, instance: Node) -> Iterator[Step]:
    """The wires behind an instance: its messages come from the nodes that feed its outputs."""
    record = flow.container.nodes.get(instance.id, {})
    for index, targets in enumerate(record.get("wires") or ()):
        for target in targets or ():
            receiver = runtime.node(str(target))
            if receiver is None or receiver.flow is not flow:
                continue
            wire = (id_in_document(instance), index, id_in_document(receiver))
            for source, port in _feeders(flow.subflows[instance.id], index):
                yield source, port, receiver.route, wire


def _feeders(inner: Flow, index: int) -> Iterator[tuple[Route, int]]:
    """Routes and ports that feed an output of an instance, through instances inside it."""
    definition = inner.container.record
    outputs = definition.get("out") or ()
    for wire in outputs[index].get("wires") or () if index < len(outputs) else ():
        yield from _feeder(inner, wire)


def _feeder(inner: Flow, wire: Any) -> Iterator[tuple[Route, int]]:
    port = int(wire.get("port") or 0)
    if wire["id"] == _definition_of(inner):
        if inner.instance is not None:
            yield inner.instance.route, port
        return
    fresh = f"{inner.id}-{wire['id']}"
    if fresh in inner.subflows:
        yield from _feeders(inner.subflows[fresh], port)
    elif fresh in inner.nodes:
        yield inner.nodes[fresh].route, port


def _at_the_rim(runtime: Runtime, flow: Flow) -> Iterator[Step]:
    """The wires between the nodes of a subflow and its ports."""
    subflow = _definition_of(flow)
    if flow.instance is not None:
        entrance = flow.instance.route
        for port, receivers in enumerate(entrance.ports):
            for receiver in receivers:
                if receiver.node is not None and receiver.node.flow is flow:
                    yield entrance, port, receiver, (f"{subflow}:in:{port}", 0, id_in_document(receiver.node))
    record = flow.container.record
    outer = (flow.instance_record or {}).get("wires") or []
    for index, output in enumerate(record.get("out") or ()):
        targets = outer[index] if index < len(outer) else ()
        for wire in output.get("wires") or ():
            end = (f"{subflow}:out:{index}", wire, targets or ())
            yield from _to_end(runtime, flow, subflow, *end)
    status = record.get("status")
    if isinstance(status, dict):
        for wire in status.get("wires") or ():
            yield from _to_end(runtime, flow, subflow, f"{subflow}:status:0", wire, [status_id(flow.id)])


def _to_end(runtime: Runtime, flow: Flow, subflow: str, end: str, wire: Any, targets: Any) -> Iterator[Step]:
    port = int(wire.get("port") or 0)
    shown = (f"{subflow}:in:{port}", 0, end) if wire["id"] == subflow else (str(wire["id"]), port, end)
    for target in targets:
        receiver = runtime.node(str(target))
        if receiver is not None:
            for source, source_port in _feeder(flow, wire):
                yield source, source_port, receiver.route, shown
