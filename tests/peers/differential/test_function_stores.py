"""Functions with the things that settings give them: context stores, values and modules, libraries."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.peers.differential.functions import compare, function
from tests.peers.differential.twins import Twins, twins
from tests.peers.node_red import NodeRed, node_red

pytestmark = [pytest.mark.peers, pytest.mark.slow]

STORAGE: dict[str, Any] = {
    "default": "ram",
    "ram": {"module": "memory"},
    "file": {"module": "localfilesystem", "config": {"flushInterval": 0}},
    "slow": {"module": "localfilesystem", "config": {"base": "slow", "cache": False}},
}
THEIRS = f"""
    mqttReconnectTime: 300, debugMaxLength: 100000, functionExternalModules: true,
    contextStorage: {json.dumps(STORAGE)},
    functionGlobalContext: {{ answer: 42, deep: {{ a: [{{ b: 1 }}] }}, os: require("os") }},
"""

STORES = [
    "flow.set('a', 1, 'file'); msg.payload = [flow.get('a', 'file'), flow.get('a'), flow.get('#:(file)::a')]; return msg;",
    "flow.set('#:(file)::b.c', [1]); msg.payload = [flow.get('#:(file)::b'), flow.keys('file')]; return msg;",
    "flow.set(['x', 'y', 'z'], [1, 2], 'file'); msg.payload = flow.get(['x', 'y', 'z', 'none'], 'file'); return msg;",
    "flow.set(['x', 'y'], 5); msg.payload = flow.get(['x', 'y']); return msg;",
    "flow.set(['o', 'p'], [{ v: 1 }, [2]]); flow.set('o', undefined); msg.payload = [flow.get(['o', 'p']), flow.keys()]; return msg;",
    "flow.set('k', 1, 'nowhere'); msg.payload = [flow.get('k'), flow.get('k', 'nowhere'), flow.get('k', 'ram')]; return msg;",
    "flow.set('k2', 1, 'default'); msg.payload = [flow.get('k2'), flow.get('k2', '_')]; return msg;",
    "flow.get('a', 'ram', 'callback');", "flow.set('a', 1, 'ram', 5);", "flow.keys('ram', {});", "flow.get([]);", "flow.get(['a', '']);",
    "flow.get(['a', 5]);", "flow.set([], 1);", "flow.get(null);", "flow.set(undefined, 1);", "flow.set('a', 1); flow.get('a[');", "flow.set('a b.c', 1);",
    "flow.set('a', 1); flow.get('a[', (e, v) => node.send({ payload: [String(e), v === undefined] }));",
    "flow.get('', (e, v) => node.send({ payload: [String(e), v === undefined] }));",
    "flow.get([5], 'file', (e, v) => node.send({ payload: String(e) }));",
    "flow.set('a[', 1, (e) => node.send({ payload: String(e) }));",
    "flow.set(5, 1, (e) => node.send({ payload: String(e) }));",
    "flow.set('cb', 1, 'file', (e) => flow.get('cb', 'file', (f, v) => flow.keys('file', (g, k) => node.send({ payload: [e === undefined, f === undefined, v, g === null, k] }))));",
    "flow.set(['m', 'n'], [1, 2], (e) => flow.get(['m', 'n'], (f, m, n) => node.send({ payload: [e, f, m, n] })));",
    "flow.get('a.b.c.d', (e, v) => node.send({ payload: [e === undefined, v === undefined] }));",
    "msg.payload = [flow.get('no.such.thing'), flow.get('list[3].x')].map((v) => v === undefined); return msg;",
    "flow.set('arr[2]', 'x'); msg.payload = flow.get('arr').length; return msg;",
    "flow.set('q[\"r s\"]', 1); msg.payload = [flow.get('q'), flow.get('q[\"r s\"]')]; return msg;",
    "context.set('n', 1, 'file'); msg.payload = [context.get('n', 'file'), context.keys('file'), context.get('$parent.n')]; return msg;",
    "global.set('tab', 'g'); msg.payload = [flow.get('$parent.tab'), flow.get('$parent'), flow.get('$parent.$parent.tab')].map((v) => v === undefined ? 'undef' : v); return msg;",
    "flow.set('$parent.up', 3); msg.payload = [global.get('up'), flow.get('up') === undefined]; return msg;",
    "msg.payload = [flow.get(['$parent.up'])[0] === undefined]; return msg;",
    "flow.set('keep', { a: 1 }); flow.get('keep').a = 2; msg.payload = flow.get('keep'); return msg;",
    "flow.set('d', new Date(0)); flow.set('b', Buffer.from('x')); msg.payload = [flow.get('d') instanceof Date, Buffer.isBuffer(flow.get('b'))]; return msg;",
    "flow.set('fn', (n) => n * 2); msg.payload = flow.get('fn')(4); return msg;",
]  # fmt: skip
SLOW = [
    "flow.set('a', 1, 'slow', (e) => flow.get('a', 'slow', (f, v) => flow.keys('slow', (g, k) => node.send({ payload: [e, f, v, g, k] }))));",
    "flow.set(['a', 'b'], [{ x: 1 }], 'slow', (e) => flow.get(['a.x', 'b', 'c'], 'slow', (f, ...v) => node.send({ payload: [e, f === undefined, v] })));",
    "flow.get('a', 'slow');", "flow.keys('slow');", "flow.set('later', 1, 'slow'); setTimeout(() => flow.get('later', 'slow', (e, v) => node.send({ payload: v })), 200);",
    "flow.get('none', 'slow', (e, v) => node.send({ payload: [e, v === undefined] }));", "flow.keys('slow', (e, k) => node.send({ payload: [e, k] }));",
    "global.get('answer', 'slow', (e, v) => node.send({ payload: v }));",
    "const get = require => 1; msg.payload = await new Promise((ok, no) => context.set('p', 2, 'slow', () => context.get('p', 'slow', (e, v) => e ? no(e) : ok(v)))); return msg;",
]  # fmt: skip
GIVEN = [
    "msg.payload = [global.get('answer'), global.get('deep.a[0].b'), typeof global.get('os').platform, global.get('os.EOL')]; return msg;",
    "global.set('answer', 5); msg.payload = [global.get('answer'), global.get('answer', 'file')]; global.set('answer', undefined); return [msg, { payload: global.get('answer') }];",
    "msg.payload = global.get(['answer', 'none', 'deep']); return msg;", "msg.payload = context.global.answer; return msg;",
    "global.get('answer', (e, v) => node.send({ payload: v }));", "msg.payload = global.keys().filter((k) => ['answer', 'deep', 'os'].includes(k)); return msg;",
    "global.get(['answer', 'none'], (e, a, n) => node.send({ payload: [a, n === undefined] }));",
]  # fmt: skip
LIBS: list[tuple[str, list[dict[str, str]]]] = [
    ("msg.payload = [os.EOL, typeof os.cpus]; return msg;", [{"var": "os", "module": "os"}]),
    ("msg.payload = path.join('a', '..', 'b'); return msg;", [{"var": "path", "module": "node:path"}]),
    ("msg.payload = typeof fsp.readFile; return msg;", [{"var": "fsp", "module": "fs/promises"}]),
    ("msg.payload = typeof p.version; return msg;", [{"var": "p", "module": "process"}]),
    ("const e = new EventEmitter(); e.on('x', (v) => node.send({ payload: v })); e.emit('x', 7);", [{"var": "EventEmitter", "module": "events"}]),
    ("msg.payload = crypto.createHash('md5').update('a').digest('hex'); return msg;", [{"var": "crypto", "module": "crypto"}]),
    ("msg.payload = u.parse('http://h/p?q=1').pathname; return msg;", [{"var": "u", "module": "url"}]),
    ("msg.payload = tiny.double(21); return msg;", [{"var": "tiny", "module": "wl-tiny"}]),
    ("msg.payload = [esm.twice(2), typeof esm.default]; return msg;", [{"var": "esm", "module": "wl-esm"}]),
    ("msg.payload = inside; return msg;", [{"var": "inside", "module": "wl-tiny/extra.js"}]),
    ("return msg;", [{"var": "", "module": "os"}]), ("msg.payload = x; return msg;", [{"var": "x", "module": ""}]),
]  # fmt: skip


def give_packages(directory: Path) -> None:
    """Two npm packages, installed."""
    for name, kind, files in (
        ("wl-tiny", "commonjs", {"index.js": "exports.double = (n) => 2 * n;", "extra.js": "module.exports = 'in';"}),
        ("wl-esm", "module", {"index.js": "export const twice = (n) => 2 * n;"}),
    ):  # fmt: skip
        folder = directory / "node_modules" / name
        folder.mkdir(parents=True)
        description = {"name": name, "version": "1.0.0", "type": kind, "main": "index.js"}
        for file, text in {**files, "package.json": json.dumps(description)}.items():
            (folder / file).write_text(text)
    project = {"name": "p", "version": "1.0.0", "dependencies": {"wl-tiny": "1.0.0", "wl-esm": "1.0.0"}}
    (directory / "package.json").write_text(json.dumps(project))


@pytest.fixture(scope="module")
def node_red_with_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeRed]:
    """A Node-RED with these settings."""
    directory = tmp_path_factory.mktemp("node-red-stores")
    give_packages(directory)
    with node_red(directory, more_settings=THEIRS) as running:
        yield running


@pytest.fixture
async def equal(node_red_with_stores: NodeRed, tmp_path: Path) -> AsyncIterator[Twins]:
    """It, and a runtime of ours with the same settings."""
    directory = tmp_path / "wirelatch"
    directory.mkdir()
    give_packages(directory)
    async with twins(
        node_red_with_stores,
        directory,
        debugMaxLength=100000,
        contextStorage=STORAGE,
        functionGlobalContext={"answer": 42, "deep": {"a": [{"b": 1}]}},
        functionGlobalModules={"os": "os"},
    ) as both:
        yield both


@pytest.mark.parametrize("codes", [STORES, SLOW, GIVEN], ids=["stores", "uncached", "given"])
async def test_functions_reach_every_store_alike(equal: Twins, codes: list[str]) -> None:
    await compare(equal, [function(code) for code in codes], codes)


async def test_functions_get_the_same_modules(equal: Twins) -> None:
    await compare(equal, [function(code, libs=libs) for code, libs in LIBS], [code for code, _ in LIBS])


async def test_the_files_of_stores_are_the_same(
    equal: Twins, node_red_with_stores: NodeRed, tmp_path: Path
) -> None:
    value = "{n: [1, 1.5, null, {}], s: 'ü\\u2028', d: new Date(0), b: Buffer.from('ab'), u: undefined, i: Infinity, e: [undefined]}"
    codes = [
        f"flow.set('x.y', {value}, 'file'); context.set('z', 1, 'file'); global.set('w', [{{}}], 'file'); return msg;",
        f"const o = {value}; o.self = o; o.list = [o]; flow.set('o', o, 'file'); return msg;",
        f"flow.set('x', {value}, 'slow', () => node.send(msg));",
    ]
    # Context outlives deploys, so that other tests' would be there too.
    await compare(equal, [function(code) for code in codes], codes, tab="-written")
    found = []
    for base in (node_red_with_stores.user_dir, tmp_path / "wirelatch"):
        files = {}
        for folder, _, names in os.walk(base):
            place = Path(folder)
            if place.relative_to(base).parts[:1] in (("context",), ("slow",)):
                files |= {
                    str((place / name).relative_to(base)): (place / name).read_text("utf-8") for name in names
                }
        found.append(files)
    theirs, ours = found
    wanted = {"context/0-written/flow.json", "context/0-written/0-n.json", "slow/2-written/flow.json"}
    assert wanted <= ours.keys()
    assert {name: ours[name] for name in wanted} == {name: theirs.get(name) for name in wanted}
