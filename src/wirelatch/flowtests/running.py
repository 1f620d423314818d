"""Running one test in a runtime of its own, in a folder that is gone afterwards."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wirelatch.engine.node import Message
from wirelatch.engine.observing import Observer
from wirelatch.engine.palette import NodeRegistry
from wirelatch.engine.routes import Route
from wirelatch.engine.runtime import Runtime
from wirelatch.flowtests.isolation import Answering, Record, Recorder, isolated, recorder_of
from wirelatch.flowtests.matching import differences, shown
from wirelatch.flowtests.model import Expectation, FlowTest, FlowTestError
from wirelatch.scripting.values import clone

_LOOK_EVERY = 0.005
"""Seconds."""


@dataclass
class Outcome:
    """What came of a test: it has passed when there are no failures."""

    test: FlowTest
    failures: list[str] = field(default_factory=list)
    received: dict[int, list[Any]] = field(default_factory=dict)
    """By number of the expectation: what came to its place."""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return not self.failures


async def run_test(
    records: Iterable[Record],
    test: FlowTest,
    registry: NodeRegistry,
    *,
    settings: Mapping[str, Any] | None = None,
) -> Outcome:
    """Run a test of these flows. What is wrong with the test itself is a failure, too."""
    begun = time.perf_counter()
    outcome = Outcome(test)
    try:
        document = isolated(records, test, registry)
        with tempfile.TemporaryDirectory(prefix="wirelatch-test-") as folder:
            runtime = Runtime(
                data_dir=folder,
                registry=_with_ours(registry),
                settings=settings,
                env={**os.environ, **test.env},
                secret=False,
            )
            await runtime.start()
            try:
                await _run(runtime, document, test, outcome)
            finally:
                await runtime.stop()
    except FlowTestError as error:
        outcome.failures.append(str(error))
    outcome.seconds = time.perf_counter() - begun
    return outcome


def _with_ours(registry: NodeRegistry) -> NodeRegistry:
    extended = NodeRegistry()
    for node_class in (*registry, Recorder, Answering):
        extended.add(node_class)
    return extended


async def _run(runtime: Runtime, document: Sequence[Record], test: FlowTest, outcome: Outcome) -> None:
    await runtime.deploy(list(document))
    _fill_contexts(runtime, test)
    watch = _Watch(runtime, test)
    runtime.machine.observing.attach(watch)
    try:
        for sending in test.send:
            if sending.after:
                await asyncio.sleep(sending.after)
            _send(runtime, sending.node, sending.port, sending.message)
        await _until_settled(watch, test)
    finally:
        runtime.machine.observing.detach(watch)
    for number, expectation in enumerate(test.expect):
        outcome.received[number] = watch.received(number)
        outcome.failures += _unmet(runtime, expectation, outcome.received[number])
    if not test.ignores_errors:
        awaited = {each.node for each in test.expect if each.at == "error"}
        outcome.failures += [
            f"{_name(runtime, node)} reported an error: {text}"
            for node, text in watch.errors
            if node not in awaited
        ]


def _fill_contexts(runtime: Runtime, test: FlowTest) -> None:
    for key, value in test.global_context.items():
        runtime.global_context().set(key, value)
    for flow in runtime.running_flows():
        if flow.id == test.flow:
            for key, value in test.flow_context.items():
                flow.context().set(key, value)


def _send(runtime: Runtime, node_id: str, port: int | None, message: Message | None) -> None:
    node = runtime.node(node_id)
    if node is None:
        raise FlowTestError(f"node {node_id!r} does not run: it is switched off, or its type is not here")
    if port is None:
        node.receive(None if message is None else clone(message))
    else:
        node.send([None] * port + [clone(message)])


async def _until_settled(watch: _Watch, test: FlowTest) -> None:
    """Wait until everything expected is there and it has been quiet for a while, at most as long as the test allows."""
    deadline = time.monotonic() + test.within
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        now = time.monotonic()
        if now >= deadline:
            return
        if watch.has_all() and now - watch.last_news() >= test.quiet:
            return


class _Watch(Observer):
    """Keeps what comes to the places that are expected to get something, and all errors."""

    handles = True

    def __init__(self, runtime: Runtime, test: FlowTest) -> None:
        self._runtime = runtime
        self._test = test
        self._inputs: dict[str, list[Message]] = {each.node: [] for each in test.expect if each.at == "input"}
        self.errors: list[tuple[str, str]] = []
        self._counted = 0
        self._since = time.monotonic()

    def routes(self) -> Iterable[Route]:
        # All of them: errors are told only while somebody looks, and in a test no short cut is missed.
        return [node.route for node in self._runtime.nodes()]

    def begin(self, route: Route, msg: Message) -> None:
        kept = self._inputs.get(route.node_id)
        if kept is not None:
            kept.append(clone(msg))

    def failed(self, route: Route, error: str | BaseException, msg: Message | None) -> None:
        self.errors.append((route.node_id, str(error)))

    def received(self, number: int) -> list[Any]:
        """What came to the place of an expectation."""
        expectation = self._test.expect[number]
        if expectation.at == "input":
            return self._inputs[expectation.node]
        if expectation.at == "error":
            return [{"message": text} for node, text in self.errors if node == expectation.node]
        recorder = self._runtime.node(recorder_of(number))
        return recorder.messages if isinstance(recorder, Recorder) else []

    def has_all(self) -> bool:
        """Whether as many messages have come everywhere as are expected."""
        return all(
            len(self.received(number)) >= len(each.messages) for number, each in enumerate(self._test.expect)
        )

    def last_news(self) -> float:
        """When something came last, or was still worked on."""
        count = sum(len(self.received(number)) for number in range(len(self._test.expect))) + len(self.errors)
        if count != self._counted or self._runtime.machine.busy:
            self._counted, self._since = count, time.monotonic()
        return self._since


def _unmet(runtime: Runtime, expectation: Expectation, received: Sequence[Any]) -> list[str]:
    place = _place(runtime, expectation)
    found = []
    for number, expected in enumerate(expectation.messages, start=1):
        if number > len(received):
            break
        which = f"message {number} " if len(expectation.messages) > 1 else ""
        texts = differences(expected, received[number - 1], exact=expectation.exact)
        found += [f"{which}{place}: {text}" for text in texts]
    if len(received) < len(expectation.messages):
        found.append(f"{len(expectation.messages)} messages were expected {place}, {len(received)} came")
    for extra in received[len(expectation.messages) :][:3]:
        found.append(f"a message was not expected {place}: {shown(extra)}")
    return found


def _place(runtime: Runtime, expectation: Expectation) -> str:
    name = _name(runtime, expectation.node)
    if expectation.at == "output":
        return f"at output {expectation.port + 1} of {name}"
    return f"at {name}" if expectation.at == "input" else f"as an error of {name}"


def _name(runtime: Runtime, node_id: str) -> str:
    node = runtime.node(node_id)
    if node is None:
        return f"node {node_id}"
    return f"“{node.name}”" if node.name else f"{node.type} {node_id}"
