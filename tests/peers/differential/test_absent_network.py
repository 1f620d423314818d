"""HTTP endpoints and requests over TCP of old files: absent properties mean what they mean to Node-RED."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.peers.differential.absent import differences
from tests.peers.differential.cases import Case, flows_of
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

Config = dict[str, Any]

HTTP_IN: Config = {
    "url": "/v@N@/:id",
    "method": "post",
    "upload": False,
    "skipBodyParsing": False,
    "swaggerDoc": "",
}
RESPONSE: Config = {"statusCode": "201", "headers": {"x-own": "1"}}
TCP: Config = {
    "type": "tcp request", "server": "127.0.0.1", "port": "@TCP@", "out": "time", "ret": "string", "splitc": "200",
    "newline": "", "trim": False, "tls": "",
}  # fmt: skip


OTHERWISE = {
    "method": "Node-RED serves nothing at such an address; ours serves GET, as its form says",
    "out": "Node-RED keeps the answer for ever when the splitting value is no number; ours gives what came",
    "splitc": "Node-RED fails inside when the answer is to be counted; ours waits for what it cannot count",
}
"""Properties whose absence has another effect here, and why; no release has written a node without them."""


def without_each(full: Config) -> list[Config]:
    left_out = (name for name in full if name not in ("type", *OTHERWISE))
    return [full, *({key: value for key, value in full.items() if key != name} for name in left_out)]


async def test_endpoints_read_absent_properties_as_node_reds_do(pair: Twins) -> None:
    pairs = [
        *((config, RESPONSE) for config in without_each(HTTP_IN)),
        *((HTTP_IN, config) for config in without_each(RESPONSE)),
    ]
    pairs += [
        ({"url": "/v@N@/x", "method": "get"}, {}),
        ({"url": "v@N@/x", "method": "get"}, {"statusCode": "", "headers": {}}),
    ]
    flows: list[Config] = []
    for number, (receiving, answering) in enumerate(pairs):
        place = {"z": f"{number}-tab", "x": 1, "y": 1, "name": ""}
        url = {"url": receiving["url"].replace("@N@", str(number))} if "url" in receiving else {}
        flows += [
            {"id": f"{number}-tab", "type": "tab", "label": "t"},
            {
                "id": f"{number}-in",
                "type": "http in",
                **receiving,
                **url,
                **place,
                "wires": [[f"{number}-out"]],
            },
            {"id": f"{number}-out", "type": "http response", **answering, **place, "wires": []},
        ]
    await pair.deploy(flows)
    async with httpx.AsyncClient() as client:
        for number, case in enumerate(pairs):
            for method, body in (("POST", b'{"a":1}'), ("GET", b"")):
                seen = []
                for side in pair.sides:
                    response = await client.request(
                        method,
                        f"{side.url}/v{number}/x",
                        content=body,
                        headers={"content-type": "application/json"},
                    )
                    kept = response.headers.get("content-type"), response.headers.get("x-own")
                    seen.append(
                        (
                            response.status_code,
                            response.status_code < 300 and response.text,
                            kept if response.status_code < 300 else "",
                        )
                    )
                assert seen[0] == seen[1], (case, method)


async def test_tcp_requests_read_absent_properties_as_node_reds_do(pair: Twins) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            writer.write(b"<" + data + b">")
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = str(server.sockets[0].getsockname()[1])
    modes = [
        TCP,
        {**TCP, "out": "count", "splitc": "7"},
        {**TCP, "out": "char", "splitc": ">"},
        {**TCP, "out": "immed"},
    ]
    cases = [
        Case(config, [{"payload": "hello"}])
        for mode in modes
        for config in without_each(mode)
        if "server" in config and "port" in config
    ]
    assert flows_of(cases)
    replacing = {"@TCP@": (port, port), "@DIR@": ("@none@", "@none@")}
    found = await differences(pair, cases, replacing)
    server.close()
    assert not found, "\n\n".join(found)
