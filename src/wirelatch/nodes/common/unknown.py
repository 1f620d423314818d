"""The `unknown` node: what a file holds in place of a node whose type an editor did not know.

Editors show nodes of unknown types as `unknown` and are to save the original in their place; in files where that went
wrong, the record keeps it in `_orig`.
"""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import hidden, text


class Unknown(
    Node,
    type="unknown",
    category="unknown",
    color="#fee",
    label=("({name})", "unknown"),
):
    """
    Stands where a node was whose type was not installed when the file was saved. It takes messages and does nothing
    with them.

    Install what brings the type, and put the node in again; the *name* says what it was.
    """

    name: str = text(label="Name", absent="")
    modules: list[str] = hidden([], absent=None)

    def start(self) -> None:
        """Show what is wrong."""
        original = self.config.get("_orig")
        kind: Any = original.get("type") if isinstance(original, dict) else None
        self.status(fill="red", shape="ring", text=f"missing type: {kind}" if kind else "missing type")

    def on_message(self, msg: Message) -> None:
        """Lose the message."""
