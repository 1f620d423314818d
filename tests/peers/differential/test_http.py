"""The HTTP nodes: the same answers to the same requests, and the same messages from the same server."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn

from tests.peers.differential.cases import Case, debug, flows_of
from tests.peers.differential.http import http_in, node, same_answers
from tests.peers.differential.twins import Twins
from tests.support.asgi import read_body
from tests.support.ports import free_port

pytestmark = [pytest.mark.peers, pytest.mark.slow]


async def test_bodies_queries_and_parameters_are_read_alike(pair: Twins) -> None:
    seen = node("seen", "change", "answer", rules=[{"t": "set", "p": "payload", "pt": "msg", "tot": "jsonata", "to": '{"payload": payload, "type": $type(payload), "params": req.params, "query": req.query, "cookies": req.cookies, "url": req.originalUrl, "method": req.method, "path": req.path, "x": req.headers."x-a", "files": req.files.{"f": fieldname, "o": originalname, "m": mimetype, "s": size}}'}])  # fmt: skip
    flows = [
        {"id": "tab", "type": "tab", "label": "http"},
        *[http_in(method, method, f"/{method}/:id/:opt?", "seen") for method in ("get", "post", "put", "delete", "patch")],
        {**http_in("upload", "post", "/upload", "seen"), "upload": True},
        {**http_in("raw", "post", "/raw", "seen"), "skipBodyParsing": True},
        http_in("star", "get", "/star/*", "seen"), http_in("case", "get", "no-slash/CASE", "seen"),
        seen, node("answer", "http response", statusCode="", headers={}),
    ]  # fmt: skip
    await pair.deploy(flows)
    form = {"a": "1", "b[]": ["2", "3"], "c[d]": "ä"}
    files = [
        ("f", ("x.txt", b"text", "text/plain")),
        ("g", ("y.bin", b"\x00\xff", "application/octet-stream")),
    ]
    boundary = {"content-type": "multipart/form-data; boundary=XX"}
    multipart = b'--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--XX--\r\n'
    requests: list[dict[str, Any]] = [
        {"method": "GET", "path": "/get/a%20b/c?x=1&x=2&y[z]=3&w[]=4&empty=&n"},
        {"method": "GET", "path": "/GET/1/?a=%C3%A4+b", "headers": {"x-a": "v", "cookie": "c=1; d=%20x; e=\"q\""}},
        {"method": "GET", "path": "/star/a/b/c"}, {"method": "GET", "path": "/no-slash/case"},
        {"method": "GET", "path": "/nothing/here"}, {"method": "POST", "path": "/get/1"},
        {"method": "DELETE", "path": "/delete/1", "json": {"a": 1}},
        *[{"method": method, "path": f"/{method.lower()}/1", **body} for method in ("POST", "PUT", "PATCH") for body in [
            {"json": {"a": [1, None, "ä"]}}, {"data": form}, {"content": "plain"}, {"content": b"\xff\x00", "headers": {"content-type": "application/octet-stream"}},
            {"content": "<a/>", "headers": {"content-type": "application/xml"}}, {"content": b"\x89PNG", "headers": {"content-type": "image/png"}},
            {"content": "t", "headers": {"content-type": "text/csv"}}, {"content": b"{}", "headers": {"content-type": "application/json; charset=utf-8"}},
            {"content": b"", "headers": {"content-type": "application/json"}}, {}, {"content": "x", "headers": {"content-type": "application/vnd.x+json"}},
        ]],
        {"method": "POST", "path": "/upload", "files": files, "data": {"a": "1", "b": ["x", "y"]}},
        {"method": "POST", "path": "/upload", "content": multipart, "headers": boundary},
        {"method": "POST", "path": "/upload", "json": {"a": 1}},
        {"method": "POST", "path": "/raw", "content": b'{"a": 1}', "headers": {"content-type": "application/json"}},
    ]  # fmt: skip
    await same_answers(pair, requests)


async def test_answers_are_sent_alike(pair: Twins) -> None:
    values = ["text", "", 12, {"a": [1, "ä<"]}, [1], None, b"\x00\xff", "ä"]
    requests: list[dict[str, Any]] = [{"method": "POST", "path": "/direct", "json": {"m": {"payload": value}}} for value in values if not isinstance(value, bytes)]  # fmt: skip
    requests += [
        {"method": "POST", "path": "/direct", "json": {"m": message}} for message in [
            {"payload": "x", "statusCode": 404}, {"payload": "x", "statusCode": "201"}, {"payload": "x", "statusCode": "nope"},
            {"payload": "", "statusCode": 204}, {"payload": "x", "headers": {"X-A": "1", "content-type": "text/plain"}},
            {"payload": {"a": 1}, "headers": {"Content-Type": "application/vnd.a+json"}}, {"payload": "x", "headers": {"x-a": ["1", "2"]}},
            {"payload": "a,b", "headers": {"content-type": "text/csv"}}, {"payload": "go", "statusCode": 302, "headers": {"location": "/there?a=ä"}},
            {"payload": "x", "cookies": {"a": "1 ä", "b": {"value": "2", "path": "/p", "httpOnly": True, "secure": True, "domain": "example.org", "sameSite": "lax"}, "c": None, "d": {"value": "x", "maxAge": 0}}},
            {"headers": {"x-a": "no payload"}}, {"payload": "<svg/>", "headers": {"content-type": "image/svg+xml"}},
            {"payload": "x", "headers": {"x-a": 5}}, {"payload": '{"a":1}', "headers": {"content-type": "application/json"}},
        ]
    ]  # fmt: skip
    for path in ("/fixed", "/bytes"):
        requests += [{"method": "GET", "path": path}, {"method": "HEAD", "path": path}]
    requests += [
        {"method": "GET", "path": "/object?callback=show.it"},
        {"method": "GET", "path": "/bytes", "headers": {"if-none-match": "*"}},
    ]
    unpack = [{"t": "move", "p": f"payload.m.{name}", "pt": "msg", "to": name, "tot": "msg"} for name in ("statusCode", "headers", "cookies")]  # fmt: skip
    unpack.append({"t": "set", "p": "payload", "pt": "msg", "to": "payload.m.payload", "tot": "msg"})
    flows = [
        {"id": "tab", "type": "tab", "label": "http"},
        http_in("direct", "post", "/direct", "unpack"), node("unpack", "change", "answer", rules=unpack),
        node("answer", "http response", statusCode="", headers={}),
        http_in("fixed", "get", "/fixed", "fixed-answer"),
        node("fixed-answer", "http response", statusCode="418", headers={"X-A": "own", "content-type": "application/json"}),
        http_in("bytes", "get", "/bytes", "set"), node("set", "change", "answer", rules=[{"t": "set", "p": "payload", "pt": "msg", "to": "[0,255,1]", "tot": "bin"}]),
        http_in("object", "get", "/object", "answer"),
    ]  # fmt: skip
    await pair.deploy(flows)
    await same_answers(pair, requests)


@contextlib.asynccontextmanager
async def echo_server() -> AsyncIterator[str]:
    """A server that tells what it was sent, redirects, sets cookies and wants passwords."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = await read_body(receive)
        headers = {key.decode(): value.decode("latin-1") for key, value in scope["headers"]}
        path, out, status, extra = scope["path"], b"", 200, []
        if path.startswith("/redirect/"):
            status, _, target = path.removeprefix("/redirect/").partition("/")
            status, extra = (
                int(status),
                [(b"location", b"/" + target.encode()), (b"set-cookie", b"r=1; Path=/")],
            )
        elif path == "/status/204":
            status = 204
        elif path == "/json":
            out, extra = (
                b'{"a":[1,2]}',
                [(b"content-type", b"application/json"), (b"x-a", b"1"), (b"x-a", b"2")],
            )
        elif path == "/cookies":
            extra = [(b"set-cookie", b"a=1; Path=/; HttpOnly"), (b"set-cookie", b"b=%20x; Max-Age=5")]
        elif path == "/slow":
            await asyncio.sleep(3)
        elif path == "/basic" and "authorization" not in headers:
            status, extra = (
                401,
                [(b"www-authenticate", b'Digest realm="r", nonce="abc", qop="auth", algorithm=MD5')],
            )
        elif path == "/bytes":
            out = b"\x00\xff\xfe"
        else:
            told = {
                name: headers[name]
                for name in sorted(headers)
                if name
                in ("content-type", "content-length", "x-own", "x-two", "cookie", "authorization", "accept")
            }
            if told.get("authorization", "").startswith("Digest"):
                told["authorization"] = "Digest"
            if told.get("content-type", "").startswith("multipart"):
                told["content-type"], told["content-length"] = "multipart", ""
                body = body.replace(headers["content-type"].partition("boundary=")[2].encode(), b"XX")
            out = json.dumps(
                {
                    "method": scope["method"],
                    "path": path,
                    "query": scope["query_string"].decode(),
                    "headers": told,
                    "body": body.decode("latin-1"),
                }
            ).encode()
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*extra, (b"content-length", str(len(out)).encode())],
            }
        )
        await send({"type": "http.response.body", "body": out})

    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


async def test_requests_are_sent_and_answers_given_alike(pair: Twins) -> None:
    base = {
        "type": "http request", "method": "GET", "ret": "txt", "paytoqs": "ignore", "url": "@URL@/echo", "tls": "",
        "persist": False, "proxy": "", "insecureHTTPParser": False, "authType": "", "senderr": False, "headers": [],
    }  # fmt: skip
    use = {**base, "method": "use", "url": ""}
    rows = [{"keyType": "other", "keyValue": "X-Own", "valueType": "other", "valueValue": "fixed"}, {"keyType": "msg", "keyValue": "name", "valueType": "msg", "valueValue": "payload"}, {"keyType": "Accept", "keyValue": "", "valueType": "application/json", "valueValue": ""}]  # fmt: skip
    urlencoded, multipart = (
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data"},
    )
    cases = [
        Case(base, [{"payload": "ignored"}, {"payload": {"a": 1}}]),
        Case({**base, "paytoqs": "query"}, [{"payload": {"a": 1, "b": ["x", "y"], "c": "ä &"}}, {"payload": "text"}]),
        Case({**base, "paytoqs": "query", "url": "@URL@/echo?z=1"}, [{"payload": {"a": 1}}]),
        Case({**base, "paytoqs": True}, [{"payload": {"a": 1}}]),
        Case({**base, "paytoqs": "body"}, [{"payload": {"a": 1}}, {"payload": "text"}, {"payload": 5}]),
        Case({**base, "url": "@URL@/{{topic}}?q={{payload}}"}, [{"payload": "50%", "topic": "a/b"}]),
        Case({**base, "method": "POST"}, [{"payload": p} for p in ("text", {"a": "ä"}, [1], 5, True, None, b"\x00\xff", "")] + [{"topic": "no payload"}]),
        Case({**base, "method": "POST"}, [{"payload": {"a": 1, "b": [2, 3], "c": {"d": 1}}, "headers": urlencoded}, {"payload": "a=1", "headers": urlencoded}, {"payload": {"a": 1}, "headers": {"Content-Type": "application/vnd.x+json"}}]),
        Case({**base, "method": "POST"}, [{"payload": {"a": "1", "f": {"value": "data", "options": {"filename": "x.txt"}}, "o": {"x": 1}}, "headers": multipart}]),
        *[Case({**base, "method": method}, [{"payload": "p"}]) for method in ("PUT", "DELETE", "PATCH", "OPTIONS")],
        Case(use, [{"payload": "p", "method": m, "url": "@URL@/echo"} for m in ("get", "POST", "DELETE")] + [{"payload": "no url"}, {"url": "ftp://x/"}]),
        Case({**base, "url": "@URL@/json", "ret": "obj"}, [{}]),
        Case({**base, "url": "@URL@/echo", "ret": "obj"}, [{}]),
        Case({**base, "url": "@URL@/bytes", "ret": "bin"}, [{}]),
        Case({**base, "url": "@URL@/bytes"}, [{}]),
        Case({**base, "url": "@URL@/bytes", "ret": "obj"}, [{}]),
        Case({**base, "url": "@URL@/status/204", "ret": "obj"}, [{}]),
        Case({**base, "url": "@URL@/cookies"}, [{"cookies": {"mine": "a b", "two": {"value": "xy", "encode": False}, "no": None}}]),
        Case(base, [{"cookies": {"mine": "a b", "two": {"value": "xy"}}}, {"headers": {"Cookie": "h=1; i=2", "x-own": "m"}}]),
        Case({**base, "headers": rows}, [{"payload": "pay", "name": "x-two", "headers": {"x-own": "overruled", "x-two": "z"}}]),
        *[Case({**base, "url": f"@URL@/redirect/{status}/echo", "method": method}, [{"payload": "p"}, {"payload": "p", "followRedirects": False}]) for status in (301, 302, 307, 308) for method in ("GET", "POST")],
        Case({**base, "url": "@URL@/redirect/302/redirect/302/redirect/301/echo"}, [{}]),
        Case({**base, "url": "@URL@/slow"}, [{"requestTimeout": 100}]),
        Case({**base, "url": "@URL@/slow", "senderr": True}, [{"requestTimeout": 100}]),
        Case({**base, "url": "@BAD@/x"}, [{"payload": "p"}]),
        Case({**base, "url": "@CREDENTIALS@/echo", "authType": "basic"}, [{"payload": "p"}]),
    ]  # fmt: skip
    bad = f"http://127.0.0.1:{free_port()}"
    async with echo_server() as url:
        with_user = url.replace("http://", "http://user:pass@")
        await pair.deploy(
            flows_of(cases),
            {"@URL@": (url, url), "@BAD@": (bad, bad), "@CREDENTIALS@": (with_user, with_user)},
        )
        differences = []
        for number, case in enumerate(cases):
            messages = json.loads(
                json.dumps(
                    [{k: list(v) if isinstance(v, bytes) else v for k, v in m.items()} for m in case.messages]
                ).replace("@URL@", url)
            )
            for message, original in zip(messages, case.messages, strict=True):
                if isinstance(original.get("payload"), bytes):
                    message["payload"] = original["payload"]
                await pair.inject(f"{number}-in", message)
                ours = await pair.ours.settled(1, quiet=0.05)
                theirs = await pair.theirs.settled(len(ours), quiet=0.05)
                if _without_words(theirs) != _without_words(ours):
                    differences.append(
                        f"{number} {dict(case.node)} {message}\n  Node-RED : {theirs}\n  Wirelatch: {ours}"
                    )
        assert not differences, "\n".join(differences)


def _without_words(shown: Any) -> Any:
    """Without the texts of failures, which are put into the payload, and without headers of the server."""
    out = json.loads(json.dumps(shown))
    for _, (_, value) in out:
        if isinstance(value, dict):
            if isinstance(value.get("statusCode"), str):
                value.pop("payload", None)
            value.pop("responseUrl", None)
            for name in ("connection", "server", "keep-alive"):
                value.get("headers", {}).pop(name, None)
    return sorted(out, key=json.dumps)


async def test_received_headers_do_not_go_out_again(pair: Twins) -> None:
    request = {
        "type": "http request",
        "method": "GET",
        "ret": "txt",
        "paytoqs": "ignore",
        "url": "@URL@/json",
        "headers": [],
    }
    flows = [
        {"id": "tab", "type": "tab", "label": "http"},
        http_in("in", "get", "/through", "request"), node("request", "http request", "answer", **{k: v for k, v in request.items() if k != "type"}),
        node("answer", "http response", statusCode="", headers={}),
        http_in("in2", "get", "/changed", "request2"), node("request2", "http request", "change", **{k: v for k, v in request.items() if k != "type"}),
        node("change", "change", "answer", rules=[{"t": "set", "p": "headers", "pt": "msg", "to": '{"x-a": "new"}', "tot": "json"}]),
        {**debug("d"), "z": "tab", "x": 1, "y": 1},
    ]  # fmt: skip
    async with echo_server() as url:
        await pair.deploy(flows, {"@URL@": (url, url)})
        await same_answers(
            pair, [{"method": "GET", "path": "/through"}, {"method": "GET", "path": "/changed"}]
        )


async def test_functions_see_the_same_of_a_request(pair: Twins) -> None:
    code = """
    var r = msg.req;
    msg.payload = {query: r.query, params: r.params, body: r.body, cookies: r.cookies, method: r.method, url: r.url,
        originalUrl: r.originalUrl, path: r.path, hostname: r.hostname, ip: r.ip, protocol: r.protocol, secure: r.secure,
        agent: r.headers['x-a'], type: typeof r, xhr: r.xhr, get: typeof r.get, other: r.nonsense === undefined,
        names: Object.keys(r.headers).filter(function (n) { return n === 'x-a' || n === 'host'; }).sort()};
    msg.headers = {"x-a": "set", "content-type": "application/json"};
    msg.cookies = {session: {value: "s", maxAge: 1000, httpOnly: true}};
    msg.statusCode = 201;
    return msg;
    """
    flows = [
        {"id": "tab", "type": "tab", "label": "http"},
        http_in("get", "get", "/f/:id", "fn"),
        http_in("post", "post", "/f/:id", "fn"),
        node(
            "fn",
            "function",
            "answer",
            func=code,
            outputs=1,
            timeout=0,
            noerr=0,
            initialize="",
            finalize="",
            libs=[],
        ),
        node("answer", "http response", statusCode="", headers={}),
    ]
    await pair.deploy(flows)
    requests: list[dict[str, Any]] = [
        {"method": "GET", "path": "/f/1?a=b&c=1&c=2", "headers": {"x-a": "v", "cookie": "k=1"}},
        {
            "method": "POST",
            "path": "/f/2",
            "json": {"x": [1]},
            "headers": {"x-requested-with": "XMLHttpRequest"},
        },
        {
            "method": "POST",
            "path": "/f/2",
            "content": b"\xff",
            "headers": {"content-type": "application/octet-stream"},
        },
    ]
    await same_answers(pair, requests, without=("set-cookie",))
