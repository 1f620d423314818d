"""The `tcp request` node; `tests/peers/differential/test_tcp.py` compares it with Node-RED's."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.support.certificates import make_certificates
from tests.support.flows import CATCH, PROBE, STATUS
from tests.support.ports import free_port
from tests.support.tcp import Peer, serving
from wirelatch.engine.testing import collect, running
from wirelatch.nodes.network.tcp.answer import character_code


def request(port: int | str, **more: Any) -> dict[str, Any]:
    return {
        "id": "r", "type": "tcp request", "server": "127.0.0.1", "port": str(port), "out": "sit", "ret": "string",
        "splitc": " ", "newline": "", "trim": False, "wires": [["p"]], **more,
    }  # fmt: skip


async def answered(answer: list[bytes], count: int = 1, **config: Any) -> tuple[list[Any], Peer]:
    """The payloads that come of an answer in pieces, and the server's end of the connection."""
    async with serving() as server, running([request(server.port, **config), PROBE]) as runtime:
        runtime.node("r").receive({"payload": "ask", "topic": "t"})  # type: ignore[union-attr]
        peer = await server.accepted()
        assert await peer.read(3) == b"ask"
        for piece in answer:
            await peer.send(piece)
            await asyncio.sleep(0.02)
        messages = await collect(runtime, "p").take(count)
        assert all(msg["topic"] == "t" for msg in messages)
        if config.get("out", "sit") != "sit":
            assert await peer.rest() == b""
        return [msg["payload"] for msg in messages], peer


@pytest.mark.parametrize(
    ("answer", "config", "expected"),
    [
        ([b"one", b"two"], {"out": "time", "splitc": "100", "ret": "buffer"}, [b"onetwo"]),
        ([b"one"], {"out": "time", "splitc": "0"}, ["one"]),
        ([b"ab0", b"cd0"], {"out": "char", "splitc": "0"}, ["ab0"]),
        ([b"a", b"b\nc"], {"out": "char", "splitc": "\\n", "ret": "buffer"}, [b"ab\n"]),
        ([b"abc;d"], {"out": "char", "splitc": "0x3B"}, ["abc;"]),
        ([b"123", b"4567"], {"out": "count", "splitc": "5"}, ["12345"]),
        ([b"xyz"], {"out": "count", "splitc": "0"}, ["x"]),
        ([b"a\xff", b"b"], {"ret": "buffer"}, [b"a\xff", b"b"]),
        ([b"one<A>\ntwo<A>\nthr"], {"newline": "<A>\\n"}, ["one", "two"]),
        ([b"one\n"], {"newline": "\\n", "trim": True}, ["one\n"]),
    ],
)
async def test_the_answer_is_complete_when_the_settings_say_so(
    answer: list[bytes], config: dict[str, Any], expected: list[Any]
) -> None:
    assert (await answered(answer, len(expected), **config))[0] == expected


async def test_immediately_sends_and_closes_without_waiting() -> None:
    async with serving() as server, running([request(server.port, out="immed"), PROBE]) as runtime:
        for text in ("one", "two"):
            runtime.node("r").receive({"payload": text})  # type: ignore[union-attr]
            assert await (await server.accepted()).rest() == text.encode()
        assert collect(runtime, "p").received == []


async def test_what_comes_while_connecting_is_sent_together_and_the_latest_message_is_answered() -> None:
    async with serving() as server, running([request(server.port), PROBE]) as runtime:
        for number in range(3):
            runtime.node("r").receive({"payload": str(number), "n": number})  # type: ignore[union-attr]
        peer = await server.accepted()
        assert await peer.read(3) == b"012"
        await peer.send(b"ok")
        msg = await collect(runtime, "p").next()
    assert (msg["payload"], msg["n"]) == ("ok", 2)


async def test_the_queue_keeps_the_newest_messages() -> None:
    settings = {"tcpMsgQueueSize": 10}
    async with serving() as server, running([request(server.port), PROBE], settings=settings) as runtime:
        for number in range(26):
            runtime.node("r").receive({"payload": chr(97 + number)})  # type: ignore[union-attr]
        assert await (await server.accepted()).read(10) == b"qrstuvwxyz"


async def test_messages_can_name_the_server_and_each_has_a_connection_of_its_own() -> None:
    flow = [request("", server=""), PROBE]
    async with serving() as one, serving() as other, running(flow) as runtime:
        for server in (one, other):
            runtime.node("r").receive({"payload": "x", "host": "127.0.0.1", "port": server.port})  # type: ignore[union-attr]
            peer = await server.accepted()
            await peer.read(1)
            await peer.send(str(server.port).encode())
            msg = await collect(runtime, "p").next()
            assert (msg["payload"], msg["port"]) == (str(server.port), server.port)
        runtime.node("r").receive({"reset": f"127.0.0.1:{one.port}"})  # type: ignore[union-attr]
        assert await one.peers[0].rest() == b""
        runtime.node("r").receive({"payload": "y", "host": "127.0.0.1", "port": other.port})  # type: ignore[union-attr]
        assert await other.peers[0].read(1) == b"y"
        runtime.node("r").receive({"reset": True})  # type: ignore[union-attr]
        assert await other.peers[0].rest() == b""


async def test_after_the_server_has_closed_the_next_message_makes_a_new_connection() -> None:
    async with serving() as server, running([request(server.port), PROBE, *STATUS]) as runtime:
        runtime.node("r").receive({"payload": "1"})  # type: ignore[union-attr]
        peer = await server.accepted()
        assert await peer.read(1) == b"1"
        await peer.close()
        statuses = collect(runtime, "st")
        while (await statuses.next())["status"].get("text") != "common.status.disconnected":
            pass
        runtime.node("r").receive({"payload": "2"})  # type: ignore[union-attr]
        assert await (await server.accepted()).read(1) == b"2"


async def test_a_failed_connection_is_an_error_that_catch_nodes_get() -> None:
    port = free_port()
    async with running([request(port), PROBE, *CATCH]) as runtime:
        runtime.node("r").receive({"payload": "x", "topic": "t"})  # type: ignore[union-attr]
        caught = await collect(runtime, "e").next()
    assert caught["topic"] == "t"
    assert f"connect failed 127.0.0.1:{port}" in caught["error"]["message"]


async def test_a_message_is_done_when_it_is_sent() -> None:
    complete = [
        {"id": "c", "type": "complete", "scope": ["r"], "wires": [["done"]]},
        {"id": "done", "type": "probe"},
    ]
    async with serving() as server, running([request(server.port), PROBE, *complete]) as runtime:
        runtime.node("r").receive({"payload": "x"})  # type: ignore[union-attr]
        await server.accepted()
        assert (await collect(runtime, "done").next())["payload"] == "x"


async def test_silence_on_a_connection_ends_it_after_the_socket_timeout() -> None:
    settings = {"socketTimeout": 50}
    async with serving() as server, running([request(server.port), PROBE], settings=settings) as runtime:
        runtime.node("r").receive({"payload": "x"})  # type: ignore[union-attr]
        assert await (await server.accepted()).rest() == b"x"


async def test_a_deploy_drops_connections_and_what_waits_for_its_time() -> None:
    tab = {"id": "f", "type": "tab"}
    timed = {"out": "time", "splitc": "60000"}
    async with serving() as server, running([tab, request(server.port, **timed), PROBE]) as runtime:
        runtime.node("r").receive({"payload": "x"})  # type: ignore[union-attr]
        peer = await server.accepted()
        await peer.send(b"part")
        await asyncio.wait_for(runtime.deploy([tab]), 3)
        assert await peer.rest() == b"x"


async def test_tls_checks_the_certificate_as_its_configuration_says(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path / "c")
    import ssl

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.path("server.pem"), certificates.path("server.key"))
    configs = [
        {"id": "good", "type": "tls-config", "ca": certificates.path("ca.pem")},
        {"id": "strict", "type": "tls-config"},
        {"id": "loose", "type": "tls-config", "verifyservercert": False},
    ]
    async with serving(tls=context) as server:
        flow = [request(server.port, id=f"r{name}", tls=name) for name in ("good", "strict", "loose")]
        async with running([*configs, *flow, PROBE, *CATCH]) as runtime:
            for name in ("good", "loose"):
                runtime.node(f"r{name}").receive({"payload": "x"})  # type: ignore[union-attr]
                peer = await server.accepted()
                assert await peer.read(1) == b"x"
                await peer.send(name.encode())
                assert (await collect(runtime, "p").next())["payload"] == name
            runtime.node("rstrict").receive({"payload": "x"})  # type: ignore[union-attr]
            assert "certificate" in (await collect(runtime, "e").next())["error"]["message"]


async def test_null_is_nothing_to_send_and_a_wrong_port_is_named() -> None:
    async with running([request("", server=""), PROBE, *CATCH]) as runtime:
        runtime.node("r").receive({"payload": None, "host": "h", "port": 1})  # type: ignore[union-attr]
        assert "null" in (await collect(runtime, "e").next())["error"]["message"]
        runtime.node("r").receive({"payload": "x", "host": "h", "port": 70000})  # type: ignore[union-attr]
        assert "70000" in (await collect(runtime, "e").next())["error"]["message"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("\\n", 10), ("\\e", 27), ("\\0", 0), ("0x0D", 13), ("a", 97), ("0", 48), (0, 0), ("€", None), ("", None), ("\\x", None)],
)  # fmt: skip
def test_the_character_that_ends_an_answer_can_be_written_in_several_ways(
    typed: Any, code: int | None
) -> None:
    assert character_code(typed) == code
