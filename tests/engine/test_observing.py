"""Looking at messages: what an observer sees, and that nobody can tell whether one is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from wirelatch.engine.flow_wires import wires_of
from wirelatch.engine.observing import Observer
from wirelatch.engine.routes import Message, Route
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running


class Watch(Observer):
    """Keeps what it is told."""

    handles = True

    def __init__(self, runtime: Runtime, flow: str = "flow") -> None:
        self.runtime = runtime
        self.flow = flow
        self.wires: list[tuple[str, int, str]] = []
        self.handled: list[str] = []
        self.errors: list[str] = []

    def routes(self) -> Iterable[Route]:
        self.map = wires_of(self.runtime, self.flow)
        receivers = [receiver for steps in self.map.values() for _, receiver in steps]
        return [*self.map, *receivers]

    def sent(self, route: Route, port: int, receiver: Route, msg: Message) -> None:
        wire = self.map.get(route, {}).get((port, receiver))
        if wire is not None:
            self.wires.append(wire)

    def begin(self, route: Route, msg: Message) -> None:
        self.handled.append(route.node_id)

    def failed(self, route: Route, error: str | BaseException, msg: Message | None) -> None:
        self.errors.append(f"{route.node_id}: {error}")


def change(node_id: str, *targets: str) -> dict[str, Any]:
    rules = [{"t": "set", "p": node_id, "pt": "msg", "to": "1", "tot": "num"}]
    return {"id": node_id, "type": "change", "rules": rules, "wires": [list(targets)]}


CHAIN = [change("a", "b"), change("b", "c"), change("c", "end"), {"id": "end", "type": "probe"}]
SUBFLOW: list[dict[str, Any]] = [
    {"id": "s", "type": "subflow", "name": "S", "in": [{"x": 0, "y": 0, "wires": [{"id": "x"}]}],
     "out": [{"x": 0, "y": 0, "wires": [{"id": "x", "port": 0}]}]},
    {**change("x"), "z": "s"},
    {"id": "flow", "type": "tab", "label": "Flow"},
    {**change("a", "i"), "z": "flow"},
    {"id": "i", "type": "subflow:s", "z": "flow", "wires": [["end"]]},
    {"id": "end", "type": "probe", "z": "flow"},
]  # fmt: skip


async def test_an_observer_sees_each_message_on_each_wire_and_at_each_node() -> None:
    async with running(CHAIN) as runtime:
        watch = Watch(runtime)
        runtime.machine.observing.attach(watch)
        runtime.node("a").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert watch.wires == [("a", 0, "b"), ("b", 0, "c"), ("c", 0, "end")]
        assert watch.handled == ["a", "b", "c", "end"]


async def test_short_cuts_are_there_again_when_nobody_looks_any_more() -> None:
    async with running(CHAIN) as runtime:
        machine = runtime.machine
        before = [(route.only, route.segment, route.handle) for route in machine.routes.values()]
        assert any(segment is not None for _, segment, _ in before)
        watch = Watch(runtime)
        machine.observing.attach(watch)
        assert machine.watched
        assert all(route.segment is None for route in machine.routes.values())
        machine.observing.detach(watch)
        assert not machine.watched
        assert [(route.only, route.segment, route.handle) for route in machine.routes.values()] == before


async def test_a_flow_that_nobody_looks_at_keeps_its_short_cuts() -> None:
    other = [{**change("o", "p"), "z": "t2"}, {**change("p", "q"), "z": "t2"}, {**change("q"), "z": "t2"}]
    tabs = [{"id": "flow", "type": "tab"}, {"id": "t2", "type": "tab"}]
    async with running([*tabs, *({**record, "z": "flow"} for record in CHAIN), *other]) as runtime:
        runtime.machine.observing.attach(Watch(runtime))
        assert runtime.machine.route("o").segment is not None
        assert runtime.machine.route("a").segment is None


async def test_counters_and_results_are_the_same_with_and_without_an_observer() -> None:
    async with running(CHAIN) as runtime:
        machine = runtime.machine
        watch = Watch(runtime)
        for round_ in range(4):
            if round_ % 2:
                machine.observing.attach(watch)
            for number in range(3):
                runtime.node("a").receive({"payload": number})  # type: ignore[union-attr]
            await machine.idle()
            machine.observing.detach(watch)
        assert [m["payload"] for m in collect(runtime, "end").received] == [0, 1, 2] * 4
        assert [machine.route(name).received for name in ("a", "b", "c", "end")] == [12] * 4
        assert [machine.route(name).sent for name in ("a", "b", "c")] == [12] * 3


async def test_an_observer_goes_on_looking_after_a_deploy() -> None:
    async with running(CHAIN) as runtime:
        watch = Watch(runtime)
        runtime.machine.observing.attach(watch)
        await runtime.deploy(
            [*runtime.flows, {**change("d", "end"), "z": "flow", "x": 0, "y": 0}], kind="nodes"
        )
        runtime.node("d").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert watch.wires == [("d", 0, "end")]
        runtime.machine.observing.detach(watch)
        runtime.node("a").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert watch.wires == [("d", 0, "end")]
        assert len(collect(runtime, "end").received) == 2


async def test_what_a_subflow_gives_off_is_on_the_wire_behind_its_instance() -> None:
    async with running(SUBFLOW) as runtime:
        watch = Watch(runtime)
        runtime.machine.observing.attach(watch)
        runtime.node("a").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert watch.wires == [("a", 0, "i"), ("i", 0, "end")]


async def test_the_sheet_of_a_subflow_shows_what_goes_through_its_instances() -> None:
    async with running(SUBFLOW) as runtime:
        watch = Watch(runtime, "s")
        runtime.machine.observing.attach(watch)
        runtime.node("a").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert watch.wires == [("s:in:0", 0, "x"), ("x", 0, "s:out:0")]


async def test_an_observer_hears_of_errors_and_its_own_disturb_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken(Watch):
        def sent(self, route: Route, port: int, receiver: Route, msg: Message) -> None:
            raise RuntimeError("broken")

    flows = [
        change("a", "bad"),
        {"id": "bad", "type": "json", "wires": [["end"]]},
        {"id": "end", "type": "probe"},
    ]
    async with running(flows) as runtime:
        watch = Broken(runtime)
        runtime.machine.observing.attach(watch)
        runtime.node("a").receive({"payload": "{"})  # type: ignore[union-attr]
        runtime.node("a").receive({"payload": "{}"})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert [m["payload"] for m in collect(runtime, "end").received] == [{}]
        assert len(watch.errors) == 1
        assert watch.errors[0].startswith("bad: ")
        assert "an observer of messages failed" in caplog.text
