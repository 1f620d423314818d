"""The flow under test, cut off from everything outside: what runs in place of nodes that reach there.

Nodes of the categories network and storage, and `exec`, are replaced by ones of as many outputs that send what the test
lets them answer; inject nodes wait for the test; flows that the one under test does not reach over links stay off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.palette import NodeRegistry
from wirelatch.flowtests.model import FlowTest, FlowTestError
from wirelatch.scripting.values import clone

Record = dict[str, Any]
OUTSIDE = frozenset({"network", "storage"})
OUTSIDE_TYPES = frozenset({"exec"})
RECORDER = "flow-test-recorder"
ANSWERING = "flow-test-answering"
_QUIET_INJECT = {"once": False, "repeat": "", "crontab": ""}


class Recorder(Node, type=RECORDER, category="test", inputs=1, outputs=0):
    """Keeps what arrives."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.messages: list[Message] = []

    def on_message(self, msg: Message) -> None:
        """Keep the message."""
        self.messages.append(msg)


class Answering(Node, type=ANSWERING, category="test", inputs=1, outputs=1):
    """Stands where a node would reach outside; gives the test's answers in turn."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.answers: tuple[tuple[int, Message], ...] = self.config["answers"]
        self.asked = 0

    def on_message(self, msg: Message) -> Any:
        """The next answer, laid over the message as such nodes do."""
        self.asked += 1
        if not self.answers:
            return None
        port, answer = self.answers[min(self.asked, len(self.answers)) - 1]
        return [None] * port + [{**msg, **clone(answer)}]


def isolated(records: Iterable[Record], test: FlowTest, registry: NodeRegistry) -> list[Record]:
    """A document of the flow under test; raises FlowTestError for nodes that the test names and that are not there."""
    copies = [dict(record) for record in records]
    by_id = {record.get("id"): record for record in copies}
    flow = by_id.get(test.flow)
    if flow is None or flow.get("type") != "tab":
        raise FlowTestError(f"test {test.name!r}: there is no flow {test.flow!r}")
    _check_names(test, by_id)
    reached = _reached(copies, test.flow)
    answers = {each.node: each.messages for each in test.answers}
    document = []
    for record in copies:
        if record.get("type") == "tab":
            record["disabled"] = record["id"] not in reached
        elif record.get("type") == "inject":
            record.update(_QUIET_INJECT)
        elif record.get("id") not in test.real and reaches_outside(record, registry):
            record = _replaced(record, answers.get(str(record["id"]), ()))
        document.append(record)
    document = _without_unused_configs(document, registry)
    return [*document, *_recorders(test, document)]


def recorder_of(number: int) -> str:
    """The id of the node that keeps what an expectation is about."""
    return f"flow-test-{number}"


def reaches_outside(record: Mapping[str, Any], registry: NodeRegistry) -> bool:
    """Whether a node is one that a test does not let out."""
    node_class = registry.get(str(record.get("type")))
    if node_class is None or "z" not in record:
        return False
    palette = node_class.palette
    return palette.category in OUTSIDE or palette.type in OUTSIDE_TYPES


def _replaced(record: Record, answers: tuple[tuple[int, Message], ...]) -> Record:
    kept: Record = {
        key: record[key] for key in ("id", "z", "g", "x", "y", "name", "d", "wires") if key in record
    }
    return {**kept, "type": ANSWERING, "answers": answers}


def _without_unused_configs(document: list[Record], registry: NodeRegistry) -> list[Record]:
    """The document without config nodes that nobody in it names any more: a WebSocket client connects by itself."""

    def is_config(record: Record) -> bool:
        node_class = registry.get(str(record.get("type")))
        is_for_others = node_class is not None and node_class.palette.is_config
        return is_for_others and record.get("type") != "global-config"

    configs = {str(record["id"]): record for record in document if is_config(record)}
    kept = [record for record in document if record.get("id") not in configs]
    for record in kept:  # grows while it is walked: config nodes name config nodes
        for value in record.values():
            if isinstance(value, str) and value in configs:
                kept.append(configs.pop(value))
    return [record for record in document if record.get("id") not in configs]


def _recorders(test: FlowTest, document: list[Record]) -> list[Record]:
    by_id = {record.get("id"): record for record in document}
    added = []
    for number, expectation in enumerate(test.expect):
        if expectation.at != "output":
            continue
        record = by_id[expectation.node]
        wires = [list(port) for port in record.get("wires") or []]
        while len(wires) <= expectation.port:
            wires.append([])
        wires[expectation.port].append(recorder_of(number))
        record["wires"] = wires
        added.append(
            {"id": recorder_of(number), "type": RECORDER, "z": record["z"], "x": 0, "y": 0, "wires": []}
        )
    return added


def _check_names(test: FlowTest, by_id: Mapping[Any, Record]) -> None:
    named = [sending.node for sending in test.send] + [each.node for each in test.answers]
    named += [each.node for each in test.expect if each.at == "output"]
    for node in (*named, *test.real):
        if node not in by_id:
            raise FlowTestError(f"test {test.name!r}: there is no node {node!r}")
    for each in test.expect:
        # A node inside an instance of a subflow is named by both.
        if each.node not in by_id and each.node.partition("-")[0] not in by_id:
            raise FlowTestError(f"test {test.name!r}: there is no node {each.node!r}")


def _reached(records: list[Record], flow: str) -> set[str]:
    """The flow, and those that it reaches over link nodes."""
    home = {record.get("id"): record.get("z") for record in records}
    links: dict[str, set[str]] = {}
    for record in records:
        if record.get("type") in ("link out", "link in", "link call"):
            targets = {home.get(target) for target in record.get("links") or []}
            links.setdefault(str(record.get("z")), set()).update(str(target) for target in targets if target)
    reached, waiting = {flow}, [flow]
    while waiting:
        for target in links.get(waiting.pop(), set()) - reached:
            reached.add(target)
            waiting.append(target)
    return reached
