"""The `junction`: a point where wires meet."""

from wirelatch.engine.node import Message, Node


class Junction(
    Node, type="junction", category="unknown", color="#d9d9d9", icon="junction", label=("junction",)
):
    """A point where wires meet; messages pass through it unchanged."""

    fusable = True
    isolated = True
    passes_through = True

    def on_message(self, msg: Message) -> Message:
        """Pass on."""
        return msg
