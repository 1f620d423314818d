"""The MQTT nodes with a real Mosquitto; `tests/peers/differential` compares them with Node-RED's."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nodes.network.mqtt.flows import DISCONNECTED, QUICK, Listen, is_up, listen_up, nodes
from tests.support.certificates import make_certificates
from tests.support.mosquitto import Broker, mosquitto
from tests.support.mqtt_client import listening
from tests.support.ports import free_port
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running
from wirelatch.nodes.network.mqtt.payload import is_filter, is_topic, is_utf8, matches


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with mosquitto(tmp_path / "mosquitto") as running_broker:
        yield running_broker


async def test_messages_go_round_through_the_broker(broker: Broker, listen: Listen) -> None:
    async with running(nodes(broker.port), settings=QUICK) as runtime:
        await listen_up(runtime, listen)
        runtime.node("out").receive({"topic": "in/a", "payload": {"x": 1}, "qos": 2})  # type: ignore[union-attr]
        msg = await collect(runtime, "p").next()
        assert (msg["topic"], msg["payload"], msg["qos"], msg["retain"]) == ("in/a", {"x": 1}, 2, False)
        assert (await collect(runtime, "done").next())["payload"] == '{"x":1}'  # as it was published


async def test_a_lost_connection_is_made_again_with_its_subscriptions(broker: Broker, listen: Listen) -> None:
    async with running(nodes(broker.port), settings=QUICK) as runtime:
        events = await listen_up(runtime, listen)
        broker.stop()
        await events.until(lambda data: data.get("text") == DISCONNECTED)
        events.seen.clear()
        broker.restart()
        await events.until(is_up)
        async with listening(broker.port) as client:
            client.publish("in/again", b"1", qos=1)
            assert (await collect(runtime, "p").next())["topic"] == "in/again"


async def test_a_broker_that_comes_later_is_found(tmp_path: Path, listen: Listen) -> None:
    port = free_port()
    async with running(nodes(port), settings=QUICK) as runtime:
        events = listen(runtime, "status/in")
        with mosquitto(tmp_path / "late", port=port):
            await events.until(is_up)


async def test_while_there_is_no_connection_messages_are_dropped_with_one_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running(nodes(free_port()), settings=QUICK) as runtime:
        for _ in range(3):
            runtime.node("out").receive({"topic": "a", "payload": "x"})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert caplog.text.count("messages are dropped") == 1


async def test_user_and_password_are_asked_for(tmp_path: Path, listen: Listen) -> None:
    (tmp_path / "passwords").touch()
    subprocess.run(
        ["mosquitto_passwd", "-b", str(tmp_path / "passwords"), "me", "secret"],
        check=True,
        capture_output=True,
    )
    with mosquitto(
        tmp_path / "m", settings=f"allow_anonymous false\npassword_file {tmp_path / 'passwords'}"
    ) as broker:
        good = {"b": {"user": "me", "password": "secret"}}
        async with running(nodes(broker.port), credentials=good, settings=QUICK) as runtime:
            await listen_up(runtime, listen)
        async with running(
            nodes(broker.port), credentials={"b": {"user": "me", "password": "no"}}, settings=QUICK
        ) as runtime:
            broker_node = runtime.node("b")
            events = listen(runtime, "status/in")
            await events.until(lambda data: True)
            assert not broker_node.connected  # type: ignore[union-attr]


async def test_tls_is_used_with_an_authority_of_our_own(tmp_path: Path, listen: Listen) -> None:
    files = make_certificates(tmp_path / "certificates")
    settings = f"cafile {files.path('ca.pem')}\ncertfile {files.path('server.pem')}\nkeyfile {files.path('server.key')}"
    tls = {
        "id": "t",
        "type": "tls-config",
        "certType": "files",
        "ca": files.path("ca.pem"),
        "verifyservercert": True,
    }
    with mosquitto(tmp_path / "m", settings=settings) as broker:
        async with running(nodes(broker.port, tls, usetls=True, tls="t"), settings=QUICK) as runtime:
            await listen_up(runtime, listen)


async def test_the_will_is_published_by_the_broker_when_the_connection_breaks(
    broker: Broker, listen: Listen
) -> None:
    will = {"willTopic": "last/words", "willPayload": "gone", "willQos": "1", "willRetain": "false"}
    async with (
        listening(broker.port, "last/#") as client,
        running(nodes(broker.port, **will), settings=QUICK) as runtime,
    ):
        await listen_up(runtime, listen)
        runtime.node("b")._client.abort()  # type: ignore[union-attr]
        assert (await client.next())[:2] == ("last/words", b"gone")


async def test_without_automatic_connection_a_message_brings_it_up_and_down(
    broker: Broker, listen: Listen
) -> None:
    async with running(nodes(broker.port, autoConnect=False), settings=QUICK) as runtime:
        assert runtime.events.retained["status/out"]["text"] == DISCONNECTED
        out = runtime.node("out")
        assert out is not None
        out.receive({"action": "connect"})
        await collect(runtime, "done").next()
        assert is_up(runtime.events.retained["status/out"])
        out.receive({"action": "connect", "broker": {"clientid": "other"}})
        assert "already connected" in (await collect(runtime, "e").next())["error"]["message"]
        out.receive({"action": "connect", "broker": {"clientid": "other", "force": True}})
        await collect(runtime, "done").next()
        assert runtime.node("b")._client.identity.client_id == "other"  # type: ignore[union-attr]
        out.receive({"action": "disconnect"})
        await collect(runtime, "done").next()
        assert runtime.events.retained["status/out"]["text"] == DISCONNECTED


async def test_a_payload_that_is_not_the_json_it_should_be_is_an_error_with_the_payload(
    broker: Broker, listen: Listen
) -> None:
    flow = nodes(broker.port)
    flow[1]["datatype"] = "json"
    async with running(flow, settings=QUICK) as runtime, listening(broker.port) as client:
        await listen_up(runtime, listen)
        client.publish("in/x", b"{", qos=1)
        caught = await collect(runtime, "e").next()
        assert (caught["payload"], caught["topic"]) == (b"{", "in/x")


async def test_a_subscription_made_by_a_message_holds_for_what_is_published_right_after(
    broker: Broker, listen: Listen
) -> None:
    dynamic = {
        "id": "dyn",
        "type": "mqtt in",
        "broker": "b",
        "topic": "",
        "datatype": "utf8",
        "inputs": 1,
        "wires": [["p"]],
    }
    async with running(nodes(broker.port, dynamic), settings=QUICK) as runtime:
        await listen_up(runtime, listen)
        runtime.node("dyn").receive({"action": "subscribe", "topic": "own/#"})  # type: ignore[union-attr]
        runtime.node("out").receive({"topic": "own/x", "payload": "x"})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["topic"] == "own/x"


async def test_a_node_without_broker_or_with_a_bad_topic_says_so(caplog: pytest.LogCaptureFixture) -> None:
    bad = {"id": "x", "type": "mqtt in", "broker": "b", "topic": "a/#/b", "qos": "0", "inputs": 0}
    lost = {"id": "y", "type": "mqtt out", "broker": "gone", "topic": "a"}
    async with running(nodes(free_port(), bad, lost), settings=QUICK):
        assert "cannot subscribe to 'a/#/b'" in caplog.text
        assert "the MQTT broker is missing" in caplog.text


async def test_messages_survive_a_lost_connection_until_the_broker_has_them(
    broker: Broker, listen: Listen
) -> None:
    async with running(nodes(broker.port), settings=QUICK) as runtime:
        events = await listen_up(runtime, listen)
        client = runtime.node("b")._client  # type: ignore[union-attr]
        client._link._transport.pause_reading()
        runtime.node("out").receive({"topic": "in/kept", "payload": "x", "qos": 1})  # type: ignore[union-attr]
        assert (await collect_at_broker(broker, runtime)) == "in/kept"
        events.seen.clear()
        client.abort()
        await events.until(is_up)
        assert (await collect(runtime, "done").next())["topic"] == "in/kept"


async def collect_at_broker(broker: Broker, runtime: Runtime) -> str:
    async with listening(broker.port, "in/#") as client:
        runtime.node("out").receive({"topic": "in/kept", "payload": "y", "qos": 0})  # type: ignore[union-attr]
        return (await client.next())[0]


async def test_a_message_of_qos_2_that_the_broker_repeats_is_delivered_once(listen: Listen) -> None:
    """Mosquitto cannot be made to repeat one at will: these are the packets of a broker that lost our answer."""

    async def broker_of_two_copies(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        publish = b"\x00\x04in/a\x00\x07once"
        for flags in (0x34, 0x3C):
            writer.write(
                (b"\x20\x02\x00\x00" if flags == 0x34 else b"") + bytes([flags, len(publish)]) + publish
            )
        writer.write(b"\x62\x02\x00\x07" + b"\x30\x0a\x00\x04in/blast")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(broker_of_two_copies, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with running(nodes(port), settings=QUICK) as runtime:
        received = await collect(runtime, "p").take(2)
        assert [msg["payload"] for msg in received] == ["once", "last"]
    server.close()


@pytest.mark.parametrize(
    ("topic_filter", "good", "bad"),
    [
        ("a/+/c", ["a/b/c", "a//c"], ["a/b", "a/b/c/d"]), ("a/#", ["a", "a/b", "a/b/c"], ["ab", "b"]), ("#", ["a", "a/b"], []),
        ("+", ["a"], ["a/b"]), ("$share/g/a/+", ["a/b"], ["g/a/b"]), ("a.b/(c)", ["a.b/(c)"], ["axb/(c)"]),
    ],
)  # fmt: skip
def test_topics_are_matched_as_the_specification_says(
    topic_filter: str, good: list[str], bad: list[str]
) -> None:
    assert [topic for topic in good if not matches(topic_filter, topic)] == []
    assert [topic for topic in bad if matches(topic_filter, topic)] == []


def test_topics_filters_and_texts_are_told_apart() -> None:
    assert all(is_filter(topic) for topic in ("a", "#", "+/a", "a/+/#", "/a"))
    assert not any(is_filter(topic) for topic in ("", "a#", "a/#/b", "a+", None, 5))
    assert is_topic("a/b")
    assert not any(is_topic(topic) for topic in ("", "a/+", "a#", "a\n", None))
    assert is_utf8("ä\n".encode())
    assert not any(is_utf8(data) for data in (b"\xff", b"a\x00b"))
