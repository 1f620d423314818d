"""Binding the wires of all running nodes to their receivers, and finding the runs between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wirelatch.engine.segments import find_segments

if TYPE_CHECKING:
    from wirelatch.engine.flow import Flow
    from wirelatch.engine.machine import Machine
    from wirelatch.engine.routes import Route


def bind_routes(machine: Machine, flows: Iterable[Flow]) -> None:
    """Compile: every output port gets its receivers; ids of nodes that do not run are left out.

    While hooks are registered, every message takes the long way past them, and no run is executed as straight calls;
    nor is any when messages are delivered synchronously.
    """
    flows = list(flows)
    hooked = machine.hooks.active
    routes = machine.routes
    machine.bindings += 1
    bound: list[Route] = []
    for flow in flows:
        for node in flow.nodes.values():
            route = node.route
            ports = []
            for port in node.wires:
                receivers = [
                    receiver
                    for wire in port or ()
                    if wire is not None
                    and (receiver := routes.get(wire)) is not None
                    and receiver.node is not None
                ]
                ports.append(tuple(receivers))
            route.bind(tuple(ports))
            route.listeners = flow.completes.get(node.id, ())
            route.completes = hooked or bool(route.listeners)
            route.handle = machine.hooks.receiving(machine, route) if hooked else node.on_message
            if hooked or machine.synchronous:
                route.only = None
            bound.append(route)
    if not hooked and not machine.synchronous:
        find_segments(bound, flows)
