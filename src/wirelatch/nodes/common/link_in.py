"""The `link in` node: where messages of `link out` and `link call` nodes arrive."""

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import node_list, text


class LinkIn(
    Node,
    type="link in",
    category="common",
    color="#dddddd",
    icon="link-in",
    inputs=0,
    label=("{name}", "link in"),
):
    """
    Receives messages from *link out* nodes on any flow, as over a wire, and from *link call* nodes.

    A *link call* node can name this node as its target; the part of the flow that starts here then works like a
    function that others call.
    """

    fusable = True
    isolated = True
    passes_through = True

    name: str = text("_DEFAULT_", label="Name")
    links: list[str] | None = node_list("link out", label="Linked to")

    def on_message(self, msg: Message) -> Message:
        """Pass on."""
        return msg
