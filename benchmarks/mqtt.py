"""Messages through MQTT nodes: mqtt out → a Mosquitto broker of our own → mqtt in, 100 under way."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.support.mosquitto import mosquitto

from benchmarks.peers import both
from benchmarks.report import Row
from benchmarks.side_by_side import Case, Record, compare

_CASES = {f"mqtt out → mqtt in, {version}, QoS {qos}": (version, qos) for version in ("3.1.1", "5") for qos in (0, 1)}  # fmt: skip
NAMES = list(_CASES)
_WINDOW = 100


def _case(name: str, port: int) -> Case:
    version, qos = _CASES[name]
    broker: Record = {
        "id": "broker", "type": "mqtt-broker", "name": "", "broker": "127.0.0.1", "port": str(port), "clientid": "",
        "autoConnect": True, "usetls": False, "protocolVersion": "5" if version == "5" else "4", "keepalive": "60",
        "cleansession": True, "autoUnsubscribe": True, "birthTopic": "", "closeTopic": "", "willTopic": "",
        "birthMsg": {}, "closeMsg": {}, "willMsg": {}, "userProps": "", "sessionExpiry": "",
    }  # fmt: skip

    def nodes(topic: str) -> list[Record]:
        return [
            {"id": "out", "type": "mqtt out", "topic": topic, "qos": str(qos), "retain": "", "broker": "broker", "wires": []},
            {"id": "in", "type": "mqtt in", "topic": topic, "qos": str(qos), "datatype": "auto-detect", "broker": "broker", "nl": False, "rap": True, "rh": 0, "inputs": 0, "wires": [["sink"]]},
        ]  # fmt: skip

    # Both are connected to the one broker at the same time.
    return Case(name, nodes("ours"), theirs=nodes("theirs"), window=_WINDOW, elsewhere=[broker])


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    with (
        tempfile.TemporaryDirectory() as folder,
        mosquitto(Path(folder), settings="set_tcp_nodelay true\nmax_inflight_messages 0\n") as broker,
        both(nodes=True) as contenders,
    ):
        return [compare(contenders, _case(name, broker.port)) for name in names]
