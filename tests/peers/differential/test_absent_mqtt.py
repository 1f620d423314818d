"""MQTT nodes of old files: what they read for a property that is missing is what Node-RED's read."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.peers.differential.cases import debug
from tests.peers.differential.twins import Twins
from tests.support.mosquitto import mosquitto

pytestmark = [pytest.mark.peers, pytest.mark.slow]

Config = dict[str, Any]

BROKER: Config = {
    "broker": "127.0.0.1", "port": "@PORT@", "tls": "", "clientid": "", "autoConnect": True, "usetls": False,
    "protocolVersion": 5, "keepalive": 60, "cleansession": True, "autoUnsubscribe": True, "birthTopic": "@T@/birth",
    "birthQos": "1", "birthRetain": "false", "birthPayload": "born", "birthMsg": {"contentType": "text/plain"}, "closeTopic": "",
    "closeQos": "0", "closePayload": "", "closeMsg": {}, "willTopic": "@T@/will", "willQos": "0", "willPayload": "w",
    "willMsg": {"delay": "1"}, "userProps": '{"a":"b"}', "sessionExpiry": "",
}  # fmt: skip
IN: Config = {
    "topic": "@T@/#", "qos": "1", "datatype": "auto-detect", "nl": False, "rap": True, "rh": 0, "inputs": 0,
}  # fmt: skip
OUT: Config = {
    "topic": "@T@/out", "qos": "1", "retain": "false", "respTopic": "r", "contentType": "application/json",
    "userProps": '{"k":"v"}', "correl": "c", "expiry": "60",
}  # fmt: skip
OLD: list[tuple[Config, Config, Config]] = [
    # before MQTT 5 and dynamic subscriptions
    ({"broker": "127.0.0.1", "port": "@PORT@", "clientid": "", "usetls": False, "compatmode": True, "keepalive": "60", "cleansession": True, "birthTopic": "@T@/birth", "birthQos": "0", "birthPayload": "", "willTopic": "", "willQos": "0", "willPayload": ""}, {"topic": "@T@/#", "qos": "2"}, {"topic": "", "qos": "", "retain": ""}),
    ({"broker": "127.0.0.1", "port": "@PORT@", "usetls": False, "compatmode": "false", "verifyservercert": True}, {"topic": "@T@/+", "qos": "0", "datatype": "auto"}, {"topic": "@T@/x", "qos": "1", "retain": True}),
    ({"broker": "127.0.0.1", "port": "@PORT@", "protocolVersion": "3", "keepalive": ""}, {"topic": "@T@/+", "datatype": "json"}, {"topic": "@T@/x", "qos": 0, "retain": False}),
    ({"broker": "mqtt://127.0.0.1:@PORT@", "port": "", "cleansession": False, "clientid": ""}, {"topic": "@T@/+", "qos": "7", "datatype": "base64"}, {"topic": "@T@/x", "qos": "", "retain": "true"}),
    ({"url": "tcp://127.0.0.1:@PORT@", "broker": "nowhere", "port": 1}, {"topic": "@T@/+", "inputs": "0"}, {"topic": "@T@/x"}),
]  # fmt: skip


def variants() -> Iterator[tuple[Config, Config, Config]]:
    """All three configurations in full, and without each of their properties."""
    yield BROKER, IN, OUT
    for place, full in enumerate((BROKER, IN, OUT)):
        for name in full:
            configs = [BROKER, IN, OUT]
            configs[place] = {key: value for key, value in full.items() if key != name}
            yield configs[0], configs[1], configs[2]


def records(number: int, broker: Config, receiving: Config, publishing: Config) -> list[Config]:
    """One variant on a tab of its own, whose topics begin with its number."""

    def filled(config: Config) -> Config:
        return {
            key: value.replace("@T@", f"v{number}") if isinstance(value, str) else value
            for key, value in config.items()
        }

    tab = {"z": f"{number}-tab", "x": 1, "y": 1, "name": ""}
    return [
        {"id": f"{number}-broker", "type": "mqtt-broker", "name": "", **filled(broker)},
        {"id": f"{number}-tab", "type": "tab", "label": f"variant {number}"},
        {"id": f"{number}-to", "type": "inject", "props": [], "repeat": "", "crontab": "", "once": False, "wires": [[f"{number}-out"]], **tab},
        {"id": f"{number}-in", "type": "mqtt in", "broker": f"{number}-broker", "wires": [[f"{number}-seen"]], **filled(receiving), **tab},
        {"id": f"{number}-out", "type": "mqtt out", "broker": f"{number}-broker", "wires": [], **filled(publishing), **tab},
        {"id": f"{number}-catch", "type": "catch", "scope": None, "wires": [[f"{number}-seen"]], **tab},
        {"id": f"{number}-complete", "type": "complete", "scope": [f"{number}-out"], "wires": [[f"{number}-done"]], **tab},
        {**debug(f"{number}-seen"), **tab}, {**debug(f"{number}-done"), **tab},
    ]  # fmt: skip


async def test_mqtt_nodes_read_absent_properties_as_node_reds_do(pair: Twins, tmp_path: Path) -> None:
    cases = [*variants(), *OLD]
    flows = [record for number, case in enumerate(cases) for record in records(number, *case)]
    with mosquitto(tmp_path / "m1") as theirs, mosquitto(tmp_path / "m2") as ours:
        await pair.deploy(flows, {"@PORT@": (str(theirs.port), str(ours.port))})
        connected = f"{len(cases) - 1}-in"
        await pair.connected(connected)
        await pair.compare(0.6)
        their_up, our_up = (
            {
                number
                for number in range(len(cases))
                if "status.connected" in side.statuses.get(f"{number}-in", "")
            }
            for side in pair.sides
        )
        assert [cases[number] for number in their_up ^ our_up] == []
        assert len(our_up) > len(cases) - 5
        for number in range(len(cases)):
            message = {"payload": {"a": 1}, "topic": f"v{number}/own", "qos": "2", "retain": False}
            await pair.inject(f"{number}-to", message)
        all_theirs, all_ours = await pair.compare(0.8, ordered=False)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(pair.deploy([]), 20)
    assert len(all_ours) > 1.5 * len(cases)
    found = []
    for number, case in enumerate(cases):
        their, our = (
            sorted(repr(_ordered(entry)) for entry in side if entry[0].startswith(f"{number}-"))
            for side in (all_theirs, all_ours)
        )
        if their != our:
            found.append(f"{case}\n   Node-RED : {their}\n   Wirelatch: {our}")
    assert not found, "\n\n".join(found)


def _ordered(value: Any) -> Any:
    """The value with the keys of its objects in order."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(item) for item in value] if isinstance(value, (list, tuple)) else value
