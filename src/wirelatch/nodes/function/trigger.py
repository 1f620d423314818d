"""The `trigger` node: send something now, and something else after a while, or again and again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, number, select, text, typed
from wirelatch.scripting import mustache, paths
from wirelatch.scripting.values import UNDEFINED, clone, parse_float, to_number, to_string

_UNITS = {"ms": 0.001, "s": 1, "min": 60, "hr": 3600}
_VALUES = ("flow", "global", "str", "num", "bool", "json", "bin", "date", "env")
_FRESH = ("flow", "global", "date")
"""Kinds of the second value that are read when it is sent; the others are read when the first message comes."""


@dataclass
class _Running:
    """What is under way for a topic."""

    second: Any = UNDEFINED
    timer: asyncio.TimerHandle | None = None
    latest: Message | None = None


class Trigger(
    Node,
    type="trigger",
    category="function",
    color="#E6E0F8",
    icon="trigger",
    label=(
        "{name}",
        ("trigger & block", {"duration": ["0", 0]}),
        "resend every {-duration}{units}",
        "trigger {duration}{units}",
    ),
):
    """
    When a message comes, sends one message at once and, after a time, a second one. Further messages in the meantime
    are swallowed, or start the time afresh.

    - **Send** and **then send** may be fixed values (with Mustache tags in text), the message that came, its first or
      its latest payload, context values, the time, or nothing.
    - **wait for** gives the time; with *wait to be reset*, nothing more passes until then; with *resend it every*, the
      first message is repeated until then.
    - *extend delay* starts the time afresh with every message; *override delay with msg.delay* lets a message set
      it, in milliseconds.
    - The second message can go to an output of its own.

    A message with `msg.reset`, or whose payload is the given text, stops what is under way. *Handling* separates
    messages by a property, usually `msg.topic`.
    """

    name: str = text(label="Name")
    op1: Any = typed(
        "1", (*_VALUES, "pay", "nul"), "op1type", "val", label="Send", absent="",
    )  # fmt: skip
    op1type: str | None = hidden("val", absent="str")
    duration: Any = number("250", label="then wait for", required=True, absent="250",
                           help="0: wait to be reset; negative: resend at that interval")  # fmt: skip
    units: str | None = select(
        "ms", {"ms": "Milliseconds", "s": "Seconds", "min": "Minutes", "hr": "Hours"}, label=""
    )
    extend: Any = checkbox("false", label="extend delay if new message arrives", absent=False)
    overrideDelay: Any = checkbox("false", label="override delay with msg.delay", absent=False)
    op2: Any = typed(
        "0", (*_VALUES, "pay", "payl", "nul"), "op2type", "val", label="then send", absent="",
    )  # fmt: skip
    op2type: str | None = hidden("val", absent="str")
    reset: Any = text(label="Reset if msg.payload equals", absent="")
    bytopic: str | None = select(
        "all", {"all": "all messages", "topic": "each topic by itself"}, label="Handling"
    )
    topic: str | None = typed(
        "topic", ("msg",), "topicType", "msg", label="Topic", required=True, when={"bytopic": ["topic"]}
    )
    outputs: Any = number(
        1,
        label="Outputs",
        help="2: the second message has an output of its own",
        minimum=1,
        maximum=2,
        absent=1,
    )

    def start(self) -> None:
        """Read the settings."""
        self._first = _operand(self.op1 or "1", self.op1type or "str", "1")
        self._second = _operand(self.op2 or "0", self.op2type or "str", "0")
        duration = parse_float(to_string(self.duration))
        duration = 250 if duration != duration else duration
        self._loops = duration < 0
        self._seconds = abs(duration) * _UNITS.get(self.units or "ms", 0.001)
        self._extends = to_string(self.extend) == "true" and not self._loops
        self._overrides = self.overrideDelay is True or self.overrideDelay == "true"
        self._topic_of = paths.compile_get(self.topic or "topic")
        self._two_outputs = to_string(self.outputs) == "2"
        self._running: dict[str, _Running] = {}

    def on_message(self, msg: Message) -> Output:
        topic = "_none"
        if self.bytopic == "topic":
            found = self._topic_of(msg)
            topic = to_string(found) if found not in (UNDEFINED, None, "", 0, False) else "_none"
        if self._is_reset(msg):
            running = self._running.pop(topic, None)
            if running is not None and running.timer is not None:
                running.timer.cancel()
            self._show()
            return None
        running = self._running.get(topic)
        if running is not None and self._second[0] == "payl":
            running.latest = clone(msg)
        if running is None or self._loops:
            return self._begin(topic, msg)
        if self._extends and self._delay(msg) > 0:
            if running.timer is not None:
                running.timer.cancel()
            if self._second[0] == "payl":
                running.second = clone(msg.get("payload", UNDEFINED))
            running.timer = self.call_later(self._delay(msg), self._end, topic, clone(msg), True)
        return None

    def close(self, removed: bool) -> None:
        self._running = {}
        self.status()

    def _is_reset(self, msg: Message) -> bool:
        if "reset" in msg:
            return True
        payload = msg.get("payload")
        return (
            self.reset not in ("", None)
            and payload is not None
            and to_string(payload) == to_string(self.reset)
        )

    def _delay(self, msg: Message) -> float:
        if self._overrides and "delay" in msg:
            milliseconds = parse_float(to_string(msg["delay"]))
            if milliseconds == milliseconds:
                return max(0.0, milliseconds / 1000)
        return self._seconds

    def _begin(self, topic: str, msg: Message) -> Output:
        running = self._running.get(topic) or _Running()
        delay = self._delay(msg)
        if self._second[0] == "payl":
            running.latest = clone(msg)
        running.second = self._value(self._second, msg)
        if self._first[0] not in ("pay", "nul"):
            msg["payload"] = self._value(self._first, msg)
        if running.timer is not None:
            running.timer.cancel()
            running.timer = None
        if self._loops:
            if self._first[0] != "nul" and delay > 0:
                running.timer = self.call_later(delay, self._repeat, topic, clone(msg), delay)
        elif delay > 0:
            running.timer = self.call_later(delay, self._end, topic, clone(msg), False)
        self._running[topic] = running
        self._show()
        return clone(msg) if self._first[0] != "nul" else None

    def _repeat(self, topic: str, msg: Message, delay: float) -> None:
        running = self._running[topic]
        running.timer = self.call_later(delay, self._repeat, topic, msg, delay)
        if self._first[0] == "date":
            msg["payload"] = self.evaluate("", "date", None)
        self.send(clone(msg))

    def _end(self, topic: str, msg: Message, extended: bool) -> None:
        """The time is up: send the second message."""
        running = self._running.pop(topic, None)
        self._show()
        kind = self._second[0]
        if running is None or kind == "nul":
            return
        if kind == "payl" and not extended:
            out: Message | None = running.latest
        else:
            fresh = kind in _FRESH and not (extended and kind == "date")
            value = self._value(self._second, msg) if fresh else running.second
            out = msg
            if value is UNDEFINED:
                out.pop("payload", None)
            else:
                out["payload"] = value
        self.send([None, out] if self._two_outputs else out)

    def _value(self, operand: tuple[str, Any], msg: Message) -> Any:
        kind, value = operand
        if kind == "pay":
            return clone(msg.get("payload", UNDEFINED))
        if kind in ("payl", "nul"):
            return UNDEFINED
        if isinstance(value, mustache.Template):
            return value.render(msg, None)
        return None if kind == "null" else self.evaluate(value, kind, msg)

    def _show(self) -> None:
        count = len(self._running)
        if count == 0:
            self.status()
        elif count == 1:
            self.status(fill="blue", shape="dot")
        else:
            self.status(fill="blue", shape="dot", text=str(count))


def _operand(value: Any, kind: str, placeholder: str) -> tuple[str, Any]:
    """Kind and value, with the form's old kind `val` resolved and text with tags compiled."""
    if kind == "val":
        if value in ("true", "false"):
            kind = "bool"
        else:
            kind, value = ("null", None) if value == "null" else ("str", value)
    if kind == "date" and value == placeholder:
        return kind, ""
    if kind == "num":
        return kind, to_number(value)
    if kind == "str" and isinstance(value, str) and "{{" in value:
        return kind, mustache.compile(value)
    return kind, value
