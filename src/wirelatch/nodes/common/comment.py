"""The `comment` node: a note on the canvas, which never runs."""

from wirelatch.engine.node import Node
from wirelatch.engine.properties import text, textarea


class Comment(
    Node,
    type="comment",
    category="common",
    color="#ffffff",
    icon="comment",
    inputs=0,
    outputs=0,
    label=("{name}", "comment"),
):
    """
    A note in the flow.

    The title shows on the canvas; the text below it may use Markdown and shows in the help of the selected node.
    """

    name: str = text(label="Title")
    info: str = textarea(label="Text")
