"""Sequences at a `switch` node: held back until complete, and numbered anew for each output.

What a sequence is, `wirelatch.nodes.sequence.message_groups` says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wirelatch.engine.identifiers import generate_id
from wirelatch.nodes.sequence.message_groups import place_of
from wirelatch.scripting.values import clone, to_string

if TYPE_CHECKING:
    from wirelatch.engine.node import Message, Node

Route = Callable[["Message"], "list[Message | None] | None"]


class SequenceRepair:
    """Collects the messages of each sequence, routes them when it is complete, and sends what came of it."""

    def __init__(self, node: Node, route: Route, *, repair: bool) -> None:
        self._node = node
        self._route = route
        self._repair = repair
        self._held: dict[Any, list[Message]] = {}
        self._counts: dict[Any, int] = {}
        self._pending = 0

    @staticmethod
    def is_part(msg: Message) -> bool:
        """Whether the message says to which sequence it belongs and where in it."""
        return place_of(msg) is not None

    def add(self, msg: Message) -> None:
        """Take a message of a sequence; sends the whole sequence when this completes it."""
        parts = msg["parts"]
        sequence = to_string(parts["id"])
        held = self._held.setdefault(sequence, [])
        held.append(msg)
        self._pending += 1
        limit = int(self._node.runtime.settings.get("nodeMessageBufferMaxLength") or 0)
        if 0 < limit < self._pending:
            self.clear()
            self._node.error(
                f"more than {limit} messages are waiting for their sequences; all are dropped", msg
            )
            return
        if "count" in parts:
            self._counts[sequence] = parts["count"]
        if self._counts.get(sequence) == len(held):
            self._pending -= len(held)
            del self._held[sequence], self._counts[sequence]
            self._send(held)

    def clear(self) -> None:
        """Forget every message that is held."""
        self._held.clear()
        self._counts.clear()
        self._pending = 0

    def _send(self, messages: list[Message]) -> None:
        routed = []
        for msg in messages:
            msg["parts"]["count"] = len(messages)
            try:
                onward = self._route(msg)
            except Exception as error:
                self._node.error(error, msg)
                continue
            if onward is None:
                continue
            if self._repair:
                routed.append(onward)
            else:
                self._node.send(onward)
        if routed:
            self._renumber(routed)

    def _renumber(self, routed: list[list[Message | None]]) -> None:
        ports = range(max(len(onward) for onward in routed))
        counts = [sum(1 for onward in routed if port < len(onward) and onward[port]) for port in ports]
        ids = [generate_id() for _ in ports]
        indexes = [0 for _ in ports]
        for onward in routed:
            out: list[Message | None] = []
            for port, msg in enumerate(onward):
                if msg is None:
                    out.append(None)
                    continue
                copy = clone(msg)
                copy["parts"].update(id=ids[port], index=indexes[port], count=counts[port])
                indexes[port] += 1
                out.append(copy)
            self._node.send(out)
