"""The `debug` node."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import running

Listen = Callable[[Runtime, str], Any]


def debug(**more: Any) -> dict[str, Any]:
    return {
        "id": "d",
        "type": "debug",
        "name": "seen",
        "active": True,
        "tosidebar": True,
        "complete": "payload",
        **more,
    }


async def shown(runtime: Runtime, listen: Listen, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    events = listen(runtime, "debug")
    for message in messages:
        runtime.node("d").receive(message)  # type: ignore[union-attr]
    await runtime.machine.idle()
    return [data for _, data in events.seen]


async def test_an_event_names_its_node_and_property(listen: Listen) -> None:
    async with running([debug()]) as runtime:
        (event,) = await shown(runtime, listen, {"payload": "x", "topic": "t"})
        assert event == {
            "id": "d", "z": "flow", "path": "flow", "name": "seen", "topic": "t", "property": "payload", "msg": "x",
            "format": "string[1]",
        }  # fmt: skip


async def test_inside_a_subflow_the_event_tells_the_path_and_the_node_in_the_definition(
    listen: Listen,
) -> None:
    flows = [
        {"id": "s", "type": "subflow", "name": "S", "in": [{"wires": [{"id": "d"}]}], "out": []},
        debug(z="s", x=0, y=0),
        {"id": "one", "type": "subflow:s"},
    ]
    async with running(flows) as runtime:
        events = listen(runtime, "debug")
        runtime.node("one-d").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        event = events.seen[0][1]
        assert (event["id"], event["_alias"], event["path"]) == ("one-d", "d", "flow/one")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "null", "(undefined)"), (True, "boolean", "true"), (1.5, "number", "1.5"), (float("nan"), "number", "NaN"),
        ("ä" * 3, "string[3]", "äää"), (b"\x01\xff", "buffer[2]", "01ff"), ([1, "a"], "array[2]", '[1,"a"]'),
        ({"a": b"x"}, "Object", '{"a":{"type":"Buffer","data":[120],"__enc__":true,"length":1}}'),
        ({"n": float("inf")}, "Object", '{"n":{"__enc__":true,"type":"number","data":"Infinity"}}'),
    ],
)  # fmt: skip
async def test_values_are_encoded_as_node_red_does(value: Any, kind: str, text: str, listen: Listen) -> None:
    async with running([debug()]) as runtime:
        (event,) = await shown(runtime, listen, {"payload": value})
        assert (event["format"], event["msg"]) == (kind, text)


async def test_what_is_longer_than_the_setting_is_cut_and_says_so(listen: Listen) -> None:
    async with running([debug(complete="true")], settings={"debugMaxLength": 4}) as runtime:
        (event,) = await shown(
            runtime, listen, {"text": "abcdef", "list": list(range(9)), "bytes": b"123456"}
        )
        msg = json.loads(event["msg"])
        assert msg["text"] == "abcd..."
        assert msg["list"] == {"__enc__": True, "type": "array", "data": [0, 1, 2, 3], "length": 9}
        assert (msg["bytes"]["data"], msg["bytes"]["length"]) == ([49, 50, 51, 52], 6)


async def test_a_message_that_contains_itself_is_shown(listen: Listen) -> None:
    loop: dict[str, Any] = {"payload": {}}
    loop["payload"]["again"] = loop["payload"]
    async with running([debug()]) as runtime:
        (event,) = await shown(runtime, listen, loop)
        assert json.loads(event["msg"]) == {"again": "[Circular ~]"}


async def test_a_jsonata_expression_can_choose_what_is_shown(listen: Listen) -> None:
    async with running([debug(complete="payload * 2", targetType="jsonata")]) as runtime:
        (event,) = await shown(runtime, listen, {"payload": 21})
        assert event["msg"] == "42"
        assert "property" not in event


async def test_switched_off_it_shows_nothing_and_switched_on_again_it_does(listen: Listen) -> None:
    async with running([debug(active=False)]) as runtime:
        assert await shown(runtime, listen, {"payload": 1}) == []
        runtime.node("d").set_active(True)  # type: ignore[union-attr]
        assert len(await shown(runtime, listen, {"payload": 2})) == 1


async def test_the_log_gets_the_value_when_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    async with running([debug(console=True, tosidebar=False)]) as runtime:
        caplog.set_level("INFO")
        runtime.node("d").receive({"payload": {"a": [1, "b"]}})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert "{ a: [ 1, 'b' ] }" in caplog.text


async def test_the_status_shows_the_value_cut_to_32_characters(listen: Listen) -> None:
    async with running([debug(tostatus=True, statusType="auto")]) as runtime:
        events = listen(runtime, "status/d")
        for value in ({"a": 1}, "x" * 40, {"fill": "red", "shape": "ring", "text": "own"}):
            runtime.node("d").receive({"payload": value})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert [data for _, data in events.seen] == [
            {"text": "{ a: 1 }", "fill": "grey", "shape": "dot"},
            {"text": "x" * 32 + "...", "fill": "grey", "shape": "dot"},
            {"text": "own", "fill": "red", "shape": "ring"},
        ]


async def test_the_status_can_count_messages(listen: Listen) -> None:
    async with running([debug(tostatus=True, statusType="counter")]) as runtime:
        events = listen(runtime, "status/d")
        for _ in range(3):
            runtime.node("d").receive({"payload": 1})  # type: ignore[union-attr]
        await events.until(lambda data: data.get("text") == "3")


async def test_nothing_is_encoded_while_nobody_listens(
    monkeypatch: pytest.MonkeyPatch, listen: Listen
) -> None:
    encoded: list[Any] = []
    monkeypatch.setattr("wirelatch.nodes.common.debug.encode_event", lambda *event: encoded.append(event))
    async with running([debug()]) as runtime:
        runtime.node("d").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert encoded == []
        await shown(runtime, listen, {"payload": 2})
        assert len(encoded) == 1
