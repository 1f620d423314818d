"""The `sort` node: order the elements of an array, or the messages of a sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, select, text, typed
from wirelatch.engine.routes import HELD, Held
from wirelatch.nodes.function.property_access import compile_read
from wirelatch.nodes.sequence.message_groups import finish, overflow, place_of, too_many
from wirelatch.nodes.sequence.ordering import in_order
from wirelatch.scripting import jsonata, paths
from wirelatch.scripting.values import UNDEFINED, strict_equal, to_number, to_string


@dataclass
class _Group:
    count: Any = UNDEFINED
    messages: list[Message] = field(default_factory=list)


class Sort(
    Node,
    type="sort",
    category="sequence",
    color="#E2D96E",
    icon="sort",
    label=("{name}", "sort"),
):
    """
    Sorts the array in a property of the message, or the messages of a sequence.

    - An **array** is sorted by its elements, or by what an expression (JSONata) gives for each of them. A message
      without an array is not sent on.
    - A **sequence** is sorted by a property of its messages, or by an expression. Its messages need `msg.parts` with
      `id`, `index` and `count`, as a *split* node makes it; they wait until all are there, and are sent with a new
      `index`. Messages without are not sent on.

    Values are compared as JavaScript does: texts by their characters, unless *as number* is ticked, so that `"10"`
    comes before `"9"`. What is equal keeps its order.

    How many messages the node may keep, the setting `nodeMessageBufferMaxLength` bounds; beyond it, the sequence that
    began first is dropped.
    """

    target: str | None = typed(
        "payload", ("msg", "seq"), "targetType", "msg", label="Sort", absent="payload"
    )  # fmt: skip
    targetType: str | None = hidden("msg", absent="seq")
    msgKey: Any = typed(
        "payload", ("elem", "jsonata"), "msgKeyType", "elem", label="Key", when={"targetType": ["msg"]}
    )
    msgKeyType: str | None = hidden("elem")
    seqKey: Any = typed(
        "payload", ("msg", "jsonata"), "seqKeyType", "msg", label="Key", when={"targetType": ["seq"]}
    )
    seqKeyType: str | None = hidden("msg")
    order: str | None = select(
        "ascending", {"ascending": "ascending", "descending": "descending"}, label="Order", absent="ascending"
    )
    as_num: bool | None = checkbox(False, label="as number")
    name: str = text(label="Name")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fusable = self.targetType == "msg"
        self.isolated = self.fusable and self.msgKeyType != "jsonata"

    def start(self) -> None:
        """Read the settings; a node whose expression cannot be read passes nothing on."""
        self._ready = False
        self._sorts_array = self.targetType == "msg"
        self._target = self.target or "payload"
        self._read_target = compile_read(self._target)
        self._expression: jsonata.Expression | None = None
        source, kind = (self.msgKey, self.msgKeyType) if self._sorts_array else (self.seqKey, self.seqKeyType)
        if kind == "jsonata":
            try:
                self._expression = jsonata.compile(to_string(UNDEFINED if source is None else source))
            except jsonata.JsonataError as error:
                raise _invalid(error) from None
        self._read_key = compile_read(to_string(self.seqKey or "payload"))
        self._descending = (self.order or "ascending") != "ascending"
        self._groups: dict[str, _Group] = {}
        self._kept = 0
        self._ready = True

    def on_message(self, msg: Message) -> Output | Held:
        if not self._ready:
            return HELD
        return self._sort_array(msg) if self._sorts_array else self._add(msg)

    def close(self, removed: bool) -> None:
        groups = getattr(self, "_groups", {})
        self._groups = {}
        for group in groups.values():
            self.log("clear pending message in sort node")
            finish(self, group.messages)

    def _sort_array(self, msg: Message) -> Output:
        items = self._read_target(msg)
        if not isinstance(items, list):
            return None
        keys = items if self._expression is None else self._keys(items)
        paths.set(msg, self._target, self._in_order(items, keys))
        return msg

    def _add(self, msg: Message) -> Output | Held:
        parts = place_of(msg)
        if parts is None:
            return None
        name = to_string(parts["id"])
        group = self._groups.setdefault(name, _Group())
        group.messages.append(msg)
        self._kept += 1
        if "count" in parts:
            group.count = parts["count"]
        if strict_equal(group.count, len(group.messages)):
            del self._groups[name]
            self._kept -= len(group.messages)
            self._send(group.messages)
        elif too_many(self, self._kept):
            self._drop_oldest()
        return HELD

    def _send(self, messages: list[Message]) -> None:
        """Send the messages in their order; an error is one of the message that came last."""
        try:
            if self._expression is None:
                keys = [self._read_key(msg) for msg in messages]
            else:
                keys = self._keys(messages)
        except (ValueError, LookupError):
            finish(self, messages[:-1])
            raise
        for index, msg in enumerate(self._in_order(messages, keys)):
            msg["parts"]["index"] = index
            self.send(msg)
            self.done(msg)

    def _drop_oldest(self) -> None:
        oldest = next(iter(self._groups))
        *others, last = self._groups.pop(oldest).messages
        self._kept -= len(others) + 1
        self.error(overflow(self), last)
        finish(self, others)

    def _keys(self, items: Sequence[Any]) -> list[Any]:
        assert self._expression is not None
        try:
            return [self._expression.evaluate(item, self) for item in items]
        except ValueError as error:
            raise _invalid(error) from None

    def _in_order(self, items: list[Any], keys: Sequence[Any]) -> list[Any]:
        if self.as_num:
            keys = [to_number(key) for key in keys]
        return in_order(items, keys, descending=self._descending)


def _invalid(error: ValueError) -> ValueError:
    return ValueError(f"Invalid JSONata expression in sort node: {error}")
