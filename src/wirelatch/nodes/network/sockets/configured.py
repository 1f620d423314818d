"""What configurations and settings say of sockets: ports, hosts, times."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Node


def port_of(value: Any) -> int:
    """A port number as configurations and messages give it; raises ValueError."""
    try:
        port = int(float(value)) if value not in (None, "", False) else 0
    except (TypeError, ValueError, OverflowError):
        port = -1
    if not 0 < port < 65536:
        raise ValueError(f"{value!r} is no port number (1 to 65535)" if value else "the port is missing")
    return port


def plain_host(host: Any) -> str:
    """A host as it is configured: the local one when there is none, an IPv6 address without its brackets."""
    text = str(host or "").strip() or "localhost"
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def seconds_of(node: Node, setting: str, default: float = 0.0) -> float:
    """A setting in milliseconds as seconds."""
    try:
        value = float(node.runtime.settings.get(setting) or 0)
    except (TypeError, ValueError):
        value = 0.0
    return value / 1000 if value > 0 else default
