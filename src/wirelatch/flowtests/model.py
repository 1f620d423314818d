"""What a flow test says, and how it is read from JSON: docs/flow-tests.md describes the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wirelatch.engine.node import Message

At = Literal["input", "output", "error"]
WITHIN_MS = 2000
QUIET_MS = 100
LONGEST_MS = 60_000
MOST = 1000
"""Messages, answers, or expectations in one test."""


class FlowTestError(ValueError):
    """A test cannot be run as it is written; the text says where and why."""


@dataclass(frozen=True)
class Sending:
    """A message that is put into a flow; without a message, the node's button is pressed."""

    node: str
    message: Message | None
    port: int | None
    """The output that it leaves; None: it arrives at the node's input."""
    after: float
    """Seconds after the one before."""


@dataclass(frozen=True)
class Expectation:
    """Messages that come to a place, in this order, and no others."""

    node: str
    at: At
    port: int
    messages: tuple[Any, ...]
    exact: bool
    """Whether messages must have nothing but what is named; `_msgid` never counts."""


@dataclass(frozen=True)
class Answers:
    """What a node that reaches outside is taken to send, one entry for each message that it gets; the last one stays."""

    node: str
    messages: tuple[tuple[int, Message], ...]
    """Port and message."""


@dataclass(frozen=True)
class FlowTest:
    """One test of one flow."""

    id: str
    name: str
    flow: str
    send: tuple[Sending, ...]
    expect: tuple[Expectation, ...]
    answers: tuple[Answers, ...] = ()
    real: frozenset[str] = frozenset()
    """Nodes that reach outside and are to do so."""
    ignores_errors: bool = False
    within: float = WITHIN_MS / 1000
    """Seconds until everything has to be there."""
    quiet: float = QUIET_MS / 1000
    """Seconds of silence after which no more messages are waited for."""
    env: Mapping[str, str] = field(default_factory=dict)
    flow_context: Mapping[str, Any] = field(default_factory=dict)
    global_context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def longest(self) -> float:
        """Seconds that it may take, once its flow runs."""
        return self.within + sum(sending.after for sending in self.send)

    @classmethod
    def from_json(cls, value: Any) -> FlowTest:
        """Read one test; raises FlowTestError."""
        test = _Reader(value, "the test")
        name = test.text("name", "")
        where = f"test {name!r}" if name else "a test without a name"
        test.where = where
        context = _Reader(test.get("context", {}), f"{where}, context")
        errors = test.text("errors", "fail")
        if errors not in ("fail", "ignore"):
            raise FlowTestError(f"{where}: errors is “fail” or “ignore”")
        read = cls(
            id=test.text("id"),
            name=name or test.text("id"),
            flow=test.text("flow"),
            send=tuple(_sending(item) for item in test.readers("send")),
            expect=tuple(_expectation(item) for item in test.readers("expect")),
            answers=tuple(_answers(item) for item in test.readers("answers", [])),
            real=frozenset(str(item) for item in test.entries("real", [])),
            ignores_errors=errors == "ignore",
            within=test.milliseconds("within", WITHIN_MS),
            quiet=test.milliseconds("quiet", QUIET_MS),
            env={str(key): str(entry) for key, entry in test.object("env", {}).items()},
            flow_context=context.object("flow", {}),
            global_context=context.object("global", {}),
        )
        if not read.expect:
            raise FlowTestError(f"{where} expects nothing, so it could not fail")
        return read


def _sending(item: _Reader) -> Sending:
    ways = [key for key in ("to", "from", "press") if key in item.value]
    if len(ways) != 1:
        raise FlowTestError(f"{item.where}: says one of “to”, “from” and “press”")
    message = None if ways[0] == "press" else item.object("message")
    port = item.number("port", 0) if ways[0] == "from" else None
    return Sending(item.text(ways[0]), message, port, item.milliseconds("after", 0))


def _expectation(item: _Reader) -> Expectation:
    at = item.text("at", "input")
    if at not in ("input", "output", "error"):
        raise FlowTestError(f"{item.where}: at is “input”, “output” or “error”")
    match = item.text("match", "includes")
    if match not in ("includes", "equal"):
        raise FlowTestError(f"{item.where}: match is “includes” or “equal”")
    return Expectation(
        node=item.text("node"),
        at=at,  # type: ignore[arg-type]
        port=item.number("port", 0),
        messages=tuple(item.entries("messages")),
        exact=match == "equal",
    )


def _answers(item: _Reader) -> Answers:
    messages = [
        (entry.number("port", 0), dict(entry.object("message"))) for entry in item.readers("messages")
    ]
    return Answers(item.text("node"), tuple(messages))


class _Reader:
    """A JSON object and its place, for errors that say where."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise FlowTestError(f"{where} is not an object")
        self.value = value
        self.where = where

    def get(self, key: str, otherwise: Any = None) -> Any:
        found = self.value.get(key, otherwise)
        if found is None:
            raise FlowTestError(f"{self.where}: “{key}” is missing")
        return found

    def text(self, key: str, otherwise: str | None = None) -> str:
        found = self.get(key, otherwise)
        if not isinstance(found, str):
            raise FlowTestError(f"{self.where}: “{key}” is not a text")
        return found

    def number(self, key: str, otherwise: int) -> int:
        found = self.get(key, otherwise)
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < MOST:
            raise FlowTestError(f"{self.where}: “{key}” is not a number of an output")
        return found

    def milliseconds(self, key: str, otherwise: int) -> float:
        found = self.get(key, otherwise)
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= LONGEST_MS:
            raise FlowTestError(f"{self.where}: “{key}” is not a time of up to {LONGEST_MS} ms")
        return found / 1000

    def object(self, key: str, otherwise: dict[str, Any] | None = None) -> dict[str, Any]:
        found = self.get(key, otherwise)
        if not isinstance(found, dict):
            raise FlowTestError(f"{self.where}: “{key}” is not an object")
        return found

    def entries(self, key: str, otherwise: list[Any] | None = None) -> list[Any]:
        found = self.get(key, otherwise)
        if not isinstance(found, list) or len(found) > MOST:
            raise FlowTestError(f"{self.where}: “{key}” is not a list of up to {MOST} entries")
        return found

    def readers(self, key: str, otherwise: list[Any] | None = None) -> list[_Reader]:
        return [
            _Reader(item, f"{self.where}, {key} {number}")
            for number, item in enumerate(self.entries(key, otherwise), start=1)
        ]
