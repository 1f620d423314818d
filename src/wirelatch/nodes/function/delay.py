"""The `delay` node: hold messages back, or let them through at a limited rate.

What differs between the modes is in `delay_modes.py` (each message waits for itself) and `delay_rates.py` (messages
share a queue or an allowance); this file holds the form and chooses.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, number, select, text
from wirelatch.nodes.function import delay_modes, delay_rates
from wirelatch.scripting.values import to_number

_SECONDS = {"milliseconds": 0.001, "minutes": 60, "hours": 3600, "days": 86400}
_RATE_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
_UNITS = {
    "milliseconds": "Milliseconds", "seconds": "Seconds", "minutes": "Minutes", "hours": "Hours", "days": "Days",
}  # fmt: skip
_RATES = ["rate", "queue", "timed", "burst"]


_SHORT = {"milliseconds": "ms", "seconds": "s", "minutes": "m", "hours": "h", "days": "d"}


def _rate_labels() -> Iterator[tuple[str, dict[str, list[object]]]]:
    """`limit 1 msg/s`, `limit topic 1 msg/5m` and the like: the number of units is told when it is not one."""
    for words, kinds in {"limit": ["rate"], "limit topic": ["timed", "queue"], "burst": ["burst"]}.items():
        for units in ("second", "minute", "hour", "day"):
            holds: dict[str, list[object]] = {"pauseType": [*kinds], "rateUnits": [units]}
            yield f"{words} {{rate}} msg/{units[0]}", {**holds, "nbRateUnits": ["1", 1]}
            yield f"{words} {{rate}} msg/{{nbRateUnits}}{units[0]}", holds
            yield f"{words} {{rate}} msg/{units[0]}", holds


class Delay(
    Node,
    type="delay",
    category="function",
    color="#E6E0F8",
    icon="timer",
    label=(
        "{name}",
        *(
            (f"delay {{timeout}}{short}", {"pauseType": ["delay"], "timeoutUnits": [units]})
            for units, short in _SHORT.items()
        ),
        ("variable", {"pauseType": ["delayv"]}),
        ("random", {"pauseType": ["random"]}),
        *_rate_labels(),
        "delay",
    ),
):
    """
    Delays each message, or limits how many pass in a time.

    ### Delay each message

    By a fixed time, by a random time between two bounds, or by `msg.delay` milliseconds (the fixed time is used for
    messages without it). Messages may overtake one another when their times differ.

    ### Limit the rate

    - **All messages**: those that come too fast wait in a queue and leave it one by one, evenly spread. They can be
      dropped instead, or be sent to a second output. With *allow msg.rate to override*, a message may set the time
      between two messages, in milliseconds.
    - **For each topic**: the queue holds only the latest message of each `msg.topic`, and is released one topic at a
      time, or all topics together.
    - **Burst**: so many messages pass at once in the given time, further ones are dropped or go to the second output.

    ### Controlling it by messages

    - `msg.reset`: forgets all messages that wait;
    - `msg.flush`: sends the waiting messages at once, all of them or as many as its number says;
    - `msg.toFront` (set to `true`): puts this message at the head of the queue.
    """

    name: str = text(label="Name")
    pauseType: str = select(
        "delay",
        {
            "delay": "Delay each message: fixed time", "random": "Delay each message: random time",
            "delayv": "Delay each message: override with msg.delay", "rate": "Rate limit: all messages",
            "queue": "Rate limit: each topic in turn", "timed": "Rate limit: all topics together",
            "burst": "Rate limit: bursts",
        },
        label="Action", required=True, absent="delay",
    )  # fmt: skip
    timeout: str = number(
        "5", label="For", when={"pauseType": ["delay", "delayv"]}, absent="5", minimum=0, required=True
    )
    timeoutUnits: str = select("seconds", _UNITS, when={"pauseType": ["delay", "delayv"]}, absent="seconds")
    randomFirst: str = number(
        "1", label="Between", required=True, when={"pauseType": ["random"]}, absent="1", minimum=0
    )
    randomLast: str = number(
        "5", label="and", required=True, when={"pauseType": ["random"]}, absent="5", minimum=0
    )
    randomUnits: str = select("seconds", _UNITS, when={"pauseType": ["random"]}, absent="seconds")
    rate: str = number(
        "1", label="Messages", required=True, when={"pauseType": _RATES}, absent="1", minimum=0
    )
    nbRateUnits: str = number("1", label="per", when={"pauseType": _RATES}, absent="1", minimum=0)
    rateUnits: str = select(
        "second", {"second": "Seconds", "minute": "Minutes", "hour": "Hours", "day": "Days"},
        when={"pauseType": _RATES}, absent="second",
    )  # fmt: skip
    allowrate: bool = checkbox(
        False, label="Allow msg.rate (in ms) to override the rate", when={"pauseType": ["rate", "queue", "timed"]},
        absent=False,
    )  # fmt: skip
    drop: bool = checkbox(
        False, label="Drop intermediate messages", when={"pauseType": ["rate"]}, absent=False
    )
    outputs: int = number(
        1, label="Outputs", help="With two outputs, surplus messages go to the second one.", minimum=1, maximum=2,
        when={"pauseType": _RATES}, absent=1,
    )  # fmt: skip

    def start(self) -> None:
        """Build the mode."""
        unit = _RATE_SECONDS.get(self.rateUnits, 1)
        period = seconds(self.nbRateUnits, unit)
        count = to_number(self.rate)
        self._interval = (period if period > 0 else unit) / count if count > 0 else math.inf
        """Seconds between two messages, in the modes that limit the rate."""
        self._mode = self._build()

    def _build(self) -> delay_modes.Mode:
        timeout = seconds(self.timeout, _SECONDS.get(self.timeoutUnits, 1))
        match self.pauseType:
            case "delay":
                return delay_modes.FixedDelay(self, timeout)
            case "delayv":
                return delay_modes.VariableDelay(self, timeout)
            case "random":
                unit = _SECONDS.get(self.randomUnits, 1)
                shortest, longest = seconds(self.randomFirst, unit), seconds(self.randomLast, unit)
                return delay_modes.RandomDelay(self, timeout, shortest, longest)
            case "rate":
                mode = delay_rates.DroppingRate if self.drop else delay_rates.QueueingRate
                return mode(self, self._interval)
            case "queue" | "timed":
                return delay_rates.TopicQueue(self, self._interval, together=self.pauseType == "timed")
            case "burst":
                count = to_number(self.rate)
                period = seconds(self.nbRateUnits, _RATE_SECONDS.get(self.rateUnits, 1))
                return delay_rates.Burst(self, int(count) if count == count else 0, period)
        raise ValueError(f"unknown action {self.pauseType!r}")

    def on_message(self, msg: Message) -> Output | asyncio.Future[Output]:
        return self._mode.take(msg)

    def close(self, removed: bool) -> None:
        mode = getattr(self, "_mode", None)
        if mode is not None:
            mode.clear()
        self.status()


def seconds(value: Any, unit: float) -> float:
    """A number of units as seconds; 0 for what is no number."""
    amount = to_number(value)
    return amount * unit if amount == amount else 0.0
