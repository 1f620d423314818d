"""The function node and what the settings of the runtime say: stores, modules, time-outs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.function.flows import function
from tests.support.flows import CATCH, PROBE
from wirelatch.engine.testing import collect, running
from wirelatch.settings import Settings

STORAGE = {
    "default": "ram",
    "ram": {"module": "memory"},
    "slow": {"module": "localfilesystem", "config": {"cache": False}},
    "kept": {"module": "sqlite"},
}


async def test_a_store_without_a_cache_can_only_be_read_with_a_callback() -> None:
    code = """
    context.set("x", { a: 1 }, "slow");
    context.get("x.a", "slow", (error, value) => {
        try { context.get("x", "slow"); } catch (e) { node.send({ payload: [error, value, e.message] }); }
    });
    """
    async with running([function(code), PROBE], settings={"contextStorage": STORAGE}) as runtime:
        runtime.node("f").receive({})
        text = "File Store cache disabled - only asynchronous access supported"
        assert (await collect(runtime, "p").next())["payload"] == [None, 1, text]
        node = runtime.node("f")
        assert node is not None
        assert node.context().get("x", "slow") == {"a": 1}


async def test_the_callback_is_told_when_a_file_cannot_be_read(tmp_path: Path) -> None:
    code = "global.get('x', 'slow', (error, value) => node.send({ payload: [error instanceof Error || String(error), value] }));"
    async with running(
        [function(code), PROBE], data_dir=tmp_path, settings={"contextStorage": STORAGE}
    ) as runtime:
        (tmp_path / "context" / "global").mkdir(parents=True)
        (tmp_path / "context" / "global" / "global.json").write_text("{")
        runtime.node("f").receive({})
        failed, value = (await collect(runtime, "p").next())["payload"]
        assert failed is True or "Expecting" in failed
        assert value is None


async def test_context_is_there_again_after_a_restart(tmp_path: Path) -> None:
    code = (
        "const n = (flow.get('n', 'kept') || 0) + 1; flow.set('n', n, 'kept'); msg.payload = n; return msg;"
    )
    for expected in (1, 2):
        async with running(
            [{"id": "t", "type": "tab"}, {**function(code), "z": "t"}, {**PROBE, "z": "t"}],
            data_dir=tmp_path,
            settings={"contextStorage": STORAGE},
        ) as runtime:
            runtime.node("f").receive({})
            assert (await collect(runtime, "p").next())["payload"] == expected


async def test_a_time_out_covers_waiting_and_what_comes_later_goes_nowhere() -> None:
    code = """
    if (msg.n) return msg;
    await new Promise((r) => setTimeout(r, 300));
    node.send({ payload: "too late" });
    return msg;
    """
    async with running([function(code, timeout=0.1), PROBE, *CATCH]) as runtime:
        runtime.node("f").receive({"payload": 1})
        caught = await collect(runtime, "e").next()
        assert caught["error"]["message"] == "Error: Script execution timed out after 100ms"
        assert caught["payload"] == 1
        await asyncio.sleep(0.35)
        runtime.node("f").receive({"n": 1})
        assert (await collect(runtime, "p").next())["n"] == 1


async def test_functions_without_a_time_out_have_the_one_for_all() -> None:
    flows = [
        function("while (true) {}"), function("while (true) {}", node_id="own", timeout=0.05), *CATCH, PROBE,
    ]  # fmt: skip
    async with running(flows, settings={"globalFunctionTimeout": 0.1}) as runtime:
        for node_id, limit in (("f", 100), ("own", 50)):
            runtime.node(node_id).receive({})
            caught = await collect(runtime, "e").next()
            assert caught["error"]["message"] == f"Error: Script execution timed out after {limit}ms"
        assert runtime.js.restarts == 0


@pytest.mark.parametrize(
    ("libs", "settings", "problem"),
    [
        ([{"var": "os", "module": "os"}], {"functionExternalModules": False}, "not allowed to load external modules"),
        ([{"var": "flow", "module": "os"}], {}, "Invalid module variable name: flow"),
        ([{"var": "x", "module": "os"}, {"var": "x", "module": "fs"}], {}, "Invalid module variable name: x"),
    ],
)  # fmt: skip
async def test_modules_that_cannot_be_given_are_an_error_of_the_node(
    libs: list[dict[str, str]], settings: dict[str, Any], problem: str
) -> None:
    async with running(
        [function("return msg", libs=libs), function("return msg", node_id="g"), PROBE], settings=settings
    ) as runtime:
        assert problem in runtime.events.retained["status/f"]["text"]
        runtime.node("f").receive({"from": "f"})
        runtime.node("g").receive({"from": "g"})
        assert (await collect(runtime, "p").next())["from"] == "g"


async def test_modules_may_be_forbidden_one_by_one() -> None:
    libs = [{"var": "fs", "module": "fs"}]
    settings = {"externalModules": {"modules": {"denyList": ["fs", "child_process"]}}}
    async with running([function("return msg", libs=libs), PROBE], settings=settings) as runtime:
        heard: asyncio.Queue[str] = asyncio.Queue()
        runtime.events.subscribe(
            lambda topic, data: heard.put_nowait(data["msg"]) if topic == "debug" else None
        )
        assert (
            await asyncio.wait_for(heard.get(), 10) == "Failed to load module fs: Error: Module not allowed"
        )


async def test_a_function_shows_how_long_it_took_when_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_RED_FUNCTION_TIME", "1")
    flows = [function("await new Promise((r) => setTimeout(r, 20)); return msg;"), PROBE]
    async with running(flows) as runtime:
        runtime.node("f").receive({})
        await collect(runtime, "p").next()
        status = runtime.events.retained["status/f"]
        assert (status["fill"], status["shape"]) == ("yellow", "dot")
        assert 19 <= float(status["text"]) < 5000


async def test_a_promise_that_is_returned_is_waited_for() -> None:
    codes = {
        "f": "return new Promise((r) => setTimeout(() => r({ payload: 'later' }), 5));",
        "g": "return Promise.reject(new Error('no'));",
    }
    flows = [*(function(code, node_id=node_id) for node_id, code in codes.items()), PROBE, *CATCH]
    async with running(flows) as runtime:
        runtime.node("f").receive({})
        assert (await collect(runtime, "p").next())["payload"] == "later"
        runtime.node("g").receive({"payload": 5})
        caught = await collect(runtime, "e").next()
        assert (caught["payload"], caught["error"]["message"]) == (5, "Error: no")


async def test_rejections_and_errors_nobody_waits_for_are_reported_and_end_nothing() -> None:
    codes = [
        "Promise.reject(new Error('stray 0')); return msg;", "(async () => { throw new TypeError('stray 1'); })(); return msg;",
        "process.nextTick(() => { throw new Error('stray 2'); }); return msg;",
    ]  # fmt: skip
    libs = [{"var": "process", "module": "process"}]
    flows = [*(function(code, node_id=f"f{i}", libs=libs) for i, code in enumerate(codes)), PROBE, *CATCH]
    async with running(flows) as runtime:
        for i in range(3):
            runtime.node(f"f{i}").receive({})
            await collect(runtime, "p").next()
            caught = await collect(runtime, "e").next()
            assert caught["error"]["message"].endswith(f"stray {i}")
            assert caught["error"]["source"]["id"] == f"f{i}"
        assert runtime.js.restarts == 0


async def test_console_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "wirelatch.jshost")
    async with running([function("console.log('from', { a: 1 }); return msg;"), PROBE]) as runtime:
        runtime.node("f").receive({})
        await collect(runtime, "p").next()
        async with asyncio.timeout(10):
            while "from { a: 1 }" not in caplog.text:
                await asyncio.sleep(0.005)


async def test_a_linked_flow_may_change_the_message_it_is_called_with() -> None:
    flows = [
        function("const r = await node.linkcall('in', msg, { clone: false }); return [msg, { same: r === msg }];", wires=[["p"], ["p"]]),
        {"id": "in", "type": "link in", "wires": [["c"]]},
        function("msg.payload.x = 2; delete msg.gone; return msg;", node_id="c", wires=[["out"]]),
        {"id": "out", "type": "link out", "mode": "return"}, PROBE,
    ]  # fmt: skip
    async with running(flows) as runtime:
        runtime.node("f").receive({"payload": {"x": 1}, "gone": 1})
        first, second = await collect(runtime, "p").take(2)
        assert (first["payload"], "gone" in first, second["same"]) == ({"x": 2}, False, True)


async def test_values_are_encoded_as_the_sidebar_shows_them() -> None:
    code = "msg.payload = RED.util.encodeObject({ msg: { n: NaN, l: [1, 2, 3], b: 5n, u: undefined } }, { maxLength: 2 }); return msg;"
    async with running([function(code), PROBE]) as runtime:
        runtime.node("f").receive({})
        shown = (await collect(runtime, "p").next())["payload"]
        assert shown["format"] == "Object"
        assert json.loads(shown["msg"]) == {
            "n": {"__enc__": True, "type": "number", "data": "NaN"},
            "l": {"__enc__": True, "type": "array", "data": [1, 2], "length": 3},
            "b": {"__enc__": True, "type": "bigint", "data": "5"},
            "u": {"__enc__": True, "type": "undefined"},
        }


@pytest.mark.parametrize("depth", [255, 700])
async def test_deep_values_cross_in_both_directions(depth: int) -> None:
    value: Any = "inner"
    for _ in range(depth):
        value = [value]
    async with running([function("msg.other = msg.payload; return msg;"), PROBE]) as runtime:
        runtime.node("f").receive({"payload": value})
        other = (await collect(runtime, "p").next())["other"]
        for _ in range(depth):
            (other,) = other
        assert other == "inner"


async def test_a_value_too_deep_to_leave_javascript_is_an_error_of_its_function() -> None:
    code = "let v = 1; for (let i = 0; i < msg.depth; i++) v = [v]; msg.payload = v; return msg;"
    async with running([function(code), PROBE, *CATCH]) as runtime:
        for depth in (5000, 100_000):
            runtime.node("f").receive({"depth": depth})
            caught = await collect(runtime, "e").next()
            assert "nested too deep" in caught["error"]["message"]
        runtime.node("f").receive({"depth": 3})
        assert (await collect(runtime, "p").next())["payload"] == [[[1]]]


async def test_context_outlives_a_deploy_where_stores_were_chosen() -> None:
    code = "context.set('n', (context.get('n') || 0) + 1); flow.set('f', 1); msg.payload = context.get('n'); return msg;"
    for settings, expected in (({"contextStorage": STORAGE}, 2), ({}, 1)):
        flows = [{"id": "t", "type": "tab"}, {**function(code), "z": "t"}, {**PROBE, "z": "t"}]
        async with running(flows, settings=settings) as runtime:
            runtime.node("f").receive({})
            await collect(runtime, "p").next()
            changed = [
                {**record, "name": "new"} if record["id"] == "f" else record for record in runtime.flows
            ]
            await runtime.deploy(changed, kind="nodes")
            runtime.node("f").receive({})
            assert (await collect(runtime, "p").next())["payload"] == expected
            assert runtime.contexts.flow_scope("t").get("f") == 1
            await runtime.deploy([{"id": "other", "type": "tab"}])
            assert runtime.contexts.scope("f:t").keys() == []
            assert runtime.contexts.flow_scope("t").keys() == []


async def test_functions_do_not_see_variables_that_are_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRELATCH_LINK_TOKEN", "secret")
    monkeypatch.setenv("WL_SEEN", "seen")
    names = ["WIRELATCH_LINK_TOKEN", "WL_SEEN"]
    code = f"msg.payload = {json.dumps(names)}.map((n) => [env.get(n), process.env[n]]); return msg;"
    libs = [{"var": "process", "module": "process"}]
    settings = {"envVarExcludes": Settings().runtime()["envVarExcludes"]}
    async with running([function(code, libs=libs), PROBE], settings=settings) as runtime:
        runtime.node("f").receive({})
        assert (await collect(runtime, "p").next())["payload"] == [[None, None], ["seen", "seen"]]
