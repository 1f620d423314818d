"""The `rbe` node, shown as "filter": pass a value on only when it changed, or changed enough."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, select, text, typed
from wirelatch.scripting import paths
from wirelatch.scripting.values import (
    UNDEFINED,
    clone,
    parse_float,
    strict_equal,
    to_number,
    to_string,
    type_of,
)

_BANDS = ["deadband", "deadbandEq", "narrowband", "narrowbandEq"]
_NARROW = ["narrowband", "narrowbandEq"]


class Filter(
    Node,
    type="rbe",
    category="function",
    color="#E2D96E",
    icon="rbe",
    palette_label="filter",
    label=(
        "{name}",
        ("deadband", {"func": ["deadband", "deadbandEq"]}),
        ("narrowband", {"func": ["narrowband", "narrowbandEq"]}),
        "filter",
    ),
):
    """
    Lets a message pass only when its value is news.

    - **Block unless value changes** compares with the value before; objects are compared by their content. The first
      value passes, or is only remembered.
    - **Deadband**: a number passes when it differs from the last one by more than the given amount (or at least that
      amount), which may be a percentage: `10%`.
    - **Narrowband**: a number passes unless it jumps that far; this filters out wild values.

    The comparison is with the last value that passed, or with the last that came in. Each `msg.topic` is watched by
    itself, unless that is switched off.

    A message with `msg.reset` makes the node forget: the values of its topic, or of all topics if it has none.
    """

    name: str = text(label="Name")
    func: str | None = select(
        "rbe",
        {
            "rbe": "block unless value changes", "rbei": "block unless value changes (ignore initial value)",
            "deadbandEq": "block unless value change is greater or equal to",
            "deadband": "block unless value change is greater than",
            "narrowbandEq": "block if value change is greater or equal to",
            "narrowband": "block if value change is greater than",
        },
        label="Mode",
    )  # fmt: skip
    gap: Any = text(label="by", placeholder="10 or 10%", when={"func": _BANDS})
    start_value: Any = text(name="start", label="Start value", when={"func": _NARROW})
    inout: str | None = select(
        "out",
        {"out": "last valid output value", "in": "last input value"},
        label="Compared to",
        when={"func": _BANDS},
    )
    property: str | None = typed("payload", ("msg",), "propertyType", "msg", label="Property", required=True)
    septopics: bool | None = checkbox(True, label="Apply mode separately for each", absent=True)
    topi: str | None = typed(
        "topic", ("msg",), "topicType", "msg", label="Topic", required=True, when={"septopics": [True]}
    )

    fusable = True
    isolated = True

    def start(self) -> None:
        """Read the settings."""
        gap = to_string(self.gap or "0")
        self._percent = gap.endswith("%")
        self._gap = parse_float(gap) if self._percent else to_number(gap)
        self._mode = self.func or "rbe"
        self._compare_input = self.inout == "in"
        self._topic_of = paths.compile_get(self.topi or "topic")
        self._value_of = paths.compile_get(self.property or "payload")
        self._last: dict[Any, Any] = {}

    def on_message(self, msg: Message) -> Output:
        topic = self._topic_of(msg)
        apart = self.septopics is not False
        if "reset" in msg:
            if apart and isinstance(topic, str) and topic:
                self._last.pop(topic, None)
            else:
                self._last.clear()
        value = self._value_of(msg)
        if value is UNDEFINED:
            return None
        key = (
            (to_string(topic) if topic not in (UNDEFINED, None, "", 0, False) else "_no_topic")
            if apart
            else "_no_topic"
        )
        passes = (
            self._has_changed(key, value) if self._mode in ("rbe", "rbei") else self._is_in_band(key, value)
        )
        return msg if passes else None

    def _has_changed(self, key: str, value: Any) -> bool:
        known = key in self._last
        before = self._last.get(key, UNDEFINED)
        if type_of(value) == "object":
            if not known and value == {}:
                before = {}  # Node-RED compares the first object with an empty one
            if before == value and type_of(before) == "object" and type(before) is type(value):
                return False
        elif strict_equal(before, value):
            return False
        self._last[key] = clone(value)
        return known or self._mode == "rbe"

    def _is_in_band(self, key: str, value: Any) -> bool:
        number = parse_float(to_string(value))
        if number != number:
            self.warn("no number found in the message's property")
            return False
        narrow = self._mode.startswith("narrow")
        if key not in self._last and narrow:
            start = self.start_value
            self._last[key] = number if start in (None, "") else to_number(start)
        before = self._last.get(key)
        gap = abs((before or 0) * self._gap / 100) if self._percent else self._gap
        if before is None:
            before = number - gap - 1
            self._last[key] = before
        distance = abs(number - before)
        if distance == gap:
            passes = self._mode in ("deadbandEq", "narrowband")
        else:
            passes = distance < gap if narrow else distance > gap
        if self._compare_input or passes:
            self._last[key] = number
        return passes
