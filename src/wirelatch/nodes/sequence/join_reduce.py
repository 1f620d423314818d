"""The reduce mode of the `join` node: one value from a complete sequence, by a JSONata expression."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from wirelatch.engine.routes import HELD, Held
from wirelatch.nodes.sequence.message_groups import finish, overflow, too_many
from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED, less_than, strict_equal, to_string

if TYPE_CHECKING:
    from wirelatch.engine.node import Message, Output
    from wirelatch.nodes.sequence.join import Join


@dataclass
class _Sequence:
    count: Any = UNDEFINED
    messages: list[Message] = field(default_factory=list)


class Reduction:
    """The sequences that are not complete yet, and the expressions. Raises ValueError for one that cannot be read."""

    def __init__(self, node: Join) -> None:
        self._node = node
        self._sequences: dict[str, _Sequence] = {}
        self._kept = 0
        try:
            if node.reduceExp is None:
                raise ValueError("the expression is missing")
            self._expression = jsonata.compile(to_string(node.reduceExp))
            fixup = node.reduceFixup
            self._fixup = None if fixup in ("", None) else jsonata.compile(to_string(fixup))
        except jsonata.JsonataError as error:
            raise _invalid(error) from None

    def add(self, msg: Message) -> Output | Held:
        """Take a message; the result is sent when its sequence is complete. One without `msg.parts` passes."""
        parts = msg.get("parts")
        if not isinstance(parts, dict):
            return msg
        name = to_string(parts.get("id", UNDEFINED))
        sequence = self._sequences.setdefault(name, _Sequence())
        if sequence.count is UNDEFINED:
            sequence.count = parts.get("count", UNDEFINED)
        sequence.messages.append(msg)
        self._kept += 1
        if strict_equal(len(sequence.messages), sequence.count):
            del self._sequences[name]
            self._kept -= len(sequence.messages)
            self._reduce(sequence, msg)
        if too_many(self._node, self._kept):
            dropped = self.close()
            finish(self._node, [other for other in dropped if other.get("_msgid") != msg.get("_msgid")])
            raise overflow(self._node)
        return HELD

    def close(self) -> list[Message]:
        """Forget everything; gives the messages that were kept."""
        dropped = [msg for sequence in self._sequences.values() for msg in sequence.messages]
        self._sequences, self._kept = {}, 0
        return dropped

    def _reduce(self, sequence: _Sequence, latest: Message) -> None:
        """Send the result of a sequence; an error is one of the message that came last."""
        node = self._node
        try:
            value: Any = node.evaluate(node.reduceInit, node.reduceInitType or "", {})
        except ValueError as error:
            raise _invalid(error) from None
        messages = sorted(sequence.messages, key=cmp_to_key(_order), reverse=bool(node.reduceRight))
        count = sequence.count
        try:
            for msg in messages:
                index = msg["parts"].get("index", UNDEFINED)
                value = self._expression.evaluate(msg, node, {"I": index, "N": count, "A": value})
            if self._fixup is not None:
                value = self._fixup.evaluate({}, node, {"N": count, "A": value})
        except ValueError:
            finish(node, [msg for msg in sequence.messages if msg is not latest])
            raise
        last = messages[-1]
        if value is UNDEFINED:
            last.pop("payload", None)
        else:
            last["payload"] = value
        node.send(last)
        finish(node, sequence.messages)


def _order(a: Message, b: Message) -> int:
    first, second = a["parts"].get("index", UNDEFINED), b["parts"].get("index", UNDEFINED)
    return -1 if less_than(first, second) else int(less_than(second, first))


def _invalid(error: ValueError) -> ValueError:
    return ValueError(f"Invalid JSONata expression: {error}")
