"""What nodes for TCP show of their connections: Node-RED's texts and keys of texts."""

from __future__ import annotations

CONNECTING = {"fill": "grey", "shape": "dot", "text": "common.status.connecting"}
CONNECTED = {"fill": "green", "shape": "dot", "text": "common.status.connected"}
DISCONNECTED = {"fill": "red", "shape": "ring", "text": "common.status.disconnected"}


def connections(count: int) -> str:
    """The status text of nodes that listen."""
    return f"{count} connection{'' if count == 1 else 's'}"
