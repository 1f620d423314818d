"""Segments: runs of nodes that are executed as straight calls, one message through all of them within a turn.

A segment is a chain n1 → n2 → … → nk, followed by an exit, where every member

1. is `fusable`: a plain synchronous function that returns all it sends,
2. has one receiver in all, the next member or the exit, though several of its outputs may lead there,
3. but for n1, is fed by the member before it alone,
4. is not waited for by a Complete node, and no hook is registered.

What must hold so that nobody can tell a segment from the queue
---------------------------------------------------------------
*Alone in the queue.* If nothing waits when n1 is to run, then in the unfused machine the output of n1 is the only
thing in the queue, so n2 is next, and so on to the exit: straight calls are the very same sequence of events,
whatever the nodes do. Should a member send none or several messages, the run ends there. Should it put something into the queue (a status for a Status node, a message sent aside),
then that comes before the next member in both machines: the run ends there, and the rest is queued behind it. Should
a member raise, its error is reported at that point of time and by that node in both. Obligation: compare the length
of the queue after every call. These runs happen wherever the chain stands in a flow.

*Others wait.* The queue makes branches take turns: a message k nodes on is k rounds on, and whoever is fewer nodes
from the same fork comes first. Straight calls take k nodes in one round. That cannot be seen when (`always`)

a. every member is `isolated`, so that it does not matter whether a member has seen message 2 before the next one
   sees message 1;
b. the segment is on the trunk of its component: the component (all nodes connected by wires in any direction) has
   one node that no wire leads to, all others are reachable from it, and from that source to the exit every node has
   one receiver and, but for the source, one sender. Then all that is behind the exit gets its messages through the
   segment only, in the order in which they entered it, with the rounds between two messages unchanged: a constant
   number of rounds less for everything. What is before the segment precedes it in both machines;
c. no node on the trunk is within the scope of a Catch, Status or Complete node: those would be forks;
d. none of them is a `link in` node, which `link call` nodes enter from the side.

e. Behind such a segment the exit, too, may have the message in the same round, when it gets messages from there only,
   is no `link in` node, and no Catch, Status or Complete node can see it: that is one round less for all that follows.

What is left is the time at which messages arrive from outside relative to the messages under way. Sources in
different components owe each other no order, neither here nor in Node-RED.

`tests/engine/test_segments.py` compares results and order with the unfused machine on random graphs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from wirelatch.engine.identifiers import generate_id

if TYPE_CHECKING:
    from wirelatch.engine.flow import Flow
    from wirelatch.engine.machine import Machine
    from wirelatch.engine.routes import Message, Route


Choice = Callable[["Message"], Any]


class Segment:
    """A chain of nodes with one receiver each, and the node that follows."""

    __slots__ = ("_steps", "always", "exit", "members", "passed", "straight_on")

    def __init__(self, members: list[Route], *, always: bool, straight_on: bool) -> None:
        following = next_of(members[-1])
        assert following is not None
        self.members = members
        self.exit: Route = following
        self.always = always
        """Whether it may run while other messages wait in the queue."""
        self.straight_on = straight_on
        """Whether the exit may have the message at once even then (condition e above)."""
        self.passed = 0
        """Messages that went all the way through; counted once here instead of once per member."""
        self._steps: list[tuple[Route, Choice, tuple[bool, ...], bool]] | None = None

    def renew(self) -> None:
        """A member takes its messages with another function now."""
        self._steps = None

    def _compile(self) -> list[tuple[Route, Choice, tuple[bool, ...], bool]]:
        self._steps = [
            (
                route,
                route.handle if route.node.choose is None else route.node.choose,
                tuple(bool(port) for port in route.ports),
                bool(route.ports[0]),
            )
            for route in self.members
            if route.node is not None and not (route.node.passes_through and route.ports[0])
        ]
        return self._steps

    def run(self, machine: Machine, msg: Message, queue: deque[Any]) -> Message | None:
        """Take a message through the members; gives it as it leaves the last one, or None when its way ended, or
        goes on through the queue."""
        waiting = len(queue)
        steps = self._steps
        for route, handle, open_ports, direct in self._compile() if steps is None else steps:
            machine.current = route
            try:
                output = handle(msg)
                if type(output) is int:
                    # The number of the output that the message itself goes to (`Node.choose`).
                    if open_ports[output] and len(queue) == waiting:
                        continue
                    output = [*[None] * output, msg]
                if type(output) is not dict or not direct or len(queue) != waiting:
                    only = None if len(queue) != waiting else _only_message(route, output)
                    if only is None:
                        self._leave(machine, route, msg, output)
                        return None
                    output = only
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                self._count_up_to(route)
                route._received += 1
                machine.fail(route, error, msg)
                return None
            try:
                if not output["_msgid"]:
                    output["_msgid"] = generate_id()
            except KeyError:
                output["_msgid"] = generate_id()
            msg = output
        self.passed += 1
        return msg

    def _leave(self, machine: Machine, route: Route, msg: Message, output: Any) -> None:
        """A member did not just hand on one message: finish as the queue would."""
        machine.finish(route, msg, output)
        self._count_up_to(route)
        route._received += 1

    def _count_up_to(self, end: Route) -> None:
        for route in self.members:
            if route is end:
                return
            route._received += 1
            route._sent += 1


def _only_message(route: Route, output: Any) -> Message | None:
    """The message that an output with an entry per port sends, when it is exactly one."""
    if type(output) is not list and type(output) is not tuple:
        return None
    found: Message | None = None
    for port, entry in zip(route.ports, output, strict=False):
        if entry is None or not port:
            continue
        if found is not None or type(entry) is not dict:
            return None
        found = entry
    return found


def next_of(route: Route) -> Route | None:
    """The one node that everything a route sends goes to, when there is one."""
    if len(route.ports) == 1:
        return route.only
    found: Route | None = None
    for port in route.ports:
        if not port:
            continue
        if len(port) > 1 or (found is not None and port[0] is not found):
            return None
        found = port[0]
    return found


def find_segments(routes: Iterable[Route], flows: Iterable[Flow], senders: dict[Route, list[Route]]) -> None:
    """Give every route at which a segment starts that segment; `senders` are those that send to each route."""
    wiring = _Wiring(routes, _observed(flows), senders)
    chained = wiring.chained
    for head, following in chained.items():
        before = senders.get(head)
        if before is not None and len(before) == 1 and before[0] in chained:
            continue  # It belongs to a segment that starts before it.
        members = [head]
        while following in chained and len(senders[following]) == 1:
            members.append(following)
            following = chained[following]
        always = all(route.node.isolated for route in members) and wiring.on_trunk(members)  # type: ignore[union-attr]
        straight_on = always and wiring.may_go_straight_on(following, members[-1])
        if len(members) < 2 and not straight_on:
            continue
        segment = Segment(members, always=always, straight_on=straight_on)
        head.segment = segment
        for route in members:
            route.inside = segment


def _observed(flows: Iterable[Flow]) -> set[int]:
    """The flows, by identity, whose nodes' errors and statuses some Catch or Status node may get."""
    observed: set[int] = set()
    for flow in flows:
        around: Flow | None = flow
        while around is not None:
            if around.catches or around.statuses or around.has_status_output:
                observed.add(id(flow))
                break
            around = around.parent
    return observed


class _Wiring:
    """Who sends to whom, and which routes are on the trunk of their component (condition b to d above)."""

    def __init__(
        self, routes: Iterable[Route], observed: set[int], senders: dict[Route, list[Route]]
    ) -> None:
        self._observed = observed
        self.senders = senders
        self.following: dict[Route, Route | None] = {}
        """The one node that a route sends to."""
        self.chained: dict[Route, Route] = {}
        """The routes that can be part of a segment, with the node after them."""
        self._single_source: dict[Route, bool] = {}
        for route in routes:
            following = self.following[route] = next_of(route)
            node = route.node
            if following is not None and node is not None and node.fusable and not route.completes:
                self.chained[route] = following

    def on_trunk(self, members: list[Route]) -> bool:
        """Whether a segment is on a trunk."""
        seen: set[Route] = set()
        route = members[-1]
        while True:
            if route in seen or not self._may_be_trunk(route):
                return False
            before = self.senders.get(route)
            if before is None:
                return self._is_only_source(route)
            if len(before) > 1:
                return False
            seen.add(route)
            route = before[0]

    def may_go_straight_on(self, following: Route, last: Route) -> bool:
        """Whether the node behind a segment on the trunk may have its message in the same round."""
        node = following.node
        return (
            node is not None
            and node.type != "link in"
            and not following.completes
            and self.senders[following] == [last]
            and id(node.flow) not in self._observed
        )

    def _may_be_trunk(self, route: Route) -> bool:
        node = route.node
        return (
            node is not None
            and self.following.get(route) is not None
            and not route.completes
            and node.type != "link in"
            and id(node.flow) not in self._observed
        )

    def _is_only_source(self, source: Route) -> bool:
        """Whether everything that is connected to the source in any direction is reachable from it."""
        known = self._single_source.get(source)
        if known is None:
            known = self._single_source[source] = self._reaches_all(source)
        return known

    def _reaches_all(self, source: Route) -> bool:
        reachable = {source}
        waiting = [source]
        while waiting:
            for port in waiting.pop().ports:
                for receiver in port:
                    if receiver not in reachable:
                        reachable.add(receiver)
                        waiting.append(receiver)
        # What leads to any of these and is not among them would be connected, and not reachable.
        senders = self.senders
        return all(before in reachable for route in reachable for before in senders.get(route, ()))
