"""What nodes and flows log, and what of it the editors see in the debug sidebar."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from wirelatch.engine.debug_sidebar import show_in_debug
from wirelatch.engine.inspection import inspect
from wirelatch.engine.reports import error_text

if TYPE_CHECKING:
    from wirelatch.engine.events import Events
    from wirelatch.engine.flow import Flow
    from wirelatch.engine.node import Node

log = logging.getLogger("wirelatch.nodes")


def log_node(events: Events, node: Node, level: int, entry: Any) -> None:
    """Log for a node; warnings and errors are shown in the editors' debug sidebar too."""
    if level < logging.WARNING and not log.isEnabledFor(level):
        return
    text = error_text(entry) if isinstance(entry, (str, BaseException)) else inspect(entry)
    log.log(level, "[%s:%s] %s", node.type, node.name or node.id, text)
    if level >= logging.WARNING:
        show_in_debug(events, node, level, entry)


def log_start_failure(events: Events, node: Node, error: BaseException) -> None:
    """Log that a node could not be constructed or started."""
    # A wrong setting is the user's to mend: the text says it all. Anything else is a fault of the node's code.
    trace = None if isinstance(error, (ValueError, OSError)) else error
    log.error("[%s:%s] cannot start: %s", node.type, node.name or node.id, error_text(error), exc_info=trace)
    show_in_debug(events, node, logging.ERROR, error)


def log_flow(flow: Flow, text: str) -> None:
    """Log an error of a flow as a whole."""
    log.error("[%s] %s", flow, text)
