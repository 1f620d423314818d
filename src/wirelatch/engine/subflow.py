"""The nodes that stand for an instance of a subflow on the flow it was placed on, and for its status output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wirelatch.document.subflows import status_id
from wirelatch.engine.inspection import inspect
from wirelatch.engine.node import Message, Node

if TYPE_CHECKING:
    from wirelatch.engine.flow import Flow

_STATUS_LENGTH = 32


class SubflowInstance(Node):
    """Takes the messages that arrive at a subflow's input and hands them to the nodes inside."""

    fusable = True
    isolated = True
    passes_through = True

    def __init__(self, *args: Any, inner: Flow, **more: Any) -> None:
        super().__init__(*args, **more)
        self.inner = inner

    def on_message(self, msg: Message) -> Message:
        """Pass on."""
        return msg


class SubflowStatus(Node):
    """Turns what arrives at a subflow's status output into the status of the instance."""

    def __init__(self, flow: Flow, instance: SubflowInstance) -> None:
        super().__init__(flow, {"id": status_id(instance.id), "type": "subflow-status", "z": flow.id}, {})
        self.instance = instance

    def on_message(self, msg: Message) -> None:
        """A text or an object that looks like a status is one; anything else is shown as text; without a payload
        the status that a Status node caught is passed on."""
        if "payload" in msg:
            payload = msg["payload"]
            if isinstance(payload, str):
                self.instance.status(payload)
                return
            if isinstance(payload, dict) and (not payload or payload.keys() & {"text", "fill", "shape"}):
                self.instance.status(payload)
                return
            text = inspect(payload)
            self.instance.status(text if len(text) <= _STATUS_LENGTH else text[:_STATUS_LENGTH] + "...")
        elif isinstance(msg.get("status"), dict):
            status = {key: value for key, value in msg["status"].items() if key != "source"}
            if str(status.get("text", "")).startswith("common."):
                status["text"] = f"node-red:{status['text']}"
            self.instance.status(status)
