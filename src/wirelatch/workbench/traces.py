"""Message traces: how one message went through a flow, node by node, with times, contents and errors.

What belongs to a trace
-----------------------
A *step* is one node having one message. Its parent is the step that sent the message. A trace is a tree of steps; it
begins where a node sends a message of its own accord, or where a message comes from outside of the flow, and goes on
over link nodes to other flows.

Whose message is it that a node sends? In this order:

1. the step whose message it is: the same object, as when a node hands its message on, at once or later;
2. the step that the node is at, when it sends while, or as, its handler returns;
3. the node's last step with the same `_msgid`: how a function's answer, or that of a request, is found;
4. none: the node began something new, and so does a trace.

So a message that forks is in all of its branches; where several messages are joined, what comes out belongs to the one
that completed it, and the others end at the join. What nobody can tell apart is not guessed: a node that holds several
messages of one `_msgid` and gives off a new object is taken to mean the last.

Bounded: traces, steps, and new traces per second; messages of what is not recorded are not followed.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from wirelatch.engine.flow import Flow
from wirelatch.engine.flow_wires import flows_shown, id_in_document
from wirelatch.engine.identifiers import generate_id
from wirelatch.engine.observing import Observer
from wirelatch.engine.reports import error_text
from wirelatch.engine.routes import Message, Route
from wirelatch.engine.runtime import Runtime
from wirelatch.nodes.common.link_call import LinkCall
from wirelatch.nodes.common.link_out import LinkOut
from wirelatch.scripting.values import clone
from wirelatch.workbench.json_types import EncodedMessageJson, TraceSummaryJson
from wirelatch.workbench.previews import preview, size_of

MOST_TRACES = 60
MOST_STEPS = 200
"""Steps of one trace."""
NEW_PER_SECOND = 20
KEPT_TEXT = 50_000
"""A message that is not larger than this is kept whole, to be sent again."""
KEPT_IN_ALL = 20_000_000
"""Characters and bytes of the messages in all traces of a flow, and of what is shown of them; the oldest go first."""
_REMEMBERED = 4000
"""Messages whose step is known: those under way, and the last ones that nodes had."""
REMEMBERED_TEXT = 64_000_000
"""Characters and bytes in these messages: they are held, and would not be without a recorder."""
_UNSEEN = ("req", "res")


@dataclass(eq=False)
class Step:
    """One node having one message."""

    trace: Trace
    number: int
    route: Route
    node: str
    """Id in the document."""
    path: str
    """The flow and instances of subflows around the node."""
    parent: int | None
    port: int | None
    """Output of the parent that the message came from."""
    at: int
    """Microseconds since the trace began."""
    took: int = 0
    """Microseconds until the handler returned, or until the last message that came of it was sent."""
    value: EncodedMessageJson = field(default_factory=lambda: EncodedMessageJson(msg="", format=""))
    message: Message | None = None
    """The message as it arrived, where it is small enough to be kept."""
    message_id: str = ""
    error: str | None = None
    sent: dict[int, int] = field(default_factory=dict)
    """Messages by output."""

    def to_json(self) -> dict[str, Any]:
        """For the editor."""
        shown: dict[str, Any] = {
            "number": self.number, "node": self.node, "path": self.path, "parent": self.parent, "port": self.port,
            "at": self.at, "took": self.took, "value": self.value, "sent": self.sent, "repeatable": self.message is not None,
        }  # fmt: skip
        return shown if self.error is None else {**shown, "error": self.error}


@dataclass(eq=False)
class Trace:
    """The way of one message."""

    id: str
    flow: str
    began: float
    """Unix time in seconds."""
    clock: int
    """The same instant on the clock of the steps, in nanoseconds."""
    message_id: str = ""
    steps: list[Step] = field(default_factory=list)
    left_out: int = 0
    """Steps beyond those that are kept."""
    size: int = 0
    """About how large what is kept of its messages is."""

    def summary(self) -> TraceSummaryJson:
        """One line of the list."""
        return {
            "id": self.id,
            "flow": self.flow,
            "at": int(self.began * 1000),
            "message": self.message_id,
            "start": self.steps[0].node if self.steps else "",
            "steps": len(self.steps) + self.left_out,
            "errors": sum(step.error is not None for step in self.steps),
            "took": max((step.at + step.took for step in self.steps), default=0),
        }

    def step_called(self, number: str) -> Step | None:
        """The step that an address names; None for any text that is not the number of one, however long it is."""
        return next((step for step in self.steps if str(step.number) == number), None)

    def to_json(self) -> dict[str, Any]:
        """With all steps."""
        return {
            **self.summary(),
            "left_out": self.left_out,
            "all": [step.to_json() for step in self.steps],
        }


Known = tuple[Message, "Step | None", int, int]
"""A message (held, so that nothing else gets its identity), the step that it belongs to (None: it is not recorded), the
output it was sent by, and about how large it is."""


class TraceRecorder(Observer):
    """Records the messages of one flow, inside its subflows and where its links lead to, too."""

    handles = True

    def __init__(self, runtime: Runtime, flow_id: str, *, limit: int | None = None) -> None:
        self._runtime = runtime
        self.flow_id = flow_id
        self.left = limit
        """How many traces may still begin; None for any number."""
        self.traces: OrderedDict[str, Trace] = OrderedDict()
        self.skipped = 0
        """Messages that were not followed because there were too many."""
        self._size = 0
        """How large the traces are together."""
        self._changed: set[str] = set()
        self._routes: set[Route] = set()
        self._own: set[Route] = set()
        """Where traces begin: other flows are looked at for what comes from here over links."""
        self._known: OrderedDict[int, Known] = OrderedDict()
        self._held = 0
        """How large the known messages are together."""
        self._by_id: OrderedDict[tuple[Route, str], Step | None] = OrderedDict()
        """The last step of a node with a `_msgid`; None for one that is not recorded."""
        self._running: tuple[Route, Step | None] | None = None
        """The node that had a message last, and its step."""
        self._second = 0
        self._begun = 0

    def routes(self) -> Iterable[Route]:
        """Every node of the flow, inside its subflows, and on the flows that its links lead to."""
        self._own = _routes_in(flows_shown(self._runtime, self.flow_id))
        self._routes = set(self._own)
        waiting = list(self._own)
        while waiting:
            flows = {flow for route in waiting for flow in _flows_linked_to(self._runtime, route)}
            found = _routes_in(flows) - self._routes
            self._routes |= found
            waiting = list(found)
        return self._routes

    # What the engine tells -------------------------------------------------------------------------------------

    def sent(self, route: Route, port: int, receiver: Route, msg: Message) -> None:
        """A node sends: find the step that it belongs to."""
        step = self._origin(route, msg)
        if step is not None:
            step.took = _microseconds(step.trace) - step.at
            step.sent[port] = step.sent.get(port, 0) + 1
            self._changed.add(step.trace.id)
        self._remember(msg, step, port)

    def begin(self, route: Route, msg: Message) -> None:
        """A message arrives at a node."""
        known = self._known.get(id(msg))
        step: Step | None
        if known is not None and known[0] is msg:
            _, sender, port, _ = known
            step = None if sender is None else self._add(sender.trace, route, msg, sender.number, port)
        elif (failed := self._caught(msg)) is not None:
            step = self._add(failed.trace, route, msg, failed.number, None)
        else:
            step = self._begin_trace(route, msg)
        self._remember(msg, step, 0)
        self._by_id[route, str(msg.get("_msgid"))] = step
        if len(self._by_id) > _REMEMBERED:
            self._by_id.popitem(last=False)
        self._running = (route, step)

    def end(self, route: Route, msg: Message) -> None:
        """The handler has returned. What it returned is sent before any other node runs."""
        if self._running is not None and self._running[0] is route and self._running[1] is not None:
            step = self._running[1]
            step.took = _microseconds(step.trace) - step.at
            self._changed.add(step.trace.id)

    def failed(self, route: Route, error: str | BaseException, msg: Message | None) -> None:
        """A node reports an error."""
        if route not in self._routes:
            return
        step = None if msg is None else self._step_of(route, msg)
        if step is not None:
            step.error = error_text(error)[:500]
            self._changed.add(step.trace.id)

    # Where a message belongs -----------------------------------------------------------------------------------

    def _step_of(self, route: Route, msg: Message) -> Step | None:
        """The step of a node that a message belongs to, None when there is none or it is not recorded."""
        known = self._known.get(id(msg))
        if known is not None and known[0] is msg and known[1] is not None and known[1].route is route:
            return known[1]
        if self._running is not None and self._running[0] is route and self._runtime.machine.current is route:
            return self._running[1]
        return self._by_id.get((route, str(msg.get("_msgid"))))

    def _origin(self, route: Route, msg: Message) -> Step | None:
        step = self._step_of(route, msg)
        if step is not None:
            return step
        known = self._known.get(id(msg))
        is_followed = known is not None and known[0] is msg and known[1] is None
        is_running = self._running is not None and self._running[0] is route
        if is_followed or (is_running and self._runtime.machine.current is route):
            return None  # It belongs to something that is not recorded.
        if (route, str(msg.get("_msgid"))) in self._by_id:
            return None
        return self._begin_trace(route, msg)

    def _caught(self, msg: Message) -> Step | None:
        """The step that failed, for the clone of its message that a Catch node gets."""
        error, message_id = msg.get("error"), str(msg.get("_msgid"))
        source = error.get("source") if isinstance(error, dict) else None
        node = source.get("id") if isinstance(source, dict) else None
        route = self._runtime.machine.routes.get(node) if isinstance(node, str) else None
        return None if route is None else self._by_id.get((route, message_id))

    def _remember(self, msg: Message, step: Step | None, port: int) -> None:
        before = self._known.pop(id(msg), None)
        size = size_of(msg, KEPT_TEXT, depth=0) if before is None else before[3]
        if before is None:
            self._held += size
        self._known[id(msg)] = (msg, step, port, size)
        while len(self._known) > _REMEMBERED or (self._held > REMEMBERED_TEXT and len(self._known) > 1):
            _, (*_, gone) = self._known.popitem(last=False)
            self._held -= gone

    def _begin_trace(self, route: Route, msg: Message) -> Step | None:
        trace = self._new_trace(msg) if route in self._own else None
        return None if trace is None else self._add(trace, route, msg, None, None)

    def _new_trace(self, msg: Message) -> Trace | None:
        now = time.time()
        if int(now) != self._second:
            self._second, self._begun = int(now), 0
        self._begun += 1
        if self._begun > NEW_PER_SECOND or self.left == 0:
            self.skipped += 1
            return None
        if self.left is not None:
            self.left -= 1
        trace = Trace(generate_id(), self.flow_id, now, time.perf_counter_ns(), str(msg.get("_msgid") or ""))
        self.traces[trace.id] = trace
        if len(self.traces) > MOST_TRACES:
            self._drop_oldest()
        return trace

    def _drop_oldest(self) -> None:
        _, gone = self.traces.popitem(last=False)
        self._size -= gone.size
        for step in gone.steps:  # which messages under way still belong to
            step.message, step.value = None, EncodedMessageJson(msg="", format="")
        gone.steps = []

    def _add(
        self, trace: Trace, route: Route, msg: Message, parent: int | None, port: int | None
    ) -> Step | None:
        self._changed.add(trace.id)
        # What no longer has room in the list goes on without being kept.
        is_gone = trace.id not in self.traces
        if is_gone or len(trace.steps) >= MOST_STEPS or trace.size > KEPT_IN_ALL // 2 or route.node is None:
            trace.left_out += 1
            return None
        node = route.node
        value = preview(msg)
        place = (id_in_document(node), node.flow.path, parent, port, _microseconds(trace))
        step = Step(trace, len(trace.steps), route, *place, value=value)
        step.message_id = str(msg.get("_msgid") or "")
        kept = {name: item for name, item in msg.items() if name not in _UNSEEN}
        size = size_of(kept, KEPT_TEXT)
        if size <= KEPT_TEXT:
            step.message = clone(kept)
        trace.steps.append(step)
        held = len(value["msg"]) + (size if size <= KEPT_TEXT else 0)
        trace.size += held
        self._size += held
        while self._size > KEPT_IN_ALL and len(self.traces) > 1:
            self._drop_oldest()
        return step

    # What the editor asks --------------------------------------------------------------------------------------

    def changes(self) -> list[TraceSummaryJson]:
        """Summaries of the traces that have changed since the last call."""
        changed, self._changed = self._changed, set()
        return [self.traces[trace_id].summary() for trace_id in self.traces if trace_id in changed]

    def summaries(self) -> list[TraceSummaryJson]:
        """All traces, the oldest first."""
        return [trace.summary() for trace in self.traces.values()]

    def clear(self) -> None:
        """Forget all traces."""
        self.traces.clear()
        self._size = 0
        self._changed.clear()
        self._known.clear()
        self._held = 0
        self._by_id.clear()
        self.skipped = 0

    def rest(self) -> None:
        """Recording has ended: messages under way are let go, what was recorded stays."""
        self._known.clear()
        self._held = 0
        self._by_id.clear()
        self._running = None


def _routes_in(flows: Iterable[Flow]) -> set[Route]:
    return {node.route for flow in flows for inner in flow.all_flows() for node in inner.nodes.values()}


def _flows_linked_to(runtime: Runtime, route: Route) -> Iterable[Flow]:
    """The flows of the `link in` nodes that a link node sends to; where a dynamic call goes is not known before."""
    node = route.node
    if isinstance(node, LinkOut):
        yield from (link_in.node.flow for port in route.ports for link_in in port if link_in.node is not None)
    elif isinstance(node, LinkCall) and (target := runtime.node(node.target or "")) is not None:
        yield target.flow


def _microseconds(trace: Trace) -> int:
    return (time.perf_counter_ns() - trace.clock) // 1000


def send_again(runtime: Runtime, step: Step, port: int | None) -> str:
    """Send the message of a step again, into its node or, with a port, out of its node; gives the new `_msgid`.

    Raises LookupError when the node does not run any more, ValueError when the message was too large to be kept or there
    is no such output.
    """
    if step.message is None:
        raise ValueError("The message was too large to be kept")
    route = step.route
    if route.node is None:
        raise LookupError("The node does not run any more")
    msg: Message = clone(step.message)
    msg["_msgid"] = generate_id()
    if port is None:
        runtime.machine.inject(route, msg)
    elif 0 <= port < len(route.ports):
        runtime.machine.send(route, [*[None] * port, msg])
    else:
        raise ValueError(f"The node has no output {port + 1}")
    return str(msg["_msgid"])
