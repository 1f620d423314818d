"""What editors see of running flows: topics `live/…` of `/comms`, only for those who asked, only of the flow they show.

An editor says what it looks at with `{"topic": "live/watch", "data": {"flow": id, "wires": true, "traces": true,
"shapes": true}}`, and again whenever that changes. A few times a second it gets

- `live/wires` `{flow, t, wires: [{wire: [source, port, target], count, at, value?, error?, error_at?}]}`
- `live/traces` `{flow, traces: [summary], skipped, left}`

Everybody who may listen on `/comms` sees debug messages there; the same right is asked for here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from typing import Any, Protocol

from wirelatch.engine.runtime import Runtime
from wirelatch.workbench.json_types import (
    TracesReportJson,
    TraceSummaryJson,
    WireReportJson,
    WiresReportJson,
)
from wirelatch.workbench.live_wires import LiveWires
from wirelatch.workbench.shapes import Shapes, ShapeSampler
from wirelatch.workbench.traces import TraceRecorder

log = logging.getLogger(__name__)

TICK_SECONDS = 0.25
SAMPLING_SECONDS = 5.0
"""How often samples for completion are taken anew."""
MOST_RECORDERS = 20
"""Flows whose traces are kept after nobody records them any more."""
WATCH = "live/watch"


class Listener(Protocol):
    """A connection of `/comms`."""

    def queue(self, topic: str, data: Any) -> None:
        """Send a message with the next batch."""


@dataclass(frozen=True)
class _Request:
    flow: str
    wires: bool
    traces: bool
    shapes: bool


class Live:
    """Who looks at what. Observers are attached while somebody wants what they see."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._observing = runtime.machine.observing
        self._requests: dict[Listener, _Request] = {}
        self._wires: dict[str, LiveWires] = {}
        self._samplers: dict[str, ShapeSampler] = {}
        self._recording: set[str] = set()
        self._tick: asyncio.Task[None] | None = None
        self._sampled = 0.0
        self.recorders: dict[str, TraceRecorder] = {}
        """By flow; what was recorded stays for a while."""
        self.shapes = Shapes()

    # What editors say ------------------------------------------------------------------------------------------

    def receive(self, listener: Listener, topic: str, data: Any) -> None:
        """An editor says what it looks at."""
        if topic != WATCH or not isinstance(data, dict):
            return
        flow = data.get("flow")
        if not isinstance(flow, str) or not flow:
            self.gone(listener)
            return
        before = self._requests.get(listener)
        wanted = _Request(flow, *(data.get(name) is True for name in ("wires", "traces", "shapes")))
        if wanted == before:
            return
        self._requests[listener] = wanted
        self._follow()
        if wanted.wires and (before is None or not before.wires or before.flow != flow):
            self._tell_wires(listener, flow, self._wires[flow].all())
        if wanted.traces and (before is None or not before.traces or before.flow != flow):
            self._tell_traces(listener, flow, self.recorders[flow].summaries())

    def gone(self, listener: Listener) -> None:
        """An editor has left, or looks at nothing."""
        if self._requests.pop(listener, None) is not None:
            self._follow()

    async def close(self) -> None:
        """Stop looking."""
        self._requests.clear()
        self._follow()
        if self._tick is not None:
            self._tick.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._tick
            self._tick = None

    def record(self, flow_id: str, limit: int | None) -> None:
        """Record so many more traces of a flow, or without a limit."""
        self._recorder(flow_id).left = limit

    def clear(self, flow_id: str) -> None:
        """Forget the traces of a flow."""
        if flow_id in self.recorders:
            self.recorders[flow_id].clear()

    # Attaching and detaching -----------------------------------------------------------------------------------

    def _follow(self) -> None:
        requests = self._requests.values()
        wires = {request.flow for request in requests if request.wires}
        traces = {request.flow for request in requests if request.traces}
        sampled = {request.flow for request in requests if request.shapes}
        for flow in wires - self._wires.keys():
            self._wires[flow] = LiveWires(self._runtime, flow)
            self._observing.attach(self._wires[flow])
        for flow in self._wires.keys() - wires:
            self._observing.detach(self._wires.pop(flow))
        for flow in traces - self._recording:
            self._recording.add(flow)
            self._observing.attach(self._recorder(flow))
        for flow in self._recording - traces:
            self._recording.discard(flow)
            self._observing.detach(self.recorders[flow])
            self.recorders[flow].rest()
        for flow in self._samplers.keys() - sampled:
            self._observing.detach(self._samplers.pop(flow))
        if sampled - self._samplers.keys():
            self._sampled = 0.0
            self._sample()
        if self._requests and self._tick is None:
            self._tick = asyncio.get_running_loop().create_task(self._tell_now_and_then())

    def _recorder(self, flow_id: str) -> TraceRecorder:
        recorder = self.recorders.pop(flow_id, None) or TraceRecorder(self._runtime, flow_id)
        self.recorders[flow_id] = recorder
        for old in list(self.recorders):
            if len(self.recorders) > MOST_RECORDERS and old not in self._recording:
                del self.recorders[old]
        return recorder

    def _sample(self) -> None:
        """Let samplers rest that have seen enough, and begin anew after a while."""
        for flow, sampler in list(self._samplers.items()):
            if sampler.satisfied:
                self._observing.detach(sampler)
                del self._samplers[flow]
        now = time.monotonic()
        if now - self._sampled < SAMPLING_SECONDS:
            return
        self._sampled = now
        for flow in {request.flow for request in self._requests.values() if request.shapes}:
            if flow not in self._samplers:
                self._samplers[flow] = ShapeSampler(self._runtime, flow, self.shapes)
                self._observing.attach(self._samplers[flow])

    # Telling ---------------------------------------------------------------------------------------------------

    async def _tell_now_and_then(self) -> None:
        while self._requests:
            await asyncio.sleep(TICK_SECONDS)
            try:
                self._sample()
                self._tell()
            except Exception:
                log.exception("editors cannot be told of messages")
        self._tick = None

    def _tell(self) -> None:
        for flow, wires in self._wires.items():
            changes = wires.changes()
            if changes:
                for listener, request in self._requests.items():
                    if request.wires and request.flow == flow:
                        self._tell_wires(listener, flow, changes)
        for flow in self._recording:
            traces = self.recorders[flow].changes()
            if traces:
                for listener, request in self._requests.items():
                    if request.traces and request.flow == flow:
                        self._tell_traces(listener, flow, traces)

    @staticmethod
    def _tell_wires(listener: Listener, flow: str, wires: list[WireReportJson]) -> None:
        report: WiresReportJson = {"flow": flow, "t": int(time.time() * 1000), "wires": wires}
        listener.queue("live/wires", report)

    def _tell_traces(self, listener: Listener, flow: str, traces: list[TraceSummaryJson]) -> None:
        recorder = self.recorders[flow]
        report: TracesReportJson = {
            "flow": flow, "traces": traces, "skipped": recorder.skipped, "left": recorder.left,
        }  # fmt: skip
        listener.queue("live/traces", report)
