"""A JavaScript host with functions whose owner keeps what it is told."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from wirelatch.context.stores import ContextStores
from wirelatch.jshost import JsHost
from wirelatch.jshost.functions import Call, FunctionOwner, JsError, JsFunction, Message
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED


class Owner:
    """The owner of one function: every report is an entry in `events`, and can be waited for."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()
        self.function: JsFunction | None = None

    def js_started(self, error: JsError | str | None) -> None:
        self.events.put_nowait(("started", error and str(error)))

    def js_sent(self, output: Any) -> None:
        self.events.put_nowait(("sent", output))

    def js_finished(self, call: Call, output: Any) -> None:
        self.events.put_nowait(("finished", call.msg, output))

    def js_passed(self, call: Call, last: FunctionOwner) -> None:
        self.events.put_nowait(("passed", call.msg, last))

    def js_failed(self, call: Call, owner: FunctionOwner, error: JsError | str) -> None:
        self.events.put_nowait(("failed", call.msg, str(error)))

    def js_done(self, call: Call) -> None:
        self.events.put_nowait(("done", call.msg))

    def js_dropped(self, call: Call) -> None:
        self.events.put_nowait(("dropped", call.msg))

    def js_reported(self, error: JsError | str, msg: Message | None) -> None:
        self.events.put_nowait(("reported", str(error), msg))

    def js_logged(self, level: str, value: Any) -> None:
        self.events.put_nowait((level, value))

    def js_status(self, status: Any) -> None:
        self.events.put_nowait(("status", status))

    async def js_asked(self, what: str, details: list[Any]) -> Any:
        if what == "fail":
            raise ValueError("it cannot be done")
        return [what, details]

    async def next(self) -> tuple[Any, ...]:
        """The next thing that happened."""
        return await asyncio.wait_for(self.events.get(), 20)


class Bench:
    """A host, its contexts, and short ways to define and call."""

    def __init__(self, directory: Path, *, block_seconds: float = 5.0) -> None:
        self.directory = directory
        self.contexts = ContextStores(directory / "context", paths=paths, undefined=UNDEFINED)
        self.host = JsHost(directory, os.environ, block_seconds=block_seconds)
        self.host.use_contexts(self.contexts)

    def define(self, func: str, **more: Any) -> Owner:
        """A function; its start is reported first."""
        definition = {
            "id": "n1", "name": "", "path": "f/n1", "outputs": 1, "func": func, "initialize": "", "finalize": "",
            "timeout": 0, "libs": [], "scope": "n1:f", "flows": ["f"], "env": {}, **more,
        }  # fmt: skip
        owner = Owner()
        owner.function = self.host.define(owner, definition, ["n1:f", "f", "global"])
        return owner

    async def ready(self, func: str, **more: Any) -> Owner:
        """A function that has started."""
        owner = self.define(func, **more)
        assert await owner.next() == ("started", None)
        return owner

    async def call(self, owner: Owner, msg: Message) -> tuple[Any, ...]:
        """Give the function a message; what happens next."""
        assert owner.function is not None
        self.host.call(owner.function, msg)
        return await owner.next()

    async def result(self, owner: Owner, msg: Message) -> Any:
        """What the function returns for a message."""
        event = await self.call(owner, msg)
        assert event[0] == "finished", event
        return event[2]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """A host for one test."""
    bench = Bench(tmp_path)
    yield bench
    await bench.host.close()


@pytest.fixture
async def impatient(tmp_path: Path) -> AsyncIterator[Bench]:
    """A host that waits for an answer for a short time only."""
    bench = Bench(tmp_path, block_seconds=0.5)
    yield bench
    await bench.host.close()
