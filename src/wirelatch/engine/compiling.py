"""Binding the wires of all running nodes to their receivers, and finding the runs between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from wirelatch.engine.routes import Route
from wirelatch.engine.segments import find_segments

if TYPE_CHECKING:
    from wirelatch.engine.flow import Flow
    from wirelatch.engine.machine import Machine

Wires = Sequence[Sequence[str | None] | None]


Senders = dict[Route, list[Route]]
"""Those that send to a route, each once."""


def bind_routes(machine: Machine, flows: Iterable[Flow]) -> Senders:
    """Compile: every output port gets its receivers; ids of nodes that do not run are left out. Gives who sends to whom.

    While hooks are registered, every message takes the long way past them, and no run is executed as straight calls;
    nor is any when messages are delivered synchronously.
    """
    flows = list(flows)
    hooked = machine.hooks.active
    machine.observing.put_back()
    machine.bindings += 1
    bound: list[Route] = []
    for flow in flows:
        for node in flow.nodes.values():
            route = node.route
            route.bind(_ports(machine.routes, node.wires))
            route.listeners = flow.completes.get(node.id, ())
            route.completes = hooked or bool(route.listeners)
            route.handle = machine.hooks.receiving(machine, route) if hooked else node.on_message
            if hooked or machine.synchronous:
                route.only = None
            bound.append(route)
    senders = _senders_of(bound)
    if not hooked and not machine.synchronous:
        find_segments(bound, flows, senders)
    machine.observing.take()
    return senders


def bind_changed(
    machine: Machine, flows: Iterable[Flow], changed: dict[Route, tuple[Any, ...]], senders: Senders
) -> None:
    """As `bind_routes`, after a change of some nodes: only what is connected to them is bound anew.

    `changed` are the routes of nodes that were started, stopped or rewired, each with the ports that it had before;
    `senders` are brought up to date. There are no hooks, and none of the nodes may be a Catch, Status or Complete node,
    or stand in a subflow: those reach further than wires.
    """
    machine.observing.put_back()
    machine.bindings += 1
    routes = machine.routes
    connected = set(changed)
    waiting = list(changed)
    while waiting:
        route = waiting.pop()
        ports = (*changed.get(route, ()), *route.ports)
        if route in changed and route.node is not None:
            ports = (*ports, *_ports(routes, route.node.wires))
        for neighbour in (*(receiver for port in ports for receiver in port), *senders.get(route, ())):
            if neighbour not in connected:
                connected.add(neighbour)
                waiting.append(neighbour)
    bound: list[Route] = []
    for route in connected:
        senders.pop(route, None)
        node = route.node
        if node is None:
            continue
        if route.listeners is not (listeners := node.flow.completes.get(node.id, ())):
            route.listeners, route.completes = listeners, bool(listeners)
        route.handle = node.on_message
        bound.append(route)
    for route in bound:
        assert route.node is not None
        route.bind(_ports(routes, route.node.wires))
    found = _senders_of(bound)
    senders.update(found)
    find_segments(bound, flows, found)
    machine.observing.take()


def _ports(routes: dict[str, Route], wires: Wires) -> tuple[tuple[Route, ...], ...]:
    """The receivers of each output; ids of nodes that do not run are left out."""
    return tuple(
        tuple(
            receiver
            for wire in port or ()
            if wire is not None and (receiver := routes.get(wire)) is not None and receiver.node is not None
        )
        for port in wires
    )


def _senders_of(routes: Iterable[Route]) -> Senders:
    senders: Senders = {}
    for route in routes:
        for port in route.ports:
            for receiver in port:
                known = senders.get(receiver)
                if known is None:
                    senders[receiver] = [route]
                elif known[-1] is not route:
                    known.append(route)
    return senders
