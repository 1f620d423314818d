"""Functions that answer requests themselves (`msg.res`): the same answers as Express gives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.differential.http import http_in, node, same_answers
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

ANSWERS = [
    "msg.res.send('text');", "msg.res.send({a: 1, b: 'ä'});", "msg.res.send(Buffer.from([1, 2, 255]));", "msg.res.send();",
    "msg.res.send([1, 2]);", "msg.res.status(404).send('gone');", "msg.res.status(201).json({ok: true});", "msg.res.json(null);",
    "msg.res.sendStatus(403);", "msg.res.end();", "msg.res.end('plain end');", "msg.res.redirect('/elsewhere?x=ä');",
    "msg.res.redirect(301, '/moved');", "msg.res.set('X-A', 'b').type('json').send('{}');",
    "msg.res.set({'X-A': 'c', 'Cache-Control': 'no-store'}).send('x');", "msg.res.type('text/csv').send('a,b');",
    "msg.res.cookie('k', 'v w', {maxAge: 60000, httpOnly: true, path: '/p', sameSite: 'lax'}).send('c');",
    "msg.res.cookie('j', {a: 1}).clearCookie('old').send('c');", "msg.res._res.status(202).send('inner');",
    "setTimeout(() => msg.res.send('late'), 30);", "await new Promise((r) => setTimeout(r, 10)); msg.res.send('awaited');",
    "var res = msg.res; [1].forEach(function () { res.send('in a callback'); });", "msg.res.location('/l').status(204).end();",
    "msg.res._res.setHeader('X-A', 'raw'); msg.res._res.end('raw');", "msg.res.append('X-A', '1').append('X-A', '2').send('x');",
    "var ip = msg.req.connection.remoteAddress; msg.res.send(ip.replace('::ffff:', '') + typeof msg.req.socket.remoteAddress);",
    "msg.res._res.writeHead(202, {'X-A': 'w'}); msg.res._res.write('one '); msg.res._res.end('two');",
]  # fmt: skip


async def test_functions_answer_requests_alike(pair: Twins) -> None:
    flows: list[dict[str, Any]] = [{"id": "tab", "type": "tab", "label": "http"}]
    for number, code in enumerate(ANSWERS):
        more = {"func": code, "outputs": 1, "timeout": 0, "noerr": 0, "initialize": "", "finalize": "", "libs": []}  # fmt: skip
        flows += [
            http_in(f"in{number}", "get", f"/{number}", f"f{number}"),
            node(f"f{number}", "function", **more),
        ]
    await pair.deploy(flows)
    requests = [{"method": "GET", "path": f"/{number}"} for number in range(len(ANSWERS))]
    await same_answers(pair, requests[:-1])
    # Sent in pieces by the one, in one piece by the other.
    await same_answers(pair, requests[-1:], without=("content-length",))
