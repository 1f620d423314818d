"""The `range` node: map a number from one range to another."""

from __future__ import annotations

import math
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, number, select, text, typed
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED, narrow, to_number, to_string


class Range(
    Node,
    type="range",
    category="function",
    color="#E2D96E",
    icon="range",
    label=("{name}", "{minout} - {maxout}", "range"),
):
    """
    Maps a number from one range to another, linearly.

    What becomes of numbers outside the input range, *Action* decides: they are **scaled** like the others, **limited**
    to the range, **wrapped** round within it, or their message is **dropped**. The result can be rounded to the
    nearest whole number.

    Text that is a number counts as one. A message whose property is no number is not sent on; one that lacks the
    property passes unchanged.
    """

    action: str = select(
        "scale",
        {
            "scale": "Scale the message property", "clamp": "Scale and limit to the target range",
            "roll": "Scale and wrap within the target range", "drop": "Scale, but drop msg if outside input range",
        },
        label="Action", absent="",
    )  # fmt: skip
    minin: Any = number("", label="Input from", required=True, absent=UNDEFINED)
    maxin: Any = number("", label="to", required=True, absent=UNDEFINED)
    minout: Any = number("", label="Target from", required=True, absent=UNDEFINED)
    maxout: Any = number("", label="to", required=True, absent=UNDEFINED)
    round: bool = checkbox(False, label="Round result to the nearest integer?", absent=False)
    property: str = typed(
        "payload", ("msg",), "propertyType", "msg", label="Property", required=True, absent=""
    )
    name: str = text(label="Name")

    fusable = True
    isolated = True

    def start(self) -> None:
        """Read the bounds."""
        low, high, out_low, out_high = (
            to_number(value) for value in (self.minin, self.maxin, self.minout, self.maxout)
        )
        if low > high:
            low, high, out_low, out_high = high, low, out_high, out_low
        if self.round and math.isfinite(out_low) and math.isfinite(out_high):
            out_low, out_high = math.ceil(out_low), math.floor(out_high)
        self._bounds = low, high, out_low, out_high
        path = self.property or "payload"
        self._get, self._set = paths.compile_get(path), paths.compile_set(path)

    def on_message(self, msg: Message) -> Output:
        value = self._get(msg)
        if value is UNDEFINED:
            return msg
        given = to_number(value)
        if given != given:
            self.log(f"not a number: {to_string(value)}")
            return None
        mapped = self._mapped(given)
        if mapped is None:
            return None
        self._set(msg, mapped)
        return msg

    def _mapped(self, given: float) -> int | float | None:
        low, high, out_low, out_high = self._bounds
        span = high - low
        if self.action == "drop" and not low <= given <= high:
            return None
        if self.action == "clamp":
            given = min(max(given, low), high)
        elif self.action == "roll" and span and math.isfinite(given):
            given = math.fmod(math.fmod(given - low, span) + span, span) + low
        if not span:
            return math.nan if given == low else math.copysign(math.inf, given - low)
        result = (given - low) / span * (out_high - out_low) + out_low
        if self.round and math.isfinite(result):
            return math.floor(result + 0.5)
        return narrow(float(result))
