"""Live wires: how many messages went over each wire of a flow, what the last one was, and what went wrong with it."""

from __future__ import annotations

import time
from collections.abc import Iterable

from wirelatch.engine.flow_wires import Wire, WireMap, wires_of
from wirelatch.engine.observing import Observer
from wirelatch.engine.reports import error_text
from wirelatch.engine.routes import Message, Route
from wirelatch.engine.runtime import Runtime
from wirelatch.workbench.json_types import EncodedMessageJson, WireReportJson
from wirelatch.workbench.previews import preview

EXACT_SECONDS = 0.25
"""A message that comes this long after the one before is shown as it was when it was sent. Of those that follow each other
faster only the last is shown, as it is when the editors are told: what later nodes changed deep inside it shows too."""
ERROR_TEXT = 300


class _WireState:
    __slots__ = ("changed", "count", "error", "error_at", "id", "last", "looked", "preview", "sent_at")

    def __init__(self) -> None:
        self.count = 0
        self.last: Message | None = None
        """Top level of the last message, where its preview is still to be made."""
        self.id = 0
        """Which object the last message was."""
        self.preview: EncodedMessageJson | None = None
        self.looked = 0.0
        self.sent_at = 0
        """When the last message was sent, in milliseconds of Unix time."""
        self.error: str | None = None
        self.error_at = 0
        self.changed = False


class LiveWires(Observer):
    """The wires of one flow, while somebody looks at it."""

    def __init__(self, runtime: Runtime, flow_id: str) -> None:
        self._runtime = runtime
        self._flow_id = flow_id
        self._wires: WireMap = {}
        self._into: dict[Route, list[Wire]] = {}
        self._states: dict[Wire, _WireState] = {}

    def routes(self) -> Iterable[Route]:
        """Everything that sends over a wire of the flow."""
        self._wires = wires_of(self._runtime, self._flow_id)
        self._into = {}
        for steps in self._wires.values():
            for (_, receiver), wire in steps.items():
                self._into.setdefault(receiver, []).append(wire)
        there = {wire for wires in self._into.values() for wire in wires}
        self._states = {wire: state for wire, state in self._states.items() if wire in there}
        return self._wires

    def sent(self, route: Route, port: int, receiver: Route, msg: Message) -> None:
        """Count, and keep what there is to see."""
        wire = self._wires.get(route, {}).get((port, receiver))
        if wire is None:
            return
        state = self._states.get(wire)
        if state is None:
            state = self._states[wire] = _WireState()
        state.count += 1
        state.changed = True
        state.id = id(msg)
        now = time.time()
        state.sent_at = int(now * 1000)
        if now - state.looked >= EXACT_SECONDS:
            state.looked = now
            state.last = None
            state.preview = preview(msg)
        else:
            state.last = dict(msg)

    def failed(self, route: Route, error: str | BaseException, msg: Message | None) -> None:
        """An error is on the wire over which the node got the message; it is the only one, or the one it came by last."""
        wires = self._into.get(route)
        if not wires or msg is None:
            return
        matching = [wire for wire in wires if (s := self._states.get(wire)) is not None and s.id == id(msg)]
        for wire in matching or (wires if len(wires) == 1 else ()):
            state = self._states.setdefault(wire, _WireState())
            state.error = error_text(error)[:ERROR_TEXT]
            state.error_at = int(time.time() * 1000)
            state.changed = True

    def changes(self) -> list[WireReportJson]:
        """The wires over which something went since the last call."""
        found = []
        for wire, state in self._states.items():
            if state.changed:
                state.changed = False
                found.append(_to_json(wire, state))
        return found

    def all(self) -> list[WireReportJson]:
        """Every wire over which something went, for somebody who begins to look."""
        return [_to_json(wire, state) for wire, state in self._states.items()]


def _to_json(wire: Wire, state: _WireState) -> WireReportJson:
    if state.last is not None:
        state.preview, state.last = preview(state.last), None
    shown: WireReportJson = {"wire": wire, "count": state.count, "at": state.sent_at}
    if state.preview is not None:
        shown["value"] = state.preview
    if state.error is not None:
        shown["error"], shown["error_at"] = state.error, state.error_at
    return shown
