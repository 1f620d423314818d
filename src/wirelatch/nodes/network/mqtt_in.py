"""The `mqtt in` node: receive the messages of a topic, fixed or asked for by messages."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import Property, checkbox, config_node, select, text
from wirelatch.nodes.network.mqtt import actions
from wirelatch.nodes.network.mqtt import payload as mqtt_payload
from wirelatch.nodes.network.mqtt import properties as mqtt_properties
from wirelatch.nodes.network.mqtt.subscriptions import Subscription
from wirelatch.nodes.network.mqtt_broker import MqttBroker
from wirelatch.scripting.values import UNDEFINED

_FIXED = {"inputs": [0, None, ""]}
_FIXED_V5: dict[str, list[Any]] = {**_FIXED, "broker.protocolVersion": ["5", 5]}
_LOCAL = ("localhost", "127.0.0.1")
_ACTIONS = ("connect", "disconnect", "subscribe", "unsubscribe", "getSubscriptions")


class MqttIn(
    Node,
    type="mqtt in",
    category="network",
    color="#d8bfd8",
    icon="bridge",
    inputs=0,
    label=("{name}", "{topic}", "mqtt"),
):
    """
    Subscribes to a topic at an MQTT broker and sends on what is published there.

    ### Output

    - `payload`: as *Output* says. *auto-detect* gives a parsed object if the payload is JSON, text if it is text, and
      a Buffer otherwise.
    - `topic`, `qos`, `retain` of the message; with MQTT 5 also `responseTopic`, `correlationData`, `contentType`,
      `userProperties` and `messageExpiryInterval`.

    The topic may contain `+` for one level and `#` for all further levels.

    ### Dynamic subscription

    The node then has an input, and does what `msg.action` says:

    - `subscribe` and `unsubscribe` the topic in `msg.topic`: a text, an object `{topic, qos, datatype, nl, rap, rh}`,
      or a list of these; `true` unsubscribes from all;
    - `getSubscriptions` sends the list of subscriptions;
    - `connect` and `disconnect`; `msg.broker` may hold other settings for the connection (`broker`, `port`, `url`,
      `clientid`, `username`, `password` …), with `force: true` also for a connection that exists.
    """

    name: str = text(label="Name")
    broker: str = config_node("mqtt-broker", label="Server", required=True, absent="")
    inputs: Any = Property(
        widget="select", default=0, label="Action", absent=0,
        options={"0": "Subscribe to a single topic", "1": "Dynamic subscription, by messages"},
    )  # fmt: skip
    topic: str = text(label="Topic", required=True, when=_FIXED, absent="")
    qos: Any = select("2", {"0": "0", "1": "1", "2": "2"}, label="QoS", when=_FIXED, absent=None)
    nl: Any = checkbox(
        False, label="Do not receive messages published by this client", when=_FIXED_V5, absent=None
    )
    rap: Any = checkbox(True, label="Keep retain flag of original publish", when=_FIXED_V5, absent=None)
    rh: Any = Property(
        widget="select", default=0, label="Retained messages", when=_FIXED_V5, absent=None,
        options={"0": "Send retained messages", "1": "Only send retained messages for new subscriptions", "2": "Do not send retained messages"},
    )  # fmt: skip
    datatype: str | None = select(
        "auto-detect",
        {
            "auto-detect": "auto-detect (parsed JSON object, string or buffer)", "auto": "auto-detect (string or buffer)",
            "buffer": "a Buffer", "utf8": "a String", "json": "a parsed JSON object", "base64": "a Base64 encoded string",
        },
        label="Output", required=True, absent="utf8",
    )  # fmt: skip

    def start(self) -> None:
        """Join the broker and subscribe."""
        self._subscribed: dict[str, dict[str, Any]] = {}
        self._dynamic = self.inputs == 1
        self._broker: MqttBroker | None = None
        broker = self.config_node(self.broker)
        if not isinstance(broker, MqttBroker):
            raise ValueError("the MQTT broker is missing: choose one in this node")
        if not self._dynamic and not mqtt_payload.is_filter(self.topic):
            self.warn(f"cannot subscribe to {self.topic!r}: this is no valid topic")
            return
        self._broker = broker
        broker.register(self)
        if not self._dynamic:
            qos = mqtt_properties.integer(self.qos, 0, 2)
            wish = {
                "topic": self.topic, "qos": 2 if qos is None else qos, "nl": self.nl, "rap": self.rap, "rh": self.rh,
            }  # fmt: skip
            broker.subscribe(self._subscription(wish, self.datatype or "utf8"))
            broker.take_back(self.id)

    def on_message(self, msg: Message) -> Output | Awaitable[Output]:
        """Do what `msg.action` says; what needs no waiting at once, so that messages that follow find it done."""
        action, broker = msg.get("action"), self._broker
        if broker is None:
            return None
        if action == "connect":
            return actions.connect(broker, msg)
        if action == "disconnect":
            return actions.disconnect(broker)
        if action == "subscribe":
            for wish in self._wishes(msg):
                self._subscribe(broker, wish)
            msg["subscriptions"] = list(self._subscribed.values())
        elif action == "unsubscribe":
            for wish in list(self._subscribed.values()) if msg.get("topic") is True else self._wishes(msg):
                broker.unsubscribe(wish["topic"], self.id, forced=True)
                self._subscribed.pop(wish["topic"], None)
            msg["subscriptions"] = list(self._subscribed.values())
        elif action == "getSubscriptions":
            msg["topic"], msg["payload"] = "subscriptions", list(self._subscribed.values())
            return msg
        else:
            raise ValueError(f"unknown action {action!r}: expected one of {', '.join(_ACTIONS)}")
        return None

    async def close(self, removed: bool) -> None:
        broker = getattr(self, "_broker", None)
        if broker is None:
            return
        for topic in list(self._subscribed) if self._dynamic else [self.topic]:
            broker.unsubscribe(topic, self.id, forced=removed)
        await broker.deregister(self, removed=removed)

    def _wishes(self, msg: Message) -> list[dict[str, Any]]:
        given = msg.get("topic")
        wishes = []
        for item in given if isinstance(given, list) else [given]:
            wish = {"topic": item} if isinstance(item, str) else item
            if not isinstance(wish, dict) or not mqtt_payload.is_filter(wish.get("topic")):
                raise ValueError(f"msg.topic holds no valid topic: {item!r}")
            wishes.append(wish)
        return wishes

    def _subscribe(self, broker: MqttBroker, wish: dict[str, Any]) -> None:
        """Subscribe, and complete the wish as flows see it in the list of subscriptions."""
        topic = wish["topic"]
        if topic in self._subscribed:
            broker.unsubscribe(topic, self.id, forced=True)
        _settle(wish, "qos", mqtt_properties.integer(wish.get("qos"), 0, 2), 2)
        if broker.is_v5:
            _settle(wish, "rh", mqtt_properties.integer(wish.get("rh"), 0, 2), 0)
            _settle(wish, "rap", mqtt_properties.boolean(wish.get("rap")), True)
            no_local = mqtt_properties.boolean(wish.pop("nl", None))
            if no_local is not None:
                wish["nl"] = no_local
        self._subscribed[topic] = wish
        broker.subscribe(self._subscription(wish, wish.get("datatype") or self.datatype or "utf8"))

    def _subscription(self, wish: Mapping[str, Any], datatype: str) -> Subscription:
        v5 = self._broker is not None and self._broker.is_v5
        return Subscription(
            wish["topic"],
            self.id,
            partial(self._deliver, datatype),
            mqtt_properties.integer(wish.get("qos"), 0, 2) or 0,
            no_local=v5 and mqtt_properties.boolean(wish.get("nl")) is True,
            retain_as_published=v5 and mqtt_properties.boolean(wish.get("rap")) is True,
            retain_handling=(mqtt_properties.integer(wish.get("rh"), 0, 2) or 0) if v5 else 0,
        )

    def _deliver(
        self, datatype: str, topic: str, data: bytes, qos: int, retain: bool, properties: Mapping[str, Any]
    ) -> None:
        broker = self._broker
        if broker is None:
            return
        msg: Message = {"topic": topic, "payload": None, "qos": qos, "retain": retain}
        if properties and broker.is_v5:
            msg |= mqtt_properties.of_message(properties)
        try:
            msg["payload"] = mqtt_payload.decode(
                data,
                datatype,
                utf8=msg.get("payloadFormatIndicator") is True,
                content_type=msg.get("contentType", ""),
            )
        except mqtt_payload.PayloadError as error:
            self.error(error, {"payload": error.payload, "topic": topic, "qos": qos, "retain": retain})
            return
        if broker.settings.broker in _LOCAL:
            msg["_topic"] = topic
        self.send(msg)


def _settle(wish: dict[str, Any], name: str, value: Any, default: Any) -> None:
    """Put an option right: the default where it is missing, and undefined where it is wrong."""
    if value is None and (wish.get(name) is None or wish[name] is UNDEFINED):
        value = default
    wish[name] = UNDEFINED if value is None else value
