"""The `complete` node: when a node is done with a message. See `wirelatch.engine.reports`."""

from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import hidden, node_list, text


class Complete(
    Node,
    type="complete",
    category="common",
    color="#c0edc0",
    icon="check",
    inputs=0,
    label=("{name}", "complete: {scope.length}", "complete"),
):
    """
    Receives a copy of each message that one of the chosen nodes is done with.

    Useful after nodes without an output, such as *file* or *mqtt out*. `msg.complete.source` tells the node (`id`,
    `type`, `name`). Nodes that this node is wired to are left out, as what they do would come round again.
    """

    name: str = text(label="Name")
    scope: Any = node_list(label="Wait for", required=True, absent=[])
    uncaught: bool = hidden(False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        wired = {target for port in self.wires for target in port or ()}
        self.scope = [node_id for node_id in self.scope or () if node_id not in wired]

    def on_message(self, msg: Message) -> Message:
        """Pass on what `wirelatch.engine.reports` has put together."""
        return msg
