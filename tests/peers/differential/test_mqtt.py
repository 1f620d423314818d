"""The MQTT nodes: the same messages at the broker, and the same messages from it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.peers.differential.cases import Case, debug, flows_of, payloads
from tests.peers.differential.mqtt import broker_node, deployed
from tests.peers.differential.twins import Twins
from tests.support.mosquitto import Broker, mosquitto
from tests.support.mqtt_client import listening

pytestmark = [pytest.mark.peers, pytest.mark.slow]


@pytest.fixture
def brokers(tmp_path: Path) -> Iterator[tuple[Broker, Broker]]:
    """A broker per side."""
    with mosquitto(tmp_path / "m1") as theirs, mosquitto(tmp_path / "m2") as ours:
        yield theirs, ours


@pytest.mark.parametrize("version", ["3", "4", "5"])
async def test_published_messages_are_the_same(
    pair: Twins, brokers: tuple[Broker, Broker], version: str
) -> None:
    out = {"type": "mqtt out", "broker": "broker", "topic": "t/fixed", "qos": "", "retain": ""}
    values = ["text", "", 12, 1.5, True, {"a": 1}, [1], None, b"\x00\xff", "ä€"]
    cases = [
        Case({**out}, payloads(*values), 0),
        Case({**out, "topic": ""}, [{"payload": "x", "topic": t, "qos": q, "retain": r} for t, q, r in [("a/b", 1, True), ("c", "2", "true"), ("d", 7, False), ("no/+/wild", 0, False), ("", 0, False)]] + [{"payload": "x"}, {"topic": "e"}], 0),
        Case({**out, "topic": "t/own", "qos": "1", "retain": "true"}, [{"payload": "x", "topic": "other", "qos": 0, "retain": False}], 0),
    ]  # fmt: skip
    async with deployed(pair, brokers, [broker_node(protocolVersion=version), *flows_of(cases)]) as (
        theirs,
        ours,
    ):
        for number, case in enumerate(cases):
            await pair.inject(f"{number}-in", *case.messages)
            assert sorted(await ours.all()) == sorted(await theirs.all())


@pytest.mark.parametrize("version", ["3", "4", "5"])
async def test_received_messages_are_the_same(
    pair: Twins, brokers: tuple[Broker, Broker], version: str
) -> None:
    types = ["auto-detect", "auto", "buffer", "utf8", "json", "base64", None]
    flows: list[Mapping[str, Any]] = [
        broker_node(protocolVersion=version),
        {"id": "tab", "type": "tab", "label": "t"},
    ]
    for number, datatype in enumerate(types):
        node = {"id": f"in{number}", "type": "mqtt in", "z": "tab", "x": 1, "y": 1, "broker": "broker", "topic": f"{number}/+/#", "qos": str(number % 3), "inputs": 0, "wires": [[f"d{number}"]]}  # fmt: skip
        flows += [
            node | ({"datatype": datatype} if datatype else {}),
            {**debug(f"d{number}"), "z": "tab", "x": 1, "y": 1},
        ]
    flows.append(
        {"id": "catch", "type": "catch", "z": "tab", "x": 1, "y": 1, "scope": None, "wires": [["caught"]]}
    )
    flows.append({**debug("caught"), "z": "tab", "x": 1, "y": 1})
    payloads_ = [
        b"text",
        b"",
        b'{"a":1}',
        b"12",
        b"tr",
        b"\xff\x00",
        b"a\x00b",
        "ä€".encode(),
        b"[1",
        b"null",
    ]
    async with deployed(pair, brokers, flows) as clients:
        for number in range(len(types)):
            for payload in payloads_:
                for client in clients:
                    client.publish(f"{number}/a/b", payload, qos=1)
            await asyncio.sleep(0.1)
        theirs, ours = await pair.compare(0.5, ordered=False)
        assert len(theirs) == len(types) * len(payloads_)
        assert ours == theirs


async def test_properties_of_mqtt_5_are_the_same_both_ways(
    pair: Twins, brokers: tuple[Broker, Broker]
) -> None:
    out = {
        "type": "mqtt out", "broker": "broker", "topic": "t", "qos": "", "retain": "", "respTopic": "answer/here",
        "contentType": "application/json", "userProps": '{"a":"1","b":2}', "correl": "", "expiry": "60",
    }  # fmt: skip
    back = [
        {"id": "in", "type": "mqtt in", "z": "0-tab", "x": 1, "y": 1, "broker": "broker", "topic": "#", "qos": "2", "datatype": "auto-detect", "nl": False, "rap": True, "rh": 0, "inputs": 0, "wires": [["seen"]]},
        {**debug("seen"), "z": "0-tab", "x": 1, "y": 1},
    ]  # fmt: skip
    plain = {"type": "mqtt out", "broker": "broker", "topic": "", "qos": "", "retain": ""}
    messages = [{"topic": "m", "payload": "x", "userProperties": {"k": "v"}, "responseTopic": "r", "contentType": "text/plain", "messageExpiryInterval": 9}, {"payload": "to the response topic", "responseTopic": "r/2"}]  # fmt: skip
    cases = [Case(out, [{"payload": {"a": 1}}], 0, more=back), Case(plain, messages, 0)]
    async with deployed(pair, brokers, [broker_node(protocolVersion="5"), *flows_of(cases)], version=5):
        for number, case in enumerate(cases):
            await pair.inject(f"{number}-in", *case.messages)
            theirs, ours = await pair.compare(0.4)
            assert theirs == ours
            assert len(ours) == len(case.messages)


async def test_birth_close_and_retained_messages_are_the_same(
    pair: Twins, brokers: tuple[Broker, Broker]
) -> None:
    settings = {
        f"{which}{part}": value for which in ("birth", "close", "will") for part, value in (
            ("Topic", f"life/{which}"), ("Payload", which), ("Qos", "1"), ("Retain", "true"))
    }  # fmt: skip
    node = {"id": "n", "type": "mqtt in", "z": "tab", "x": 1, "y": 1, "broker": "broker", "topic": "kept/#", "qos": "1", "datatype": "utf8", "inputs": 0, "wires": [["d"]]}  # fmt: skip
    flows = [
        broker_node(**settings),
        {"id": "tab", "type": "tab"},
        node,
        {**debug("d"), "z": "tab", "x": 1, "y": 1},
    ]
    async with listening(brokers[0].port) as one, listening(brokers[1].port) as two:
        for client in (one, two):
            client.publish("kept/x", b"old", qos=1, retain=True)
        async with deployed(pair, brokers, flows) as (theirs, ours):
            assert await ours.all() == await theirs.all()
            for side in pair.sides:
                await side.deploy([{"id": "other", "type": "tab", "label": "nothing here"}])
            said = [("life/close", b"close", 1, False)]
            assert await ours.all() == said
            assert (await theirs.all())[:1] == said  # Node-RED says it twice


async def test_dynamic_subscriptions_follow_the_same_messages(
    pair: Twins, brokers: tuple[Broker, Broker]
) -> None:
    node = {
        "type": "mqtt in",
        "broker": "broker",
        "topic": "",
        "qos": "2",
        "datatype": "auto-detect",
        "inputs": 1,
    }
    case = Case(node, [])
    async with deployed(pair, brokers, [broker_node(), *flows_of([case])]) as clients:
        for step in [
            {"action": "subscribe", "topic": "a"},
            {"action": "subscribe", "topic": [{"topic": "b/+", "qos": 1, "datatype": "buffer"}, "c"]},
            {"action": "getSubscriptions"},
            {"action": "unsubscribe", "topic": "a"},
            {"action": "subscribe", "topic": "wrong/#/x"},
            {"action": "nonsense"},
            {"action": "unsubscribe", "topic": True},
            {"action": "getSubscriptions"},
        ]:
            await pair.inject("0-in", step)
            await asyncio.sleep(0.2)
            for topic in ("a", "b/x", "c"):
                for client in clients:
                    client.publish(topic, b"1", qos=1)
            theirs, ours = await pair.compare(0.3, ordered=False)
            assert ours == theirs, step
