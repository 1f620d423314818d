"""Environment variables, errors, statuses and completion: what flows see of them is what they see with Node-RED."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

Record = dict[str, Any]

_place = itertools.count(10, 10)


def placed(node_id: str, kind: str, flow: str, *wires: str, **more: Any) -> Record:
    position = next(_place)
    return {
        "id": node_id, "type": kind, "z": flow, "x": position, "y": position, "name": node_id,
        "wires": [list(wires)], **more,
    }  # fmt: skip


def function(node_id: str, flow: str, code: str, *wires: str, **more: Any) -> Record:
    basis = {
        "outputs": 1,
        "timeout": 0,
        "noerr": 0,
        "initialize": "",
        "finalize": "",
        "libs": [],
        "func": code,
    }
    return placed(node_id, "function", flow, *wires, **basis, **more)


def debug(node_id: str, flow: str) -> Record:
    more = {"active": True, "tosidebar": True, "complete": "payload", "targetType": "msg"}
    return {**placed(node_id, "debug", flow, **more), "wires": []}


def inject(node_id: str, flow: str, *wires: str) -> Record:
    return placed(node_id, "inject", flow, *wires, props=[], repeat="", crontab="", once=False)


def tab(node_id: str, *env: Mapping[str, Any], **more: Any) -> Record:
    return {"id": node_id, "type": "tab", "label": f"{node_id} label", "env": list(env), **more}


def group(node_id: str, flow: str, *env: Mapping[str, Any], **more: Any) -> Record:
    return {
        "id": node_id, "type": "group", "z": flow, "name": f"{node_id} name", "nodes": [], "env": list(env),
        "x": 0, "y": 0, "w": 1, "h": 1, **more,
    }  # fmt: skip


def var(name: str, value: str, kind: str = "str") -> dict[str, str]:
    return {"name": name, "value": value, "type": kind}


def subflow(
    node_id: str, entrance: str, exits: Sequence[str], *env: Mapping[str, Any], **more: Any
) -> Record:
    return {
        "id": node_id, "type": "subflow", "name": f"{node_id} name", "env": list(env),
        "in": [{"x": 1, "y": 1, "wires": [{"id": entrance}]}],
        "out": [{"x": 1, "y": 1, "wires": [{"id": exit_, "port": 0} for exit_ in exits]}], **more,
    }  # fmt: skip


def instance(
    node_id: str, of: str, flow: str, *wires: str, env: Sequence[Mapping[str, Any]] = (), **more: Any
) -> Record:
    return placed(node_id, f"subflow:{of}", flow, *wires, env=list(env), **more)


async def same(pair: Twins, flows: list[Record], *starts: str, at_least: int = 1) -> None:
    """Press inject nodes on both sides; what the debug nodes show is the same."""
    await pair.deploy(flows)
    for start in starts:
        await pair.inject(start, {"payload": 0, "topic": start})
    theirs, ours = await pair.compare(ordered=False)
    only_theirs = [item for item in theirs if item not in ours]
    only_ours = [item for item in ours if item not in theirs]
    assert (only_ours, len(ours)) == (only_theirs, len(theirs))
    assert len(theirs) >= at_least


NAMES = [
    *"ABCDEFG", "NUM", "BOOL", "JSON", "BIN", "EXPR", "EXPR2", "SELF", "SELF2", "LATE", "BAD", "MIX", "NOWHERE", "GC", "GCE",
    "NR_NODE_NAME", "NR_NODE_ID", "NR_NODE_PATH", "NR_GROUP_NAME", "NR_GROUP_ID", "NR_FLOW_NAME", "NR_FLOW_ID",
    "NR_SUBFLOW_NAME", "NR_SUBFLOW_ID", "NR_SUBFLOW_PATH",
]  # fmt: skip

READ = (
    "const names = %s; const out = {};"
    "for (const n of names) { const v = env.get(n); out[n] = v === undefined ? 'not there' : v; }"
    "msg.payload = out; return msg;"
)


def reader(node_id: str, flow: str, *wires: str, **more: Any) -> Record:
    """A function that reads every variable, from here and from one and two levels up."""
    names = [up + name for up in ("", "$parent.", "$parent.$parent.") for name in NAMES]
    return function(node_id, flow, READ % names, *wires, **more)


async def test_every_variable_is_the_same_from_every_place(pair: Twins) -> None:
    everything = [
        var("NUM", "12.5", "num"), var("BOOL", "true", "bool"), var("JSON", '{"a":[1,{"b":2}]}', "json"),
        var("BIN", "[1,2,3]", "bin"), var("EXPR", '$env("A") & "!"', "jsonata"), var("SELF2", '$env("SELF2") & "+"', "jsonata"),
        var("EXPR2", '{"x": 1 + 1}', "jsonata"), var("LATE", "NUM", "env"), var("SELF", "SELF", "env"),
        var("BAD", "{not json", "json"), var("MIX", "${A}-${NUM}", "env"),
    ]  # fmt: skip
    flows = [
        {"id": "gc", "type": "global-config", "env": [var("GC", "g"), var("GCE", "GC", "env"), var("A", "gc-a"), var("SELF", "gc-self")]},
        tab("t", var("A", "t-a"), var("B", "t-b"), var("C", "A", "env"), var("SELF", "t-self"), *everything[:-3]),
        group("g1", "t", var("A", "g1-a"), var("B", "$parent.A", "env"), *everything),
        group("g2", "t", var("A", "g2-a"), var("D", "${B}", "env"), g="g1"),
        group("g3", "t"),
        inject("go", "t", "r0", "r1", "r2", "r3", "i1", "i2"),
        reader("r0", "t", "out"),
        reader("r1", "t", "out", g="g1"),
        reader("r2", "t", "out", g="g2"),
        reader("r3", "t", "out", g="g3"),
        subflow("S", "s0", ["s0", "s1", "n1"], var("A", "S-a"), var("E", "S-e"), var("F", "A", "env"), *everything),
        group("sg", "S", var("A", "sg-a"), var("B", "$parent.B", "env")),
        reader("s0", "S", "s1", "n1"),
        reader("s1", "S", g="sg"),
        instance("n1", "N", "S", g="sg", env=[var("A", "n1-a"), var("G", "E", "env")]),
        subflow("N", "n0", ["n0"], var("A", "N-a"), var("B", "N-b"), var("C", "B", "env")),
        reader("n0", "N"),
        instance("i1", "S", "t", "out", env=[var("A", "i1-a"), var("E", "$parent.A", "env")]),
        instance("i2", "S", "t", "out", env=[var("A", "A", "env"), var("E", '$env("B")', "jsonata")], g="g2"),
        debug("out", "t"),
    ]  # fmt: skip
    await same(pair, flows, "go", at_least=10)


async def test_secret_variables_are_the_same_from_every_place(pair: Twins) -> None:
    def secret(name: str, value: str = "") -> dict[str, str]:
        return var(name, value, "cred")

    flows: list[Record] = [
        {
            "id": "gc", "type": "global-config", "env": [secret("G"), secret("A")],
            "credentials": {"map": {"G": "gc-g", "has_G": True, "A": "gc-a", "has_A": True}},
        },
        tab("t", secret("A"), secret("B"), secret("C"), var("D", "A", "env"), credentials={"A": "t-a", "B": "t-b"}),
        group("g", "t", secret("A"), secret("E"), credentials={"A": "g-a"}),
        inject("go", "t", "r0", "r1", "i1", "i2", "i3", "i4"),
        reader("r0", "t", "out"),
        reader("r1", "t", "out", g="g"),
        subflow("S", "s0", ["s0", "n1"], secret("A"), secret("B"), var("F", "f"), credentials={"A": "S-a", "B": "S-b"}),
        reader("s0", "S", "n1"),
        instance("n1", "N", "S", env=[secret("C")], credentials={"C": "n1-c"}),
        subflow("N", "n0", ["n0"], secret("C"), secret("D"), credentials={"D": "N-d"}),
        reader("n0", "N"),
        instance("i1", "S", "t", "out"),
        instance("i2", "S", "t", "out", env=[secret("A")], credentials={"A": "i2-a"}),
        instance("i3", "S", "t", "out", env=[secret("A"), secret("F"), secret("G")], credentials={"F": "i3-f"}, g="g"),
        instance("i4", "S", "t", "out", credentials={"B": "i4-b"}),
        debug("out", "t"),
    ]  # fmt: skip
    await same(pair, flows, "go", at_least=10)


def setting(node_id: str, flow: str, value: str, *wires: str, **more: Any) -> Record:
    rules = [{"t": "set", "p": "payload", "pt": "msg", "to": value, "tot": "str"}]
    return placed(node_id, "change", flow, *wires, rules=rules, action="", property="", reg=False, **more)


async def test_properties_that_are_a_variable_as_a_whole_are_substituted(pair: Twins) -> None:
    values = [
        "${A}", "$(A)", "x${A}", "${A}x", "${NOWHERE}", "${A} ", "${NR_NODE_ID}", "${NR_NODE_NAME}", "${NR_NODE_PATH}",
        "${NR_FLOW_NAME}", "${NR_GROUP_NAME}", "${$parent.A}", "$(A}", "${}", "${JSON}", "${BOOL}", "${A}${B}", "$A",
    ]  # fmt: skip
    changes = [setting(f"c{i}", "t", value, "out", g="g") for i, value in enumerate(values)]
    inner = [setting(f"s{i}", "S", value) for i, value in enumerate(values)]
    flows = [
        tab(
            "t", var("A", "t-a"), var("B", "t-b"), var("JSON", '{"a":1}', "json"), var("BOOL", "true", "bool")
        ),
        group("g", "t", var("A", "g-a")),
        inject("go", "t", *(record["id"] for record in changes), "i"),
        *changes,
        subflow("S", "s0", [record["id"] for record in inner], var("A", "S-a")),
        *inner,
        instance("i", "S", "t", "out"),
        debug("out", "t"),
    ]
    flows[3 + len(changes)]["in"][0]["wires"] = [{"id": record["id"]} for record in inner]
    await same(pair, flows, "go", at_least=30)


TOLD = """
const e = msg.error || {}; const s = msg.status || {}; const c = msg.complete || {};
const source = (e.source || s.source || c.source || {});
msg.payload = {
    at: NODE, message: e.message && String(e.message).split("\\n")[0], id: source.id, type: source.type, name: source.name,
    count: source.count, text: s.text, fill: s.fill, topic: msg.topic, earlier: "_error" in msg
};
msg.payload = JSON.parse(JSON.stringify(msg.payload));
return msg;
"""


def listener(node_id: str, kind: str, flow: str, out: str = "", **more: Any) -> list[Record]:
    """A Catch, Status or Complete node, a function that tells what it got, and a debug node unless `out` says otherwise."""
    told = function(
        f"{node_id}-told", flow, TOLD.replace("NODE", f'"{node_id}"'), *([out] if out else [f"{node_id}-out"])
    )
    records = [placed(node_id, kind, flow, told["id"], **more), told]
    return records if out else [*records, debug(f"{node_id}-out", flow)]


def thrower(node_id: str, flow: str, *wires: str, **more: Any) -> Record:
    return function(node_id, flow, f'throw new Error("from {node_id}");', *wires, **more)


async def test_errors_go_to_the_same_catch_nodes(pair: Twins) -> None:
    flows = [
        tab("t"),
        group("g1", "t"),
        group("g2", "t", g="g1"),
        group("g3", "t"),
        inject("go", "t", "x0", "x1", "x2", "x3", "said", "silent", "i1", "i2", "i3"),
        thrower("x0", "t"),
        thrower("x1", "t", g="g1"),
        thrower("x2", "t", g="g2"),
        thrower("x3", "t", g="g3"),
        function("said", "t", 'node.error("said", msg); msg.error = {message: "old"}; node.error("twice", msg);'),
        function("silent", "t", 'node.error("nobody"); node.error("null", null);'),
        *listener("all", "catch", "t", scope=None, uncaught=False),
        *listener("only", "catch", "t", scope=["x0", "x2", "i1"], uncaught=False),
        *listener("in1", "catch", "t", scope="group", uncaught=False, g="g1"),
        *listener("in2", "catch", "t", scope="group", uncaught=False, g="g2"),
        *listener("in3", "catch", "t", scope=None, uncaught=False, g="g3"),
        *listener("rest", "catch", "t", scope=None, uncaught=True),
        subflow("S", "sx", ["sx", "sok"]),
        thrower("sx", "S"),
        function("sok", "S", "return msg;"),
        subflow("H", "hx", ["h-told"]),
        thrower("hx", "H"),
        *listener("h", "catch", "H", out="nowhere", scope=None, uncaught=False),
        subflow("O", "inner", ["inner"]),
        instance("inner", "S", "O"),
        instance("i1", "S", "t"),
        instance("i2", "H", "t", "h-out"),
        instance("i3", "O", "t"),
        debug("h-out", "t"),
        tab("q"),
        inject("go2", "q", "y0", "y1"),
        thrower("y0", "q"),
        thrower("y1", "q"),
        *listener("some", "catch", "q", scope=["y0"], uncaught=False),
        *listener("rest1", "catch", "q", scope=None, uncaught=True),
        *listener("rest2", "catch", "q", scope=None, uncaught=True),
    ]  # fmt: skip
    await same(pair, flows, "go", "go2", at_least=20)


async def test_an_error_that_goes_round_is_stopped_after_the_same_number_of_rounds(pair: Twins) -> None:
    flows = [
        tab("t"),
        inject("go", "t", "x"),
        function("x", "t", 'node.error("round", msg);'),
        *listener("c", "catch", "t", scope=None, uncaught=False),
        tab("q"),
        inject("go2", "q", "i"),
        subflow("S", "sx", []),
        function("sx", "S", 'node.error("round", msg);'),
        instance("i", "S", "q"),
        *listener("d", "catch", "q", scope=["i"], uncaught=False),
    ]
    next(record for record in flows if record["id"] == "c-told")["wires"] = [["c-out", "x"]]
    next(record for record in flows if record["id"] == "d-told")["wires"] = [["d-out", "i"]]
    await same(pair, flows, "go", "go2", at_least=18)


def shower(node_id: str, flow: str, *wires: str, **more: Any) -> Record:
    code = f'node.status({{fill: "red", shape: "dot", text: "of {node_id}"}}); return msg;'
    return function(node_id, flow, code, *wires, **more)


async def test_statuses_go_to_the_same_status_nodes(pair: Twins) -> None:
    flows = [
        tab("t"),
        group("g1", "t"),
        group("g2", "t", g="g1"),
        inject("go", "t", "x0", "x1", "x2", "text", "i1", "i2", "i3", "i4"),
        shower("x0", "t"),
        shower("x1", "t", g="g1"),
        shower("x2", "t", g="g2"),
        function("text", "t", 'node.status("a text"); node.status(5); node.status({text: 7, fill: "blue"}); node.status({});'),
        *listener("all", "status", "t", scope=None),
        *listener("only", "status", "t", scope=["x0", "i1", "i2", "i3", "i4"]),
        *listener("in1", "status", "t", scope="group", g="g1"),
        *listener("in2", "status", "t", scope="group", g="g2"),
        subflow("S", "sx", ["sx"]),
        shower("sx", "S"),
        subflow("P", "px", ["px"], status={"x": 1, "y": 1, "wires": [{"id": "p0", "port": 0}, {"id": "p1", "port": 0}]}),
        shower("px", "P", "p0", "p1"),
        function("p0", "P", 'return [[{payload: "shown"}, {payload: {text: "t", fill: "green"}}, {payload: {}}]];'),
        function("p1", "P", 'return [[{payload: {a: [1, 2, {b: "c"}]}}, {payload: "x".repeat(50)}, {payload: 12}, {payload: null}]];'),
        subflow("Q", "qx", ["qx"], status={"x": 1, "y": 1, "wires": [{"id": "qs", "port": 0}]}),
        shower("qx", "Q"),
        placed("qs", "status", "Q", scope=None),
        subflow("O", "inner", ["inner"]),
        instance("inner", "S", "O"),
        instance("i1", "S", "t"),
        instance("i2", "P", "t"),
        instance("i3", "Q", "t"),
        instance("i4", "O", "t"),
    ]  # fmt: skip
    await same(pair, flows, "go", at_least=15)


async def test_complete_nodes_fire_for_the_same_nodes(pair: Twins) -> None:
    flows = [
        tab("t"),
        inject("go", "t", "x0", "x1", "x2", "x3", "later", "i1"),
        function("x0", "t", "return msg;"),
        function("x1", "t", "return null;"),
        thrower("x2", "t"),
        function("x3", "t", "node.done(); return null;"),
        function("later", "t", "setTimeout(() => { node.send(msg); node.done(); }, 10);"),
        *listener("done", "complete", "t", scope=["x0", "x1", "x2", "x3", "later", "i1", "sx"], uncaught=False),
        subflow("S", "sx", ["s-told"]),
        function("sx", "S", "return msg;"),
        *listener("s", "complete", "S", out="nowhere", scope=["sx"], uncaught=False),
        instance("i1", "S", "t", "i1-out"),
        debug("i1-out", "t"),
    ]  # fmt: skip
    await same(pair, flows, "go", at_least=4)
