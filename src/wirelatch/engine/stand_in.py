"""What runs in place of a node whose type is not installed, or whose constructor failed."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Node


class StandIn(Node, type="unknown", category="unknown", color="#fff0f0", inputs=1, outputs=1):
    """Holds the place of a node that cannot run: it takes messages and does nothing with them.

    The record in the file keeps its own type and all properties, so that the node is whole again as soon as its type
    is installed.
    """

    def __init__(self, *args: Any, reason: str = "missing type", **more: Any) -> None:
        super().__init__(*args, **more)
        self.reason = reason

    def start(self) -> None:
        """Show what is wrong."""
        self.status(fill="red", shape="ring", text=self.reason)

    def on_message(self, msg: Message) -> None:
        """Lose the message."""
