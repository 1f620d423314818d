"""The settings of an MQTT connection: as deployed in the broker node, or changed by a message."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import gmqtt

from wirelatch.engine.identifiers import generate_id
from wirelatch.nodes.network import mqtt_payload, mqtt_properties
from wirelatch.nodes.network.mqtt_client import Address, Credentials
from wirelatch.scripting.values import to_string

if TYPE_CHECKING:
    from wirelatch.nodes.network.mqtt_broker import MqttBroker
    from wirelatch.nodes.network.tls_config import TlsConfig


def is_true(value: Any) -> bool:
    """`true` as a boolean or, as old files have it, as text."""
    return value is True or value == "true"


@dataclass(frozen=True)
class Note:
    """A message that is published by us: topic, payload, quality of service, retain, MQTT 5 properties."""

    topic: str
    payload: Any
    qos: int
    retain: bool
    properties: Mapping[str, Any] = field(default_factory=dict)

    def message(self, *, v5: bool) -> gmqtt.Message:
        """The message for gmqtt."""
        more = self.properties if v5 else {}
        return gmqtt.Message(
            self.topic, mqtt_payload.encode(self.payload), qos=self.qos, retain=self.retain, **more
        )

    @classmethod
    def of(cls, topic: Any, payload: Any, qos: Any, retain: Any, more: Any) -> Note | None:
        """A birth, close or will message; None without a topic."""
        if not topic:
            return None
        properties = mqtt_properties.for_will(more) if isinstance(more, Mapping) else {}
        return cls(
            to_string(topic),
            payload or "",
            mqtt_properties.integer(qos, 0, 2) or 0,
            is_true(retain),
            properties,
        )


@dataclass(frozen=True)
class BrokerSettings:
    """Everything a connection is made from."""

    broker: str = ""
    port: int = 1883
    url: str = ""
    client_id: str = ""
    auto_connect: bool = True
    use_tls: bool = False
    verify: bool = True
    version: int = 4
    keepalive: int = 60
    clean_session: bool = True
    auto_unsubscribe: bool = True
    session_expiry: int | None = None
    user_properties: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    password: str = ""
    birth: Note | None = None
    close: Note | None = None
    will: Note | None = None

    @classmethod
    def of_node(cls, node: MqttBroker) -> BrokerSettings:
        """As deployed."""
        old = is_true(node.compatmode)
        return cls(
            broker=node.broker or "",
            port=mqtt_properties.integer(node.port, 1, 65535) or 1883,
            client_id=node.clientid or "",
            auto_connect=to_string(node.autoConnect) != "false",
            use_tls=is_true(node.usetls),
            verify=is_true(node.verifyservercert),
            version=3 if old else mqtt_properties.integer(node.protocolVersion, 3, 5) or 4,
            keepalive=mqtt_properties.integer(node.keepalive, 0, 65535) or 0,
            clean_session=node.cleansession is None or is_true(node.cleansession),
            auto_unsubscribe=node.autoUnsubscribe is not False,
            session_expiry=mqtt_properties.integer(node.sessionExpiry) or None,
            user_properties=mqtt_properties.user_properties(node.userProps),
            user=node.user or "",
            password=node.password or "",
            birth=Note.of(node.birthTopic, node.birthPayload, node.birthQos, node.birthRetain, node.birthMsg),
            close=Note.of(node.closeTopic, node.closePayload, node.closeQos, node.closeRetain, node.closeMsg),
            will=Note.of(node.willTopic, node.willPayload, node.willQos, node.willRetain, node.willMsg),
        )

    def changed(self, options: Mapping[str, Any]) -> BrokerSettings:
        """With what a `connect` message brings: `broker`, `port`, `url`, `clientid`, `username`, `password`, …"""
        changes: dict[str, Any] = {}
        for name, (attribute, read) in _OPTIONS.items():
            if name in options:
                changes[attribute] = read(options[name])
        for name in ("birth", "close", "will"):
            if name in options:
                given = options[name] if isinstance(options[name], Mapping) else {}
                parts = [given.get(key) for key in ("topic", "payload", "qos", "retain", "properties")]
                changes[name] = Note.of(*parts)
        if ("broker" in options or "port" in options) and "url" not in options:
            changes["url"] = ""
        return replace(self, **changes)

    @property
    def shown_address(self) -> str:
        """The broker as log entries name it."""
        address = self.url or (self.broker if "://" in self.broker else f"{self.broker}:{self.port}")
        return f"{self.client_id}@{address}" if self.client_id else address

    def address(self, tls: TlsConfig | None) -> Address:
        """Where to connect to. Raises ValueError for what is not supported."""
        host, port, secure = self.broker or "localhost", self.port, self.use_tls
        url = self.url or (self.broker if "://" in self.broker else "")
        if url:
            parts = urlsplit(url)
            if parts.scheme not in ("mqtt", "mqtts", "tcp", "tls", "ssl"):
                raise ValueError(f"cannot connect to {url}: only mqtt:// and mqtts:// are possible")
            secure = parts.scheme in ("mqtts", "tls", "ssl")
            host, port = parts.hostname or "localhost", parts.port or (8883 if secure else 1883)
        context: ssl.SSLContext | None = None
        if secure:
            context = tls.ssl_context() if tls is not None else _context(verify=self.verify)
        server_name = tls.server_name if tls is not None and secure else None
        return Address(host.strip("[]"), port, context, server_name, self.keepalive, self.version)

    def credentials(self, warn: Callable[[str], None]) -> Credentials:
        """Who we say we are."""
        clean = self.clean_session
        if not clean and not self.client_id:
            clean = True
            warn("a session can only be kept with a client ID: a clean session is used")
        properties: dict[str, Any] = {}
        if self.version == 5:
            properties = {"request_response_info": 1, "request_problem_info": 1}
            if self.session_expiry is not None:
                properties["session_expiry_interval"] = self.session_expiry
            if self.user_properties:
                properties["user_property"] = list(self.user_properties.items())
        will = self.will.message(v5=self.version == 5) if self.will is not None else None
        client_id = self.client_id or "nodered" + generate_id()
        if self.version == 3:
            client_id = client_id[:23]
        return Credentials(client_id, self.user, self.password, clean, will, properties)


def _context(*, verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


_OPTIONS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "url": ("url", to_string),
    "broker": ("broker", to_string),
    "port": ("port", lambda value: mqtt_properties.integer(value, 1, 65535) or 1883),
    "clientid": ("client_id", to_string),
    "autoConnect": ("auto_connect", lambda value: to_string(value) != "false"),
    "usetls": ("use_tls", is_true),
    "verifyservercert": ("verify", is_true),
    "protocolVersion": ("version", lambda value: mqtt_properties.integer(value, 3, 5) or 4),
    "keepalive": ("keepalive", lambda value: mqtt_properties.integer(value, 0, 65535) or 0),
    "cleansession": ("clean_session", is_true),
    "autoUnsubscribe": ("auto_unsubscribe", lambda value: value is not False),
    "sessionExpiry": ("session_expiry", mqtt_properties.integer),
    "userProperties": ("user_properties", mqtt_properties.user_properties),
    "username": ("user", to_string),
    "password": ("password", to_string),
}
