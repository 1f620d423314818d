"""The `link out` node: sends to `link in` nodes on any flow, or back to the `link call` node a message came from."""

from typing import Any

from wirelatch.engine.links import return_message
from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import node_list, select, text


class LinkOut(
    Node,
    type="link out",
    category="common",
    color="#dddddd",
    icon="link-out",
    outputs=0,
    align="right",
    label=("{name}", ("link return", {"mode": ["return"]}), "link out"),
):
    """
    Sends messages to all *link in* nodes it is linked to, on any flow, as over a wire.

    In the mode *return*, it sends them back to the *link call* node that they came from instead.
    """

    name: str = text("_DEFAULT_", label="Name")
    mode: str = select(
        "link",
        {"link": "Send to all connected link nodes", "return": "Return to calling link node"},
        label="Mode",
        absent="link",
    )
    links: list[str] | None = node_list("link in", label="Linked to", when={"mode": ["link"]})

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._event = f"node:{self.id}"
        self._returns = self.mode == "return"
        self.fusable = self.isolated = not self._returns

    def on_message(self, msg: Message) -> Message | None:
        """Send on, or back."""
        msg["_event"] = self._event
        if not self._returns:
            return msg
        if not return_message(self.runtime, msg):
            self.warn("Missing return node information")
        return None
