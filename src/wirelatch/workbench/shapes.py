"""What messages look like at the input of each node: what the editor completes `msg.` with.

Kept while an editor shows the flow, from samples: some messages every few seconds, so that a busy flow goes its short
cuts nearly all of the time. Bounded in nodes, depth, names and lengths. Who may see debug messages may see this.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wirelatch.engine.flow_wires import WireMap, id_in_document, wires_of
from wirelatch.engine.observing import Observer
from wirelatch.engine.routes import Message, Route
from wirelatch.engine.runtime import Runtime
from wirelatch.scripting.values import to_string
from wirelatch.workbench.json_types import EncodedMessageJson, SeenJson, ShapeJson
from wirelatch.workbench.previews import kind_of, preview

MOST_NODES = 2000
MOST_NAMES = 60
"""Properties of one object."""
MOST_ITEMS = 3
"""Items of a list that are looked at."""
DEPTH = 4
SAMPLE = 60
"""Characters of a sample value."""
LAST = 3
"""Messages of each node that are kept for trying expressions."""
SAMPLES = 60
"""Messages looked at until the observer rests."""
_UNSEEN = frozenset({"_event", "_linkSource"})


@dataclass
class Shape:
    """The values that were seen at one place of a message."""

    kinds: list[str] = field(default_factory=list)
    """In order of their first appearance."""
    sample: str | None = None
    """The last value, when it has no parts."""
    properties: dict[str, Shape] = field(default_factory=dict)
    items: Shape | None = None
    """What the items of a list look like."""

    def see(self, value: Any, depth: int) -> None:
        """Take another value into account."""
        kind = kind_of(value)
        if kind not in self.kinds:
            self.kinds.append(kind)
        if isinstance(value, Mapping):
            if depth > 0:
                for name, item in value.items():
                    inner = self.properties.get(str(name))
                    if inner is None:
                        if len(self.properties) >= MOST_NAMES:
                            break
                        inner = self.properties[str(name)] = Shape()
                    inner.see(item, depth - 1)
        elif isinstance(value, (list, tuple)):
            if depth > 0:
                for item in value[:MOST_ITEMS]:
                    self.items = self.items or Shape()
                    self.items.see(item, depth - 1)
        elif not isinstance(value, (bytes, bytearray)):
            text = value if isinstance(value, str) else to_string(value)
            self.sample = text if len(text) <= SAMPLE else text[:SAMPLE] + "…"

    def to_json(self) -> ShapeJson:
        """For the editor."""
        shown: ShapeJson = {"kinds": self.kinds}
        if self.sample is not None:
            shown["sample"] = self.sample
        if self.properties:
            shown["properties"] = {name: shape.to_json() for name, shape in self.properties.items()}
        if self.items is not None:
            shown["items"] = self.items.to_json()
        return shown


class Seen:
    """What was seen at one node's input."""

    def __init__(self) -> None:
        self.shape = Shape(["object"])
        self.messages: deque[EncodedMessageJson] = deque(maxlen=LAST)
        """The last messages as previews, the newest first."""

    def to_json(self) -> SeenJson:
        """For the editor."""
        return {"shape": self.shape.to_json(), "messages": list(self.messages)}


class Shapes:
    """What was seen at all nodes; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, Seen] = OrderedDict()

    def see(self, node_id: str, msg: Message) -> None:
        """A message arrives at a node."""
        seen = self._of.get(node_id)
        if seen is None:
            seen = self._of[node_id] = Seen()
            if len(self._of) > MOST_NODES:
                self._of.popitem(last=False)
        else:
            self._of.move_to_end(node_id)
        seen.shape.see({name: value for name, value in msg.items() if name not in _UNSEEN}, DEPTH)
        seen.messages.appendleft(preview(msg))

    def of(self, node_id: str) -> Seen | None:
        """What was seen at a node's input."""
        return self._of.get(node_id)


class ShapeSampler(Observer):
    """Looks at some messages of a flow."""

    def __init__(self, runtime: Runtime, flow_id: str, shapes: Shapes) -> None:
        self._runtime = runtime
        self._flow_id = flow_id
        self._shapes = shapes
        self._wires: WireMap = {}
        self.seen = 0

    @property
    def satisfied(self) -> bool:
        """Whether it has seen enough for now."""
        return self.seen >= SAMPLES

    def routes(self) -> Iterable[Route]:
        """Everything that sends over a wire of the flow."""
        self._wires = wires_of(self._runtime, self._flow_id)
        return self._wires

    def sent(self, route: Route, port: int, receiver: Route, msg: Message) -> None:
        """A message is on its way to a node's input."""
        if self.satisfied or receiver.node is None or (port, receiver) not in self._wires.get(route, {}):
            return
        self.seen += 1
        self._shapes.see(id_in_document(receiver.node), msg)
