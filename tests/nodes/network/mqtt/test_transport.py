"""MQTT over TLS and WebSocket with a real Mosquitto, and with peers that are none or that fail."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.network.mqtt.flows import DISCONNECTED, QUICK, Listen, listen_up, nodes
from tests.support.certificates import PASSPHRASE, Certificates, make_certificates
from tests.support.mosquitto import mosquitto
from tests.support.mqtt_client import listening
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def tls_settings(files: Certificates, *, client: bool = False) -> str:
    lines = [f"cafile {files.path('ca.pem')}", f"certfile {files.path('server.pem')}", f"keyfile {files.path('server.key')}"]  # fmt: skip
    return "\n".join(lines + (["require_certificate true"] if client else []))


def tls_config(**more: Any) -> dict[str, Any]:
    return {"id": "t", "type": "tls-config", "verifyservercert": True, **more}


async def goes_round(runtime: Runtime, payload: str = "x") -> None:
    runtime.node("out").receive({"topic": "in/a", "payload": payload, "qos": 1})  # type: ignore[union-attr]
    assert (await collect(runtime, "p").next())["payload"] == payload


@pytest.mark.parametrize("version", ["3", "4", "5"])
async def test_messages_go_over_websocket(tmp_path: Path, listen: Listen, version: str) -> None:
    with mosquitto(tmp_path / "m", websocket=True) as broker:
        url = f"ws://127.0.0.1:{broker.websocket_port}/mqtt"
        async with running(nodes(0, broker=url, protocolVersion=version), settings=QUICK) as runtime:
            await listen_up(runtime, listen)
            await goes_round(runtime, "x" * 30000)
            broker.stop()
            events = listen(runtime, "status/in")
            await events.until(lambda data: data.get("text") == DISCONNECTED)
            broker.restart()
            await events.until(lambda data: data.get("text") == "node-red:common.status.connected")
            await goes_round(runtime)


async def test_websocket_over_tls_uses_the_tls_configuration(
    tmp_path: Path, listen: Listen, certificates: Certificates
) -> None:
    with mosquitto(tmp_path / "m", settings=tls_settings(certificates), websocket=True) as broker:
        url = f"wss://localhost:{broker.websocket_port}"
        flow = nodes(
            0, tls_config(certType="files", ca=certificates.path("ca.pem")), broker=url, usetls=True, tls="t"
        )
        async with running(flow, settings=QUICK) as runtime:
            await listen_up(runtime, listen)
            await goes_round(runtime)


@pytest.mark.parametrize("source", ["files", "data", "pfx"])
async def test_a_broker_may_ask_for_a_certificate_of_ours(
    tmp_path: Path, listen: Listen, certificates: Certificates, source: str
) -> None:
    path, text = certificates.path, certificates.text
    config, secrets = {
        "files": (tls_config(certType="files", cert=path("client.pem"), key=path("client.key"), ca=path("ca.pem")), {}),
        "data": (tls_config(certType="files"), {"certdata": text("client.pem"), "keydata": text("client.key"), "cadata": text("ca.pem")}),
        "pfx": (tls_config(certType="pfx", p12=path("client.p12"), verifyservercert=False), {"passphrase": PASSPHRASE}),
    }[source]  # fmt: skip
    with mosquitto(tmp_path / "m", settings=tls_settings(certificates, client=True)) as broker:
        async with running(
            nodes(broker.port, config, usetls=True, tls="t"), credentials={"t": secrets}, settings=QUICK
        ) as runtime:
            await listen_up(runtime, listen)
            await goes_round(runtime)
        without = tls_config(certType="files", ca=path("ca.pem"))
        async with running(nodes(broker.port, without, usetls=True, tls="t"), settings=QUICK) as runtime:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.4):
                    await listen_up(runtime, listen)


async def test_a_server_that_nobody_vouches_for_is_refused_when_it_must_be_verified(
    tmp_path: Path, listen: Listen, certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with mosquitto(tmp_path / "m", settings=tls_settings(certificates)) as broker:
        async with running(
            nodes(broker.port, tls_config(certType="files"), usetls=True, tls="t"), settings=QUICK
        ) as runtime:
            await asyncio.sleep(0.3)
            assert not runtime.node("b").connected  # type: ignore[union-attr]
            assert "CERTIFICATE_VERIFY_FAILED" in caplog.text
        async with running(nodes(broker.port, usetls=True), settings=QUICK) as runtime:
            await listen_up(runtime, listen)


async def test_the_name_and_the_protocol_of_the_tls_configuration_are_sent(
    certificates: Certificates,
) -> None:
    seen: asyncio.Future[tuple[str | None, str | None]] = asyncio.get_running_loop().create_future()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.path("server.pem"), certificates.path("server.key"))
    context.set_alpn_protocols(["x-amzn-mqtt-ca", "http/1.1"])
    names: list[str | None] = []
    context.sni_callback = lambda connection, name, given: names.append(name)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not seen.done():
            seen.set_result((names[0], writer.get_extra_info("ssl_object").selected_alpn_protocol()))
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    config = tls_config(
        certType="files",
        ca=certificates.path("ca.pem"),
        servername="localhost",
        alpnprotocol="x-amzn-mqtt-ca",
    )
    async with running(nodes(port, config, usetls=True, tls="t"), settings=QUICK):
        assert await asyncio.wait_for(seen, 5) == ("localhost", "x-amzn-mqtt-ca")
    server.close()


@asynccontextmanager
async def peer(*answers: bytes, close: bool = True) -> AsyncIterator[tuple[int, list[asyncio.StreamWriter]]]:
    """A server that answers the CONNECT of each connection with the next of `answers`."""
    left, connections = list(answers), []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await reader.read(100)
        writer.write(left.pop(0) if left else b"\x20\x02\x00\x00")
        if close and left:
            writer.close()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], connections
    finally:
        server.close()


@pytest.mark.parametrize("scheme", ["mqtt", "ws"])
async def test_peers_that_are_no_brokers_are_tried_again_until_one_is(
    listen: Listen, caplog: pytest.LogCaptureFixture, scheme: str
) -> None:
    caplog.set_level("INFO")
    junk = (
        b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
        b"",
        b"\x20\x02\x00\x05",
        b"SSH-2.0-x\r\n",
        b"\0" * 50,
    )
    async with peer(*junk) as (port, connections):
        flow = nodes(port, broker=f"{scheme}://127.0.0.1:{port}")
        async with running(flow, settings=QUICK) as runtime:
            if scheme == "mqtt":
                await listen_up(runtime, listen)
                assert "refused: not authorized" in caplog.text
                assert "no MQTT" in caplog.text
            else:
                async with asyncio.timeout(5):
                    while len(connections) < len(junk):
                        await asyncio.sleep(0.02)
                assert "no WebSocket" in caplog.text
            assert len(connections) >= len(junk)


async def test_garbage_in_the_middle_ends_the_connection_and_another_is_made(
    listen: Listen, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with peer() as (port, connections), running(nodes(port), settings=QUICK) as runtime:
        events = await listen_up(runtime, listen)
        events.seen.clear()
        connections[0].write(b"\x30\x09\x00\x04in/aone" + b"GARBAGE")
        assert (await collect(runtime, "p").next())["payload"] == "one"
        await events.until(lambda data: data.get("text") == "node-red:common.status.connected")
        assert "what comes from there is no MQTT" in caplog.text


async def test_a_broker_that_falls_silent_is_left(listen: Listen) -> None:
    async with peer() as (port, connections), running(nodes(port, keepalive=1), settings=QUICK) as runtime:
        events = await listen_up(runtime, listen)
        await events.until(lambda data: data.get("text") == DISCONNECTED)
        assert len(connections) == 1


async def test_deploying_again_leaves_neither_sockets_nor_subscriptions(
    tmp_path: Path, listen: Listen
) -> None:
    with mosquitto(tmp_path / "m", settings="sys_interval 1") as broker:
        flow = nodes(broker.port)
        async with (
            running(flow, settings=QUICK) as runtime,
            listening(broker.port, "$SYS/broker/#") as system,
        ):
            await listen_up(runtime, listen)
            for topic in ("in/1", "in/2", "in/3"):
                changed = [{**record, "topic": topic} if record["id"] == "in" else record for record in flow]
                await runtime.deploy(_complete(changed), kind="nodes")
            assert list(runtime.node("b")._subscriptions._by_topic) == ["in/3"]  # type: ignore[union-attr]
            await runtime.deploy([{"id": "f", "type": "tab"}])
            counts: dict[str, int] = {}
            async with asyncio.timeout(8):
                while counts != {"clients/connected": 1, "subscriptions/count": 1}:
                    topic, payload, *_ = await system.next()
                    name = topic.removeprefix("$SYS/broker/")
                    if name in ("clients/connected", "subscriptions/count"):
                        counts[name] = int(payload)


def _complete(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    from wirelatch.engine.testing import all_types, complete_records

    return complete_records(records, all_types())


async def test_variables_of_the_environment_stand_for_user_and_password(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MQTT_USER", "me")
    monkeypatch.setenv("MQTT_WORD", "secret")
    said: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        data = await reader.read(200)
        if not said.done():
            said.set_result(data)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("MQTT_PORT", str(port))
    flow = nodes(port, clientid="${MQTT_USER}")
    flow[0]["port"] = "${MQTT_PORT}"
    secrets = {"b": {"user": "${MQTT_USER}", "password": "${MQTT_WORD}"}}
    async with running(flow, credentials=secrets, settings=QUICK):
        packet = await asyncio.wait_for(said, 5)
        assert packet.endswith(b"\x00\x02me\x00\x02me\x00\x06secret")
    server.close()
