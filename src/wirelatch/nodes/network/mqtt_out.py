"""The `mqtt out` node: publish messages at an MQTT broker."""

from __future__ import annotations

import asyncio
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import config_node, number, select, text, textarea
from wirelatch.nodes.network.mqtt import actions
from wirelatch.nodes.network.mqtt import properties as mqtt_properties
from wirelatch.nodes.network.mqtt.settings import is_true
from wirelatch.nodes.network.mqtt_broker import MqttBroker
from wirelatch.scripting.values import is_truthy

_V5: Any = {"heading": "MQTT V5", "when": {"broker.protocolVersion": ["5", 5]}}
"""What only brokers of the newer protocol take, as the dialog shows it."""


class MqttOut(
    Node,
    type="mqtt out",
    category="network",
    color="#d8bfd8",
    icon="bridge",
    outputs=0,
    align="right",
    label=("{name}", "{topic}", "mqtt"),
):
    """
    Publishes messages at an MQTT broker.

    - `payload`: what is published; an object becomes JSON. A message without a payload is not published; an empty text
      with `retain` deletes the retained message of the topic.
    - `topic`, `qos` (0, 1, 2) and `retain`, where the node does not set them itself.
    - With MQTT 5: `responseTopic`, `correlationData`, `contentType`, `messageExpiryInterval`, `userProperties` and
      `topicAlias`. A message without a topic goes to its `responseTopic`.

    With QoS 1 or 2, the message counts as done when the broker has confirmed it. While there is no connection, messages
    are dropped.

    `msg.action` set to `connect` or `disconnect` makes or ends the connection; see *mqtt in*.
    """

    name: str = text(label="Name")
    broker: str = config_node("mqtt-broker", label="Server", required=True, absent="")
    topic: str = text(label="Topic", placeholder="Leave blank to use msg.topic", absent="")
    qos: Any = select("", {"": "msg.qos", "0": "0", "1": "1", "2": "2"}, label="QoS", absent="")
    retain: Any = select("", {"": "msg.retain", "false": "false", "true": "true"}, label="Retain", absent="")
    userProps: str = textarea(label="User properties (JSON)", **_V5, absent="")
    respTopic: str = text(label="Response topic", **_V5, absent="")
    correl: str = text(label="Correlation data", **_V5, absent="")
    contentType: str = text(label="Content type", **_V5, absent="")
    expiry: Any = number("", label="Expiry (s)", **_V5, absent="")

    def start(self) -> None:
        """Join the broker."""
        self._broker: MqttBroker | None = None
        broker = self.config_node(self.broker)
        if not isinstance(broker, MqttBroker):
            raise ValueError("the MQTT broker is missing: choose one in this node")
        self._broker = broker
        self._own = {
            "userProperties": mqtt_properties.user_properties(self.userProps) or None,
            "responseTopic": self.respTopic,
            "correlationData": self.correl,
            "contentType": self.contentType,
            "messageExpiryInterval": self.expiry,
        }
        broker.register(self)

    def on_message(self, msg: Message) -> Output | asyncio.Future[Any]:
        broker = self._broker
        if broker is None:
            return None
        action = msg.get("action")
        if action == "connect":
            return asyncio.ensure_future(actions.connect(broker, msg))
        if action == "disconnect":
            return asyncio.ensure_future(actions.disconnect(broker))
        if action:
            raise ValueError(f"unknown action {action!r}: expected connect or disconnect")
        self._complete(msg, broker)
        return broker.publish(self, msg) if "payload" in msg else None

    async def close(self, removed: bool) -> None:
        broker = getattr(self, "_broker", None)
        if broker is not None:
            await broker.deregister(self, removed=removed)

    def _complete(self, msg: Message, broker: MqttBroker) -> None:
        """Put what the node sets, or the default, into the message, as flows see it when it is done."""
        if self.topic:
            msg["topic"] = self.topic
        given = mqtt_properties.integer(msg.get("qos"), 0, 2)
        own = mqtt_properties.integer(self.qos, 0, 2) if is_truthy(self.qos) else None
        msg["qos"] = own if own is not None else given or 0
        msg["retain"] = is_true(self.retain if is_truthy(self.retain) else msg.get("retain"))
        if broker.is_v5:
            msg.update({name: value for name, value in self._own.items() if value})
