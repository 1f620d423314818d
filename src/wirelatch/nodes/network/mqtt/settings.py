"""The settings of an MQTT connection: as deployed in the broker node, or changed by a message."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from wirelatch.engine.identifiers import generate_id
from wirelatch.nodes.network.mqtt import payload as mqtt_payload
from wirelatch.nodes.network.mqtt import properties as mqtt_properties
from wirelatch.nodes.network.mqtt.client import Identity
from wirelatch.nodes.network.mqtt.packets import Publication
from wirelatch.nodes.network.mqtt.transport import Address
from wirelatch.scripting.values import UNDEFINED, is_truthy, to_string

if TYPE_CHECKING:
    from wirelatch.nodes.network.mqtt_broker import MqttBroker
    from wirelatch.nodes.network.tls_config import TlsConfig

_PORTS = {"mqtt": 1883, "tcp": 1883, "mqtts": 8883, "tls": 8883, "ssl": 8883, "ws": 80, "wss": 443}
_SECURE = ("mqtts", "tls", "ssl", "wss")


def is_true(value: Any) -> bool:
    """`true` as a boolean or, as old files have it, as text."""
    return value is True or value == "true"


def _note(topic: Any, payload: Any, qos: Any, retain: Any, more: Any, *, will: bool) -> Publication | None:
    """A birth, close or will message; None without a topic."""
    if not topic:
        return None
    return Publication(
        to_string(topic),
        mqtt_payload.encode(payload or ""),
        mqtt_properties.integer(qos, 0, 2) or 0,
        is_true(retain),
        mqtt_properties.for_note(more, will=will) if isinstance(more, Mapping) else {},
    )


def _port(value: Any) -> int:
    return mqtt_properties.integer(value, 1, 65535) or 1883


def _seconds(value: Any) -> int:
    return mqtt_properties.integer(value, 0, 65535) or 0


def _version(value: Any) -> int:
    number = mqtt_properties.integer(value)
    return number if number in (3, 5) else 4


@dataclass(frozen=True)
class BrokerSettings:
    """Everything a connection is made from."""

    broker: str = ""
    port: int = 1883
    url: str = ""
    client_id: str = ""
    given_name: str = field(default_factory=lambda: "nodered" + generate_id())
    """What stands for the client id when none is set."""
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
    birth: Publication | None = None
    close: Publication | None = None
    will: Publication | None = None

    @classmethod
    def of_node(cls, node: MqttBroker) -> BrokerSettings:
        """As deployed."""

        def note(which: str) -> Publication | None:
            parts = [getattr(node, which + part) for part in ("Topic", "Payload", "Qos", "Retain", "Msg")]
            return _note(*parts, will=which == "will")

        return cls(
            broker=to_string(node.broker or ""),
            port=_port(node.port),
            url=to_string(node.config.get("url") or ""),
            client_id=to_string(node.clientid or ""),
            auto_connect=to_string(node.autoConnect) != "false",
            use_tls=is_truthy(node.usetls),
            verify=is_true(node.verifyservercert),
            version=3 if is_true(node.compatmode) else _version(node.protocolVersion),
            keepalive=_seconds(node.keepalive),
            clean_session=node.cleansession is None or is_truthy(node.cleansession),
            auto_unsubscribe=node.autoUnsubscribe is not False,
            session_expiry=mqtt_properties.integer(node.sessionExpiry) or None,
            user_properties=mqtt_properties.user_properties(node.userProps),
            user=to_string(node.user or ""),
            password=to_string(node.password or ""),
            birth=note("birth"),
            close=note("close"),
            will=note("will"),
        )

    def changed(self, options: Mapping[str, Any]) -> BrokerSettings:
        """With what a `connect` message brings: `broker`, `port`, `url`, `clientid`, `username`, `password`, …"""
        changes: dict[str, Any] = {"given_name": "nodered" + generate_id()}
        for name, (attribute, read) in _OPTIONS.items():
            if name in options:
                changes[attribute] = read(options[name])
        for name in ("birth", "close", "will"):
            if name in options:
                given = options[name] if isinstance(options[name], Mapping) else {}
                parts = [given.get(key) for key in ("topic", "payload", "qos", "retain", "properties")]
                changes[name] = _note(*parts, will=name == "will")
        if ("broker" in options or "port" in options) and "url" not in options:
            changes["url"] = ""
        return replace(self, **changes)

    @property
    def full_url(self) -> str:
        """The address as a URL."""
        if self.url or "://" in self.broker:
            return self.url or self.broker
        scheme = "mqtts" if self.use_tls else "mqtt"
        if not self.broker:
            return f"{scheme}://localhost:1883"
        host = f"[{self.broker}]" if _is_ipv6(self.broker) else self.broker
        return f"{scheme}://{host}:{self.port}"

    @property
    def shown_address(self) -> str:
        """The broker as log entries name it; without a password that its URL may hold."""
        parts = urlsplit(self.full_url)
        place = parts.netloc.rpartition("@")[2]
        shown = f"{parts.scheme}://{place}{parts.path}"
        return f"{self.client_id}@{shown}" if self.client_id else shown

    def address(self, tls: TlsConfig | None) -> Address:
        """Where to connect to. Raises ValueError for what is not supported."""
        parts = urlsplit(self.full_url)
        scheme = parts.scheme
        if scheme not in _PORTS:
            raise ValueError(f"cannot connect to {self.shown_address}: known are {', '.join(_PORTS)}")
        secure = scheme in _SECURE
        if tls is not None and self.use_tls and tls.has_certificate and not secure:
            secure, scheme = True, "wss" if scheme == "ws" else "mqtts"
        try:
            port = parts.port
        except ValueError:
            raise ValueError(f"cannot connect to {self.shown_address}: the port is none") from None
        host, port = unquote(parts.hostname or "localhost"), port or _PORTS[scheme]
        context: ssl.SSLContext | None = None
        server_name: str | None = None
        if secure:
            tls = tls if self.use_tls else None
            context = tls.ssl_context() if tls is not None else _context(verify=self.verify)
            server_name = tls.server_name if tls is not None else None
        websocket: str | None = None
        if scheme in ("ws", "wss"):
            shown_host = f"[{host}]" if ":" in host else host
            query = f"?{parts.query}" if parts.query else ""
            websocket = f"{scheme}://{shown_host}:{port}{parts.path or '/'}{query}"
        subprotocol = "mqttv3.1" if self.version == 3 else "mqtt"
        return Address(host, port, context, server_name, websocket, subprotocol)

    def identity(self, warn: Callable[[str], None]) -> Identity:
        """Who we say we are."""
        clean = self.clean_session
        if not clean and not self.client_id:
            clean = True
            warn("a session can only be kept with a client ID: a clean session is used")
        properties: dict[str, Any] = {}
        if self.version == 5:
            properties = {"requestResponseInformation": True, "requestProblemInformation": True}
            if self.session_expiry is not None:
                properties["sessionExpiryInterval"] = self.session_expiry
            if self.user_properties:
                properties["userProperties"] = self.user_properties
        client_id, user, password = self.client_id or self.given_name, self.user, self.password
        parts = urlsplit(self.full_url)
        if parts.username is not None:
            user = unquote(parts.username)
            password = unquote(parts.password) if parts.password is not None else password
        client_id = parse_qs(parts.query).get("clientId", [client_id])[-1]
        return Identity(client_id, self.version, user, password, self.keepalive, clean, self.will, properties)


def _is_ipv6(host: str) -> bool:
    try:
        IPv6Address(host)
    except ValueError:
        return False
    return True


def _context(*, verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _text(value: Any) -> str:
    return "" if value is None or value is UNDEFINED else to_string(value)


_OPTIONS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "url": ("url", _text),
    "broker": ("broker", _text),
    "port": ("port", _port),
    "clientid": ("client_id", _text),
    "autoConnect": ("auto_connect", lambda value: to_string(value) != "false"),
    "usetls": ("use_tls", is_truthy),
    "verifyservercert": ("verify", is_true),
    "protocolVersion": ("version", _version),
    "keepalive": ("keepalive", _seconds),
    "cleansession": ("clean_session", is_truthy),
    "autoUnsubscribe": ("auto_unsubscribe", lambda value: value is not False),
    "sessionExpiry": ("session_expiry", lambda value: mqtt_properties.integer(value) or None),
    "sessionExpiryInterval": ("session_expiry", lambda value: mqtt_properties.integer(value) or None),
    "userProps": ("user_properties", mqtt_properties.user_properties),
    "userProperties": ("user_properties", mqtt_properties.user_properties),
    "username": ("user", _text),
    "password": ("password", _text),
}
