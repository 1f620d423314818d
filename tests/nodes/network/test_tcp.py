"""The `tcp in` and `tcp out` nodes; `tests/peers/differential/test_tcp.py` compares them with Node-RED's."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.conftest import Events
from tests.support.certificates import make_certificates
from tests.support.flows import PROBE, STATUS
from tests.support.ports import free_port
from tests.support.tcp import Peer, calling, serving
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running
from wirelatch.nodes.network.sockets import back_pressure, connection_budget
from wirelatch.nodes.network.tcp import connection as tcp_connection
from wirelatch.nodes.network.tcp import framing as tcp_framing

Listen = Callable[[Runtime, str], Events]


def tcp_in(port: int | str, **more: Any) -> dict[str, Any]:
    return {
        "id": "in", "type": "tcp in", "server": "server", "host": "", "port": str(port), "datamode": "stream",
        "datatype": "utf8", "newline": "", "topic": "t", "trim": False, "wires": [["p"]], **more,
    }  # fmt: skip


def tcp_out(port: int | str = "", **more: Any) -> dict[str, Any]:
    return {
        "id": "out", "type": "tcp out", "beserver": "client", "host": "127.0.0.1", "port": str(port), "base64": False,
        "end": False, **more,
    }  # fmt: skip


async def received(pieces: list[bytes], count: int, **more: Any) -> list[Any]:
    """The payloads that come of pieces sent one after the other, then the end."""
    port = free_port()
    async with running([tcp_in(port, **more), PROBE]) as runtime, calling(port) as peer:
        for piece in pieces:
            await peer.send(piece)
            await asyncio.sleep(0.02)
        peer.end()
        return [msg["payload"] for msg in await collect(runtime, "p").take(count)]


@pytest.mark.parametrize(
    ("pieces", "config", "expected"),
    [
        ([b"a\xff", b"b"], {"datatype": "buffer"}, [b"a\xff", b"b"]),
        ([b"a\nb"], {}, ["a\nb"]),
        ([b"one\ntw", b"o\nthree"], {"newline": "\\n"}, ["one", "two", "three"]),
        ([b"one<>two<", b">three"], {"newline": "<>", "trim": True}, ["one<>", "two<>", "three"]),
        ([b"foo", b"bar"], {"datatype": "base64"}, ["Zm9v", "YmFy"]),
        ([b"\xe2\x82", b"\xac\n"], {"newline": "\\n"}, ["€"]),
        ([b"a", b"b"], {"datatype": "buffer", "datamode": "single"}, [b"ab"]),
        ([b"a\n", b"b"], {"datamode": "single", "newline": "\\n"}, ["a\nb"]),
        ([b"a", b"b"], {"datamode": "single", "datatype": "base64"}, ["YWI="]),
    ],
)
async def test_data_is_sent_on_in_the_form_that_is_asked_for(
    pieces: list[bytes], config: dict[str, Any], expected: list[Any]
) -> None:
    assert await received(pieces, len(expected), **config) == expected


async def test_messages_name_their_topic_their_sender_and_their_session() -> None:
    port = free_port()
    async with running([tcp_in(port), PROBE]) as runtime, calling(port) as peer:
        await peer.send(b"x")
        msg = await collect(runtime, "p").next()
        own = peer.writer.get_extra_info("sockname")
    assert msg["topic"] == "t"
    assert msg["port"] == own[1]
    assert msg["ip"] in ("::ffff:127.0.0.1", "127.0.0.1")  # the latter without IPv6
    assert msg["_session"]["type"] == "tcp"


async def test_a_reply_goes_back_where_the_message_came_from() -> None:
    port = free_port()
    flow = [tcp_in(port, wires=[["out"]]), tcp_out(beserver="reply")]
    async with running(flow), calling(port) as one, calling(port) as other:
        await one.send(b"one")
        assert await one.read(3) == b"one"
        await other.send(b"other")
        assert await other.read(5) == b"other"


async def test_without_a_session_the_payload_goes_to_all_connections_and_reset_closes_them() -> None:
    port = free_port()
    flow = [tcp_in(port), PROBE, tcp_out(beserver="reply", base64=True)]
    async with running(flow) as runtime, calling(port) as one, calling(port) as other:
        for peer in (one, other):
            await peer.send(b"x")
        sessions = [msg["_session"] for msg in await collect(runtime, "p").take(2)]
        runtime.node("out").receive({"payload": "aGk="})  # type: ignore[union-attr]
        assert [await one.read(2), await other.read(2)] == [b"hi", b"hi"]
        runtime.node("out").receive({"_session": sessions[0], "reset": True})  # type: ignore[union-attr]
        assert await one.rest() == b""
        runtime.node("out").receive({"reset": True})  # type: ignore[union-attr]
        assert await other.rest() == b""


async def test_the_status_counts_connections_and_says_who_came_and_went() -> None:
    port = free_port()
    async with running([tcp_in(port), PROBE, *STATUS]) as runtime:
        statuses = collect(runtime, "st")
        async with calling(port) as peer:
            first = (await statuses.next())["status"]
            own = peer.writer.get_extra_info("sockname")
        second = (await statuses.next())["status"]
    assert (first["text"], first["event"], first["port"]) == ("1 connection", "connect", own[1])
    assert (second["text"], second["event"]) == ("0 connections", "disconnect")
    assert first["_session"] == second["_session"]


async def test_a_client_connects_again_when_the_connection_is_lost(listen: Listen) -> None:
    async with serving() as server:
        flow = [tcp_in(server.port, server="client", host="127.0.0.1"), PROBE]
        async with running(flow, settings={"socketReconnectTime": 50}) as runtime:
            statuses = listen(runtime, "status/in")
            first = await server.accepted()
            first.reset()
            second = await server.accepted()
            await second.send(b"again")
            msg = await collect(runtime, "p").next()
            await statuses.until(lambda data: data.get("text") == "common.status.disconnected")
    assert msg["payload"] == "again"
    assert "ip" not in msg


async def test_a_client_in_single_mode_connects_again_at_once_after_each_message() -> None:
    async with serving() as server:
        flow = [tcp_in(server.port, server="client", host="127.0.0.1", datamode="single"), PROBE]
        async with running(flow) as runtime:  # the usual pause is ten seconds
            for text in (b"one", b"two"):
                peer = await server.accepted()
                await peer.send(text)
                await peer.close()
            assert [m["payload"] for m in await collect(runtime, "p").take(2)] == ["one", "two"]


@pytest.mark.parametrize(
    ("payload", "sent"),
    [
        ("text", b"text"), (b"\x00\xff", b"\x00\xff"), (12.5, b"12.5"), (True, b"true"), ([1, 2], b"1,2"),
        ({"a": 1}, b"[object Object]"), ("ä€", "ä€".encode()),
    ],
)  # fmt: skip
async def test_out_sends_buffers_as_they_are_and_everything_else_as_text(payload: Any, sent: bytes) -> None:
    async with serving() as server, running([tcp_out(server.port)]) as runtime:
        peer = await server.accepted()
        runtime.node("out").receive({"payload": None})  # type: ignore[union-attr]
        runtime.node("out").receive({"payload": payload})  # type: ignore[union-attr]
        assert await peer.read(len(sent)) == sent


async def test_out_can_close_the_connection_after_each_message_and_then_connects_again() -> None:
    async with serving() as server, running([tcp_out(server.port, end=True, base64=True)]) as runtime:
        for text in ("b25l", "dHdv"):
            peer = await server.accepted()
            runtime.node("out").receive({"payload": text})  # type: ignore[union-attr]
            assert await peer.rest() in (b"one", b"two")


async def test_out_can_listen_and_sends_to_everybody() -> None:
    port = free_port()
    flow = [tcp_out(port, beserver="server"), *STATUS]
    async with running(flow) as runtime, calling(port) as one, calling(port) as other:
        statuses = collect(runtime, "st")
        while (await statuses.next())["status"]["text"] != "2 connections":
            pass
        runtime.node("out").receive({"payload": "all"})  # type: ignore[union-attr]
        assert [await one.read(3), await other.read(3)] == [b"all", b"all"]


async def test_messages_without_a_connection_are_dropped_with_one_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running([tcp_out(free_port())]) as runtime:
        for _ in range(3):
            runtime.node("out").receive({"payload": "lost"})  # type: ignore[union-attr]
        await runtime.machine.idle()
    assert [r.getMessage() for r in caplog.records].count(
        "[tcp out:out] not connected: messages are dropped"
    ) == 1


async def test_a_port_in_use_is_an_error_and_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = {"socketReconnectTime": 20, "socketHost": "127.0.0.1"}
        async with running([tcp_in(port), PROBE], settings=settings) as runtime:
            errors = [r.getMessage() for r in caplog.records if "unable to listen" in r.getMessage()]
            taken.close()
            peer = await _called(port)
            await peer.send(b"late")
            assert (await collect(runtime, "p").next())["payload"] == "late"
            await peer.close()
    assert len(errors) == 1
    assert f"port {port}" in errors[0]
    assert "EADDRINUSE" in errors[0]


async def _called(port: int) -> Peer:
    """A connection to a port that will be listened on soon."""
    async with asyncio.timeout(10):
        while True:
            try:
                return Peer(*await asyncio.open_connection("127.0.0.1", port))
            except OSError:
                await asyncio.sleep(0.01)


async def test_a_redeploy_closes_connections_and_frees_the_port_at_once() -> None:
    port = free_port()
    flow = [{"id": "flow", "type": "tab"}, {**tcp_in(port), "z": "flow"}, {**PROBE, "z": "flow", "wires": []}]
    async with running(flow) as runtime, calling(port) as peer:
        await peer.send(b"x")
        await collect(runtime, "p").next()
        await asyncio.wait_for(runtime.deploy(flow), 5)
        assert await peer.rest() == b""
        async with calling(port) as second:
            await second.send(b"y")
            assert (await collect(runtime, "p").next())["payload"] == "y"


async def test_closing_does_not_wait_for_a_peer_that_reads_nothing() -> None:
    port = free_port()
    flow = [tcp_in(port, wires=[[]]), tcp_out(beserver="reply")]
    async with running(flow) as runtime, calling(port) as peer:
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await peer.send(b"x")
        sessions = tcp_connection.sessions_of(runtime)
        while not sessions:
            await asyncio.sleep(0.01)
        runtime.node("out").receive({"payload": bytes(30_000_000)})  # type: ignore[union-attr]
        await runtime.machine.idle()
        await asyncio.wait_for(runtime.deploy([]), 4)


async def test_what_a_peer_does_not_read_is_bounded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tcp_connection, "MOST_UNSENT", 1_000_000)
    port = free_port()
    async with running([tcp_out(port, beserver="server")]) as runtime, calling(port) as peer:
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
        out: Any = runtime.node("out")
        while not out._listener.connections:
            await asyncio.sleep(0.01)
        for _ in range(100):
            out.receive({"payload": bytes(500_000)})
        await runtime.machine.idle()
        (connection,) = out._listener.connections.values()
        assert connection.transport.get_write_buffer_size() < 2_000_000
    warnings = [r.getMessage() for r in caplog.records if "does not read" in r.getMessage()]
    assert len(warnings) == 1


async def test_a_sender_waits_while_the_flow_cannot_keep_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(back_pressure, "MOST_WAITING", 50)
    port, count = free_port(), 20_000
    async with running([tcp_in(port, newline="\\n"), PROBE]) as runtime, calling(port) as peer:
        peer.writer.write(b"x\n" * count)
        probe, waited = collect(runtime, "p"), False
        async with asyncio.timeout(20):
            while len(probe.received) < count:
                sessions = tcp_connection.sessions_of(runtime).values()
                waited = waited or any(not c.transport.is_reading() for c in sessions)
                await asyncio.sleep(0)
    assert waited


async def test_a_message_without_an_end_is_bounded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tcp_framing, "MOST_GATHERED", 100_000)
    port = free_port()
    async with running([tcp_in(port, newline="\\n"), PROBE]), calling(port) as peer:
        peer.writer.write(bytes(400_000))
        assert await peer.rest() == b""
    assert any("without an end of the message" in r.getMessage() for r in caplog.records)


async def test_many_messages_in_one_packet_do_not_all_wait_in_the_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(back_pressure, "MOST_WAITING", 50)
    monkeypatch.setattr(tcp_framing, "MOST_PIECES", 20)
    port, count, most = free_port(), 5_000, 0
    async with running([tcp_in(port, newline="\n"), PROBE]) as runtime, calling(port) as peer:
        peer.writer.write(b"".join(b"%d\n" % number for number in range(count)) + b"rest")
        peer.writer.write_eof()
        probe = collect(runtime, "p")
        async with asyncio.timeout(20):
            while len(probe.received) < count + 1:
                most = max(most, runtime.machine.backlog)
                await asyncio.sleep(0)
        assert [msg["payload"] for msg in probe.received] == [*map(str, range(count)), "rest"]
    assert most <= 50 + 20


async def test_what_all_connections_gather_is_bounded_together(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tcp_framing, "MOST_GATHERED_TOGETHER", 100_000)
    port = free_port()
    async with (
        running([tcp_in(port, newline="\n"), PROBE]) as runtime,
        calling(port) as first,
        calling(port) as second,
    ):
        for _ in range(3):  # what goes on counts no longer
            first.writer.write(bytes(60_000) + b"\n")
            await collect(runtime, "p").next()
        first.writer.write(bytes(60_000))
        second.writer.write(bytes(60_000))
        done, _ = await asyncio.wait(
            [asyncio.create_task(peer.rest()) for peer in (first, second)],
            timeout=10,
            return_when=asyncio.FIRST_COMPLETED,
        )
        assert len(done) == 1
    assert any("without an end of the message" in r.getMessage() for r in caplog.records)


async def test_a_flood_of_connections_leaves_files_for_the_rest(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection_budget, "most_connections", lambda: 3)
    port = free_port()
    async with running([tcp_in(port), PROBE]) as runtime:
        peers = [Peer(*await asyncio.open_connection("127.0.0.1", port)) for _ in range(6)]
        assert [await peer.rest() for peer in peers[3:]] == [b"", b"", b""]
        await peers[0].send(b"still here")
        assert (await collect(runtime, "p").next())["payload"] == "still here"
        await peers[1].close()
        while len(tcp_connection.sessions_of(runtime)) > 2:
            await asyncio.sleep(0.01)
        async with calling(port) as late:
            await late.send(b"room again")
            assert (await collect(runtime, "p").next())["payload"] == "room again"
        for peer in peers:
            await peer.close()
    assert sum("further ones are refused" in r.getMessage() for r in caplog.records) == 1


async def test_silent_connections_are_closed_after_the_socket_timeout() -> None:
    port = free_port()
    async with running([tcp_in(port), PROBE], settings={"socketTimeout": 50}), calling(port) as peer:
        assert await peer.rest() == b""


async def test_the_setting_socket_host_limits_the_ports_of_flows_to_an_address() -> None:
    port = free_port()
    async with running([tcp_in(port), PROBE], settings={"socketHost": "127.0.0.1"}) as runtime:
        listening: Any = runtime.node("in")
        assert [s.getsockname()[0] for s in listening._listener._server.sockets] == ["127.0.0.1"]


def _has_ipv6_loopback() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not _has_ipv6_loopback(), reason="this machine has no IPv6 loopback address")
async def test_ipv6_addresses_may_stand_in_brackets() -> None:
    server_context = serving(host="::1")
    async with server_context as server, running([tcp_out(server.port, host="[::1]")]) as runtime:
        peer = await server.accepted()
        runtime.node("out").receive({"payload": "six"})  # type: ignore[union-attr]
        assert await peer.read(3) == b"six"


async def test_tls_works_at_both_ends_and_an_untrusted_server_is_refused(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path / "c")
    port = free_port()
    listening = {"id": "l", "type": "tls-config", "cert": certificates.path("server.pem"), "key": certificates.path("server.key")}  # fmt: skip
    trusting = {"id": "t", "type": "tls-config", "ca": certificates.path("ca.pem"), "verifyservercert": True}
    doubting = {"id": "d", "type": "tls-config"}
    flow = [
        listening, trusting, doubting, tcp_in(port, tls="l"), PROBE, tcp_out(port, tls="t"),
        tcp_out(port, id="bad", tls="d"), *STATUS,
    ]  # fmt: skip
    async with running(flow) as runtime:
        statuses = collect(runtime, "st")
        seen: set[tuple[str, str]] = set()
        wanted = {("out", "common.status.connected"), ("bad", "common.status.disconnected")}
        while not wanted <= seen:
            status = (await statuses.next())["status"]
            seen.add((status["source"]["id"], status.get("text", "")))
        runtime.node("out").receive({"payload": "secret"})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["payload"] == "secret"
        context = ssl.create_default_context(cafile=certificates.path("ca.pem"))
        async with calling(port, "localhost", context) as peer:
            await peer.send(b"direct")
            assert (await collect(runtime, "p").next())["payload"] == "direct"


async def test_garbage_on_a_tls_port_harms_nobody(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path / "c")
    port = free_port()
    tls = {"id": "l", "type": "tls-config", "cert": certificates.path("server.pem"), "key": certificates.path("server.key")}  # fmt: skip
    async with running([tls, tcp_in(port, tls="l"), PROBE]) as runtime:
        async with calling(port) as peer:
            await peer.send(b"GET / HTTP/1.1\r\n\r\n" * 10)
            await peer.rest()
        context = ssl.create_default_context(cafile=certificates.path("ca.pem"))
        async with calling(port, "localhost", context) as good:
            await good.send(b"fine")
            assert (await collect(runtime, "p").next())["payload"] == "fine"


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (tcp_in("many"), "'many' is no port number"),
        (tcp_in(70000), "'70000' is no port number"),
        (tcp_in(""), "the port is missing"),
        (tcp_in(1, datatype="morse"), "unknown type of output 'morse'"),
        (tcp_in(1, tls="gone"), "the TLS configuration is missing"),
    ],
)
async def test_wrong_settings_are_named(
    node: dict[str, Any], text: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running([node, PROBE]):
        assert any(text in r.getMessage() for r in caplog.records)
