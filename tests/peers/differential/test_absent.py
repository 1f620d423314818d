"""Old files lack properties: what a node then reads is what Node-RED's reads, type by type and property by property.

Each type is run with a full configuration, with each of its properties taken away, also from its rows, and in the
forms that older releases wrote. All of it is deployed at once on both sides.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.peers.differential.absent import differences
from tests.peers.differential.cases import Case
from tests.peers.differential.recorder import recording
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow, pytest.mark.timeout(180)]

Config = dict[str, Any]
STRUCTURE = ("id", "type", "z", "x", "y", "wires", "name")
OPERANDS = ("t", "v", "p", "to")
"""Keys without which no release has ever written a rule."""

OTHERWISE = {
    ("delay", "pauseType"): "Node-RED loses all messages without a word; ours delays them",
    ("file", "filename"): "Node-RED writes to a file that is called undefined",
    ("file in", "filename"): "Node-RED reads a file that is called undefined",
    ("file", "overwriteFile"): "Node-RED's node fails to start; ours appends, as its form says",
    (
        "link call",
        "links",
    ): "Node-RED's node fails at the first message; ours says that there is nobody to call",
}
"""Properties whose absence has another effect here, and why."""

PRESS: list[Mapping[str, Any]] = []
"""No messages: the node is an inject node, and its button is pressed."""

TEXT = [{"payload": "hello", "topic": "t"}]
LIST = [{"payload": [3, 1, 2], "topic": "t"}]


def rules(**rule: Any) -> list[Config]:
    return [rule]


FULL: list[Case] = [
    Case({"type": "inject", "props": [{"p": "payload"}, {"p": "topic", "vt": "str"}, {"p": "x", "v": "5", "vt": "num"}], "repeat": "", "crontab": "", "once": False, "onceDelay": 0.1, "topic": "t", "payload": "7", "payloadType": "num"}, PRESS),
    Case({"type": "debug", "active": True, "tosidebar": True, "console": False, "tostatus": False, "complete": "topic", "targetType": "msg", "statusVal": "", "statusType": "auto"}, TEXT, 0),
    Case({"type": "function", "func": "msg.payload += 1; node.send([msg, msg]);", "outputs": 1, "timeout": 0, "noerr": 0, "initialize": "context.set('a', 1)", "finalize": "", "libs": []}, TEXT),
    Case({"type": "switch", "property": "payload", "propertyType": "msg", "rules": [{"t": "eq", "v": "hello", "vt": "str"}, {"t": "btwn", "v": "a", "vt": "str", "v2": "z", "v2t": "str"}, {"t": "regex", "v": "HEL", "vt": "str", "case": True}, {"t": "istype", "v": "string", "vt": "string"}, {"t": "else"}], "checkall": "true", "repair": False, "outputs": 5}, [*TEXT, {"payload": 5}, {"topic": "none"}], 5),
    Case({"type": "change", "rules": [{"t": "set", "p": "a", "pt": "msg", "to": "5", "tot": "num"}], "action": "", "property": "", "from": "", "to": "", "reg": False}, TEXT),
    Case({"type": "change", "rules": [{"t": "change", "p": "payload", "pt": "msg", "from": "l+", "fromt": "re", "to": "L", "tot": "str"}]}, TEXT),
    Case({"type": "change", "rules": [{"t": "move", "p": "payload", "pt": "msg", "to": "b.c", "tot": "msg"}, {"t": "delete", "p": "topic", "pt": "msg"}]}, TEXT),
    Case({"type": "change", "rules": [{"t": "set", "p": "b", "pt": "msg", "to": "payload", "tot": "msg", "dc": True}]}, TEXT),
    Case({"type": "range", "minin": "0", "maxin": "10", "minout": "0", "maxout": "100", "action": "clamp", "round": True, "property": "payload"}, [{"payload": 1.234}, {"payload": "25"}, {"payload": "x"}]),
    Case({"type": "template", "field": "payload", "fieldType": "msg", "format": "handlebars", "syntax": "mustache", "template": "<{{topic}}>", "output": "str"}, TEXT),
    Case({"type": "template", "field": "payload", "fieldType": "msg", "format": "json", "syntax": "plain", "template": '{"a":1}', "output": "json"}, TEXT),
    Case({"type": "delay", "pauseType": "delay", "timeout": "50", "timeoutUnits": "milliseconds", "rate": "1", "nbRateUnits": "1", "rateUnits": "second", "randomFirst": "1", "randomLast": "5", "randomUnits": "seconds", "drop": False, "allowrate": False, "outputs": 1}, TEXT),
    Case({"type": "delay", "pauseType": "rate", "timeout": "5", "timeoutUnits": "seconds", "rate": "5", "nbRateUnits": "1", "rateUnits": "second", "randomFirst": "1", "randomLast": "5", "randomUnits": "seconds", "drop": True, "allowrate": False, "outputs": 2}, TEXT * 2, 2),
    Case({"type": "delay", "pauseType": "random", "timeout": "5", "timeoutUnits": "seconds", "randomFirst": "40", "randomLast": "50", "randomUnits": "milliseconds"}, TEXT),
    Case({"type": "trigger", "op1": "1", "op2": "0", "op1type": "str", "op2type": "str", "duration": "100", "extend": "false", "overrideDelay": "false", "units": "ms", "reset": "", "bytopic": "all", "topic": "topic", "outputs": 1}, TEXT * 2),
    Case({"type": "trigger", "op1": "1", "op2": "0", "op1type": "num", "op2type": "payl", "duration": "0.1", "extend": True, "overrideDelay": False, "units": "s", "reset": "stop", "bytopic": "topic", "topic": "topic", "outputs": 2}, TEXT, 2),
    Case({"type": "exec", "command": "echo", "addpay": "payload", "append": "end", "useSpawn": "false", "timer": "2", "winHide": False, "oldrc": False}, TEXT, 3, quiet=0.6),
    Case({"type": "rbe", "func": "rbe", "gap": "", "start": "", "inout": "out", "septopics": True, "property": "payload", "topi": "topic"}, [*TEXT, *TEXT, {"payload": "hello", "topic": "u"}]),
    Case({"type": "rbe", "func": "deadband", "gap": "2", "start": "1", "inout": "in", "septopics": False, "property": "payload", "topi": "topic"}, [{"payload": n} for n in (1, 2, 4, 10)]),
    Case({"type": "split", "splt": ",", "spltType": "str", "arraySplt": 2, "arraySpltType": "len", "stream": False, "addname": "key", "property": "payload"}, [{"payload": "a,b"}, {"payload": [1, 2, 3]}, {"payload": {"k": 1}}, {"payload": b"a,b"}]),
    Case({"type": "join", "mode": "custom", "build": "string", "property": "payload", "propertyType": "msg", "key": "topic", "joiner": "-", "joinerType": "str", "useparts": False, "accumulate": False, "timeout": "", "count": "2", "reduceRight": False}, TEXT * 2),
    Case({"type": "join", "mode": "custom", "build": "merged", "property": "", "propertyType": "full", "key": "topic", "joiner": "\\n", "joinerType": "str", "useparts": True, "accumulate": True, "timeout": "", "count": "2"}, TEXT * 3),
    Case({"type": "join", "mode": "reduce", "build": "object", "property": "payload", "propertyType": "msg", "key": "topic", "joiner": "\\n", "joinerType": "str", "accumulate": "false", "timeout": "", "count": "", "reduceRight": True, "reduceExp": "$A & payload", "reduceInit": "", "reduceInitType": "str", "reduceFixup": "$A & '!'"}, [{"payload": c, "parts": {"id": 1, "index": i, "count": 2}} for i, c in enumerate("ab")]),
    Case({"type": "sort", "order": "descending", "as_num": False, "target": "payload", "targetType": "msg", "msgKey": "payload", "msgKeyType": "elem", "seqKey": "payload", "seqKeyType": "msg"}, LIST),
    Case({"type": "sort", "order": "ascending", "as_num": True, "target": "", "targetType": "seq", "msgKey": "payload", "msgKeyType": "elem", "seqKey": "payload", "seqKeyType": "msg"}, [{"payload": n, "parts": {"id": 1, "index": i, "count": 2}} for i, n in enumerate((10, 9))]),
    Case({"type": "batch", "mode": "count", "count": 2, "overlap": 1, "interval": 1, "allowEmptySequence": False, "topics": [], "honourParts": False}, TEXT * 3),
    Case({"type": "batch", "mode": "concat", "count": 2, "overlap": 0, "interval": 1, "allowEmptySequence": False, "topics": [{"topic": "t"}, {"topic": "u"}], "honourParts": False}, [{"payload": 1, "topic": t, "parts": {"id": t, "index": 0, "count": 1}} for t in "ut"]),
    Case({"type": "csv", "spec": "rfc", "sep": ";", "hdrin": True, "hdrout": "none", "multi": "one", "ret": "\\n", "temp": "", "skip": "0", "strings": True, "include_empty_strings": "", "include_null_values": ""}, [{"payload": "a;b\n1;\nx;\"y\""}, {"payload": [{"a": 1, "b": "x;y"}]}]),
    Case({"type": "csv", "spec": "", "sep": ",", "hdrin": "", "hdrout": "all", "multi": "mult", "ret": "\\r\\n", "temp": "a,b", "skip": "1", "strings": False, "include_empty_strings": True, "include_null_values": True}, [{"payload": "a,b\n1,\nx,\"y\""}, {"payload": [{"a": 1, "b": "x,y"}]}]),
    Case({"type": "html", "property": "payload", "outproperty": "out", "tag": "b", "ret": "html", "as": "single", "chr": "_"}, [{"payload": "<p><b class='x'>1</b><b>2</b></p>"}]),
    Case({"type": "html", "property": "payload", "outproperty": "payload", "tag": "b", "ret": "attr", "as": "multi"}, [{"payload": "<p><b class='x'>1</b><b>2</b></p>"}]),
    Case({"type": "json", "property": "payload", "action": "str", "pretty": True}, [{"payload": {"a": 1}}, {"payload": "[1]"}]),
    Case({"type": "xml", "property": "payload", "attr": "@", "chr": "#"}, [{"payload": "<a x='1'>t</a>"}, {"payload": {"a": {"@": {"x": "1"}, "$": {"y": "2"}}}}]),
    Case({"type": "yaml", "property": "payload"}, [{"payload": "a: 1"}]),
    Case({"type": "file", "filename": "@DIR@/out.txt", "filenameType": "str", "appendNewline": True, "createDir": True, "overwriteFile": "true", "encoding": "none"}, TEXT),
    Case({"type": "file in", "filename": "@DIR@/in.txt", "filenameType": "str", "format": "lines", "chunk": False, "sendError": False, "encoding": "utf8", "allProps": True}, TEXT),
    Case({"type": "file in", "filename": "@DIR@/missing", "filenameType": "str", "format": "utf8", "chunk": False, "sendError": False, "encoding": "none", "allProps": False}, TEXT),
    Case({"type": "link call", "links": ["link-in"], "linkType": "static", "timeout": "1"}, TEXT),
    Case({"type": "link call", "links": [], "linkType": "dynamic", "timeout": "1"}, [{"payload": "x", "target": "named link"}]),
    Case({"type": "link out", "mode": "link", "links": ["link-in"]}, TEXT, 0),
    Case({"type": "http request", "method": "GET", "ret": "obj", "paytoqs": "ignore", "url": "@HTTP@/get", "tls": "", "persist": False, "proxy": "", "insecureHTTPParser": False, "authType": "", "senderr": False, "headers": []}, TEXT),
    Case({"type": "http request", "method": "use", "ret": "txt", "paytoqs": "query", "url": "@HTTP@/post", "tls": "", "persist": True, "proxy": "", "insecureHTTPParser": False, "authType": "", "senderr": True, "headers": [{"keyType": "other", "keyValue": "x-a", "valueType": "other", "valueValue": "1"}]}, [{"payload": {"a": 1}, "method": "POST"}]),
    Case({"type": "catch", "scope": None, "uncaught": False}, [], 1),
    Case({"type": "complete", "scope": [], "uncaught": False}, [], 1),
    Case({"type": "status", "scope": None}, [], 1),
]  # fmt: skip
"""One configuration per way of working; all properties that it has are taken away one by one."""

OLD: list[Case] = [
    # inject before 1.0: no props; and its first types
    Case({"type": "inject", "topic": "t", "payload": "x", "payloadType": "str", "repeat": "", "crontab": "", "once": False}, PRESS),
    Case({"type": "inject", "topic": "t", "payload": "", "payloadType": "none", "repeat": "", "once": False}, PRESS),
    Case({"type": "inject", "topic": "", "payload": "5", "payloadType": "num", "repeat": "", "once": False}, PRESS),
    Case({"type": "inject", "topic": "t", "payload": "text", "repeat": "", "once": False}, PRESS),
    Case({"type": "inject", "topic": "t", "payload": '{"a":1}', "payloadType": "json", "repeat": "", "once": False}, PRESS),
    Case({"type": "inject", "topic": "t", "payload": "true", "payloadType": "bool", "repeat": "", "once": False}, PRESS),
    Case({"type": "inject", "topic": "t", "payload": "x", "payloadType": "string", "props": [{"p": "payload"}, {"p": "topic"}, {"p": "q", "v": "1"}]}, PRESS),
    Case({"type": "inject", "props": [], "topic": "t", "payload": "x", "payloadType": "str"}, PRESS),
    Case({"type": "inject", "props": [{"p": "payload", "v": "own", "vt": "str"}, {"p": "topic", "v": "own", "vt": "str"}], "topic": "t", "payload": "x", "payloadType": "str"}, PRESS),
    # debug: `console` and `complete` of old
    Case({"type": "debug", "active": True, "console": "false", "complete": "false"}, TEXT, 0),
    Case({"type": "debug", "active": True, "console": False, "complete": True}, TEXT, 0),
    Case({"type": "debug", "active": True, "console": "true", "complete": "payload"}, TEXT, 0),
    Case({"type": "debug"}, TEXT, 0),
    # change before 0.11: one action
    *[Case({"type": "change", **old}, TEXT) for old in [
        {"action": "replace", "property": "payload", "from": "", "to": "msg.topic", "reg": False}, {"action": "replace", "property": "payload", "to": "fixed"},
        {"action": "change", "property": "payload", "from": "l", "to": "L"}, {"action": "change", "property": "payload", "from": "l+", "to": "L", "reg": True},
        {"action": "delete", "property": "topic"}, {"action": "move", "property": "topic", "to": "payload"}, {"action": "move", "property": "topic"}, {}, {"rules": []},
        {"rules": rules(t="replace", p="payload", to="x")}, {"rules": rules(t="set", p="payload", to="msg.topic")}, {"rules": rules(t="set", p="payload", to="x", tot="str")},
        {"rules": rules(t="change", p="payload", **{"from": "l", "to": "L"})}, {"rules": rules(t="change", p="payload", re=True, **{"from": "[el]", "to": "L"})},
        {"rules": rules(t="move", p="payload", to="topic")}, {"rules": rules(t="set", p="payload", to="1", tot="num", pt="msg")},
    ]],
    # switch of old: no types
    Case({"type": "switch", "property": "payload", "rules": [{"t": "eq", "v": "5"}, {"t": "lt", "v": 10}, {"t": "btwn", "v": "1", "v2": "9"}, {"t": "regex", "v": "^h"}], "checkall": "true", "outputs": 4}, [*TEXT, {"payload": 5}], 4),
    Case({"type": "switch", "property": "payload", "rules": [{"t": "cont", "v": "ell"}, {"t": "neq", "v": "x"}, {"t": "true"}, {"t": "else"}], "checkall": "false", "outputs": 4}, [*TEXT, {"payload": True}], 4),
    Case({"type": "switch"}, TEXT, 1),
    Case({"type": "switch", "property": "payload", "rules": [{"t": "eq", "v": "hello", "vt": "str"}, {"t": "eq", "v": "hello", "vt": "str"}], "checkall": True, "outputs": 2}, TEXT, 2),
    # delay and trigger of old
    Case({"type": "delay", "pauseType": "delay", "timeout": "0.05", "timeoutUnits": "seconds"}, TEXT),
    Case({"type": "delay", "pauseType": "queue", "timeout": "5", "timeoutUnits": "seconds", "rate": "20", "rateUnits": "second"}, TEXT * 2, quiet=0.4),
    Case({"type": "delay", "pauseType": "delayv", "timeout": "0.05", "timeoutUnits": "seconds"}, [{"payload": 1, "delay": 30}, {"payload": 2}]),
    Case({"type": "trigger", "op1": "1", "op2": "0", "op1type": "val", "op2type": "val", "duration": "50", "extend": "false", "units": "ms", "reset": ""}, TEXT),
    Case({"type": "trigger", "op1": "true", "op2": "5", "op1type": "", "op2type": "", "duration": "50", "units": "ms"}, TEXT),
    Case({"type": "trigger", "op1": "1", "op2": "0", "op1type": "str", "op2type": "nul", "duration": "0", "extend": False, "units": "ms"}, TEXT * 2),
    # others of old
    Case({"type": "function", "func": "return msg;"}, TEXT),
    Case({"type": "function", "func": "return [msg, null];", "outputs": "2"}, TEXT, 2),
    Case({"type": "template", "field": "payload", "template": "{{topic}}"}, TEXT),
    Case({"type": "template", "template": "{{topic}}", "name": ""}, TEXT),
    Case({"type": "range", "action": "roll", "minin": "0", "maxin": "10", "minout": "0", "maxout": "100"}, [{"payload": 12}]),
    Case({"type": "range", "action": "scale", "minin": 0, "maxin": 10, "minout": 0, "maxout": 100, "round": "true"}, [{"payload": 1.26}]),
    Case({"type": "exec", "command": "echo", "append": "x"}, TEXT, 3),
    Case({"type": "exec", "command": "echo", "addpay": True, "append": "", "useSpawn": "", "oldrc": "false"}, TEXT, 3),
    Case({"type": "exec", "command": "echo hi", "addpay": False, "append": "", "useSpawn": "true", "oldrc": "true"}, TEXT, 3),
    Case({"type": "rbe", "func": "rbe", "gap": "", "inout": "out"}, TEXT * 2),
    Case({"type": "split", "splt": "\\n"}, [{"payload": "a\nb"}]),
    Case({"type": "split"}, [{"payload": "a\nb"}, {"payload": [1, 2]}]),
    Case({"type": "join"}, [{"payload": c, "parts": {"id": 1, "type": "string", "ch": ",", "index": i, "count": 2}} for i, c in enumerate("ab")]),
    Case({"type": "join", "mode": "custom", "build": "array", "count": "2"}, TEXT * 2),
    Case({"type": "join", "mode": "custom", "build": "object", "count": 2, "joiner": "\\n"}, TEXT * 2),
    Case({"type": "csv", "sep": ",", "hdrin": "", "hdrout": "", "multi": "one", "ret": "\\n", "temp": ""}, [{"payload": "a,b\n1,2"}, {"payload": [{"a": 1}]}]),
    Case({"type": "csv", "sep": ",", "hdrin": True, "hdrout": True, "multi": "mult", "ret": "\\n", "temp": "a,b"}, [{"payload": "a,b\n1,2"}, {"payload": [{"a": 1, "b": 2}]}]),
    Case({"type": "html", "tag": "b", "ret": "text", "as": "single"}, [{"payload": "<b>1</b>"}]),
    Case({"type": "json"}, [{"payload": '{"a":1}'}, {"payload": {"a": 1}}]),
    Case({"type": "xml", "attr": "", "chr": ""}, [{"payload": "<a x='1'>t</a>"}]),
    Case({"type": "file", "filename": "@DIR@/old.txt", "appendNewline": True, "overwriteFile": "false"}, TEXT),
    Case({"type": "file", "filename": "", "appendNewline": False, "overwriteFile": "delete"}, [{"payload": "x", "filename": "@DIR@/old2.txt"}]),
    Case({"type": "file in", "filename": "@DIR@/in.txt", "format": "utf8"}, TEXT),
    Case({"type": "file in", "filename": "@DIR@/in.txt", "format": ""}, TEXT),
    Case({"type": "file in", "filename": "@DIR@/in.txt"}, TEXT),
    Case({"type": "http request", "method": "GET", "ret": "txt", "url": "@HTTP@/a?b={{payload}}"}, TEXT),
    Case({"type": "http request", "method": "POST", "ret": "obj", "url": "@HTTP@/c", "paytoqs": False}, [{"payload": {"a": [1]}}]),
    Case({"type": "http request", "method": "GET", "ret": "txt", "paytoqs": True, "url": "@HTTP@/d"}, [{"payload": {"a": "1"}}]),
    Case({"type": "link out", "links": ["link-in"]}, TEXT, 0),
    Case({"type": "catch"}, [], 1), Case({"type": "status"}, [], 1), Case({"type": "comment"}, [], 0),
]  # fmt: skip
"""Configurations as older releases of Node-RED wrote them."""


def without_each(case: Case) -> Iterator[Case]:
    """The case, and the case without each property, and without each key of each row."""
    yield case
    for name, value in case.node.items():
        if name in STRUCTURE or (case.node["type"], name) in OTHERWISE:
            continue
        yield replace(case, node={key: item for key, item in case.node.items() if key != name})
        if isinstance(value, list):
            for place, row in enumerate(value):
                for key in set(row).difference(OPERANDS) if isinstance(row, dict) else ():
                    node = copy.deepcopy(dict(case.node))
                    del node[name][place][key]
                    yield replace(case, node=node)


@pytest.mark.parametrize("part", range(3))
async def test_a_node_without_a_property_reads_what_node_reds_reads(
    pair: Twins, tmp_path: Any, part: int
) -> None:
    directories = tuple(str(tmp_path / side) for side in ("theirs", "ours"))
    for directory in (*directories, directories[1] + "-msg"):
        await asyncio.to_thread(_prepare, directory)
    cases = [variant for case in FULL for variant in without_each(case)]
    size = -(-len(cases) // 3)
    async with recording() as server:
        replacing = {"@DIR@": directories, "@HTTP@": (server.url, server.url)}
        found = await differences(pair, cases[part * size : (part + 1) * size], replacing)  # type: ignore[arg-type]
    assert not found, "\n\n".join(found)


async def test_configurations_of_older_releases_work_as_in_node_red(pair: Twins, tmp_path: Any) -> None:
    directories = tuple(str(tmp_path / side) for side in ("theirs", "ours"))
    for directory in (*directories, directories[1] + "-msg"):
        await asyncio.to_thread(_prepare, directory)
    async with recording() as server:
        replacing = {"@DIR@": directories, "@HTTP@": (server.url, server.url)}
        found = await differences(pair, OLD, replacing)  # type: ignore[arg-type]
    assert not found, "\n\n".join(found)


def _prepare(directory: str) -> None:
    from pathlib import Path

    Path(directory).mkdir(parents=True)
    (Path(directory) / "in.txt").write_text("one\ntwo\n")
