"""The compiled form of a running node: where its messages go, and what was counted there.

There is one `Route` per node id for as long as the runtime lives. Receivers are bound as objects once, when a
document is deployed, so that sending a message looks nothing up; restarting a node swaps what its route points at,
and whoever is wired to it need not be told.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from wirelatch.engine.node import Node
    from wirelatch.engine.segments import Segment

Message = dict[str, Any]


class Held(Awaitable[Any]):
    """What a handler returns that is done, but not done with its message: it says so later, with `Node.done`."""

    __slots__ = ()

    def __await__(self) -> NoReturn:
        """The queue knows work that goes on by this; this one it does not wait for."""
        raise TypeError("a held message is not awaited")


HELD = Held()


def drop(msg: Message) -> Held:
    """The handler of a node that does not run: its messages are lost, and nobody hears that they were dealt with, as in
    Node-RED."""
    return HELD


class Route:
    """One node as the work queue sees it."""

    __slots__ = (
        "_received", "_sent", "completes", "errors", "handle", "inside", "listeners", "node", "node_id", "only",
        "pending", "ports", "segment",
    )  # fmt: skip

    def __init__(self, node_id: str) -> None:
        self.node_id = node_id
        self.node: Node | None = None
        self.handle: Callable[[Message], Any] = drop
        self.ports: tuple[tuple[Route, ...], ...] = ()
        """Receivers of each output port, in wiring order; only those that run."""
        self.only: Route | None = None
        """The single receiver of port 0, when there is exactly one: the common case has a path of its own."""
        self.listeners: tuple[Node, ...] = ()
        """The Complete nodes that listen to this node."""
        self.completes = False
        """Whether anybody wants to know when this node is done with a message."""
        self.segment: Segment | None = None
        """The run of nodes that starts here and may be executed as straight calls."""
        self.inside: Segment | None = None
        """The run of nodes that this one belongs to."""
        self.pending = 0
        """Messages whose handling has not ended yet (awaited work)."""
        self._received = 0
        self._sent = 0
        self.errors = 0

    def __repr__(self) -> str:
        return f"<Route {self.node_id}>"

    @property
    def received(self) -> int:
        """Messages taken in since the runtime started."""
        return self._received + (self.inside.passed if self.inside else 0)

    @property
    def sent(self) -> int:
        """Messages sent since the runtime started, counted once per receiver."""
        return self._sent + (self.inside.passed if self.inside else 0)

    def pass_on(self, receiver: Route) -> None:
        """Count a message that went from here to `receiver` without the queue."""
        self._sent += 1
        receiver._received += 1

    def attach(self, node: Node) -> None:
        """Let `node` receive what arrives here."""
        self.node = node
        self.handle = node.on_message

    def bind(self, ports: tuple[tuple[Route, ...], ...]) -> None:
        """Set the receivers; leaves any run of nodes that the route was part of."""
        self._received, self._sent = self.received, self.sent
        self.inside = self.segment = None
        self.ports = ports
        self.only = ports[0][0] if ports and len(ports[0]) == 1 else None

    def detach(self) -> None:
        """Stop delivering; the counters stay."""
        self.bind(())
        self.node = None
        self.handle = drop
        self.completes = False
        self.listeners = ()
