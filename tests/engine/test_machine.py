"""How messages move: Node-RED's rules, each with a test that says it (`wirelatch.engine.machine`)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import hidden
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import Probe, collect, running


class Sender(Node, type="sender"):
    """Sends what a test tells it to."""

    def on_message(self, msg: Message) -> Any:
        return msg["out"]


class Later(Node, type="later"):
    """Ends its work when told, in one of the ways a handler may be asynchronous."""

    how: str = hidden("future")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.gate: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def on_message(self, msg: Message) -> Any:
        if self.how == "future":
            return self.gate

        async def work() -> Any:
            await self.gate
            return msg

        return work()


CLASSES = (Sender, Later)


def sender(*wires: list[str]) -> dict[str, Any]:
    return {"id": "s", "type": "sender", "wires": [list(port) for port in wires]}


def probes(*ids: str) -> list[dict[str, Any]]:
    return [{"id": node_id, "type": "probe"} for node_id in ids]


def send(runtime: Runtime, output: Any) -> None:
    node = runtime.node("s")
    assert node is not None
    node.send(output)


def arrivals(runtime: Runtime) -> list[str]:
    """Everything that arrived at probes, as `probe:payload`, in the order of arrival."""
    order: list[str] = []
    for node in runtime.nodes():
        if isinstance(node, Probe):

            def keep(msg: Message, node: Probe = node) -> None:
                order.append(f"{node.id}:{msg.get('payload')}")

            node.route.handle = keep
    return order


async def test_the_first_message_of_a_send_is_not_cloned_and_every_later_one_is() -> None:
    async with running([sender(["a", "b"], ["c"]), *probes("a", "b", "c")], classes=CLASSES) as runtime:
        one: Message = {"payload": {"x": 1}}
        two: Message = {"payload": {"x": 2}}
        send(runtime, [one, two])
        await runtime.machine.idle()
        got = {name: collect(runtime, name).received[0] for name in "abc"}
        assert got["a"] is one
        assert got["b"] == one
        assert got["b"] is not one
        assert got["b"]["payload"] is not one["payload"]
        assert got["c"] == two
        assert got["c"] is not two


async def test_req_and_res_are_handed_on_by_reference_when_a_message_is_cloned() -> None:
    async with running([sender(["a", "b"]), *probes("a", "b")], classes=CLASSES) as runtime:
        request, response = object(), object()
        send(runtime, {"req": request, "res": response, "payload": []})
        await runtime.machine.idle()
        clone = collect(runtime, "b").received[0]
        assert clone["req"] is request
        assert clone["res"] is response


async def test_messages_go_out_by_output_then_wire_then_message() -> None:
    async with running([sender(["a", "b"], ["c"]), *probes("a", "b", "c")], classes=CLASSES) as runtime:
        order = arrivals(runtime)
        send(runtime, [[{"payload": 1}, {"payload": 2}], {"payload": 3}])
        await runtime.machine.idle()
        assert order == ["a:1", "a:2", "b:1", "b:2", "c:3"]


async def test_a_single_message_goes_to_the_first_output() -> None:
    async with running([sender(["a"], ["b"]), *probes("a", "b")], classes=CLASSES) as runtime:
        send(runtime, {"payload": 1})
        await runtime.machine.idle()
        assert len(collect(runtime, "a").received) == 1
        assert collect(runtime, "b").received == []


async def test_entries_beyond_the_number_of_outputs_are_ignored() -> None:
    async with running([sender(["a"]), *probes("a")], classes=CLASSES) as runtime:
        send(runtime, [{"payload": 1}, {"payload": 2}, "not even a message"])
        await runtime.machine.idle()
        assert [m["payload"] for m in collect(runtime, "a").received] == [1]
        assert runtime.machine.route("s").errors == 0


async def test_nothing_is_sent_for_none_at_any_level() -> None:
    async with running([sender(["a"], ["b"]), *probes("a", "b")], classes=CLASSES) as runtime:
        send(runtime, None)
        send(runtime, [None, None])
        send(runtime, [[None, {"payload": 1}, None], []])
        await runtime.machine.idle()
        assert [m["payload"] for m in collect(runtime, "a").received] == [1]
        assert collect(runtime, "b").received == []


@pytest.mark.parametrize(("value", "kind"), [("text", "string"), (5, "number"), (True, "boolean")])
async def test_what_is_not_a_message_is_an_error_and_the_rest_is_sent(value: Any, kind: str) -> None:
    flow = [sender(["a"]), *probes("a"), {"id": "c", "type": "catch", "wires": [["e"]]}, *probes("e")]
    async with running(flow, classes=CLASSES) as runtime:
        shown: list[Any] = []
        runtime.events.subscribe(lambda topic, data: shown.append((topic, data)))
        send(runtime, [[value, {"payload": 1}]])
        await runtime.machine.idle()
        assert [m["payload"] for m in collect(runtime, "a").received] == [1]
        assert [data["msg"] for topic, data in shown if topic == "debug"] == [
            f"Function tried to send a message of type {kind}"
        ]


async def test_a_message_without_an_id_gets_one_of_sixteen_hex_digits() -> None:
    async with running([sender(["a"]), *probes("a")], classes=CLASSES) as runtime:
        send(runtime, {"payload": 1})
        msg = await collect(runtime, "a").next()
        assert len(msg["_msgid"]) == 16
        assert int(msg["_msgid"], 16) >= 0


async def test_messages_without_an_id_take_the_first_id_found_in_the_same_send() -> None:
    async with running([sender(["a"]), *probes("a")], classes=CLASSES) as runtime:
        send(runtime, [[{"payload": 1}, {"payload": 2, "_msgid": "x"}, {"payload": 3, "_msgid": "y"}]])
        await runtime.machine.idle()
        assert [m["_msgid"] for m in collect(runtime, "a").received] == ["x", "x", "y"]


async def test_messages_of_one_send_share_a_fresh_id_when_none_has_one() -> None:
    async with running([sender(["a"]), *probes("a")], classes=CLASSES) as runtime:
        send(runtime, [[{"payload": 1}, {"payload": 2}]])
        first, second = await collect(runtime, "a").take(2)
        assert first["_msgid"] == second["_msgid"] != ""


async def test_a_received_message_without_an_id_gets_one() -> None:
    async with running(probes("a")) as runtime:
        runtime.node("a").receive()  # type: ignore[union-attr]
        assert "_msgid" in await collect(runtime, "a").next()


async def test_delivery_is_asynchronous_so_that_branches_take_turns() -> None:
    flow: list[dict[str, Any]] = [
        sender(["j1", "k1"]),
        {"id": "j1", "type": "junction", "wires": [["j2"]]},
        {"id": "j2", "type": "junction", "wires": [["a"]]},
        {"id": "k1", "type": "junction", "wires": [["b"]]},
        *probes("a", "b"),
    ]
    async with running(flow, classes=CLASSES) as runtime:
        order = arrivals(runtime)
        send(runtime, {"payload": 1})
        assert order == []
        await runtime.machine.idle()
        assert order == ["b:1", "a:1"]


async def test_each_wire_delivers_in_the_order_of_sending() -> None:
    async with running([sender(["a"]), *probes("a")], classes=CLASSES) as runtime:
        for number in range(50):
            send(runtime, {"payload": number})
        assert [m["payload"] for m in await collect(runtime, "a").take(50)] == list(range(50))


async def test_wires_to_nodes_that_do_not_exist_are_dropped() -> None:
    async with running([sender(["gone", "a"]), *probes("a")], classes=CLASSES) as runtime:
        send(runtime, {"payload": 1})
        assert (await collect(runtime, "a").next())["payload"] == 1


async def test_what_a_handler_returns_is_sent() -> None:
    async with running([sender(["a"], ["b"]), *probes("a", "b")], classes=CLASSES) as runtime:
        runtime.node("s").receive({"out": [None, {"payload": 7}]})  # type: ignore[union-attr]
        assert (await collect(runtime, "b").next())["payload"] == 7


@pytest.mark.parametrize("how", ["future", "coroutine"])
async def test_an_awaitable_is_sent_and_done_when_it_ends(how: str) -> None:
    flow: list[dict[str, Any]] = [
        {"id": "l", "type": "later", "how": how, "wires": [["a"]]},
        *probes("a", "d"),
        {"id": "c", "type": "complete", "scope": ["l"], "wires": [["d"]]},
    ]
    async with running(flow, classes=CLASSES) as runtime:
        node = runtime.node("l")
        assert isinstance(node, Later)
        node.receive({"payload": "in"})
        await asyncio.sleep(0)
        assert collect(runtime, "a").received == []
        node.gate.set_result({"payload": "out"})
        await collect(runtime, "a").next()
        assert (await collect(runtime, "d").next())["payload"] == "in"


@pytest.mark.parametrize("how", ["future", "coroutine"])
async def test_an_awaitable_that_fails_is_an_error_of_the_node_with_its_message(how: str) -> None:
    flow: list[dict[str, Any]] = [
        {"id": "l", "type": "later", "how": how},
        {"id": "c", "type": "catch", "wires": [["a"]]},
        *probes("a"),
    ]
    async with running(flow, classes=CLASSES) as runtime:
        node = runtime.node("l")
        assert isinstance(node, Later)
        node.receive({"payload": 5})
        node.gate.set_exception(ValueError("no luck"))
        caught = await collect(runtime, "a").next()
        assert caught["error"]["message"] == "no luck"
        assert caught["payload"] == 5


async def test_the_event_loop_gets_its_turn_while_messages_go_in_circles() -> None:
    flow: list[dict[str, Any]] = [
        {"id": "j", "type": "junction", "wires": [["k"]]},
        {"id": "k", "type": "junction", "wires": [["j"]]},
    ]
    async with running(flow) as runtime:
        runtime.node("j").receive({})  # type: ignore[union-attr]
        for _ in range(3):
            await asyncio.sleep(0.001)
        assert runtime.machine.route("j").received > 10


async def test_counters_count_messages_received_sent_and_errors() -> None:
    async with running([sender(["a", "b"]), *probes("a", "b")], classes=CLASSES) as runtime:
        runtime.node("s").receive({"out": {"payload": 1}})  # type: ignore[union-attr]
        runtime.node("s").receive({})  # type: ignore[union-attr]
        await runtime.machine.idle()
        route = runtime.machine.route("s")
        assert (route.received, route.sent, route.errors) == (2, 2, 1)


async def test_hooks_see_a_message_on_its_whole_way_in_order() -> None:
    async with running([sender(["a", "b"]), *probes("a", "b")], classes=CLASSES) as runtime:
        seen: list[str] = []
        for name in (
            "onSend",
            "preRoute",
            "preDeliver",
            "postDeliver",
            "onReceive",
            "postReceive",
            "onComplete",
        ):
            runtime.machine.hooks.add(f"{name}.test", lambda event, name=name: seen.append(name))
        send(runtime, {"payload": 1})
        await runtime.machine.idle()
        delivered = ["preRoute", "preDeliver", "postDeliver"]
        received = ["onReceive", "postReceive", "onComplete"]
        assert seen == ["onSend", *delivered, *delivered, *received, *received]


async def test_a_hook_that_returns_false_ends_the_way_of_the_message() -> None:
    async with running([sender(["a", "b"]), *probes("a", "b")], classes=CLASSES) as runtime:
        runtime.machine.hooks.add("preRoute", lambda event: event["destination"]["id"] != "a")
        send(runtime, {"payload": 1})
        await runtime.machine.idle()
        assert len(collect(runtime, "a").received) == 0
        assert len(collect(runtime, "b").received) == 1


async def test_a_hook_that_raises_is_an_error_of_the_sending_node() -> None:
    async with running([sender(["a"]), *probes("a")], classes=CLASSES) as runtime:
        runtime.machine.hooks.add("onSend", lambda events: 1 / 0)
        send(runtime, {"payload": 1})
        await runtime.machine.idle()
        assert runtime.machine.route("s").errors == 1
        assert collect(runtime, "a").received == []


async def test_a_hook_may_ask_for_a_clone() -> None:
    async with running([sender(["a"]), *probes("a")], classes=CLASSES) as runtime:
        runtime.machine.hooks.add("onSend", lambda events: events[0].update(cloneMessage=True))
        msg: Message = {"payload": 1}
        send(runtime, msg)
        assert await collect(runtime, "a").next() is not msg


class Unreadable(list[Any]):
    """An output that cannot be looked at."""

    def __iter__(self) -> Any:
        raise RuntimeError("unreadable")


class Uncopyable(dict[str, Any]):
    """A value that cannot be cloned."""

    def copy(self) -> Any:
        raise RuntimeError("uncopyable")


class Breaks(Node, type="breaks"):
    """Hands out what cannot be sent, for every message with `bad`."""

    fusable = True
    how: str = hidden("")

    def on_message(self, msg: Message) -> Any:
        if not msg.get("bad"):
            return msg
        if self.how == "later":
            future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            future.set_result(Unreadable())
            return future
        return [{**msg, "payload": Uncopyable(a=1)}] if self.how == "clone" else Unreadable()


@pytest.mark.parametrize("how", ["send", "later", "clone"])
@pytest.mark.parametrize("behind", ["a", "j"])
async def test_what_cannot_be_sent_is_an_error_of_the_node_and_the_rest_goes_on(
    how: str, behind: str, caplog: pytest.LogCaptureFixture
) -> None:
    flow: list[dict[str, Any]] = [
        {"id": "s", "type": "breaks", "how": how, "wires": [[behind, "b"] if how == "clone" else [behind]]},
        {"id": "j", "type": "junction", "wires": [["a"]]},
        *probes("a", "b"),
    ]
    async with running(flow, classes=(Breaks,)) as runtime:
        node = runtime.node("s")
        assert node is not None
        for number in range(40):
            node.receive({"payload": number, "bad": number % 2 == 0})
        await asyncio.wait_for(runtime.machine.idle(), 5)
        got = [m["payload"] for m in collect(runtime, "a").received]
        assert [value for value in got if isinstance(value, int)] == list(range(1, 40, 2))
        assert runtime.machine.route("s").errors == 20
        node.receive({"payload": "after"})
        await asyncio.wait_for(runtime.machine.idle(), 5)
        assert collect(runtime, "a").received[-1]["payload"] == "after"


@pytest.mark.parametrize("broken", ["on_complete", "on_failure"])
async def test_a_report_that_fails_is_logged_and_the_rest_goes_on(
    broken: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    flow: list[dict[str, Any]] = [
        {"id": "s", "type": "breaks", "wires": [["a"]]},
        *probes("a", "d"),
        {"id": "c", "type": "complete", "scope": ["s"], "wires": [["d"]]},
    ]
    async with running(flow, classes=(Breaks,)) as runtime:

        def fail(*_: Any) -> None:
            raise RuntimeError("no report")

        monkeypatch.setattr(runtime.machine, broken, fail)
        node = runtime.node("s")
        assert node is not None
        for number in range(20):
            node.receive({"payload": number, "bad": number % 2 == 0})
        await asyncio.wait_for(runtime.machine.idle(), 5)
        assert [m["payload"] for m in collect(runtime, "a").received] == list(range(1, 20, 2))


async def test_the_queue_goes_on_after_what_no_node_may_catch() -> None:
    flow = [sender(["a"]), *probes("a")]
    async with running(flow, classes=CLASSES) as runtime:

        class Interrupted(BaseException):
            pass

        def interrupt(msg: Message) -> None:
            runtime.machine.route("a").handle = arrived.append
            raise Interrupted

        arrived: list[Message] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, about: None)
        runtime.machine.route("a").handle = interrupt
        send(runtime, [[{"payload": 1}, {"payload": 2}]])
        try:
            await asyncio.wait_for(runtime.machine.idle(), 5)
        except Interrupted:
            await asyncio.wait_for(runtime.machine.idle(), 5)
        assert [m["payload"] for m in arrived] == [2]
