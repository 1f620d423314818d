"""A flow test made of what has happened: `POST /api/v1/flow-tests/record` turns a trace into one.

What entered the flow is sent again, what nodes that reach outside gave are their answers, and what came to the last nodes
of the way, or to those that are chosen, is expected there.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.engine.identifiers import generate_id
from wirelatch.engine.palette import NodeRegistry
from wirelatch.flowtests.isolation import reaches_outside
from wirelatch.flowtests.json_types import AnswersJson, ExpectationJson, FlowTestJson, SendingJson
from wirelatch.webkit.errors import HttpError, json_response
from wirelatch.workbench.live import Live
from wirelatch.workbench.traces import Step, Trace

_UNSEEN = frozenset({"_msgid", "_event", "_linkSource", "req", "res"})
"""What is of one message alone, or belongs to a connection."""


class FlowTestRecording:
    """The route."""

    def __init__(self, service: Service, live: Live) -> None:
        self._service = service
        self._live = live

    def routes(self) -> list[Route]:
        """Traces are read as debug messages are, tests are written as flows are."""
        return [Route("POST", "/api/v1/flow-tests/record", "flows.write", self.record)]

    async def record(self, request: Request) -> Response:
        """The test (FlowTestJson) of the `trace` with that id; `nodes`: where something is expected, if not at the end."""
        body = await self._service.json_object(request)
        nodes = body.get("nodes") or []
        if not isinstance(nodes, list):
            raise HttpError(400, "invalid_request", "`nodes` has to be a list of ids")
        for recorder in self._live.recorders.values():
            trace = recorder.traces.get(str(body.get("trace")))
            if trace is not None:
                break
        else:
            raise HttpError(404, "not_found", "This trace is not there any more")
        runtime = self._service.runtime
        records = {str(record.get("id")): record for record in runtime.flows}
        try:
            return json_response(
                recorded_test(trace, records, runtime.registry, {str(node) for node in nodes})
            )
        except ValueError as error:
            raise HttpError(409, "not_possible", str(error)) from None


def recorded_test(
    trace: Trace, records: dict[str, Any], registry: NodeRegistry, nodes: Collection[str] = ()
) -> FlowTestJson:
    """The test; raises ValueError when what entered was too large to be kept, or nothing came to those nodes."""
    steps = [step for step in trace.steps if "/" not in step.path]
    if not steps:
        raise ValueError("The message was never on the flow itself")
    answers: list[AnswersJson] = []
    for node in dict.fromkeys(step.node for step in steps[1:]):
        if node in records and reaches_outside(records[node], registry):
            given = [child for step in steps if step.node == node for child in _children(step, steps)]
            if given:
                shown = [{"port": each.port or 0, "message": _message(each)} for each in given]
                answers.append({"node": node, "messages": shown})  # type: ignore[typeddict-item]
    began_at = records.get(steps[0].node, {})
    test: FlowTestJson = {
        "id": generate_id(),
        "name": str(began_at.get("name") or began_at.get("type") or steps[0].node),
        "flow": trace.flow,
        "send": _sent(steps, records, registry),
        "expect": _expected(steps, nodes),
    }
    if any(step.error is not None for step in steps):
        test["expect"] += [
            {"node": step.node, "at": "error", "messages": [{"message": step.error}]}
            for step in steps
            if step.error is not None
        ]
    if answers:
        test["answers"] = answers
    return test


def _sent(steps: list[Step], records: dict[str, Any], registry: NodeRegistry) -> list[SendingJson]:
    first = steps[0]
    node_class = registry.get(str(records.get(first.node, {}).get("type")))
    if node_class is not None and node_class.palette.inputs == 0:
        # It begins the flow: what left it is sent, so that times and random values in it are those of the record.
        ports = {child.port or 0: child for child in reversed(_children(first, steps))}
        if ports:
            return [
                SendingJson({"from": first.node, "port": port, "message": _whole(ports[port])})
                for port in sorted(ports)
            ]
    return [{"to": first.node, "message": _whole(first)}]


def _expected(steps: list[Step], nodes: Collection[str]) -> list[ExpectationJson]:
    wanted = [step for step in steps if step.node in nodes]
    if nodes and not wanted:
        raise ValueError("The message did not come to these nodes")
    if not nodes:
        wanted = [step for step in steps if not _children(step, steps) and step.error is None]
    places: dict[str, list[Any]] = {}
    for step in wanted:
        places.setdefault(step.node, []).append(_message(step))
    return [{"node": node, "at": "input", "messages": messages} for node, messages in places.items()]


def _children(step: Step, steps: Iterable[Step]) -> list[Step]:
    """The steps on the flow that came of a step; what is between them inside a subflow is passed over."""
    by_number = {each.number: each for each in step.trace.steps}
    found = []
    for other in steps:
        above = other.parent
        while above is not None and above != step.number and "/" in by_number[above].path:
            above = by_number[above].parent
        if above == step.number:
            found.append(other)
    return found


def _whole(step: Step) -> dict[str, Any]:
    if step.message is None:
        raise ValueError("The message was too large to be kept")
    return {name: _json(value) for name, value in step.message.items() if name not in _UNSEEN}


def _message(step: Step) -> dict[str, Any]:
    """What is expected; nothing of a message that was too large to be kept."""
    return {} if step.message is None else _whole(step)


def _json(value: Any) -> Any:
    """The value as a test file can hold it; for what JSON has no word for, that anything of its kind may come."""
    if isinstance(value, dict):
        return {str(name): _json(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$type": "number"}
    if isinstance(value, (bytes, bytearray)):
        return {"$type": "buffer"}
    return {"$any": True}
