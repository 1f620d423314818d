"""The `mqtt-broker` node: one connection to an MQTT broker, shared by the nodes that name it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import gmqtt

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import (
    checkbox,
    config_node,
    credential,
    hidden,
    number,
    select,
    text,
    textarea,
)
from wirelatch.nodes.network import mqtt_properties
from wirelatch.nodes.network.mqtt_client import MqttClient
from wirelatch.nodes.network.mqtt_settings import BrokerSettings, Note
from wirelatch.nodes.network.mqtt_subscriptions import Subscription, Subscriptions
from wirelatch.nodes.network.tls_config import TlsConfig

CONNECTED = {"fill": "green", "shape": "dot", "text": "node-red:common.status.connected"}
CONNECTING = {"fill": "yellow", "shape": "ring", "text": "node-red:common.status.connecting"}
DISCONNECTED = {"fill": "red", "shape": "ring", "text": "node-red:common.status.disconnected"}
"""Status texts are Node-RED's, which flows compare with; editors show them in words."""

_QOS = {"0": "0", "1": "1", "2": "2"}
_MESSAGES = "Messages"
_CLOSE_SECONDS = 2.0


class MqttBroker(
    Node,
    type="mqtt-broker",
    category="config",
    inputs=0,
    outputs=0,
    label=("{name}", "{clientid}@{broker}:{port}", "{broker}:{port}"),
):
    """
    A connection to an MQTT broker. All nodes that use it share it.

    *Server* is a host name or an address; `mqtt://host:port` and `mqtts://host:port` are understood as well. The
    connection is made as soon as a node uses the broker, unless *Connect automatically* is off: a node can then ask
    for it with a message. A lost connection is made again after the time in the setting `mqttReconnectTime`.

    Without a clean session, the broker keeps subscriptions and messages for us while we are away; that needs a client
    id of our own.

    Three messages can be published by themselves: the **birth** message when the connection is made, the **close**
    message before it is ended in good order, and the **will** by the broker when the connection breaks.
    """

    name: str = text(label="Name")
    broker: str = text(label="Server", required=True, absent="")
    port: Any = number(1883, label="Port", absent=1883, minimum=1, maximum=65535)
    autoConnect: Any = checkbox(True, label="Connect automatically", absent=True)
    usetls: Any = checkbox(False, label="Use TLS")
    tls: str = config_node("tls-config", label="TLS configuration", when={"usetls": [True]}, absent="")
    protocolVersion: Any = select(
        "4", {"3": "MQTT V3.1 (legacy)", "4": "MQTT V3.1.1", "5": "MQTT V5"}, label="Protocol", absent=None
    )
    clientid: str = text(label="Client ID", placeholder="Leave blank for auto generated", absent="")
    keepalive: Any = number(60, label="Keep alive (s)", absent=60, minimum=0, maximum=65535)
    cleansession: Any = checkbox(True, label="Use clean session", absent=True)
    autoUnsubscribe: Any = checkbox(
        True,
        label="Automatically unsubscribe when disconnecting",
        absent=True,
        when={"cleansession": [False]},
    )
    sessionExpiry: Any = number("", label="Session expiry (s)", when={"protocolVersion": ["5", 5]}, absent="")
    userProps: str = textarea(label="User properties (JSON)", when={"protocolVersion": ["5", 5]}, absent="")
    user: str = credential(secret=False, label="Username", section="Security")
    password: str = credential(label="Password", section="Security")
    birthTopic: str = text(label="Birth topic", section=_MESSAGES, absent="")
    birthRetain: Any = select("false", {"false": "false", "true": "true"}, label="Retain", section=_MESSAGES)
    birthQos: Any = select("0", _QOS, label="QoS", section=_MESSAGES)
    birthPayload: str = text(label="Payload", section=_MESSAGES, absent="")
    birthMsg: dict[str, Any] = hidden({}, absent=None)
    closeTopic: str = text(label="Close topic", section=_MESSAGES, absent="")
    closeRetain: Any = select("false", {"false": "false", "true": "true"}, label="Retain", section=_MESSAGES)
    closeQos: Any = select("0", _QOS, label="QoS", section=_MESSAGES)
    closePayload: str = text(label="Payload", section=_MESSAGES, absent="")
    closeMsg: dict[str, Any] = hidden({}, absent=None)
    willTopic: str = text(label="Will topic", section=_MESSAGES, absent="")
    willRetain: Any = select("false", {"false": "false", "true": "true"}, label="Retain", section=_MESSAGES)
    willQos: Any = select("0", _QOS, label="QoS", section=_MESSAGES)
    willPayload: str = text(label="Payload", section=_MESSAGES, absent="")
    willMsg: dict[str, Any] = hidden({}, absent=None)
    verifyservercert: Any = hidden(False)
    compatmode: Any = hidden(False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.settings = BrokerSettings.of_node(self)
        self.connected = False
        self._users: dict[str, Node] = {}
        self._client: MqttClient | None = None
        self._session: asyncio.Task[None] | None = None
        self._accepted: asyncio.Future[None] | None = None
        self._subscriptions = Subscriptions()
        self._warned = False

    @property
    def is_v5(self) -> bool:
        """Whether the connection speaks MQTT 5."""
        return self.settings.version == 5

    @property
    def connecting(self) -> bool:
        """Whether a connection is being made, or made again."""
        return self._session is not None and not self.connected

    def register(self, user: Node) -> None:
        """A node uses this broker; the first one brings the connection up."""
        self._users[user.id] = user
        if len(self._users) == 1 and self._session is None and self.settings.auto_connect:
            self.connect()
        user.status(CONNECTED if self.connected else CONNECTING if self.connecting else DISCONNECTED)

    async def deregister(self, user: Node, *, removed: bool) -> None:
        """A node stops using this broker; the last one takes the connection down, if it was deleted."""
        user.status(DISCONNECTED)
        self._users.pop(user.id, None)
        if removed and not self._users and self.connected:
            await self.disconnect()

    async def close(self, removed: bool) -> None:
        await self.disconnect()

    # Connection ------------------------------------------------------------------------------------------------

    def connect(self) -> asyncio.Future[None]:
        """Connect, and keep connected; the future tells when the broker has accepted for the first time."""
        if self._accepted is None:
            self._accepted = asyncio.get_running_loop().create_future()
            self._show(CONNECTING)
            self._session = self.spawn(self._stay_connected(self._accepted))
        return self._accepted

    async def disconnect(self) -> None:
        """Publish the close message and end the connection."""
        session, self._session = self._session, None
        accepted, self._accepted = self._accepted, None
        client, self._client = self._client, None
        was_connected, self.connected = self.connected, False
        if session is not None:
            session.cancel()
        if accepted is not None and not accepted.done():
            accepted.cancel()
        if client is not None:
            try:
                async with asyncio.timeout(_CLOSE_SECONDS):
                    if was_connected:
                        note = self.settings.close
                        if note is not None and (
                            done := client.publish_acknowledged(note.message(v5=self.is_v5))
                        ):
                            await done
                    await client.shut()
            except (TimeoutError, OSError):
                pass
            client.forget_unacknowledged()
        if session is not None:
            self._show(DISCONNECTED)

    def override(self, options: Mapping[str, Any]) -> None:
        """Change settings by a message, until the next deploy."""
        self.settings = self.settings.changed(options)

    async def _stay_connected(self, accepted: asyncio.Future[None]) -> None:
        settings = self.settings
        pause = float(self.runtime.settings.get("mqttReconnectTime") or 5000) / 1000
        tls = self.config_node(self.tls)
        address = settings.address(tls if isinstance(tls, TlsConfig) else None)
        client = self._client = MqttClient(settings.credentials(self.warn))
        client.on_message = self._received
        told = ""
        while True:
            try:
                await client.open(address)
            except (OSError, TimeoutError, gmqtt.MQTTConnectError) as error:
                if str(error) != told:
                    told = str(error)
                    self.log(f"cannot connect to {settings.shown_address}: {error or type(error).__name__}")
            else:
                told = ""
                self._is_up(client)
                if not accepted.done():
                    accepted.set_result(None)
                await client.lost.wait()
                self.connected = False
                self.log(f"disconnected from {settings.shown_address}")
                self._show(DISCONNECTED)
            await asyncio.sleep(pause)
            self._show(CONNECTING)

    def _is_up(self, client: MqttClient) -> None:
        self.connected = True
        self._warned = False
        self.log(f"connected to {self.settings.shown_address}")
        self._show(CONNECTED)
        self._subscriptions.use_identifiers = (
            self.is_v5 and client.server_properties.get("sub_id_available", [1])[0] == 1
        )
        for subscription in self._subscriptions.wanted():
            self._subscriptions.send(client, subscription)
        if self.settings.birth is not None:
            client.publish_acknowledged(self.settings.birth.message(v5=self.is_v5))

    def _show(self, status: Mapping[str, str]) -> None:
        for user in self._users.values():
            user.status(status)

    # Messages --------------------------------------------------------------------------------------------------

    def subscribe(self, subscription: Subscription) -> None:
        """Let a node have the messages of a topic filter, now and after every reconnect."""
        self._subscriptions.add(subscription)
        if self.connected and self._client is not None:
            self._subscriptions.send(self._client, subscription)

    def unsubscribe(self, topic: str, owner: str, *, forced: bool = False) -> None:
        """End that; the broker is told when nobody here wants the topic any more."""
        unwanted = self._subscriptions.remove(topic, owner)
        keeps_session = not self.settings.clean_session and not self.settings.auto_unsubscribe
        if unwanted and self.connected and self._client is not None and (forced or not keeps_session):
            self._client.unsubscribe(topic)

    def publish(self, msg: Message) -> asyncio.Future[None] | None:
        """Publish a message that has `topic`, `payload`, `qos` and `retain`; the future, for QoS 1 and 2, tells when
        the broker has it. While there is no connection, messages are dropped, with one warning."""
        client = self._client
        if not self.connected or client is None:
            if not self._warned:
                self._warned = True
                self.warn(f"not connected to {self.settings.shown_address}: messages are dropped")
            return None
        properties: dict[str, Any] = {}
        if self.is_v5:
            aliases = client.server_properties.get("topic_alias_maximum", [0])[0]
            properties = mqtt_properties.for_publishing(msg, aliases)
        note = Note(msg["topic"], msg["payload"], msg["qos"], bool(msg["retain"]), properties)
        return client.publish_acknowledged(note.message(v5=self.is_v5))

    def _received(
        self, client: Any, topic: str, payload: bytes, qos: int, properties: dict[str, Any]
    ) -> None:
        for subscription in self._subscriptions.receivers(topic, properties.get("subscription_identifier")):
            subscription.deliver(topic, payload, qos, properties)
