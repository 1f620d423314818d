"""Values that functions hand to other nodes, and get back from them; code of the kinds that real flows hold."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.peers.differential.cases import Case, differing, flows_of
from tests.peers.differential.functions import compare, function
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

VALUES = [
    "new Error('e')", "[new TypeError('t')]", "Object.assign(new Error('c'), { code: 5, more: [1] })",
    "1", "1.5", "-0", "0", "NaN", "Infinity", "-Infinity", "1e21", "9007199254740993", "123456789012345678901234567890n", "true",
    "null", "''", "'ü\\ud83d\\ude00'", "'\\ud800'", "'\\u0000\\u2028'", "[]", "{}", "[1, [2, [3]]]",
    "{ a: null, b: { c: [] } }", "new Date(0)", "new Date(1e12 + 0.5)", "Buffer.from('ab')", "Buffer.alloc(0)",
    "[Buffer.from([1]), new Date(5)]", "new Map([['a', { b: 1 }]])", "new Set([1, 'x', [2]])", "Object.create(null)",
    "{ __proto__: { inherited: 1 }, own: 2 }", "{ $wl: 'b', v: 'x' }", "{ length: 2, 0: 'a' }",
    "{ 'a.b': 1, '': 2, '0': 3, ' ': 4 }", "{ 2: 'two', 1: 'one', a: 'x' }", "Object.assign([1, 2], { extra: 3 })",
    "'x'.repeat(100000)", "Array.from({ length: 300 }, (_, i) => i)",
    "(() => { let v = 1; for (let i = 0; i < 300; i++) v = { v }; return v; })()",
    "(() => { const o = { a: 1 }; o.self = o; return o; })()", "(() => { const a = [1]; return { x: a, y: a }; })()",
]  # fmt: skip
LOOK = """
const look = (v, n) => v === undefined ? 'undefined' : v === null ? 'null' : Object.is(v, -0) ? '-0' : typeof v === 'bigint' ? v + 'n'
    : typeof v !== 'object' ? typeof v + ':' + String(v).slice(0, 40) : n > 3 ? '…' : Buffer.isBuffer(v) ? 'Buffer:' + v.toString('hex')
    : v instanceof Date ? 'Date:' + v.getTime() : Object.prototype.toString.call(v) === '[object Map]' ? 'Map:' + look([...v], n + 1) : Object.prototype.toString.call(v) === '[object Set]' ? 'Set:' + look([...v], n + 1)
    : Array.isArray(v) ? '[' + v.slice(0, 5).map((i) => look(i, n + 1)).join() + ']' + v.length
    : '{' + Object.keys(v).map((k) => k + '=' + look(v[k], n + 1)).join() + '}';
msg.payload = look(msg.moved, 0); delete msg.moved; return msg;
"""
CODE = [
    # Code as it is found in real flows. (`throw null` is not in it: it ends Node-RED.)
    "var i, out = []; for (i = 0; i < msg.list.length; i++) { out.push(msg.list[i] * 2); } msg.payload = out; return msg;",
    "total = 0; for (idx in msg.list) total += msg.list[idx]; msg.payload = total; return msg;",
    "if (msg.number == '4') { msg.payload = 'loose'; } return msg;",
    "switch (msg.payload) { case 'p': msg.topic = 'is p'; break; default: return null; } return msg;",
    "let { payload, list: [first, ...others] } = msg; return { payload: { payload, first, others } };",
    "msg.payload = `${msg.payload}-${msg.number ?? 'none'}-${msg.deep?.x?.y ?? 'missing'}`; return msg;",
    "msg.payload = parseFloat('3.7abc').toFixed(2) + parseInt('08') + Number('0x10'); return msg;",
    "var d = new Date(86400000); msg.payload = [d.getUTCDay(), d.toISOString(), JSON.stringify(d)]; return msg;",
    "try { JSON.parse('{bad'); } catch (e) { msg.payload = e.name; } return msg;",
    "msg.payload = /(\\\\d+)-(\\\\d+)/.test('10-20') ? RegExp.$1 : 'no'; return msg;",
    "msg.payload = 'a-b_c'.replace(/[-_](.)/g, (m, c) => c.toUpperCase()); return msg;",
    "class P { constructor(n) { this.n = n; } get twice() { return this.n * 2; } } msg.payload = new P(4).twice; return msg;",
    "class P { constructor(n) { this.n = n; } get twice() { return this.n * 2; } } msg.payload = new P(4); return msg;",
    "msg.payload = Object.entries({ a: 1, b: 2 }).map(([k, v]) => k + v); return msg;",
    "var m = RED.util.cloneMessage(msg); m.payload = 'clone'; return [msg, m];",
    "return [{ payload: 'one' }, [{ payload: 'two' }, { payload: 'three' }]];",
    "var msgs = []; for (var n = 0; n < 3; n++) msgs.push({ payload: n }); return [msgs];",
    "delete msg.payload; msg.req = undefined; return msg;", "msg = null; return msg;",
    "msg.payload = msg; return { payload: Object.keys(msg.payload).includes('payload') };",
    "msg.payload = Buffer.concat([Buffer.from('a'), Buffer.from([0xff])]).readUInt16BE(0); return msg;",
    "msg.payload = Buffer.from('00ff10', 'hex').toString('base64'); return msg;",
    "msg.payload = new Uint8Array([1, 2]).buffer.byteLength; return msg;",
    "msg.payload = [typeof setTimeout, typeof setImmediate === 'undefined' || true, typeof process === 'undefined' || true]; return msg;",
    "context.set('count', (context.get('count') || 0) + 1); msg.count = context.get('count'); return msg;",
    "var count = context.get('c') || 0; count += 1; context.set('c', count); node.status({ text: count }); msg.payload = count; return msg;",
    "msg.payload = [node.name, node.id.length > 0, node.outputCount, typeof node.path]; return msg;",
    "node.warn({ a: 1 }); node.log('l'); node.error('e'); msg.payload = 1; return msg;",
    "msg.payload = env.get('NR_NODE_NAME') + env.get('NR_FLOW_NAME'); return msg;",
    "msg.payload = util.inspect({ a: [1, { b: 2 }] }) + util.format('%s %d', 'x', 5); return msg;",
    "msg.payload = new URL('http://u@h:1/p?q=1#f').searchParams.get('q'); return msg;",
    "msg.payload = await promisify((v, cb) => cb(null, v + 1))(4); return msg;",
    "const sleep = promisify(setTimeout); await sleep(5); msg.payload = 'slept'; return msg;",
    "msg.payload = await Promise.all([1, Promise.resolve(2)]); return msg;",
    "Promise.resolve().then(() => { msg.payload = 'then'; node.send(msg); }); return null;",
    "new Promise((r) => setTimeout(r, 5)).then(() => node.send([null, { payload: 'second output' }]));",
    "return new Promise((r) => setTimeout(() => r({ payload: 'promised' }), 5));", "return Promise.reject(new Error('rejected'));",
    "async function f() { return 5; } msg.payload = await f(); return msg;", "for await (const x of [1, 2]) node.send({ payload: x });",
    "function outer() { return inner(); } function inner() { return 'hoisted'; } msg.payload = outer(); return msg;",
    "var self = this; msg.payload = typeof self; return msg;", "msg.payload = (function () { return typeof this; })(); return msg;",
    "msg.payload = [typeof globalThis, typeof window, typeof module]; return msg;", "label: for (;;) { break label; } return msg;",
    "msg.payload = [1, 2, 3].includes(2) && [[1], [2]].flat().at(-1); return msg;", "return msg; // last line a comment",
    "/* comment */ return /* here */ msg /* and here */;", "msg.payload = 'no semicolon'\nreturn msg", "return (msg.payload = 1, msg);",
    "const t = setTimeout(() => node.send({ payload: 'never' }), 20); clearTimeout(t); return msg;",
    "let n = 0; const i = setInterval(() => { if (++n === 2) { clearInterval(i); node.send({ payload: n }); node.done(); } }, 5);",
    "0; msg.payload = 010; return msg;", "msg.payload = arguments.length > 0; return msg;",
    "node.error(new TypeError('t'), msg);", "throw new RangeError('own');", "let y = () => { throw new SyntaxError('in a callback'); }; y();",
    "decodeURIComponent('%');",
]  # fmt: skip
SETUP: list[dict[str, Any]] = [
    {"func": "msg.payload = [x, typeof y]; return msg;", "initialize": "x = 5; var y = 6;"},
    {"func": "msg.payload = context.get('n'); return msg;", "initialize": "context.set('n', 1);"},
    {"func": "msg.payload = flow.get('late'); return msg;", "initialize": "await new Promise((r) => setTimeout(r, 100)); flow.set('late', 1);"},
    {"func": "return msg;", "initialize": "throw new Error('no start');"},
    {"func": "return msg;", "initialize": "return Promise.reject(new Error('no start'));"},
    {"func": "msg.payload = typeof msg; return msg;", "initialize": "typeof msg;"},
    {"func": "return msg;", "initialize": "let z = ;"}, {"func": "return msg; }{", "initialize": ""}, {"func": "let a; let a; return msg;"},
    {"func": "return msg;", "outputs": 0}, {"func": "return [null, null, msg];"}, {"func": "msg.payload = node.outputCount; return msg;", "outputs": "2"},
    {"func": "while (true) {}", "timeout": 0.1}, {"func": "while (true) {}", "timeout": "0.1"}, {"func": "return msg;", "timeout": 1},
    {"func": "return msg;", "timeout": None}, {"func": "return msg;", "libs": None}, {"func": "", "initialize": ""},
]  # fmt: skip


async def test_values_cross_other_nodes_alike(pair: Twins) -> None:
    move = {"t": "move", "p": "value", "pt": "msg", "to": "moved", "tot": "msg"}
    cases = []
    for number, value in enumerate(VALUES):
        make = function(f"msg.value = {value}; return msg;", outputs=1)
        case = Case({**make, "wires": [[f"{number}-move"]]}, [{"payload": 1}])
        case.more = [
            {"id": f"{number}-move", "type": "change", "rules": [move], "wires": [[f"{number}-look", f"{number}-out0"]]},
            {**function(LOOK, outputs=1), "id": f"{number}-look", "wires": [[f"{number}-out0"]]},
        ]  # fmt: skip
        cases.append(case)
    await pair.deploy(flows_of(cases))
    await asyncio.sleep(0.3)
    for number, case in enumerate(cases):
        await pair.inject(f"{number}-in", *case.messages)
    differences = differing(VALUES, *await pair.compare(0.6, ordered=False))
    assert not differences, "\n".join(differences)


async def test_code_of_every_kind_does_the_same(pair: Twins) -> None:
    await compare(pair, [function(code, name="n") for code in CODE], CODE)


async def test_start_outputs_and_time_outs_are_alike(pair: Twins) -> None:
    await compare(pair, [function(**{"code": item["func"], **{k: v for k, v in item.items() if k != "func"}}) for item in SETUP], [str(item) for item in SETUP])  # fmt: skip
