"""What editors are told of running flows: only those who asked, only of the flow that they show."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tests.access.flows_half import flows_half, session_token
from wirelatch.engine.testing import running
from wirelatch.workbench.live import Live

FLOWS: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab"},
    {"id": "a", "type": "change", "rules": [], "z": "t1", "wires": [["b"]]},
    {"id": "b", "type": "json", "z": "t1", "wires": [[]]},
    {"id": "t2", "type": "tab"},
    {"id": "c", "type": "change", "rules": [], "z": "t2", "wires": [["d"]]},
    {"id": "d", "type": "probe", "z": "t2", "wires": [[]]},
]


class Editor:
    """A connection that keeps what it is told."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    def queue(self, topic: str, data: Any) -> None:
        self.told.put_nowait((topic, data))

    async def next(self, topic: str) -> Any:
        async with asyncio.timeout(10):
            while True:
                heard, data = await self.told.get()
                if heard == topic and (data.get("wires") or data.get("traces")):
                    return data


async def test_wires_of_the_flow_shown_are_told_with_counts_values_and_errors() -> None:
    async with running(FLOWS) as runtime:
        live, editor = Live(runtime), Editor()
        live.receive(editor, "live/watch", {"flow": "t1", "wires": True})
        for node_id in ("a", "c"):
            runtime.node(node_id).receive({"payload": "{"})  # type: ignore[union-attr]
        told = await editor.next("live/wires")
        assert told["flow"] == "t1"
        (wire,) = told["wires"]
        assert wire["wire"] == ("a", 0, "b")
        assert wire["count"] == 1
        assert '"payload":"{"' in wire["value"]["msg"]
        assert wire["error"]
        await live.close()


async def test_nobody_looks_any_more_when_the_last_editor_has_left() -> None:
    async with running(FLOWS) as runtime:
        live, first, second = Live(runtime), Editor(), Editor()
        for editor in (first, second):
            live.receive(editor, "live/watch", {"flow": "t1", "wires": True, "traces": True, "shapes": True})
        assert runtime.machine.watched
        live.gone(first)
        assert runtime.machine.watched
        live.receive(second, "live/watch", {"flow": "t2"})
        assert not runtime.machine.watched
        live.gone(second)
        await live.close()


async def test_somebody_who_comes_later_is_told_what_was_seen_before() -> None:
    async with running(FLOWS) as runtime:
        live, first, second = Live(runtime), Editor(), Editor()
        live.receive(first, "live/watch", {"flow": "t1", "wires": True})
        runtime.node("a").receive({"payload": "1"})  # type: ignore[union-attr]
        await first.next("live/wires")
        live.receive(second, "live/watch", {"flow": "t1", "wires": True})
        assert (await second.next("live/wires"))["wires"][0]["count"] == 1
        await live.close()


async def test_a_trace_is_told_of_and_kept_when_recording_has_ended() -> None:
    async with running(FLOWS) as runtime:
        live, editor = Live(runtime), Editor()
        live.receive(editor, "live/watch", {"flow": "t2", "traces": True})
        runtime.node("c").receive({"payload": "1"})  # type: ignore[union-attr]
        (summary,) = (await editor.next("live/traces"))["traces"]
        assert summary["steps"] == 2
        live.gone(editor)
        assert summary["id"] in live.recorders["t2"].traces
        live.clear("t2")
        assert not live.recorders["t2"].traces
        await live.close()


async def test_contents_of_messages_are_for_those_who_may_listen_and_sending_for_those_who_may_inject(
    tmp_path: Path,
) -> None:
    async with flows_half(tmp_path, identity_port=1) as half:
        for permission, reading, sending in (
            ("status.read", 200, 401),
            ("flows.read", 401, 401),
            ("*", 200, 404),
        ):
            async with half.tool(await session_token(half, permission)) as tool:
                assert (await tool.get("/api/v1/shapes/n")).status_code == reading
                answer = await tool.post("/api/v1/traces/none/steps/0/send", json={})
                assert answer.status_code == sending


async def test_the_server_tells_of_code_and_expressions_that_cannot_be_read(tmp_path: Path) -> None:
    records = [
        {"id": "f", "type": "function", "func": "return (;"},
        {"id": "p", "type": "python", "func": "return ("},
        {
            "id": "c",
            "type": "change",
            "rules": [{"t": "set", "p": "a", "pt": "msg", "to": "$sum(", "tot": "jsonata"}],
        },
        {"id": "h", "type": "http request", "authType": "bearer"},
        {"id": "good", "type": "function", "func": "return msg;"},
    ]
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "flows.read")) as tool,
    ):
        found = (await tool.post("/api/v1/problems", json={"records": records})).json()
        assert {(item["id"], item["rule"]) for item in found} == {
            ("f", "contents"), ("p", "contents"), ("c", "contents"), ("h", "credentials"),
        }  # fmt: skip
        assert (await tool.post("/api/v1/problems", json={"records": [{"id": 1}]})).status_code == 400
