"""Flows with an MQTT broker for each side."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from tests.peers.differential.twins import Twins
from tests.support.mosquitto import Broker
from tests.support.mqtt_client import Listener, listening


def broker_node(**more: Any) -> dict[str, Any]:
    """The broker of the side."""
    return {
        "id": "broker", "type": "mqtt-broker", "name": "", "broker": "127.0.0.1", "port": "@PORT@", "clientid": "",
        "autoConnect": True, "usetls": False, "protocolVersion": "4", "keepalive": "60", "cleansession": True, **more,
    }  # fmt: skip


@contextlib.asynccontextmanager
async def deployed(
    pair: Twins, brokers: tuple[Broker, Broker], flows: list[Mapping[str, Any]], version: int = 4
) -> AsyncIterator[tuple[Listener, Listener]]:
    """The flows on both sides, connected, with a client at each broker that hears everything."""
    async with (
        listening(brokers[0].port, "#", version=version) as theirs,
        listening(brokers[1].port, "#", version=version) as ours,
    ):
        await pair.deploy(flows, {"@PORT@": (str(brokers[0].port), str(brokers[1].port))})
        await pair.connected(*(node["id"] for node in flows if node["type"] in ("mqtt in", "mqtt out")))
        yield theirs, ours
