"""What messages can make an MQTT node do with its connection: `msg.action` `connect` and `disconnect`."""

from __future__ import annotations

from collections.abc import Mapping

from wirelatch.engine.node import Message
from wirelatch.nodes.network.mqtt_broker import MqttBroker


async def connect(broker: MqttBroker, msg: Message) -> None:
    """Connect, with the settings in `msg.broker` if there are any; they replace a live connection only with `force`."""
    given = msg.get("broker")
    options = given if isinstance(given, Mapping) else None
    if broker.connected or broker.connecting:
        if options is None:
            return
        if not options.get("force"):
            raise ValueError(
                "already connected: msg.broker.force must be true to connect with other settings"
            )
        await broker.disconnect()
    if options is not None:
        broker.override(options)
    await broker.connect()


async def disconnect(broker: MqttBroker) -> None:
    """End the connection until a message asks for it again."""
    await broker.disconnect()
