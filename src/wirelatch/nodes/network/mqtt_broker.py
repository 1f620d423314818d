"""The `mqtt-broker` node: one connection to an MQTT broker, shared by the nodes that name it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import (
    Property,
    checkbox,
    config_node,
    credential,
    hidden,
    number,
    select,
    text,
    textarea,
)
from wirelatch.engine.runtime import Runtime
from wirelatch.nodes.network.mqtt import payload as mqtt_payload
from wirelatch.nodes.network.mqtt import properties as mqtt_properties
from wirelatch.nodes.network.mqtt.client import MqttClient
from wirelatch.nodes.network.mqtt.packets import Publication
from wirelatch.nodes.network.mqtt.settings import BrokerSettings
from wirelatch.nodes.network.mqtt.subscriptions import Subscription, Subscriptions
from wirelatch.nodes.network.tls_config import TlsConfig
from wirelatch.scripting.values import is_truthy

CONNECTED = {"fill": "green", "shape": "dot", "text": "node-red:common.status.connected"}
CONNECTING = {"fill": "yellow", "shape": "ring", "text": "node-red:common.status.connecting"}
DISCONNECTED = {"fill": "red", "shape": "ring", "text": "node-red:common.status.disconnected"}
"""Status texts are Node-RED's, which flows compare with; editors show them in words."""

_QOS = {"0": "0", "1": "1", "2": "2"}
_RETAIN = {"false": "false", "true": "true"}
_BIRTH: Any = {"section": "Messages", "heading": "Message sent on connection (birth)"}
_CLOSE: Any = {"section": "Messages", "heading": "Message sent before disconnecting (close)"}
_WILL: Any = {"section": "Messages", "heading": "Message sent on unexpected disconnection (will)"}
_CLOSE_SECONDS = 2.0

_left: WeakKeyDictionary[Runtime, dict[str, set[tuple[str, str]]]] = WeakKeyDictionary()
"""Subscriptions that nodes have left at brokers on purpose (`autoUnsubscribe` is off): by id of the node, the id of the
broker node and the topic. A node that comes back with another topic takes the old one back."""


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

    *Server* is a host name or an address; a URL is understood as well: `mqtt://host:port`, `mqtts://` with TLS, and
    `ws://host:port/path` or `wss://` for MQTT over WebSocket. The
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
    protocolVersion: Any = Property(
        widget="select", default=4, label="Protocol", absent=None,
        options={"3": "MQTT V3.1 (legacy)", "4": "MQTT V3.1.1", "5": "MQTT V5"},
    )  # fmt: skip
    clientid: str = text(label="Client ID", placeholder="Leave blank for auto generated", absent="")
    keepalive: Any = number(60, label="Keep alive (s)", absent=60, minimum=0, maximum=65535)
    cleansession: Any = checkbox(True, label="Use clean session", absent=True)
    autoUnsubscribe: Any = checkbox(
        True,
        label="Automatically unsubscribe when disconnecting",
        absent=True,
        when={"cleansession": [False]},
    )
    sessionExpiry: Any = number(0, label="Session expiry (s)", when={"protocolVersion": ["5", 5]}, absent="")
    userProps: str = textarea(label="User properties (JSON)", when={"protocolVersion": ["5", 5]}, absent="")
    user: str = credential(secret=False, label="Username", section="Security")
    password: str = credential(label="Password", section="Security")
    birthTopic: str = text(label="Topic", placeholder="Leave blank to disable", absent="", **_BIRTH)
    birthRetain: Any = select("false", _RETAIN, label="Retain", **_BIRTH)
    birthQos: Any = select("0", _QOS, label="QoS", **_BIRTH)
    birthPayload: str = text(label="Payload", absent="", **_BIRTH)
    birthMsg: dict[str, Any] = hidden({}, absent=None)
    closeTopic: str = text(label="Topic", placeholder="Leave blank to disable", absent="", **_CLOSE)
    closeRetain: Any = select("false", _RETAIN, label="Retain", **_CLOSE)
    closeQos: Any = select("0", _QOS, label="QoS", **_CLOSE)
    closePayload: str = text(label="Payload", absent="", **_CLOSE)
    closeMsg: dict[str, Any] = hidden({}, absent=None)
    willTopic: str = text(label="Topic", placeholder="Leave blank to disable", absent="", **_WILL)
    willRetain: Any = select("false", _RETAIN, label="Retain", **_WILL)
    willQos: Any = select("0", _QOS, label="QoS", **_WILL)
    willPayload: str = text(label="Payload", absent="", **_WILL)
    willMsg: dict[str, Any] = hidden({}, absent=None)
    verifyservercert: Any = hidden(False)
    compatmode: Any = hidden(False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.settings = self._deployed = BrokerSettings.of_node(self)
        self.connected = False
        self.connecting = False
        """Whether a connection is being made for the first time, not again after a loss."""
        self._users: dict[str, Node] = {}
        self._client: MqttClient | None = None
        self._session: asyncio.Task[None] | None = None
        self._accepted: asyncio.Future[None] | None = None
        self._subscriptions = Subscriptions()
        self._unwanted: set[str] = set()
        """Topics to unsubscribe from with the next connection."""
        self._warned = False

    @property
    def is_v5(self) -> bool:
        """Whether the connection speaks MQTT 5."""
        return self.settings.version == 5

    def register(self, user: Node) -> None:
        """A node uses this broker; the first one brings the connection up."""
        self._users[user.id] = user
        if self.connected:
            user.status(CONNECTED)
        elif len(self._users) == 1 and self._session is None and self.settings.auto_connect:
            self.connect()
        else:
            user.status(CONNECTING if self._session is not None else DISCONNECTED)

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
        if self._accepted is None or not (self.connected or self.connecting):
            self._stop()
            self.connecting = True
            self._accepted = asyncio.get_running_loop().create_future()
            self._show(CONNECTING)
            self._session = self.spawn(self._stay_connected(self._accepted))
        return self._accepted

    async def disconnect(self) -> None:
        """Publish the close message and end the connection."""
        client, was_connected = self._client, self.connected
        was_there = self.connected or self.connecting or self._session is not None
        self._client = None
        self._stop()
        if client is not None:
            with contextlib.suppress(TimeoutError, OSError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    note = self.settings.close
                    if was_connected and note is not None and mqtt_payload.is_topic(note.topic):
                        with contextlib.suppress(ValueError):
                            await (client.session.publish(note) or asyncio.sleep(0))
                    await client.shut()
            client.abort()
            client.session.forget()
        if was_there:
            self._show(DISCONNECTED)

    def _stop(self) -> None:
        """End what goes on, at once."""
        session, self._session = self._session, None
        accepted, self._accepted = self._accepted, None
        client, self._client = self._client, None
        self.connected = self.connecting = False
        if session is not None:
            session.cancel()
        if accepted is not None and not accepted.done():
            accepted.cancel()
        if client is not None:
            client.abort()
            client.session.forget()

    def override(self, options: Mapping[str, Any]) -> None:
        """Change settings by a message, until the next deploy."""
        self.settings = self.settings.changed(
            {"username": self._deployed.user, "password": self._deployed.password, **options}
        )

    async def _stay_connected(self, accepted: asyncio.Future[None]) -> None:
        settings = self.settings
        pause = float(self.runtime.settings.get("mqttReconnectTime") or 5000) / 1000
        tls = self.config_node(self.tls)
        try:
            address = settings.address(tls if isinstance(tls, TlsConfig) else None)
        except ValueError:
            self.connecting = False
            self._session = None
            self._show(DISCONNECTED)
            raise
        client = self._client = MqttClient(settings.identity(self.warn), self._received, self._refused)
        told = ""
        while True:
            try:
                await client.open(address)
            except (OSError, TimeoutError) as error:
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
                why = f": {client.why_lost}" if client.why_lost else ""
                self.log(f"disconnected from {settings.shown_address}{why}")
                self._show(DISCONNECTED)
            await asyncio.sleep(pause)
            self._show(CONNECTING)

    def _is_up(self, client: MqttClient) -> None:
        self.connecting = False
        self.connected = True
        self._warned = False
        self.log(f"connected to {self.settings.shown_address}")
        self._show(CONNECTED)
        server = client.session.server
        self._subscriptions.use_identifiers = self.is_v5 and server.get(
            "subscriptionIdentifiersAvailable", True
        )
        for topic in self._unwanted:
            client.session.unsubscribe(topic)
        self._unwanted.clear()
        for subscription in self._subscriptions.wanted():
            self._subscriptions.send(client.session, subscription)
        birth = self.settings.birth
        if birth is not None:
            try:
                self._check(birth.topic)
                client.session.publish(birth)
            except ValueError as error:
                self.warn(f"the birth message is not published: {error}")

    def _show(self, status: Mapping[str, str]) -> None:
        for user in self._users.values():
            user.status(status)

    # Messages --------------------------------------------------------------------------------------------------

    def subscribe(self, subscription: Subscription) -> None:
        """Let a node have the messages of a topic filter, now and after every reconnect."""
        left = _left.get(self.runtime, {}).get(subscription.owner)
        if left is not None:
            left.discard((self.id, subscription.topic))
        self._unwanted.discard(subscription.topic)
        self._subscriptions.add(subscription)
        if self.connected and self._client is not None:
            self._subscriptions.send(self._client.session, subscription)

    def unsubscribe(self, topic: str, owner: str, *, forced: bool = False) -> None:
        """End that; the broker is told when nobody here wants the topic any more, unless it shall keep the
        subscription until the node is back."""
        unwanted = self._subscriptions.remove(topic, owner)
        if not forced and not self.settings.auto_unsubscribe:
            _left.setdefault(self.runtime, {}).setdefault(owner, set()).add((self.id, topic))
        elif unwanted:
            self._tell_unwanted(topic)

    def take_back(self, owner: str) -> None:
        """End the subscriptions that a node has left here or at other brokers."""
        for broker_id, topic in _left.get(self.runtime, {}).pop(owner, ()):
            broker = self if broker_id == self.id else self.config_node(broker_id)
            if isinstance(broker, MqttBroker) and not broker._subscriptions.has(topic):
                broker._tell_unwanted(topic)

    def _tell_unwanted(self, topic: str) -> None:
        if self.connected and self._client is not None:
            self._client.session.unsubscribe(topic)
        elif not self.settings.clean_session:
            self._unwanted.add(topic)

    def publish(self, user: Node, msg: Message) -> asyncio.Future[None] | None:
        """Publish a message that has `topic`, `payload`, `qos` and `retain`; the future, for QoS 1 and 2, tells when
        the broker has it. The message's payload becomes what is published.

        Raises ValueError for a message that the broker does not take. What cannot be published, because there is no
        connection or no valid topic, is dropped with a warning: it then is neither done nor failed.
        """
        client = self._client
        if not self.connected or client is None:
            if not self._warned:
                self._warned = True
                self.warn(f"not connected to {self.settings.shown_address}: messages are dropped")
            return _dropped()
        payload = mqtt_payload.encode(msg["payload"])
        if not isinstance(msg["payload"], (str, bytes, bytearray)):
            msg["payload"] = payload.decode()
        properties: dict[str, Any] = {}
        topic: Any = msg.get("topic")
        if self.is_v5:
            mqtt_properties.tidy(msg)
            properties = mqtt_properties.for_publishing(
                msg, client.session.server.get("topicAliasMaximum", 0)
            )
            if not is_truthy(topic) and "responseTopic" in properties:
                topic = msg["topic"] = properties["responseTopic"]
                del msg["responseTopic"]
        try:
            self._check(topic)
        except ValueError as error:
            user.warn(str(error))
            return _dropped()
        return client.session.publish(Publication(topic, payload, msg["qos"], msg["retain"], properties))

    @staticmethod
    def _check(topic: Any) -> None:
        if not mqtt_payload.is_topic(topic):
            raise ValueError(f"cannot publish to {topic!r}: this is no valid topic")

    def _received(
        self, topic: str, payload: bytes, qos: int, retain: bool, properties: Mapping[str, Any]
    ) -> None:
        identifiers = properties.get("subscriptionIdentifier") if properties else None
        for subscription in self._subscriptions.receivers(topic, identifiers):
            try:
                subscription.deliver(topic, payload, qos, retain, properties)
            except Exception as error:
                self.error(f"a message on {topic!r} cannot be delivered: {error}")

    def _refused(self, topic: str, why: str) -> None:
        self.warn(f"the broker refuses the subscription to {topic!r}: {why}")


def _dropped() -> asyncio.Future[None]:
    """What stands for a message that is neither done nor failed."""
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.cancel()
    return future
