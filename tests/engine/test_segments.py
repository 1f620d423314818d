"""Runs of nodes executed as straight calls: `wirelatch.engine.segments`."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import hidden
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, registry_of, running

LOG: list[tuple[str, Any]] = []


class Step(Node, type="step"):
    """A pure step: behaves as configured, depending on the message only."""

    fusable = True
    isolated = True
    how: str = hidden("pass")

    def on_message(self, msg: Message) -> Any:
        how, trail = self.how, msg["trail"]
        if how == "new":
            return {"payload": msg["payload"], "trail": [*trail, self.id]}
        msg["trail"] = [*trail, self.id]
        if how == "drop":
            return None if msg["payload"] % 3 == 0 else msg
        if how == "fail":
            if msg["payload"] % 3 == 1:
                raise ValueError(f"{self.id} cannot")
            return msg
        if how == "two":
            return [[msg, {**msg, "payload": msg["payload"] + 10}]]
        if how == "second":
            return [None, msg]
        if how == "wrong":
            return "text" if msg["payload"] % 3 == 2 else msg
        if how == "forget":
            del msg["_msgid"]
            return msg
        if how == "status":
            self.status(text=f"{self.id} {msg['payload']}")
        return msg


class Remember(Node, type="remember"):
    """Fusable but not isolated: reads what the flow has seen so far."""

    fusable = True

    def on_message(self, msg: Message) -> Any:
        seen = self.flow.context().get("seen") or 0
        self.flow.context().set("seen", seen + 1 if isinstance(seen, int) else 1)
        msg["trail"] = [*msg["trail"], f"{self.id}:{seen}"]
        return msg


class Effect(Node, type="effect"):
    """What can be seen from outside, in the order in which it happens."""

    def on_message(self, msg: Message) -> Any:
        error = msg.get("error")
        LOG.append(
            (
                self.id,
                msg.get("payload", None),
                list(msg.get("trail", ())),
                error and error["message"],
            )
        )
        if "error" not in msg and "status" not in msg:
            msg["trail"] = [*msg.get("trail", ()), self.id]
            return msg
        return None


CLASSES = (Step, Remember, Effect)
KINDS = ["step", "step", "step", "step", "junction", "remember", "effect"]
HOW = [
    "pass",
    "pass",
    "pass",
    "pass",
    "pass",
    "pass",
    "new",
    "drop",
    "fail",
    "two",
    "second",
    "wrong",
    "forget",
    "status",
]


@st.composite
def graphs(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A few chains of mostly pure steps, wired one behind the other at random places, and all of them to effects."""
    chains: list[list[dict[str, Any]]] = []
    for number in range(draw(st.integers(1, 5))):
        length = draw(st.integers(1, 5))
        kinds = draw(st.lists(st.sampled_from(KINDS), min_size=length, max_size=length))
        chain = [
            node(f"n{number}.{place}", kind, draw(st.sampled_from(HOW))) for place, kind in enumerate(kinds)
        ]
        for one, other in itertools.pairwise(chain):
            one["wires"] = [[], [other["id"]]] if one["how"] == "second" else [[other["id"]]]
        chains.append(chain)
    chains[0].insert(0, {**node("n0", "step", draw(st.sampled_from(HOW))), "wires": [[chains[0][0]["id"]]]})
    effects = [node("end", "effect", ""), node("other end", "effect", "")]
    for number, chain in enumerate(chains[1:], 1):
        upstream = draw(st.sampled_from([n for earlier in chains[:number] for n in earlier]))
        upstream["wires"] = [*upstream["wires"][:-1], [*(upstream["wires"] or [[]])[-1], chain[0]["id"]]]
    for number, chain in enumerate(chains):
        later = [c[0]["id"] for c in chains[number + 1 :]]
        targets = draw(st.lists(st.sampled_from(["end", "end", "other end", *later]), min_size=1, max_size=2))
        chain[-1]["wires"] = [
            *(chain[-1]["wires"] or [[]])[:-1],
            [*(chain[-1]["wires"] or [[]])[-1], *targets],
        ]
    records: list[dict[str, Any]] = [
        {"id": "f", "type": "tab"},
        *(n for chain in chains for n in chain),
        *effects,
    ]
    if draw(st.integers(0, 3)) == 0:
        records.append({**node("c", "catch", ""), "scope": None, "wires": [["end"]]})
    if draw(st.integers(0, 3)) == 0:
        records.append({**node("s", "status", ""), "scope": None, "wires": [["end"]]})
    if draw(st.integers(0, 3)) == 0:
        ids = [n["id"] for chain in chains for n in chain]
        scope = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3))
        records.append({**node("d", "complete", ""), "scope": scope, "wires": [["end"]]})
    return records


def node(node_id: str, kind: str, how: str) -> dict[str, Any]:
    return {"id": node_id, "type": kind, "z": "f", "x": 0, "y": 0, "how": how, "wires": []}


async def outcome(
    records: list[dict[str, Any]], entries: list[int], *, fused: bool
) -> tuple[list[Any], dict[str, Any]]:
    LOG.clear()
    with tempfile.TemporaryDirectory() as directory:
        runtime = Runtime(data_dir=Path(directory), registry=registry_of(*CLASSES))
        await runtime.start()
        await runtime.deploy(records)
        if not fused:
            runtime.machine.hooks.add("onSend.reference", lambda events: None)
        source = runtime.node("n0")
        assert source is not None
        for payload in entries:
            source.receive({"payload": payload, "trail": []})
        await runtime.machine.idle()
        counts = {
            node.id: (node.route.received, node.route.sent, node.route.errors) for node in runtime.nodes()
        }
        await runtime.stop()
    return list(LOG), counts


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs(), st.lists(st.integers(0, 8), min_size=1, max_size=5))
def test_results_order_and_counts_equal_the_unfused_machine(
    records: list[dict[str, Any]], entries: list[int]
) -> None:
    fused = asyncio.run(outcome(records, entries, fused=True))
    plain = asyncio.run(outcome(records, entries, fused=False))
    assert fused[0] == plain[0]
    assert fused[1] == plain[1]


def chain(count: int, **more: Any) -> list[dict[str, Any]]:
    steps = [
        {"id": f"n{i}", "type": "step", "how": "pass", "wires": [[f"n{i + 1}"]], **more} for i in range(count)
    ]
    return [*steps, {"id": f"n{count}", "type": "probe"}]


async def test_a_chain_from_the_only_source_runs_straight_even_under_load() -> None:
    async with running(chain(5), classes=CLASSES) as runtime:
        segment = runtime.machine.route("n0").segment
        assert segment is not None
        assert segment.always
        assert [route.node_id for route in segment.members] == ["n0", "n1", "n2", "n3", "n4"]


@pytest.mark.parametrize(
    "more",
    [
        {"id": "x", "type": "catch", "wires": []},
        {"id": "x", "type": "status", "wires": []},
        {"id": "x", "type": "effect", "wires": [["n5"]]},
        {"id": "x", "type": "effect", "wires": [["n0"]]},
    ],
    ids=["catch", "status", "another source behind", "source with an effect in front"],
)
async def test_a_chain_that_something_else_could_observe_runs_straight_only_when_alone(
    more: dict[str, Any],
) -> None:
    async with running([*chain(5), more], classes=CLASSES) as runtime:
        segment = runtime.machine.route("n0").segment
        assert segment is not None
        assert segment.always == (more["wires"] == [["n0"]])


async def test_a_node_that_is_waited_for_by_a_complete_node_is_never_inside() -> None:
    flow = [*chain(5), {"id": "x", "type": "complete", "scope": ["n2"], "wires": []}]
    async with running(flow, classes=CLASSES) as runtime:
        segment = runtime.machine.route("n0").segment
        assert segment is not None
        assert [route.node_id for route in segment.members] == ["n0", "n1"]


async def test_hooks_switch_straight_calls_off_while_they_are_registered() -> None:
    async with running(chain(5), classes=CLASSES) as runtime:
        runtime.machine.hooks.add("preRoute.test", lambda event: None)
        assert runtime.machine.route("n0").segment is None
        runtime.machine.hooks.remove("*.test")
        assert runtime.machine.route("n0").segment is not None


async def test_counters_tell_of_every_member() -> None:
    async with running(chain(3), classes=CLASSES) as runtime:
        for payload in range(4):
            runtime.node("n0").receive({"payload": payload, "trail": []})  # type: ignore[union-attr]
        await collect(runtime, "n3").take(4)
        route = runtime.machine.route("n1")
        assert (route.received, route.sent, route.errors) == (4, 4, 0)
        await runtime.deploy(runtime.flows, kind="nodes")
        assert (route.received, route.sent) == (4, 4)


async def test_nodes_that_share_something_do_not_overtake_other_messages() -> None:
    flow = [
        {"id": "n0", "type": "remember", "wires": [["n1"]]},
        {"id": "n1", "type": "remember", "wires": [["n2"]]},
        {"id": "n2", "type": "probe"},
    ]
    async with running(flow, classes=CLASSES) as runtime:
        for payload in range(2):
            runtime.node("n0").receive({"payload": payload, "trail": []})  # type: ignore[union-attr]
        trails = [msg["trail"] for msg in await collect(runtime, "n2").take(2)]
        assert trails == [["n0:0", "n1:2"], ["n0:1", "n1:3"]]
