"""One bad node does not stop the rest: whatever a node raises, wherever it raises it, the others go on."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from wirelatch.engine.node import Message, Node
from wirelatch.engine.testing import collect, running


class Unusual(BaseException):
    """An exception that `except Exception` does not catch."""


class Bad(Node, type="bad", category="test", inputs=1, outputs=1):
    """Raises where its record says."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._raise("constructor")

    def _raise(self, place: str) -> None:
        if self.config.get("where") == place:
            raise Unusual(place)

    def start(self) -> Any:
        self._raise("start")
        return self._start() if self.config.get("where") == "async start" else None

    async def _start(self) -> None:
        self._raise("async start")

    def on_message(self, msg: Message) -> Message:
        if "payload" in msg:
            raise msg["payload"]
        return msg

    def close(self, removed: bool) -> Any:
        self._raise("close")
        return self._close() if self.config.get("where") == "hanging close" else None

    async def _close(self) -> None:
        end = time.monotonic() + 3
        while time.monotonic() < end:
            try:
                await asyncio.sleep(3)
            except asyncio.CancelledError:
                continue


REST: list[dict[str, Any]] = [
    {"id": "good", "type": "junction", "wires": [["p"]]},
    {"id": "p", "type": "probe"},
    {"id": "c", "type": "catch", "scope": None, "wires": [["e"]]},
    {"id": "e", "type": "probe"},
]


@pytest.mark.parametrize("where", ["constructor", "start", "async start", "close"])
async def test_the_others_start_run_and_stop(where: str) -> None:
    async with running([{"id": "bad", "type": "bad", "where": where}, *REST], classes=[Bad]) as runtime:
        runtime.node("good").receive({"payload": 1})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["payload"] == 1
        await runtime.deploy([])
        assert runtime.nodes() == []


async def test_a_node_that_hangs_while_it_closes_and_takes_no_notice_is_left_behind() -> None:
    flow = [{"id": "bad", "type": "bad", "where": "hanging close"}, *REST]
    async with running(flow, classes=[Bad], settings={"nodeCloseTimeout": 30}) as runtime:
        before = time.monotonic()
        await runtime.deploy([])
        assert time.monotonic() - before < 2


@pytest.mark.parametrize("kind", [Unusual, SystemExit, GeneratorExit, asyncio.CancelledError, RecursionError])
async def test_whatever_a_handler_raises_is_an_error_that_can_be_caught(kind: type[BaseException]) -> None:
    flow = [{"id": "bad", "type": "bad", "wires": [["p"]]}, *REST]
    async with running(flow, classes=[Bad]) as runtime:
        bad = runtime.node("bad")
        assert bad is not None
        bad.receive({"payload": kind("no")})
        assert (await collect(runtime, "e").next())["error"]["source"]["id"] == "bad"
        bad.receive({"topic": "next"})
        assert (await collect(runtime, "p").next())["topic"] == "next"


class Needy(Bad, type="needy", category="test", inputs=1, outputs=1):
    """Says for each message that it could not start."""

    needs_start = True


@pytest.mark.parametrize("where", ["start", "async start"])
@pytest.mark.parametrize("kind", ["bad", "needy"])
async def test_what_could_not_start_gets_no_messages(kind: str, where: str) -> None:
    node = {"id": "bad", "type": kind, "z": "t", "where": where, "wires": [["p"]]}
    rest = [{"z": "t", **record} for record in REST]
    listening = [{"id": "done", "type": "complete", "z": "t", "scope": ["bad"], "wires": [["p"]]}]
    document = [{"id": "t", "type": "tab"}, node, *rest, *listening]
    async with running(document, classes=[Bad, Needy]) as runtime:
        for _ in range(2):
            runtime.node("bad").receive({"payload": ValueError("on_message was called")})  # type: ignore[union-attr]
            await runtime.machine.idle()
            # Wires are bound anew, and the node stays as it is.
            await runtime.deploy([*document, {"id": "new", "type": "junction", "z": "t"}], kind="nodes")
        errors = [msg["error"]["message"] for msg in collect(runtime, "e").received]
        assert collect(runtime, "p").received == []
        assert errors == (["the node could not start: its status says why"] * 2 if kind == "needy" else [])
