"""The function node: what its code finds, what it sends and what its errors say are as in Node-RED."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.peers.differential.functions import compare, function
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

MESSAGE = {"payload": "p", "topic": "t", "number": 4, "list": [1, 2], "deep": {"x": {"y": 1}, "w": 2}}

CONTEXT = [
    "context.global.count = (context.global.count || 0) + 1; msg.payload = context.global.count; return msg;",
    "msg.payload = context.global.count; return msg;",
    "context.flow.c1 = 5; msg.payload = [context.flow.c1, typeof context.flow.get]; return msg;",
    "global.x1 = 3; msg.payload = [global.x1, global.get('x1') === undefined]; return msg;",
    "global.set('a.b', 1); msg.payload = [global.get('a'), global.get('a.b'), global.get(['a.b', 'zz'])]; return msg;",
    "flow.set(['p', 'q'], [1, 2]); msg.payload = flow.get(['q', 'p']); return msg;",
    "flow.set('cb', 7, (e) => flow.get('cb', (f, v) => node.send({ payload: [e == null, f == null, v] })));",
    "flow.keys((e, k) => node.send({ payload: k }));",
    "flow.set('st', 1, 'memory'); msg.payload = [flow.get('st', 'memory'), flow.keys('memory')]; return msg;",
    "flow.set('st2', 1, 'default'); msg.payload = flow.get('st2'); return msg;",
    "context.set('#:(memory)::k', 4); msg.payload = [context.get('k'), context.keys()]; return msg;",
    "flow.set('only', 1); flow.set('only', undefined); msg.payload = flow.keys(); return msg;",
    "flow.get(5);", "flow.get('');", "flow.set('x y', 1);", "flow.set('');", "flow.get();",
]  # fmt: skip
LANGUAGE = [
    "msg.payload = typeof require; return msg;", "zz = 5; msg.payload = zz; return msg;",
    "msg.payload = new Date(Date.UTC(2024, 0, 15, 13, 5, 6)).toLocaleString('en-US', { timeZone: 'UTC' }); return msg;",
    "msg.payload = new Date(Date.UTC(2024, 0, 15, 13, 5, 6)).toLocaleString('de-DE', { timeZone: 'UTC' }); return msg;",
    "msg.payload = (1234567.891).toLocaleString('fr-FR'); return msg;",
    "msg.payload = (1234.5).toLocaleString('pt-BR', { style: 'currency', currency: 'BRL' }); return msg;",
    "msg.payload = new Date(0).toLocaleDateString('de-DE', { weekday: 'long', timeZone: 'Europe/Berlin' }); return msg;",
    "with (msg) { payload = 'w'; } return msg;", "msg.payload = eval('1 + msg.number'); return msg;",
    "msg.payload = new Function('a', 'return a * 2')(4); return msg;", "msg.payload = this === undefined; return msg;",
    "msg.payload = Object.groupBy([1, 2, 3], (x) => (x % 2 ? 'o' : 'e')); return msg;",
    "await new Promise((r) => setTimeout(r, 10)); msg.payload = 'later'; return msg;",
    "setTimeout(() => { msg.payload = 't'; node.send(msg); }, 10);",
    "var n = 0; var i = setInterval(() => { node.send({ payload: n++ }); if (n == 3) clearInterval(i); }, 5);",
    "for (k in msg) { if (k != '_msgid') node.send({ payload: k }); }",
    "var { payload, ...rest } = msg; return { payload: Object.keys(rest).sort() };",
    "msg.payload = [msg instanceof Object, msg.list instanceof Array, 'x' in msg]; return msg;",
    "msg.list.push(9); msg.deep.x.y = 'z'; delete msg.deep.w; return msg;",
    "msg.payload = new Map([[1, 2]]); return msg;", "msg.payload = new Set([1]); return msg;",
    "msg.payload = [NaN, -0, Infinity]; return msg;", "msg.payload = Buffer.from('abc'); return msg;",
]  # fmt: skip
SENDING = [
    "return [[{ payload: 1 }, { payload: 2 }]];", "return [null, { payload: 1 }];", "return [[msg], [msg]];", "return [msg, msg];",
    "return 'str';", "return 5;", "return true;", "return Buffer.from('x');", "return [];", "return () => 1;", "return null;",
    "return;", "return 0;", "return '';", "msg = { payload: 'new' }; return msg;", "return { ...msg, payload: 'sp' };",
    "node.send([{ payload: 1 }, { payload: 2 }]);", "node.send([[{ payload: 1 }, { payload: 2 }]]);", "node.send();",
    "node.send(msg); msg.payload = 'after'; node.send(msg);", "node.send('x');", "node.send([null, 'x']);", "node.send(null);",
    "node.done(); return msg;", "// node.done()\nreturn msg;", "if (msg.no) node.done(); else node.done('not done');",
    "node.status('txt'); node.status({ fill: 'red', shape: 'dot', text: 5 }); node.status({}); return msg;",
    "msg._msgid = 'mine'; return msg;", "node.on('close', () => {}); return msg;",
]  # fmt: skip
ERRORS = [
    "throw new Error('boom');", "throw 'text';", "throw { a: 1 };", "throw 5;", "throw [1];",
    "var e = new Error('coded'); e.code = 'E1'; throw e;", "throw new Error('outer', { cause: 'txt' });",
    "class MyError extends Error {} throw new MyError('mine');", "await null; throw new Error('late');",
    "node.error('plain', msg);", "node.error(new Error('err'), msg);", "node.error({ a: 1 }, msg);", "node.error(null, msg);",
    "node.error(undefined, msg);", "node.error(0, msg);", "node.error(5, msg);", "node.error('x', 'no message');",
    "node.error('x', {});", "node.error(['a', 1], msg);", "node.error(true, msg);",
    "setTimeout(() => { throw new Error('in timer'); }, 5);", "setTimeout(() => node.error('timer', msg), 5);",
    "node.on('input', () => {});", "await node.linkcall('nowhere', {});", "await node.linkcall('', {});",
    "await node.linkcall('twice');", "await node.linkcall('deaf', {}, { timeout: 100 });",
]  # fmt: skip
UTIL = [
    "msg.payload = [RED.util.ensureString(5), RED.util.ensureBuffer('a'), RED.util.compareObjects([1], [1])]; return msg;",
    "msg.payload = RED.util.normaliseNodeTypeName('http in-x'); return msg;", "RED.util.setMessageProperty(msg, 'a.b', 3, true); return msg;",
    "msg.payload = RED.util.parseContextStore('#:(x)::y'); return msg;", "msg.payload = Object.keys(RED); return msg;",
    "msg.payload = RED.util.evaluateNodeProperty('payload', 'msg', node, msg); return msg;",
    "msg.payload = RED.util.normalisePropertyExpression('a[\"b\"].c'); return msg;",
    "RED.util.evaluateJSONataExpression(RED.util.prepareJSONataExpression('payload & \"!\"', node), msg, (e, v) => { msg.payload = v; node.send(msg); });",
    "RED.util.evaluateNodeProperty('$uppercase(payload)', 'jsonata', node, msg, (e, v) => { msg.payload = v; node.send(msg); });",
    "msg.payload = await node.linkcall('twice', { payload: 'q' }); return msg;",
    "const r = await node.linkcall('l-in', { payload: 'q', more: 1 }, { timeout: 2000 }); msg.payload = [r, r._linkSource]; return msg;",
    "msg.payload = [env.get('NR_FLOW_NAME'), env.get('nope')]; return msg;",
]  # fmt: skip


def placed(record: Mapping[str, Any]) -> dict[str, Any]:
    return {"z": "links", "x": 1, "y": 1, "wires": [], "links": [], **record}


LINKS = [
    {"id": "links", "type": "tab", "label": "links"},
    placed({"id": "l-in", "type": "link in", "name": "twice", "wires": [["l-double"]]}),
    placed({**function("msg.payload += msg.payload; return msg;"), "id": "l-double", "wires": [["l-out"]]}),
    placed({"id": "l-out", "type": "link out", "mode": "return"}),
    placed({"id": "l-deaf", "type": "link in", "name": "deaf"}),
]


@pytest.mark.parametrize(
    "codes", [CONTEXT, LANGUAGE, SENDING, ERRORS, UTIL], ids=["context", "language", "sending", "errors", "util"]
)  # fmt: skip
async def test_the_same_code_does_the_same(pair: Twins, codes: list[str]) -> None:
    await compare(
        pair, [function(code) for code in codes], codes, beside=LINKS, watched=True, message=MESSAGE
    )
