"""The WebSocket nodes; `tests/peers/differential/test_websocket.py` compares them with Node-RED's."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from tests.nodes.conftest import Events, serving
from tests.support.certificates import make_certificates
from tests.support.flows import PROBE, STATUS
from tests.support.ports import free_port
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, complete_records, running
from wirelatch.nodes.network.sockets import back_pressure, connection_budget
from wirelatch.nodes.network.websocket import calling as websocket_calling
from wirelatch.nodes.network.websocket import outbox as websocket_outbox
from wirelatch.webkit.bounded_websocket import BoundedWebSocket
from wirelatch.webkit.http_routes import HttpRoutes

Listen = Callable[[Runtime, str], Events]
SERVER = {"id": "l", "type": "websocket-listener", "path": "/ws", "wholemsg": "false"}
IN = {"id": "in", "type": "websocket in", "server": "l", "client": "", "wires": [["p"]]}
OUT = {"id": "out", "type": "websocket out", "server": "l", "client": ""}


@contextlib.asynccontextmanager
async def listening(
    flow: list[dict[str, Any]], root: str = "/", **options: Any
) -> AsyncIterator[tuple[Runtime, str]]:
    """A runtime with a web server; gives it and the server's address for WebSockets."""
    http = HttpRoutes(root)
    async with serving(http, ws=BoundedWebSocket) as url, running(flow, http=http, **options) as runtime:
        yield runtime, url.replace("http", "ws")


class Far:
    """A WebSocket server of a test."""

    def __init__(self) -> None:
        self.url = ""
        self._queue: asyncio.Queue[ServerConnection] = asyncio.Queue()
        self._done = asyncio.Event()

    async def take(self, connection: ServerConnection) -> None:
        self._queue.put_nowait(connection)
        with contextlib.suppress(websockets.ConnectionClosed):
            await connection.wait_closed()

    async def accepted(self) -> ServerConnection:
        """The next connection."""
        return await asyncio.wait_for(self._queue.get(), 10)


@contextlib.asynccontextmanager
async def far(**options: Any) -> AsyncIterator[Far]:
    server = Far()
    port = options.pop("port", 0)
    async with serve(server.take, "127.0.0.1", port, **options) as running_server:
        number = next(iter(running_server.sockets)).getsockname()[1]
        server.url = f"ws{'s' if 'ssl' in options else ''}://localhost:{number}/far"
        yield server


def client(url: str, **more: Any) -> dict[str, Any]:
    return {"id": "c", "type": "websocket-client", "path": url, "wholemsg": "false", "hb": "", **more}


async def got(connection: ClientConnection | ServerConnection) -> Any:
    return await asyncio.wait_for(connection.recv(), 10)


# Listeners -----------------------------------------------------------------------------------------------------


async def test_a_text_comes_as_text_and_a_binary_message_as_buffer() -> None:
    async with listening([SERVER, IN, PROBE]) as (runtime, url), connect(url + "/ws") as peer:
        await peer.send("text")
        await peer.send(b"\x00\xff")
        first, second = await collect(runtime, "p").take(2)
    assert (first["payload"], second["payload"]) == ("text", b"\x00\xff")
    assert first["_session"] == second["_session"]
    assert first["_session"]["type"] == "websocket"


@pytest.mark.parametrize(
    ("sent", "msg"),
    [
        ('{"a": 1, "topic": "t"}', {"a": 1, "topic": "t"}), ("12", {"payload": 12}), ("no JSON", {"payload": "no JSON"}),
        ("null", {"payload": None}), (b'{"a": 2}', {"a": 2}), (b"\xff", {"payload": b"\xff"}),
        ("[" * 100_000, {"payload": "[" * 100_000}),
    ],
)  # fmt: skip
async def test_the_entire_message_can_be_what_is_sent(sent: Any, msg: dict[str, Any]) -> None:
    async with (
        listening([{**SERVER, "wholemsg": "true"}, IN, PROBE]) as (runtime, url),
        connect(url + "/ws") as peer,
    ):
        await peer.send(sent)
        found = await collect(runtime, "p").next()
    assert {key: found[key] for key in found if key not in ("_msgid", "_session")} == msg
    assert found["_session"]["type"] == "websocket"


@pytest.mark.parametrize(
    ("payload", "sent"),
    [
        ("x", "x"),
        (b"\x00", b"\x00"),
        ({"a": [1]}, '{"a":[1]}'),
        (1.5, "1.5"),
        (False, "false"),
        (None, "null"),
        (b"", b""),
    ],
)
async def test_a_payload_is_sent_to_everybody_who_is_connected(payload: Any, sent: Any) -> None:
    async with (
        listening([SERVER, OUT, *STATUS]) as (runtime, url),
        connect(url + "/ws") as one,
        connect(url + "/ws") as other,
    ):
        while (await collect(runtime, "st").next())["status"]["text"] != "connected 2":
            pass
        runtime.node("out").receive({"payload": ""})  # type: ignore[union-attr]
        runtime.node("out").receive({"topic": "nothing"})  # type: ignore[union-attr]
        runtime.node("out").receive({"payload": payload})  # type: ignore[union-attr]
        assert [await got(one), await got(other)] == [sent, sent]


async def test_a_message_with_a_session_goes_back_to_where_it_came_from_only() -> None:
    flow = [{**SERVER, "wholemsg": "true"}, {**IN, "wires": [["out"]]}, OUT]
    async with listening(flow) as (_, url), connect(url + "/ws") as one, connect(url + "/ws") as other:
        await one.send('{"n": 1}')
        assert '"n":1' in await got(one)
        await other.send('{"n": 2}')
        answer = await got(other)
    assert '"n":2' in answer
    assert "_session" not in answer


async def test_every_input_node_gets_a_message_of_its_own() -> None:
    flow = [SERVER, IN, PROBE, {**IN, "id": "in2", "wires": [["p2"]]}, {"id": "p2", "type": "probe"}]
    async with listening(flow) as (runtime, url), connect(url + "/ws") as peer:
        await peer.send("x")
        one, other = await collect(runtime, "p").next(), await collect(runtime, "p2").next()
    assert one["payload"] == other["payload"] == "x"
    assert one is not other
    assert one["_session"] is not other["_session"]


async def test_the_status_counts_connections_and_says_who_came_and_went() -> None:
    async with listening([SERVER, IN, PROBE, *STATUS]) as (runtime, url):
        async with connect(url + "/ws"):
            first = (await collect(runtime, "st").next())["status"]
        second = (await collect(runtime, "st").next())["status"]
    assert (first["text"], first["fill"], first["event"]) == ("connected 1", "green", "connect")
    assert (second["text"], second["event"]) == ("common.status.disconnected", "disconnect")
    assert first["_session"] == second["_session"]


async def test_paths_are_below_the_root_of_the_flows_and_others_are_not_found() -> None:
    flow = [{**SERVER, "path": "ws"}, IN, PROBE]
    async with listening(flow, root="/api") as (runtime, url):
        async with connect(url + "/api/ws") as peer:
            await peer.send("x")
            await collect(runtime, "p").next()
        for wrong in ("/ws", "/api/ws/", "/api/WS"):
            with pytest.raises(websockets.InvalidStatus) as refused:
                await connect(url + wrong)
            assert refused.value.response.status_code == 404


async def test_two_listeners_cannot_share_a_path(caplog: pytest.LogCaptureFixture) -> None:
    async with listening([SERVER, {**SERVER, "id": "l2"}]) as (_, url), connect(url + "/ws"):
        told = [r.getMessage() for r in caplog.records if "same path" in r.getMessage()]
    assert len(told) == 1
    assert "[websocket-listener:l2]" in told[0]


async def test_a_redeploy_closes_connections_and_serves_the_path_again_at_once() -> None:
    flow = complete_records([SERVER, IN, PROBE], _types())
    async with listening(flow) as (runtime, url), connect(url + "/ws") as peer:
        await peer.send("x")
        await collect(runtime, "p").next()
        await asyncio.wait_for(runtime.deploy(flow), 5)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await got(peer)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1001
        async with connect(url + "/ws") as again:
            await again.send("y")
            assert (await collect(runtime, "p").next())["payload"] == "y"
        await runtime.deploy([])
        with pytest.raises(websockets.InvalidStatus):
            await connect(url + "/ws")


def _types() -> Any:
    from wirelatch.engine.testing import all_types

    return all_types()


async def test_the_first_subprotocol_that_a_client_offers_is_taken() -> None:
    offered: list[Any] = ["b", "a"]
    async with listening([SERVER]) as (_, url), connect(url + "/ws", subprotocols=offered) as peer:
        assert peer.subprotocol == "b"


async def test_large_messages_pass_and_too_large_ones_end_the_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wirelatch.nodes.network.websocket.serving.LARGEST_MESSAGE", 3_000_000)
    flow = [SERVER, IN, PROBE]
    async with listening(flow) as (runtime, url), connect(url + "/ws", compression=None) as peer:
        await peer.send(b"x" * 2_500_000)
        assert len((await collect(runtime, "p").next())["payload"]) == 2_500_000
        await peer.send(b"x" * 3_500_000)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await got(peer)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


async def test_garbage_ends_that_connection_only() -> None:
    async with listening([SERVER, IN, PROBE]) as (runtime, url), connect(url + "/ws") as good:
        host, port = url.removeprefix("ws://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert b"101" in await reader.readuntil(b"\r\n\r\n")
        writer.write(b"\xff\xff\xff garbage")
        await asyncio.wait_for(reader.read(), 10)
        writer.close()
        await good.send("fine")
        assert (await collect(runtime, "p").next())["payload"] == "fine"


async def test_what_a_client_does_not_read_is_bounded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(websocket_outbox, "MOST_UNSENT", 1_000_000)
    async with (
        listening([SERVER, OUT, *STATUS]) as (runtime, url),
        connect(url + "/ws", max_queue=1, compression=None, close_timeout=0.2) as peer,
    ):
        await collect(runtime, "st").next()
        peer.transport.pause_reading()
        for _ in range(200):
            runtime.node("out").receive({"payload": "x" * 100_000})  # type: ignore[union-attr]
        await runtime.machine.idle()
        peer.transport.resume_reading()
        await asyncio.wait_for(runtime.deploy([]), 5)
    # Now and then the system takes some more of it, and the client is slow anew.
    assert 1 <= sum("does not read" in r.getMessage() for r in caplog.records) <= 5


async def test_a_sender_waits_while_the_flow_cannot_keep_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(back_pressure, "MOST_WAITING", 10)
    async with listening([SERVER, IN, PROBE]) as (runtime, url), connect(url + "/ws") as peer:
        for number in range(2000):
            await peer.send(str(number))
        payloads = [msg["payload"] for msg in await collect(runtime, "p").take(2000)]
    assert payloads == [str(number) for number in range(2000)]


async def test_a_flood_of_connections_is_refused(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection_budget, "most_connections", lambda: 1)
    async with listening([SERVER, IN, PROBE]) as (_, url):
        async with connect(url + "/ws"):
            for _ in range(2):
                with pytest.raises(websockets.InvalidStatus):
                    await connect(url + "/ws")
        async with asyncio.timeout(5):
            while True:  # until the server has noticed that the first one is gone
                with contextlib.suppress(websockets.InvalidStatus):
                    async with connect(url + "/ws"):
                        break
    assert sum("further ones are refused" in r.getMessage() for r in caplog.records) == 1


# Clients -------------------------------------------------------------------------------------------------------


async def test_a_client_receives_and_sends_with_its_headers_and_subprotocols() -> None:
    headers = [
        {"keyType": "other", "keyValue": "X-Own", "valueType": "other", "valueValue": "1"},
        {"keyType": "Authorization", "keyValue": "", "valueType": "env", "valueValue": "TOKEN"},
        {"keyType": "other", "keyValue": "", "valueType": "other", "valueValue": "nameless"},
    ]
    async with far(subprotocols=["two"]) as server:
        flow = [
            client(server.url, headers=headers, subprotocol="one, two"),
            {**IN, "server": "", "client": "c"}, PROBE, {**OUT, "server": "", "client": "c"},
        ]  # fmt: skip
        async with running(flow, env={"TOKEN": "Bearer t"}) as runtime:
            there = await server.accepted()
            assert there.request is not None
            assert there.request.headers["X-Own"] == "1"
            assert there.request.headers["Authorization"] == "Bearer t"
            assert there.subprotocol == "two"
            await there.send("hello")
            msg = await collect(runtime, "p").next()
            assert msg["payload"] == "hello"
            runtime.node("out").receive({"payload": b"bin"})  # type: ignore[union-attr]
            assert await got(there) == b"bin"
            # Node-RED: what came from the server goes back only without its session.
            runtime.node("out").receive(dict(msg))  # type: ignore[union-attr]
            del msg["_session"]
            runtime.node("out").receive({**msg, "payload": "free"})  # type: ignore[union-attr]
            assert await got(there) == "free"


async def test_a_client_connects_again_and_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket_calling, "RECONNECT_SECONDS", 0.05)
    port = free_port()
    flow = [client(f"ws://127.0.0.1:{port}/x"), {**IN, "server": "", "client": "c"}, PROBE, *STATUS]
    async with running(flow) as runtime:
        statuses = collect(runtime, "st")
        events = [(await statuses.next())["status"]["event"] for _ in range(2)]
        assert events == ["error", "disconnect"]
        async with far(port=port) as server:
            there = await server.accepted()
            while (status := (await statuses.next())["status"])["event"] != "connect":
                pass
            assert status["text"] == "connected "
            await there.close()
            await server.accepted()


async def test_a_client_gives_up_a_server_that_does_not_answer_its_heartbeat() -> None:
    async with (
        far() as server,
        running([client(server.url, hb="1"), {**IN, "server": "", "client": "c"}, PROBE, *STATUS]) as runtime,
    ):
        there = await server.accepted()
        there.transport.pause_reading()
        statuses = collect(runtime, "st")
        while (await statuses.next())["status"]["event"] != "error":
            pass
        there.transport.resume_reading()


async def test_a_deploy_ends_the_connection_to_the_server_in_good_order() -> None:
    async with far() as server, running([client(server.url), {**IN, "server": "", "client": "c"}]) as runtime:
        there = await server.accepted()
        await asyncio.wait_for(runtime.deploy([]), 5)
        await asyncio.wait_for(there.wait_closed(), 5)
        assert there.close_code == 1000


async def test_messages_without_a_connection_are_dropped_with_one_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    flow = [client(f"ws://127.0.0.1:{free_port()}/x"), {**OUT, "server": "", "client": "c"}]
    async with running(flow) as runtime:
        for _ in range(3):
            runtime.node("out").receive({"payload": "x"})  # type: ignore[union-attr]
        await runtime.machine.idle()
    assert sum("not connected" in r.getMessage() for r in caplog.records) == 1


async def test_a_client_checks_certificates_as_its_tls_configuration_says(tmp_path: Path) -> None:
    import ssl

    certificates = make_certificates(tmp_path / "c")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.path("server.pem"), certificates.path("server.key"))
    async with far(ssl=context) as server:
        flow = [
            {"id": "t", "type": "tls-config", "ca": certificates.path("ca.pem")},
            client(server.url, tls="t"), {**OUT, "server": "", "client": "c"},
            client(server.url, id="c2"), {**OUT, "id": "out2", "server": "", "client": "c2"}, *STATUS,
        ]  # fmt: skip
        async with running(flow) as runtime:
            there, seen = await server.accepted(), set()
            while seen != {("out", "connect"), ("out2", "error"), ("out2", "disconnect")}:
                status = (await collect(runtime, "st").next())["status"]
                seen.add((status["source"]["id"], status["event"]))
            runtime.node("out").receive({"payload": "safe"})  # type: ignore[union-attr]
            assert await got(there) == "safe"


async def test_a_client_goes_through_the_proxy_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 502 No\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(proxy, "127.0.0.1", 0) as listening_proxy:
        port = listening_proxy.sockets[0].getsockname()[1]
        monkeypatch.setenv("ws_proxy", f"http://127.0.0.1:{port}")
        flow = [client("ws://far.example/x"), {**OUT, "server": "", "client": "c"}, *STATUS]
        async with running(flow) as runtime:
            assert (await collect(runtime, "st").next())["status"]["event"] == "error"
    assert asked[0].startswith(b"CONNECT far.example:80 HTTP/1.1")


async def test_a_node_without_an_endpoint_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async with running([{**IN, "server": ""}, {**OUT, "server": "gone"}]):
        told = [r.getMessage() for r in caplog.records]
    assert sum("Missing server configuration" in text for text in told) == 2
