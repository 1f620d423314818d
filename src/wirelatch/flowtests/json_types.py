"""A flow test and its outcome as JSON; the browser's types are written from these (tools/api_types.py)."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

MessageJson = dict[str, Any]


# "from" is a word of Python.
SendingJson = TypedDict(
    "SendingJson",
    {
        "to": NotRequired[str],
        "from": NotRequired[str],
        "press": NotRequired[str],
        "port": NotRequired[int],
        "message": NotRequired[MessageJson],
        "after": NotRequired[float],
    },
)


class ExpectationJson(TypedDict):
    """Messages that come to a place, in this order, and no others there."""

    node: str
    at: NotRequired[Literal["input", "output", "error"]]
    port: NotRequired[int]
    messages: list[Any]
    match: NotRequired[Literal["includes", "equal"]]


class AnswerJson(TypedDict):
    """One message that a node which reaches outside is taken to send."""

    port: NotRequired[int]
    message: MessageJson


class AnswersJson(TypedDict):
    """The answers of one node."""

    node: str
    messages: list[AnswerJson]


class FlowTestJson(TypedDict):
    """A test of one flow: docs/flow-tests.md."""

    id: str
    name: NotRequired[str]
    flow: str
    send: list[SendingJson]
    expect: list[ExpectationJson]
    answers: NotRequired[list[AnswersJson]]
    real: NotRequired[list[str]]
    errors: NotRequired[Literal["fail", "ignore"]]
    within: NotRequired[float]
    """Milliseconds."""
    quiet: NotRequired[float]
    """Milliseconds."""
    env: NotRequired[dict[str, str]]
    context: NotRequired[dict[Literal["flow", "global"], dict[str, Any]]]


class FlowTestsJson(TypedDict):
    """All tests, and which state of them this is."""

    rev: str
    tests: list[FlowTestJson]


class FlowTestOutcomeJson(TypedDict):
    """What came of a test."""

    id: str
    name: str
    flow: str
    passed: bool
    seconds: float
    failures: list[str]
    received: list[list[Any]]
    """For each expectation, what came to its place."""
