"""The modes of the `delay` node in which messages share a queue or an allowance.

`msg.rate` is in milliseconds between two messages, as everything that comes in messages.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from wirelatch.engine.node import Message, Output
from wirelatch.nodes.function.delay_modes import Mode, Taken
from wirelatch.scripting.values import clone, parse_float, to_string

if TYPE_CHECKING:
    from wirelatch.nodes.function.delay import Delay

_REPORT_EVERY = 0.5
"""Seconds between two reports of the depth of the queue."""
Waiting = tuple[Message, "asyncio.Future[Output]"]


def _future() -> asyncio.Future[Output]:
    return asyncio.get_running_loop().create_future()


def _finish(waiting: Waiting, *, send: bool) -> None:
    msg, future = waiting
    if not future.done():
        future.set_result(msg if send else None)


def _flush_count(how_many: Any, waiting: int) -> int:
    if isinstance(how_many, (int, float)) and not isinstance(how_many, bool):
        return max(0, min(math.floor(how_many), waiting))
    return waiting


class _Queue(Mode):
    """A queue that is served at an interval."""

    def __init__(self, node: Delay, interval: float) -> None:
        super().__init__(node)
        self.fixed_interval = self.interval = interval
        self.queue: deque[Waiting] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._report: asyncio.TimerHandle | None = None

    @property
    def running(self) -> bool:
        """Whether the interval runs."""
        return self._timer is not None

    def run(self) -> None:
        """(Re)start the interval."""
        self.stop()
        if self.interval < math.inf:
            self._timer = self.node.call_later(self.interval, self._tick)

    def stop(self) -> None:
        """Stop the interval."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def clear(self) -> None:
        self.stop()
        self.drop_all()

    def drop_all(self) -> None:
        """Forget what waits."""
        while self.queue:
            _finish(self.queue.popleft(), send=False)

    def wanted_interval(self, msg: Message) -> float | None:
        """The interval that a message asks for with `msg.rate`, where it may and where it is another one."""
        if not self.allow_rate or "rate" not in msg:
            return None
        milliseconds = parse_float(to_string(msg["rate"]))
        return milliseconds / 1000 if milliseconds == milliseconds else None

    def report_depth(self) -> None:
        """Show the depth of the queue, at most twice a second."""
        if self._report is None:
            self._report = self.node.call_later(_REPORT_EVERY, self._show)

    def _show(self) -> None:
        self._report = None
        self.node.status(fill="blue", shape="dot", text=str(len(self.queue)))

    def _tick(self) -> None:
        # From now on, not from when it was due: a late turn must not bring the next one closer than the rate allows.
        self._timer = self.node.call_later(self.interval, self._tick)
        self.serve()

    def serve(self) -> None:
        """One turn of the interval."""
        raise NotImplementedError


class QueueingRate(_Queue):
    """Evenly spread: the first message passes at once, the others leave the queue one by one."""

    def take(self, msg: Message) -> Taken:
        flush = msg.get("flush")
        taken: Taken = None
        held = {key: value for key, value in msg.items() if key != "flush"}
        if "reset" in msg:
            taken = self._reset(msg, held)
        elif len(held) > 1:
            taken = self._admit(msg, clone(held))
        if "flush" in msg:
            self._flush(flush)
        return taken

    def _admit(self, msg: Message, held: Message) -> Taken:
        wanted = self.wanted_interval(held)
        if not self.running:
            if wanted is not None:
                self.interval = wanted
            self.run()
            self.report_depth()
            return held
        if wanted is not None and wanted != self.interval:
            self.interval = wanted
            self.run()
        limit = int(self.node.runtime.settings.get("nodeMessageBufferMaxLength") or 0)
        if 0 < limit <= len(self.queue):
            self.drop_all()
            raise ValueError(f"more than {limit} messages are waiting; all of them are dropped")
        future = _future()
        if msg.get("toFront") is True:
            self.queue.appendleft((held, future))
        else:
            self.queue.append((held, future))
        self.report_depth()
        return future

    def _reset(self, msg: Message, held: Message) -> Taken:
        if "flush" in msg:
            if len(held) > 2:
                del held["reset"]
                self.queue.append((held, future := _future()))
                self._flush(msg["flush"])
                self.drop_all()
                return future
            self._flush(msg["flush"])
        else:
            self.stop()
        self.drop_all()
        self.interval = self.fixed_interval
        self.node.status(fill="blue", shape="ring", text="0")
        return None

    def _flush(self, how_many: Any) -> None:
        count = _flush_count(how_many, len(self.queue))
        if count == 0:
            self.stop()
        else:
            for _ in range(count):
                _finish(self.queue.popleft(), send=True)
            self.run()
        self._show()

    def serve(self) -> None:
        if self.queue:
            _finish(self.queue.popleft(), send=True)
        else:
            self.stop()
        self.report_depth()


class DroppingRate(_Queue):
    """Messages that come too early are dropped, or go to the second output."""

    def __init__(self, node: Delay, interval: float) -> None:
        super().__init__(node, interval)
        self._last: float | None = None

    def take(self, msg: Message) -> Taken:
        if "reset" in msg:
            if "flush" not in msg:
                self._last = None
            self.interval = self.fixed_interval
            self.node.status(fill="blue", shape="ring", text="0")
            return None
        wanted = self.wanted_interval(msg)
        if wanted is not None:
            self.interval = wanted
        now = time.monotonic()
        if self._last is None or now - self._last > self.interval:
            self._last = now
            return msg
        return [None, msg] if self.second_output else None


class TopicQueue(_Queue):
    """The latest message of each topic waits: served topic by topic, or all together."""

    def __init__(self, node: Delay, interval: float, *, together: bool) -> None:
        super().__init__(node, interval)
        self._together = together
        self.run()

    def take(self, msg: Message) -> Taken:
        wanted = self.wanted_interval(msg)
        if wanted is not None and wanted != self.interval:
            self.interval = wanted
            self.run()
        msg.setdefault("topic", "_none_")
        future = _future()
        for place, waiting in enumerate(self.queue):
            if waiting[0].get("topic") == msg["topic"]:
                if self.second_output:
                    self.node.send([None, waiting[0]])
                _finish(waiting, send=False)
                self.queue[place] = (msg, future)
                break
        else:
            self.queue.append((msg, future))
            self.report_depth()
        if "flush" in msg:
            self._flush(msg["flush"])
        if "reset" in msg:
            self.drop_all()
            self.interval = self.fixed_interval
            self.node.status(text="reset")
        return future

    def _flush(self, how_many: Any) -> None:
        for _ in range(_flush_count(how_many, len(self.queue))):
            msg, future = self.queue.popleft()
            msg.pop("flush", None)
            msg.pop("reset", None)
            _finish((msg, future), send=len(msg) > 2)
        self.node.status()

    def serve(self) -> None:
        for _ in range(len(self.queue) if self._together else min(1, len(self.queue))):
            _finish(self.queue.popleft(), send=True)
        self.report_depth()


class Burst(Mode):
    """So many messages may pass within a time; the others are dropped, or go to the second output."""

    def __init__(self, node: Delay, allowed: int, period: float) -> None:
        super().__init__(node)
        self._allowed, self._period = allowed, period
        self._timers: list[asyncio.TimerHandle] = []
        self._passed = 0
        self._green()

    def take(self, msg: Message) -> Taken:
        if "reset" in msg:
            self.clear()
            self._green()
            return None
        if self._passed < self._allowed:
            self._passed += 1
            self._timers.append(self.node.call_later(self._period, self._recover))
            return msg
        self.node.status(fill="red", shape="dot", text="")
        return [None, msg] if self.second_output else None

    def clear(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._passed = 0

    def _recover(self) -> None:
        self._timers.pop(0)
        if self._passed == self._allowed:
            self._green()
        self._passed -= 1

    def _green(self) -> None:
        self.node.status(fill="green", shape="ring", text="")
