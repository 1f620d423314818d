"""Flows with an MQTT broker and a node for each direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wirelatch.engine.runtime import Runtime

Listen = Callable[[Runtime, str], Any]
QUICK = {"mqttReconnectTime": 50}
"""Settings with which a lost connection is soon made again."""
CONNECTED = "node-red:common.status.connected"
DISCONNECTED = "node-red:common.status.disconnected"


def nodes(port: int, *more: dict[str, Any], **config: Any) -> list[dict[str, Any]]:
    """A broker node, `in` and `out` with their probes, and further nodes; `config` is the broker node's."""
    return [
        {"id": "b", "type": "mqtt-broker", "broker": "127.0.0.1", "port": str(port), "protocolVersion": "4", **config},
        {"id": "in", "type": "mqtt in", "broker": "b", "topic": "in/#", "qos": "2", "datatype": "auto-detect", "inputs": 0, "wires": [["p"]]},
        {"id": "out", "type": "mqtt out", "broker": "b", "topic": "", "qos": "", "retain": ""},
        {"id": "p", "type": "probe"}, {"id": "k", "type": "catch", "scope": None, "wires": [["e"]]}, {"id": "e", "type": "probe"},
        {"id": "c", "type": "complete", "scope": ["out", "dyn"], "wires": [["done"]]}, {"id": "done", "type": "probe"}, *more,
    ]  # fmt: skip


def is_up(data: Any) -> bool:
    """Whether a status says that its node is connected."""
    return bool(data.get("text") == CONNECTED)


async def listen_up(runtime: Runtime, listen: Listen) -> Any:
    """Wait until the nodes show that they are connected; gives what was published on their status."""
    events = listen(runtime, "status/in")
    if not is_up(runtime.events.retained.get("status/in", {})):
        await events.until(is_up)
    return events
