"""Problems, traces, live wires, shapes and evaluations as JSON; the browser's types are written from these (tools/api_types.py)."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class FoundProblemJson(TypedDict):
    """A mistake that only the server can tell of."""

    id: str
    rule: Literal["contents", "credentials"]
    text: str


class EncodedMessageJson(TypedDict):
    """A message as the debug channel carries it."""

    msg: str
    format: str


class TraceStepJson(TypedDict):
    """One node having one message."""

    number: int
    node: str
    path: str
    """The flow and the instances of subflows around the node."""
    parent: int | None
    """Number of the step that sent the message."""
    port: int | None
    """The output that it came from."""
    at: int
    """Microseconds since the trace began."""
    took: int
    """Microseconds until the node had done with the message."""
    value: EncodedMessageJson
    sent: dict[str, int]
    """Messages sent by output."""
    repeatable: bool
    """Whether the message was small enough to be kept, to be sent again."""
    error: NotRequired[str]


class TraceSummaryJson(TypedDict):
    """One line of the list of traces."""

    id: str
    flow: str
    at: int
    """Milliseconds of Unix time."""
    message: str
    start: str
    """The node that it began at."""
    steps: int
    errors: int
    took: int
    """Microseconds."""


class TraceJson(TraceSummaryJson):
    """The way of one message."""

    left_out: int
    """Steps that were not kept."""
    all: list[TraceStepJson]


class TracesReportJson(TypedDict):
    """What `live/traces` tells."""

    flow: str
    traces: list[TraceSummaryJson]
    skipped: int
    """Messages that were not followed because there were too many."""
    left: int | None
    """How many more will be recorded; null for any number."""


class WireReportJson(TypedDict):
    """A wire over which something went."""

    wire: tuple[str, int, str]
    """Source, output, target."""
    count: int
    """Messages since somebody began to look."""
    at: int
    """When the last one was sent, in milliseconds of the server's clock."""
    value: NotRequired[EncodedMessageJson]
    error: NotRequired[str]
    error_at: NotRequired[int]


class WiresReportJson(TypedDict):
    """What `live/wires` tells."""

    flow: str
    t: int
    """Time of the report on the server's clock."""
    wires: list[WireReportJson]


class ShapeJson(TypedDict):
    """The values that were seen at one place of a message."""

    kinds: list[str]
    """JavaScript's names of the kinds, in order of their first appearance."""
    sample: NotRequired[str]
    """The last value, where it has no parts."""
    properties: NotRequired[dict[str, ShapeJson]]
    items: NotRequired[ShapeJson]
    """What the items of a list look like."""


class SeenJson(TypedDict):
    """What was seen at one node's input."""

    shape: ShapeJson
    messages: list[EncodedMessageJson]
    """The last ones, the newest first."""


class EvaluationResultJson(TypedDict):
    """What an expression gave."""

    result: str
    """JSON text."""
    kind: str


class EvaluationErrorJson(TypedDict):
    """Why it gave nothing."""

    error: str
    code: str | None
    position: int | None


EvaluationJson = EvaluationResultJson | EvaluationErrorJson
