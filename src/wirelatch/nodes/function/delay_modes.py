"""The modes of the `delay` node in which every message waits for itself."""

from __future__ import annotations

import asyncio
import math
import random
from typing import TYPE_CHECKING, Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.scripting.values import parse_float, to_string

if TYPE_CHECKING:
    from wirelatch.nodes.function.delay import Delay

Taken = Output | asyncio.Future[Output]


class Mode:
    """What a delay node does with a message."""

    def __init__(self, node: Delay) -> None:
        self.node: Node = node
        self.second_output = str(node.outputs) == "2"
        self.allow_rate = bool(node.allowrate)

    def take(self, msg: Message) -> Taken:
        """Handle a message: what is returned is sent, or what the future that is returned will give."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget every message that waits; each counts as done."""


class FixedDelay(Mode):
    """Every message waits the same time."""

    SHOWN_FROM = 1.0
    """Seconds of delay above which the number of waiting messages is shown."""

    def __init__(self, node: Delay, timeout: float) -> None:
        super().__init__(node)
        self.timeout = timeout
        self._waiting: dict[asyncio.Future[Output], tuple[Message, asyncio.TimerHandle]] = {}

    def delay_of(self, msg: Message) -> float:
        """Seconds that this message waits."""
        return self.timeout

    @property
    def shows_count(self) -> bool:
        """Whether the status follows the number of waiting messages."""
        return self.timeout > self.SHOWN_FROM

    def take(self, msg: Message) -> Taken:
        if len(msg) == 2 and "flush" in msg:
            self.flush(msg["flush"])
            return None
        future = self._hold(msg)
        if "reset" in msg:
            self.clear()
            self.node.status(fill="blue", shape="ring", text="0")
        elif "flush" in msg:
            self.flush(msg["flush"])
        elif self.shows_count:
            self._show()
        return future

    def flush(self, how_many: Any) -> None:
        """Release the messages that wait, in the order in which they came; a number limits how many."""
        waiting = list(self._waiting)
        if isinstance(how_many, (int, float)) and not isinstance(how_many, bool):
            waiting = waiting[: max(0, math.floor(how_many))]
        for future in waiting:
            self._release(future)
        self._show()

    def clear(self) -> None:
        for future, (_, timer) in self._waiting.items():
            timer.cancel()
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    def _hold(self, msg: Message) -> asyncio.Future[Output]:
        future: asyncio.Future[Output] = asyncio.get_running_loop().create_future()
        self._waiting[future] = msg, self.node.call_later(self.delay_of(msg), self._time_is_up, future)
        return future

    def _time_is_up(self, future: asyncio.Future[Output]) -> None:
        self._release(future)
        if self.shows_count:
            self._show()

    def _release(self, future: asyncio.Future[Output]) -> None:
        msg, timer = self._waiting.pop(future)
        timer.cancel()
        if not future.done():
            future.set_result(msg)

    def _show(self) -> None:
        self.node.status(fill="blue", shape="dot", text=str(len(self._waiting)))


class VariableDelay(FixedDelay):
    """A message may say itself how long it waits: `msg.delay`, in milliseconds."""

    def delay_of(self, msg: Message) -> float:
        if "delay" in msg:
            milliseconds = parse_float(to_string(msg["delay"]))
            if milliseconds == milliseconds:
                return max(0.0, milliseconds / 1000)
        return self.timeout

    @property
    def shows_count(self) -> bool:
        return True


class RandomDelay(FixedDelay):
    """Every message waits a time drawn between two bounds."""

    def __init__(self, node: Delay, timeout: float, first: float, last: float) -> None:
        super().__init__(node, timeout)
        self._first, self._last = first, last

    def delay_of(self, msg: Message) -> float:
        return random.uniform(self._first, self._last)  # noqa: S311 - spreads load, guards nothing
