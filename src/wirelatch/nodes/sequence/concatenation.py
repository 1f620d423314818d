"""The concat mode of the `batch` node: one sequence of several, in the order of their topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wirelatch.nodes.sequence.message_groups import finish, overflow, place_of, too_many
from wirelatch.scripting.values import UNDEFINED, strict_equal, to_string

if TYPE_CHECKING:
    from wirelatch.engine.node import Message
    from wirelatch.nodes.sequence.batch import Batch


@dataclass
class _Sequence:
    count: Any = UNDEFINED
    messages: list[Message] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return strict_equal(len(self.messages), self.count)


class Concatenation:
    """The sequences of each topic, the one that began first before the others."""

    def __init__(self, node: Batch, topics: list[Any]) -> None:
        self._node = node
        self._topics = topics
        self._waiting: dict[str, dict[str, _Sequence]] = {}
        self._kept = 0

    def add(self, msg: Message) -> None:
        """Take a message; sends one sequence when each topic has a complete one. Raises ValueError without a place."""
        topic = msg.get("topic", UNDEFINED)
        if topic not in self._topics:
            return
        parts = place_of(msg)
        if parts is None or "count" not in parts:
            raise ValueError("no parts property in message")
        sequences = self._waiting.setdefault(topic, {})
        sequence = sequences.setdefault(to_string(parts["id"]), _Sequence())
        sequence.messages.append(msg)
        if sequence.count is UNDEFINED:
            sequence.count = parts["count"]
        self._kept += 1
        if too_many(self._node, self._kept):
            # Each of the messages that are lost is reported, as Node-RED does.
            for lost in self.drop():
                self._node.error(overflow(self._node), lost)
            return
        self._send_complete()

    def drop(self) -> list[Message]:
        """Forget everything; gives the messages that were kept."""
        kept = [
            msg
            for sequences in self._waiting.values()
            for sequence in sequences.values()
            for msg in sequence.messages
        ]
        self._waiting, self._kept = {}, 0
        return kept

    def _send_complete(self) -> None:
        firsts = []
        for topic in self._topics:
            first = next(iter(self._waiting.get(topic, {}).values()), None)
            if first is None or not first.is_complete:
                return
            firsts.append(first)
        for topic in dict.fromkeys(self._topics):
            sequences = self._waiting[topic]
            self._kept -= len(sequences.pop(next(iter(sequences))).messages)
        messages = [msg for sequence in firsts for msg in sequence.messages]
        self._node.send_sequence(messages, copies=True)
        finish(self._node, messages)
