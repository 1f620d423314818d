"""Node by node: what a node of ours sends is what Node-RED's sends, for the same configuration and messages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.differential.cases import VALUES, Case, flows_of, payloads, same
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]


# change ----------------------------------------------------------------------------------------------------------


def change(*rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "change",
        "rules": list(rules),
        "action": "",
        "property": "",
        "from": "",
        "to": "",
        "reg": False,
    }


CHANGE = [
    *[{"t": "set", "p": "payload", "pt": "msg", "to": to, "tot": kind} for to, kind in [
        ("text", "str"), ("12.5", "num"), ("", "num"), ("x", "num"), ("true", "bool"), ("no", "bool"),
        ('{"a":[1,2,{"b":null}]}', "json"), ("[1,2,255]", "bin"), ('"txt"', "bin"), ("topic", "msg"), ("a.b.c", "msg"),
        ("deep.list[1].x", "msg"), ('deep["list"][0]', "msg"), ("nothing", "msg"), ("nothing.below", "msg"),
        ("deep.list[msg.index]", "msg"), ("payload & 'x'", "jsonata"), ("$uppercase(topic)", "jsonata"),
        ("deep.list.x", "jsonata"), ("PATH_THAT_IS_NOT_SET", "env"),
    ]],
    *[{"t": "set", "p": path, "pt": "msg", "to": "v", "tot": "str"} for path in [
        "new", "new.a.b", "new[0]", "new[2].a", "deep.list[5]", "deep.list[0]", "topic.x", "deep.n.y", 'deep["k k"]',
        "deep.list[msg.index].y", "msg.payload",
    ]],
    {"t": "set", "p": "copy", "pt": "msg", "to": "deep", "tot": "msg", "dc": True},
    *[{"t": "delete", "p": path, "pt": "msg"} for path in ["payload", "deep.list[0]", "deep.n", "no.such", "topic"]],
    *[{"t": "move", "p": p, "pt": "msg", "to": to, "tot": "msg"} for p, to in [
        ("payload", "other"), ("deep.n", "payload"), ("deep", "deep.inner"), ("deep.list", "deep"), ("payload", "payload"),
        ("no", "payload"), ("no.such", "payload"), ("topic", "deep.list[0]"),
    ]],
    *[{"t": "change", "p": p, "pt": "msg", "from": frm, "fromt": fromt, "to": to, "tot": tot} for p, frm, fromt, to, tot in [
        ("topic", "o", "str", "0", "str"), ("topic", "o", "str", "5", "num"), ("topic", "foo.bar", "str", "5", "num"),
        ("topic", "o+", "re", "<$&>", "str"), ("topic", "(f)(o)", "re", "$2$1$3$$", "str"), ("topic", ".", "str", "-", "str"),
        ("deep.n", "7", "num", "8", "num"), ("deep.n", "7", "str", "8", "num"), ("deep.flag", "true", "bool", "off", "str"),
        ("deep.text7", "7", "num", "8", "num"), ("topic", "search", "msg", "found", "str"), ("topic", "foo", "str", "topic", "msg"),
        ("truth", "x", "str", "true", "bool"), ("truth", "x", "str", "", "str"), ("deep", "a", "str", "b", "str"),
        ("topic", "o", "str", "payload", "msg"), ("topic", "[", "re", "x", "str"),
    ]],
]  # fmt: skip


async def test_change_rules_do_what_node_reds_do(pair: Twins) -> None:
    deep = {"list": [{"x": 1}, {"x": 2}, 3], "n": 7, "flag": True, "text7": "7", "k k": 1}
    message = {
        "payload": "hello",
        "topic": "foo.bar",
        "deep": deep,
        "index": 1,
        "search": "bar",
        "truth": "x",
    }
    await same(pair, [Case(change(rule), [message]) for rule in CHANGE])


async def test_change_works_on_context(pair: Twins) -> None:
    rules = [
        {"t": "set", "p": "count.a", "pt": "flow", "to": "payload", "tot": "msg"},
        {"t": "set", "p": "b", "pt": "global", "to": "count", "tot": "flow", "dc": True},
        {"t": "change", "p": "count.a", "pt": "flow", "from": "l", "fromt": "str", "to": "L", "tot": "str"},
        {"t": "move", "p": "count", "pt": "flow", "to": "moved", "tot": "msg"},
        {"t": "set", "p": "after", "pt": "msg", "to": "count", "tot": "flow"},
        {"t": "set", "p": "world", "pt": "msg", "to": "b.a", "tot": "global"},
        {"t": "set", "p": "list[msg.number]", "pt": "flow", "to": "payload", "tot": "msg"},
        {"t": "set", "p": "list", "pt": "msg", "to": "list", "tot": "flow"},
        {"t": "delete", "p": "b", "pt": "global"},
    ]
    await same(pair, [Case(change(*rules), payloads("hello", "well"))])


async def test_change_understands_nodes_of_old_releases(pair: Twins) -> None:
    old = [
        {
            "type": "change",
            "action": "replace",
            "property": "payload",
            "from": "",
            "to": "msg.topic",
            "reg": False,
        },
        {
            "type": "change",
            "action": "replace",
            "property": "payload",
            "from": "",
            "to": "fixed",
            "reg": False,
        },
        {"type": "change", "action": "change", "property": "topic", "from": "o", "to": "0", "reg": False},
        {"type": "change", "action": "change", "property": "topic", "from": "o+", "to": "0", "reg": True},
        {"type": "change", "action": "delete", "property": "topic", "from": "", "to": "", "reg": False},
        {"type": "change", "action": "move", "property": "topic", "from": "", "to": "payload", "reg": False},
    ]
    await same(pair, [Case(node, [{"payload": "p", "topic": "foo"}]) for node in old])


# switch ----------------------------------------------------------------------------------------------------------

OPERANDS = [("1", "num"), ("10", "num"), ("10", "str"), ("abc", "str"), ("", "str"), ("true", "bool"), ("topic", "msg"), ("none", "msg")]  # fmt: skip
TYPES = ["string", "number", "boolean", "array", "buffer", "object", "json", "undefined", "null"]
RULES = [
    *[
        {"t": t, "v": v, "vt": vt}
        for t in ("eq", "neq", "lt", "lte", "gt", "gte", "cont")
        for v, vt in OPERANDS
    ],
    *[
        {"t": "btwn", "v": "1", "vt": "num", "v2": v2, "v2t": vt}
        for v2, vt in (("10", "num"), ("9", "str"), ("0", "num"))
    ],
    *[{"t": "istype", "v": name, "vt": name} for name in TYPES],
    *[{"t": t} for t in ("true", "false", "null", "nnull", "empty", "nempty")],
    {"t": "regex", "v": "^[a-c]+$", "vt": "str", "case": False},
    {"t": "regex", "v": "^[a-c]+", "vt": "str", "case": True},
    {"t": "hask", "v": "a", "vt": "str"},
    {"t": "hask", "v": "0", "vt": "num"},
    {"t": "jsonata_exp", "v": "$length($string(payload)) > 3", "vt": "jsonata"},
    {"t": "eq", "v": "", "vt": "prev"},
    {"t": "else"},
]


def switch(rules: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"type": "switch", "property": "payload", "propertyType": "msg", "rules": rules, "checkall": "true", "repair": False, "outputs": len(rules), **more}  # fmt: skip


async def test_switch_rules_hold_for_the_same_values(pair: Twins) -> None:
    cases = [Case(switch(RULES[start : start + 12]), [{"payload": value, "topic": "10"} for value in VALUES], 12) for start in range(0, len(RULES), 12)]  # fmt: skip
    await same(pair, cases)


async def test_switch_stops_at_the_first_match_and_else_follows_the_rules_above_it(pair: Twins) -> None:
    rules = [
        {"t": "eq", "v": "a", "vt": "str"},
        {"t": "else"},
        {"t": "cont", "v": "b", "vt": "str"},
        {"t": "else"},
    ]
    messages = payloads("a", "b", "ab", "c")
    cases = [Case(switch(rules, checkall=check), messages, 4) for check in ("true", "false")]
    cases.append(Case(switch([{"t": "eq", "v": "3", "vt": "num"}], property="$sum(payload)", propertyType="jsonata"), payloads([1, 2], [3, 4], "x")))  # fmt: skip
    await same(pair, cases)


async def test_switch_sequence_rules_and_repair_give_the_same_parts(pair: Twins) -> None:
    rules = [{"t": "head", "v": "2", "vt": "num"}, {"t": "tail", "v": "1", "vt": "num"}, {"t": "index", "v": "1", "vt": "num", "v2": "2", "v2t": "num"}]  # fmt: skip
    sequence = [{"payload": n, "parts": {"id": "s", "index": n, "count": 4}} for n in range(4)]
    cases = [
        Case(switch(rules[:1]), sequence),
        Case(switch(rules), sequence, 3),
        Case(switch(rules[:1]), payloads(1)),
    ]
    await same(pair, cases)
    await pair.deploy(
        flows_of([Case(switch([{"t": "lt", "v": "2", "vt": "num"}, {"t": "else"}], repair=True), [], 2)])
    )
    await pair.inject("0-in", *sequence)
    theirs, ours = await pair.compare()
    for _, (_, shown) in (*theirs, *ours):
        assert shown["parts"].pop("id")
    assert theirs == ours


# others ----------------------------------------------------------------------------------------------------------


async def test_template_renders_the_same_text(pair: Twins) -> None:
    templates = [
        "{{payload}}", "{{{payload}}}|{{&payload}}", "{{#payload}}[{{.}}]{{/payload}}{{^payload}}none{{/payload}}",
        "{{#list}}{{name}}:{{n}},{{/list}}", "{{obj.a.b}} {{missing}} {{obj}}", "{{! comment }}{{flow.x}}{{env.NOPE}}x",
        "a\n{{#list}}\n- {{name}}\n{{/list}}\nb", "{{list.0.name}}{{list.length}}", "{{=<% %>=}}<% payload %>",
    ]  # fmt: skip
    message = {
        "list": [{"name": "a<b", "n": 1.5}, {"name": "c", "n": True}],
        "obj": {"a": {"b": "ü&"}},
        "template": "t {{payload}}",
    }
    messages = [{**message, "payload": value} for value in VALUES if not isinstance(value, bytes)]
    base = {
        "type": "template",
        "field": "payload",
        "fieldType": "msg",
        "format": "handlebars",
        "syntax": "mustache",
        "output": "str",
    }
    cases = [Case({**base, "template": template}, messages) for template in templates]
    cases += [
        Case({**base, "template": ""}, messages[:3]),
        Case({**base, "template": "{{payload}}", "syntax": "plain"}, messages[:1]),
        Case(
            {**base, "template": '{"a": "{{{payload}}}", "n": {{list.length}}}', "output": "json"},
            [{**message, "payload": 'x\ny\\"'}, {**message, "payload": "x\ty"}],
        ),
        Case(
            {**base, "template": "a: {{payload}}\nb: [1, yes, on, 0x1f, 1e3, null, ~]\n", "output": "yaml"},
            [{**message, "payload": "x"}, {**message, "payload": "["}],
        ),
        Case({**base, "field": "out.text", "template": "{{payload}}"}, messages[5:7]),
    ]
    await same(pair, cases)


async def test_json_converts_the_same_way(pair: Twins) -> None:
    texts = ['{"a":1}', "[1,2]", '"x"', "12", "nope", "", " {} ", "null", b'{"b":2}', b"\xff"]
    node = {"type": "json", "property": "payload", "action": "", "pretty": False}
    cases = [Case({**node, "action": action, "pretty": pretty}, payloads(*VALUES, *texts)) for action in ("", "str", "obj") for pretty in (False, True)]  # fmt: skip
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "number", "minimum": 2}}}
    cases.append(
        Case(
            node,
            [{"payload": payload, "schema": schema} for payload in ('{"a":3}', '{"a":3,"b":1}', {"a": 3})],
        )
    )
    await same(pair, cases)


async def test_range_maps_the_same_numbers(pair: Twins) -> None:
    base = {
        "type": "range",
        "minin": "0",
        "maxin": "10",
        "minout": "0",
        "maxout": "255",
        "property": "payload",
    }
    messages = payloads(*[value for value in VALUES if not isinstance(value, bytes)], 3.3, 12, -2, "7.5", 10)
    cases = [Case({**base, "action": action, "round": rounds}, messages) for action in ("scale", "clamp", "roll", "drop") for rounds in (False, True)]  # fmt: skip
    cases.append(Case({**base, "minin": "10", "maxin": "0", "action": "scale", "round": False}, messages))
    await same(pair, cases)


async def test_filter_passes_the_same_messages(pair: Twins) -> None:
    base = {
        "type": "rbe",
        "gap": "",
        "start": "",
        "inout": "out",
        "septopics": True,
        "property": "payload",
        "topi": "topic",
    }
    mixed = payloads(1, 1, "1", "1", None, None, {}, {}, {"a": 1}, {"a": 1}, [1], [1], [1, 2], True, True)
    numbers = payloads(0, 1, 3, 3.5, 6, 5, 20, 21, 10, "12", "x", 100)
    topics = [{"payload": p, "topic": t} for p, t in [(1, "a"), (1, "b"), (1, "a"), (2, "b")]] + [
        {"reset": True, "topic": "a"},
        {"payload": 1, "topic": "a"},
    ]
    cases = [
        Case({**base, "func": func}, messages) for func in ("rbe", "rbei") for messages in (mixed, topics)
    ]
    cases.append(Case({**base, "func": "rbe", "septopics": False}, topics))
    cases += [Case({**base, "func": func, "gap": gap, "inout": inout}, numbers) for func in ("deadband", "deadbandEq", "narrowband", "narrowbandEq") for gap in ("2", "50%") for inout in ("in", "out")]  # fmt: skip
    await same(pair, cases)


async def test_delay_lets_the_same_messages_through(pair: Twins) -> None:
    base = {
        "type": "delay", "pauseType": "delay", "timeout": "50", "timeoutUnits": "milliseconds", "rate": "10",
        "nbRateUnits": "1", "rateUnits": "second", "randomFirst": "1", "randomLast": "5", "randomUnits": "milliseconds",
        "drop": False, "allowrate": False, "outputs": 1,
    }  # fmt: skip
    topics = [{"payload": n, "topic": t} for n, t in enumerate("aabcb")]
    cases = [
        Case(base, payloads(1, 2, 3)),
        Case({**base, "timeout": "5", "timeoutUnits": "hours"}, [*payloads(1, 2, 3), {"flush": 1}, {"reset": True}]),
        Case({**base, "timeout": "5", "timeoutUnits": "hours"}, [*payloads(1, 2, 3), {"flush": True}]),
        Case({**base, "pauseType": "delayv"}, [{"payload": n, "delay": d} for n, d in enumerate([4000, 20, "2000", "x"])]),
        Case({**base, "pauseType": "random"}, payloads(1)),
        Case({**base, "pauseType": "rate"}, payloads(1, 2, 3, 4), quiet=0.4),
        Case({**base, "pauseType": "rate", "rateUnits": "hour"}, [*payloads(1, 2, 3, 4), {"payload": "front", "toFront": True}, {"flush": 2}, {"flush": True}]),
        Case({**base, "pauseType": "rate", "rateUnits": "hour"}, [*payloads(1, 2), {"reset": True}, {"payload": 3}]),
        Case({**base, "pauseType": "rate", "rateUnits": "hour", "drop": True, "outputs": 2}, payloads(1, 2, 3), 2),
        Case({**base, "pauseType": "rate", "rateUnits": "hour", "allowrate": True}, [{"payload": 1, "rate": 60}, *payloads(2, 3)], quiet=0.4),
        Case({**base, "pauseType": "queue", "rate": "1", "nbRateUnits": "4"}, topics, quiet=4.5),
        Case({**base, "pauseType": "timed", "rate": "1", "nbRateUnits": "4"}, topics, quiet=4.5),
        Case({**base, "pauseType": "queue", "rate": "1", "nbRateUnits": "4", "outputs": 2}, topics, 2, quiet=4.5),
        Case({**base, "pauseType": "timed", "rateUnits": "minute"}, [*topics, {"flush": 1}]),
        Case({**base, "pauseType": "queue", "rate": "1", "rateUnits": "minute"}, [*topics, {"flush": True}]),
        Case({**base, "pauseType": "burst", "rate": "2", "outputs": 2}, payloads(1, 2, 3, 4), 2),
    ]  # fmt: skip
    await same(pair, cases)


async def test_trigger_sends_the_same_messages(pair: Twins) -> None:
    base = {
        "type": "trigger", "op1": "1", "op2": "0", "op1type": "str", "op2type": "str", "duration": "2000", "extend": False,
        "overrideDelay": False, "units": "ms", "reset": "", "bytopic": "all", "topic": "topic", "outputs": 1,
    }  # fmt: skip
    topics = [{"payload": n, "topic": t} for n, t in enumerate("aab")]
    cases = [
        Case(base, payloads(1, 2)),
        Case({**base, "outputs": 2, "op1type": "pay", "op2type": "payl"}, payloads("a", "b", "c"), 2),
        Case({**base, "op1type": "nul", "op2type": "pay"}, payloads("a", "b")),
        Case({**base, "op1": "t {{payload}}", "op2": "u {{payload}}"}, payloads("a")),
        Case({**base, "op1type": "val", "op1": "true", "op2type": "val", "op2": "null"}, payloads("a")),
        Case({**base, "op1type": "num", "op1": "5", "op2type": "json", "op2": '{"a":1}'}, payloads("a")),
        Case({**base, "extend": True, "op1type": "nul", "op2type": "payl"}, payloads(1, 2, 3), pause=0.3),
        Case({**base, "duration": "0"}, [*payloads(1, 2), {"reset": True}, {"payload": 3}]),
        Case({**base, "duration": "0", "reset": "stop"}, [*payloads(1, 2, "stop", 3)]),
        Case({**base, "bytopic": "topic", "op1type": "pay", "op2type": "payl"}, topics),
        Case({**base, "overrideDelay": True, "duration": "5", "units": "hr"}, [{"payload": 1, "delay": 50}]),
    ]  # fmt: skip
    for case in cases:
        case.quiet = 2.5
    await same(pair, cases)
