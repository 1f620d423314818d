"""The MQTT nodes' connections: what a flow notices of them is the same with Node-RED."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.peers.differential.cases import debug
from tests.peers.differential.mqtt import broker_node, deployed
from tests.peers.differential.twins import Twins
from tests.support.mosquitto import Broker, mosquitto
from tests.support.mqtt_client import listening

pytestmark = [pytest.mark.peers, pytest.mark.slow]

Brokers = tuple[Broker, Broker]


@pytest.fixture
def brokers(tmp_path: Path) -> Iterator[Brokers]:
    """A broker per side, that keeps sessions over a restart, and speaks WebSocket on another port."""
    rules = "topic readwrite #\ntopic deny secret/#\n"
    (tmp_path / "acl").write_text(rules)
    settings = f"acl_file {tmp_path / 'acl'}\nmax_topic_alias 5\n"
    with (
        mosquitto(tmp_path / "m1", settings=settings, websocket=True, persistent=True) as theirs,
        mosquitto(tmp_path / "m2", settings=settings, websocket=True, persistent=True) as ours,
    ):
        yield theirs, ours


def tab(*nodes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The nodes on one tab, with inject nodes for `in` and `out`, and debug nodes for all that can come of them."""
    listeners = [
        {"id": "catch", "type": "catch", "scope": None, "wires": [["caught"]]}, debug("caught"),
        {"id": "complete", "type": "complete", "scope": ["in", "out"], "wires": [["completed"]]}, debug("completed"),
        {"id": "status", "type": "status", "scope": ["in", "out"], "wires": [["told"]]}, debug("told"),
        {"id": "to-in", "type": "inject", "props": [], "repeat": "", "crontab": "", "once": False, "wires": [["in"]]},
        {"id": "to-out", "type": "inject", "props": [], "repeat": "", "crontab": "", "once": False, "wires": [["out"]]},
        debug("received"),
    ]  # fmt: skip
    placed = [{"name": "", "z": "tab", "x": 1, "y": 1, "wires": [], **node} for node in [*nodes, *listeners]]
    return [{"id": "tab", "type": "tab", "label": "t"}, *placed]


def mqtt_in(topic: str = "t/#", **more: Any) -> dict[str, Any]:
    return {
        "id": "in", "type": "mqtt in", "broker": "broker", "topic": topic, "qos": "2", "datatype": "utf8", "nl": False,
        "rap": True, "rh": 0, "inputs": 0, "wires": [["received"]], **more,
    }  # fmt: skip


OUT = {"id": "out", "type": "mqtt out", "broker": "broker", "topic": "", "qos": "", "retain": ""}
DYNAMIC = mqtt_in("", inputs=1)


async def same(pair: Twins, quiet: float = 0.2, *, of: str = "") -> list[Any]:
    """Compare what both sides show, node by node."""
    theirs, ours = await pair.compare(quiet)
    for node_id in {entry[0] for entry in (*theirs, *ours)}:
        if not of or node_id in of.split():
            assert [e for e in ours if e[0] == node_id] == [e for e in theirs if e[0] == node_id]
    return ours


async def quiet(pair: Twins) -> None:
    """Forget what was shown so far."""
    await pair.compare(0.3)


@pytest.mark.parametrize("version", ["4", "5"])
async def test_a_message_is_done_when_node_red_says_so(pair: Twins, brokers: Brokers, version: str) -> None:
    async with deployed(pair, brokers, [broker_node(protocolVersion=version), *tab(mqtt_in(), OUT)]):
        await quiet(pair)
        for msg in [
            {"topic": "t/1", "payload": {"a": [1]}}, {"topic": "t/2", "payload": 5, "qos": 1}, {"topic": "t/3"},
            {"topic": "t/#", "payload": "x"}, {"topic": 5, "payload": "x"}, {"payload": "x"}, {"payload": "x", "topic": ""},
            {"topic": "t/4", "payload": True, "qos": "1", "retain": "false", "topicAlias": "no"},
            {"topic": "t/5", "payload": None, "userProperties": "none", "correlationData": "c", "responseTopic": 7},
            {"topic": "secret/1", "payload": "x", "qos": 1}, {"topic": "secret/2", "payload": "x", "qos": 2},
            {"topic": "t/6", "payload": "x", "correlationData": 5}, {"payload": "x", "responseTopic": "t/r", "topic": ""},
            {"topic": "t/7", "payload": b"\x01", "correlationData": [1, 2, 300]},
        ]:  # fmt: skip
            await pair.inject("to-out", msg)
            shown = await same(pair, 0.15)
        assert shown


async def test_topic_aliases_spare_the_topic_on_the_wire_only(pair: Twins, brokers: Brokers) -> None:
    async with deployed(pair, brokers, [broker_node(protocolVersion="5"), *tab(mqtt_in(), OUT)]):
        await quiet(pair)
        for msg in [
            {"topic": "t/a", "payload": "1", "topicAlias": 1}, {"topic": "t/b", "payload": "2", "topicAlias": "2"},
            {"topic": "t/a", "payload": "3", "topicAlias": 1}, {"topic": "t/c", "payload": "4", "topicAlias": 1},
            {"topic": "t/d", "payload": "5", "topicAlias": 99}, {"topic": "t/e", "payload": "6", "qos": 1, "topicAlias": 3},
        ]:  # fmt: skip
            await pair.inject("to-out", msg)
            assert "received" in [node_id for node_id, _ in await same(pair, 0.15, of="received caught")]


async def test_actions_have_the_same_effects(pair: Twins, brokers: Brokers) -> None:
    flows = [broker_node(autoConnect=False), *tab(DYNAMIC, OUT)]
    await pair.deploy(flows, {"@PORT@": (str(brokers[0].port), str(brokers[1].port))})
    await same(pair, of="received completed caught")
    for node, msg in [
        ("out", {"topic": "t/1", "payload": "dropped"}), ("in", {"action": "subscribe", "topic": "t/#"}),
        ("in", {"action": "connect"}), ("out", {"action": "connect"}), ("out", {"topic": "t/1", "payload": "heard"}),
        ("in", {"action": "connect", "broker": {"clientid": "x"}}), ("in", {"action": "connect", "broker": "text"}),
        ("out", {"action": "connect", "broker": {"clientid": "x", "force": True}}),
        ("out", {"topic": "t/2", "payload": "heard again"}), ("out", {"action": "nonsense", "topic": "t/2", "payload": "x"}),
        ("in", {"payload": "no action"}), ("out", {"action": "disconnect"}), ("in", {"action": "disconnect"}),
        ("out", {"topic": "t/3", "payload": "dropped"}),
        ("in", {"action": "connect", "broker": {"protocolVersion": 5, "birth": {"topic": "t/birth", "payload": {"a": 1}, "qos": 1, "properties": {"contentType": "application/json", "userProperties": {"k": "v"}}}}}),
        ("in", {"action": "getSubscriptions"}),
    ]:  # fmt: skip
        await pair.inject(f"to-{node}", msg)
        await same(pair)


async def test_every_shape_of_a_dynamic_subscription_is_understood(pair: Twins, brokers: Brokers) -> None:
    async with deployed(pair, brokers, [broker_node(protocolVersion="5"), *tab(DYNAMIC, OUT)]) as clients:
        await quiet(pair)
        for topic in [
            "a", ["b", "c"], {"topic": "d", "qos": "1"}, {"topic": "e", "qos": 7}, {"topic": "f", "qos": 0, "nl": "true"},
            {"topic": "g", "rap": False, "rh": 2}, {"topic": "h", "rap": "x", "rh": 9, "nl": 5}, {"topic": "i", "datatype": "buffer"},
            [{"topic": "j/+", "datatype": "json"}, "k/#"], "$share/group/l", "bad/#/x", ["m", "bad+"], [], {}, 5, True, None,
        ]:  # fmt: skip
            await pair.inject("to-in", {"action": "subscribe", "topic": topic})
            await same(pair, 0.06)
        await pair.inject("to-in", {"action": "getSubscriptions"})
        assert await same(pair, 0.06)
        for topic in ("a", "d", "e", "f", "g", "h", "i", "j/x", "k", "k/l", "l", "m"):
            for client in clients:
                client.publish(topic, b"[1]", qos=2, retain=True)
            await same(pair, 0.06)
        for topic in ["a", ["b", {"topic": "c"}], {"topic": "d"}, "never", "bad/#/x", None, True]:
            await pair.inject("to-in", {"action": "unsubscribe", "topic": topic})
            await same(pair, 0.06)
        await pair.inject("to-in", {"action": "getSubscriptions"})
        await same(pair, 0.06)


async def test_nodes_that_share_a_broker_get_the_same_messages(pair: Twins, brokers: Brokers) -> None:
    more = [
        {**mqtt_in("t/#", qos="0"), "id": "in2", "wires": [["received2"]]}, debug("received2"),
        {**mqtt_in("t/+/x", qos="1"), "id": "in3", "wires": [["received3"]]}, debug("received3"),
    ]  # fmt: skip
    async with deployed(pair, brokers, [broker_node(), *tab(mqtt_in("t/#"), OUT, *more)]) as clients:
        await quiet(pair)
        for topic in ("t/1", "t/1/x", "t", "u"):
            for client in clients:
                client.publish(topic, b"x", qos=2)
            await same(pair, 0.15)


async def test_a_retained_message_comes_once_to_nodes_that_share_a_topic(
    pair: Twins, brokers: Brokers
) -> None:
    for broker in brokers:
        async with listening(broker.port) as client:
            client.publish("t/kept", b"x", qos=1, retain=True)
            await asyncio.sleep(0.1)
    more = [{**mqtt_in(), "id": "in2", "wires": [["received2"]]}, debug("received2")]
    ports = {"@PORT@": (str(brokers[0].port), str(brokers[1].port))}
    flows = [broker_node(autoConnect=False), *tab(mqtt_in(), OUT, *more)]
    await pair.deploy(flows, ports)
    await pair.inject("to-out", {"action": "connect"})
    shown = await same(pair, 0.6, of="received received2")
    assert [node_id for node_id, _ in shown if node_id.startswith("received")] == ["received", "received2"]


async def test_a_session_is_kept_while_the_broker_restarts(pair: Twins, brokers: Brokers) -> None:
    kept = broker_node(cleansession=False, clientid="me", autoUnsubscribe=False)
    async with deployed(pair, brokers, [kept, *tab(mqtt_in(), OUT)]):
        await quiet(pair)
    for broker in brokers:
        broker.stop()
        broker.restart()
    for side in pair.sides:
        side.statuses.clear()
    await pair.connected("in", "out")
    await same(pair, 0.6, of="received told")
    await pair.inject("to-out", {"topic": "t/after", "payload": "x", "qos": 1})
    assert await same(pair)


async def test_it_goes_over_websocket(pair: Twins, brokers: Brokers) -> None:
    url = "ws://127.0.0.1:@WS@/mqtt"
    ports = {"@WS@": (str(brokers[0].websocket_port), str(brokers[1].websocket_port))}
    for version in ("3", "4", "5"):
        await pair.deploy(
            [broker_node(broker=url, port="", protocolVersion=version), *tab(mqtt_in(), OUT)], ports
        )
        await pair.connected("in", "out")
        await quiet(pair)
        await pair.inject(
            "to-out", {"topic": "t/ws", "payload": "x" * 20000, "qos": 1}, {"topic": "t/ws", "payload": "y"}
        )
        assert len(await same(pair, 0.6)) >= 4


@pytest.mark.parametrize("keeps", [True, False])
async def test_a_redeploy_leaves_the_subscriptions_that_node_red_leaves(
    pair: Twins, brokers: Brokers, keeps: bool
) -> None:
    kept = broker_node(cleansession=False, clientid="me", autoUnsubscribe=not keeps)
    async with deployed(pair, brokers, [kept, *tab(mqtt_in("t/a"), OUT)]) as clients:
        for side in pair.sides:
            await side.deploy([{"id": "other", "type": "tab", "label": "nothing here"}])
        for client in clients:
            client.publish("t/a", b"while away", qos=1)
        await asyncio.sleep(0.2)
        await pair.deploy([kept, *tab(mqtt_in("t/a"), OUT)], {"@PORT@": tuple(str(b.port) for b in brokers)})  # type: ignore[dict-item]
        await pair.connected("in", "out")
        await same(pair, of="received")
