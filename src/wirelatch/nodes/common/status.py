"""The `status` node: what other nodes show about themselves, as messages. See `wirelatch.engine.reports`."""

from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import node_list, text


class Status(
    Node,
    type="status",
    category="common",
    color="#94c1d0",
    icon="status",
    inputs=0,
    label=("{name}", ("status: group", {"scope": ["group"]}), "status: {scope.length}", "status: all"),
):
    """
    Receives the statuses that other nodes show.

    `msg.status` holds `text`, `fill`, `shape` and `source` (`id`, `type`, `name` of the node). A status that was
    cleared comes without `text`. There is no payload.

    *Scope* is all nodes of the flow, those in the same group, or chosen ones. Nodes that this node is wired to are
    left out of a chosen scope, as their own status would come round again.
    """

    name: str = text(label="Name")
    scope: Any = node_list(
        default=None,
        label="Report status from",
        options={"all": "all nodes", "group": "nodes in the same group", "list": "selected nodes"},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if isinstance(self.scope, list):
            wired = {target for port in self.wires for target in port or ()}
            self.scope = [node_id for node_id in self.scope if node_id not in wired]

    def on_message(self, msg: Message) -> Message:
        """Pass on what `wirelatch.engine.reports` has put together."""
        return msg
