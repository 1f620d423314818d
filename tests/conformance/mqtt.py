"""The fields of Node-RED's MQTT nodes that its specs look at, and watch while a connection comes and goes."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from tests.conformance import taps
from wirelatch.engine.node import Node
from wirelatch.nodes.network.mqtt import properties as mqtt_properties
from wirelatch.nodes.network.mqtt_broker import MqttBroker
from wirelatch.nodes.network.mqtt_in import MqttIn


def fields(node: Node) -> dict[str, Any]:
    """What to add to a node's configuration, under Node-RED's names."""
    if isinstance(node, MqttIn):
        qos = mqtt_properties.integer(node.qos, 0, 2)
        return {"qos": 2 if qos is None else qos, "isDynamic": node.inputs == 1}
    if not isinstance(node, MqttBroker):
        return {}
    settings = node.settings
    identity = settings.identity(lambda text: None)
    options: dict[str, Any] = {
        "clean": identity.clean, "clientId": identity.client_id, "keepalive": identity.keepalive,
        "reconnectPeriod": node.runtime.settings.get("mqttReconnectTime") or 5000,
    }  # fmt: skip
    if identity.version != 4:
        options["protocolVersion"] = identity.version
    if identity.version == 5:
        options["properties"] = identity.properties
    return {
        "brokerurl": settings.full_url, "autoConnect": settings.auto_connect, "options": options,
        "autoUnsubscribe": settings.auto_unsubscribe, "connected": node.connected, "connecting": node.connecting,
    }  # fmt: skip


def watch() -> None:
    """Tell the spec whenever a broker node connects or loses its connection; once per process."""
    show = MqttBroker._show

    @functools.wraps(show)
    def told(self: MqttBroker, status: Mapping[str, str]) -> None:
        taps.tell("fields", self.id, [{"connected": self.connected, "connecting": self.connecting}])
        show(self, status)

    MqttBroker._show = told  # type: ignore[method-assign]
