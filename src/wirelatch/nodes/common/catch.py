"""The `catch` node: what happens when a node reports an error. See `wirelatch.engine.reports`."""

from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import checkbox, node_list, text


class Catch(
    Node,
    type="catch",
    category="common",
    color="#e49191",
    icon="alert",
    inputs=0,
    label=(
        "{name}",
        ("catch: uncaught", {"uncaught": [True]}),
        ("catch: group", {"scope": ["group"]}),
        "catch: {scope.length}",
        "catch: all",
    ),
):
    """
    Receives the messages with which other nodes failed.

    `msg.error.message` is the text of the error, `msg.error.source` tells the node it came from (`id`, `type`,
    `name`, and `count`: how often in a row). If the message had an `error` already, it is kept as `msg._error`.

    *Scope* is all nodes of the flow, those in the same group, or chosen ones. Catch nodes with a scope come before
    those for the whole flow. One that is set to *uncaught errors* gets only what no other Catch node took.

    An error inside a subflow that nothing there catches is reported by the subflow's instance, on its flow.
    """

    name: str = text(label="Name")
    scope: Any = node_list(
        default=None,
        label="Catch errors from",
        options={"all": "all nodes", "group": "nodes in the same group", "list": "selected nodes"},
    )
    uncaught: bool = checkbox(
        False, absent=False, label="Ignore errors handled by other Catch nodes", when={"scope": [None, ""]}
    )

    def on_message(self, msg: Message) -> Message:
        """Pass on what `wirelatch.engine.reports` has put together."""
        return msg
