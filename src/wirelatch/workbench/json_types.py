"""Problems and traces as JSON; the browser's types are written from these (tools/api_types.py)."""

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
