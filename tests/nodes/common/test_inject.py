"""The `inject` node."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest

from wirelatch.engine.testing import collect, running

PROBE = {"id": "p", "type": "probe"}
CATCH = {"id": "k", "type": "catch", "scope": None, "wires": [["e"]]}
ERRORS = {"id": "e", "type": "probe"}


def inject(**more: Any) -> dict[str, Any]:
    return {"id": "i", "type": "inject", "props": [], "wires": [["p"]], **more}


async def test_every_type_of_property_is_evaluated_in_the_order_of_the_rows() -> None:
    props = [
        {"p": "text", "v": "a", "vt": "str"}, {"p": "number", "v": "1.5", "vt": "num"}, {"p": "flag", "v": "true", "vt": "bool"},
        {"p": "object", "v": '{"a":[1]}', "vt": "json"}, {"p": "bytes", "v": "[1,2]", "vt": "bin"},
        {"p": "stamp", "v": "", "vt": "date"}, {"p": "iso", "v": "iso", "vt": "date"}, {"p": "date", "v": "object", "vt": "date"},
        {"p": "joined", "v": "text & number", "vt": "jsonata"}, {"p": "flow.deep", "v": "f", "vt": "flow"},
        {"p": "world", "v": "g.x", "vt": "global"}, {"p": "home", "v": "HOME_OF_TEST", "vt": "env"},
    ]  # fmt: skip
    async with running([inject(props=props), PROBE], env={"HOME_OF_TEST": "here"}) as runtime:
        node = runtime.node("i")
        assert node is not None
        node.flow.context().set("f", 7)
        runtime.global_context().set("g", {"x": [1]})
        node.inject_now()
        msg = await collect(runtime, "p").next()
        assert abs(msg.pop("stamp") - time.time() * 1000) < 5000
        assert msg.pop("iso").endswith("Z")
        assert isinstance(msg.pop("date"), datetime)
        assert msg.pop("_msgid")
        assert msg == {
            "text": "a", "number": 1.5, "flag": True, "object": {"a": [1]}, "bytes": b"\x01\x02", "joined": "a1.5",
            "flow": {"deep": 7}, "world": [1], "home": "here",
        }  # fmt: skip


async def test_a_node_of_an_old_file_sends_its_payload_and_topic() -> None:
    old = {"id": "i", "type": "inject", "topic": "t", "payload": "5", "payloadType": "num", "wires": [["p"]]}
    half_new = inject(
        id="j",
        props=[{"p": "payload"}, {"p": "topic", "vt": "str"}],
        payload="x",
        payloadType="str",
        topic="u",
    )
    async with running([old, half_new, PROBE]) as runtime:
        for node_id in ("i", "j"):
            node = runtime.node(node_id)
            assert node is not None
            node.receive({})
        first, second = await collect(runtime, "p").take(2)
        assert (first["payload"], first["topic"]) == (5, "t")
        assert (second["payload"], second["topic"]) == ("x", "u")


async def test_nothing_is_sent_and_all_errors_are_told_when_rows_cannot_be_evaluated() -> None:
    props = [
        {"p": "a", "v": "{", "vt": "json"},
        {"p": "b", "v": "ok", "vt": "str"},
        {"p": "c", "v": "$x(", "vt": "jsonata"},
    ]
    async with running([inject(props=props), PROBE, CATCH, ERRORS]) as runtime:
        runtime.node("i").receive({})  # type: ignore[union-attr]
        message = (await collect(runtime, "e").next())["error"]["message"]
        assert message.startswith("a: ")
        assert "; c: " in message
        assert not collect(runtime, "p").received


async def test_what_surrounds_a_value_that_is_not_there_is_made() -> None:
    props = [
        {"p": "payload.area.name", "v": "nothing", "vt": "global"},
        {"p": "topic", "v": "nothing", "vt": "flow"},
    ]
    async with running([inject(props=props), PROBE]) as runtime:
        runtime.node("i").inject_now()  # type: ignore[union-attr]
        msg = await collect(runtime, "p").next()
        assert {key: value for key, value in msg.items() if key != "_msgid"} == {"payload": {"area": {}}}


async def test_the_button_can_send_properties_that_are_not_deployed() -> None:
    async with running([inject(props=[{"p": "payload", "v": "old", "vt": "str"}]), PROBE]) as runtime:
        runtime.node("i").inject_now([{"p": "payload", "v": "new", "vt": "str"}])  # type: ignore[union-attr]
        msg = await collect(runtime, "p").next()
        assert msg["payload"] == "new"
        assert "__user_inject_props__" not in msg


async def test_it_sends_once_after_the_start_and_then_at_its_interval() -> None:
    props = [{"p": "payload", "v": "", "vt": "date"}]
    started = time.monotonic()
    async with running([inject(props=props, once=True, onceDelay="0.05", repeat="0.1"), PROBE]) as runtime:
        await collect(runtime, "p").take(3)
        assert 0.24 < time.monotonic() - started < 3


async def test_a_cron_expression_with_seconds_sends_when_it_is_time() -> None:
    async with running([inject(crontab="* * * * * *"), PROBE]) as runtime:
        await collect(runtime, "p").next(timeout=3)


@pytest.mark.parametrize("schedule", [{"crontab": "61 * * * *"}, {"repeat": "2147484"}])
async def test_a_schedule_that_cannot_be_kept_is_an_error(
    schedule: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    async with running([inject(**schedule), PROBE]):
        assert "cannot" in caplog.text
