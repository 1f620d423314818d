"""Hooks that take their time, labels, and what an end of the way means (`wirelatch.engine.hooks`)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from wirelatch.engine.node import Message, Node
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running


class Passing(Node, type="passing"):
    """Passes messages on; one with `fail` is an error."""

    def on_message(self, msg: Message) -> Message:
        if msg.get("fail"):
            raise ValueError("failed")
        return msg


FLOWS: list[dict[str, Any]] = [
    {"id": "a", "type": "passing", "wires": [["b"]]},
    {"id": "b", "type": "probe"},
    {"id": "done", "type": "complete", "scope": ["a"], "wires": [["completed"]]},
    {"id": "completed", "type": "probe"},
    {"id": "catch", "type": "catch", "scope": ["a"], "wires": [["caught"]]},
    {"id": "caught", "type": "probe"},
]


async def passed(runtime: Runtime, **more: Any) -> list[Message]:
    """Send a message through; gives what has arrived when the machine is idle."""
    node = runtime.node("a")
    assert node is not None
    node.receive({"payload": 1, **more})
    await asyncio.wait_for(runtime.machine.idle(), 5)
    return collect(runtime, "b").received


@pytest.mark.parametrize("name", ["onSend", "preRoute", "preDeliver", "onReceive"])
async def test_a_coroutine_is_waited_for_before_the_message_goes_on(name: str) -> None:
    async with running(FLOWS, classes=[Passing]) as runtime:
        order: list[str] = []

        async def handler(event: Any) -> None:
            await asyncio.sleep(0.01)
            order.append("hook")

        runtime.machine.hooks.add(name, handler)
        runtime.machine.hooks.add("postReceive", lambda event: order.append(event["destination"]["id"]))
        assert len(await passed(runtime)) == 1
        assert order.index("hook") < order.index("b")


@pytest.mark.parametrize("name", ["onSend", "preRoute", "preDeliver", "onReceive"])
async def test_a_handler_of_two_parameters_says_itself_when_it_is_done(name: str) -> None:
    async with running(FLOWS, classes=[Passing]) as runtime:
        waiting: list[Any] = []

        def handler(event: Any, done: Any) -> None:
            asyncio.get_running_loop().call_later(0.01, done)
            waiting.append(event)

        runtime.machine.hooks.add(name, handler)
        assert len(await passed(runtime)) == 1
        assert waiting


async def _halt(event: Any) -> bool:
    return False


@pytest.mark.parametrize("handler", [lambda event: False, _halt, lambda event, done: done(False)])
@pytest.mark.parametrize("name", ["onSend", "preRoute", "preDeliver", "onReceive"])
async def test_false_ends_the_way_whichever_way_it_is_said(name: str, handler: Any) -> None:
    async with running(FLOWS, classes=[Passing]) as runtime:
        runtime.machine.hooks.add(name, handler)
        assert await passed(runtime) == []
        assert collect(runtime, "caught").received == []


async def _raise(event: Any) -> None:
    raise RuntimeError("refused")


@pytest.mark.parametrize("handler", [_raise, lambda event, done: done(RuntimeError("refused"))])
@pytest.mark.parametrize("name", ["onSend", "preRoute", "preDeliver"])
async def test_an_error_is_one_of_the_sending_node_and_is_only_logged(
    name: str, handler: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(FLOWS, classes=[Passing]) as runtime:
        runtime.machine.hooks.add(name, handler)
        assert await passed(runtime) == []
        assert "[passing:a] refused" in caplog.text
        assert collect(runtime, "caught").received == []


async def test_handlers_of_a_hook_are_called_one_after_the_other_until_one_of_them_halts() -> None:
    async with running(FLOWS, classes=[Passing]) as runtime:
        order: list[int] = []

        def note(event: Any, number: int) -> None:
            if event[0]["source"]["id"] == "a":
                order.append(number)

        async def slow(event: Any) -> None:
            await asyncio.sleep(0.01)
            note(event, 1)

        def last(event: Any, done: Any) -> None:
            note(event, 3)
            done(False)

        runtime.machine.hooks.add("onSend", slow)
        runtime.machine.hooks.add("onSend", lambda event: note(event, 2))
        runtime.machine.hooks.add("onSend", last)
        runtime.machine.hooks.add("onSend", lambda event: note(event, 4))
        assert await passed(runtime) == []
        assert order == [1, 2, 3]


async def test_a_node_that_a_message_never_reached_has_not_completed_it() -> None:
    async with running(FLOWS, classes=[Passing]) as runtime:
        runtime.machine.hooks.add("onReceive", lambda event: event["destination"]["id"] != "a")
        await passed(runtime)
        assert collect(runtime, "completed").received == []


async def test_on_complete_halts_nothing_and_hears_of_errors_too() -> None:
    async with running(FLOWS, classes=[Passing]) as runtime:
        heard: list[Any] = []

        def handler(event: Any) -> bool:
            if event["node"]["id"] == "a":
                heard.append(event["error"])
            return False

        runtime.machine.hooks.add("onComplete", handler)
        await passed(runtime)
        await passed(runtime, fail=True)
        assert [str(error) for error in heard] == ["None", "failed"]
        assert len(collect(runtime, "completed").received) == 1
        assert len(collect(runtime, "caught").received) == 1


async def test_labels_remove_one_handler_or_all_of_a_name() -> None:
    async with running(FLOWS, classes=[Passing]) as runtime:
        hooks = runtime.machine.hooks
        heard: list[str] = []
        for name in ("onSend.x", "onReceive.x", "onSend.y"):
            hooks.add(name, lambda event, name=name: heard.append(name))
        assert hooks.has("onSend")
        assert hooks.has("onSend.x")
        with pytest.raises(ValueError, match="already registered"):
            hooks.add("onSend.x", lambda event: None)
        with pytest.raises(ValueError, match="there is no hook named 'onNothing'"):
            hooks.add("onNothing", lambda event: None)
        with pytest.raises(ValueError, match="only be removed by its label"):
            hooks.remove("onSend")
        hooks.remove("onReceive.x")
        hooks.remove("nothing.x")
        await passed(runtime)
        assert heard[:2] == ["onSend.x", "onSend.y"]
        hooks.remove("*.x")
        assert not hooks.has("onSend.x")
        heard.clear()
        await passed(runtime)
        assert set(heard) == {"onSend.y"}
        hooks.clear()
        assert not hooks.active


async def test_a_handler_that_is_removed_while_a_message_is_on_its_way_does_not_get_it() -> None:
    async with running(FLOWS, classes=[Passing]) as runtime:
        hooks = runtime.machine.hooks
        heard: list[Any] = []

        async def slow(event: Any) -> None:
            hooks.remove("onSend.x")

        hooks.add("onSend", slow)
        hooks.add("onSend.x", heard.append)
        assert len(await passed(runtime)) == 1
        assert heard == []
