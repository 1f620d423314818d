"""What is told of trying a policy, or of an explanation why a user may or may not use an application."""

from __future__ import annotations

from typing import Any

from wirelatch.database import now
from wirelatch.identity.web.shapes import BOOLEAN, INSTANT, OBJECT, STRING, Shape, array

LOG_EVENT = Shape(
    "LogEvent",
    {"timestamp": INSTANT, "log_level": STRING, "logger": STRING, "event": STRING, "attributes": OBJECT},
)
TEST_RESULT = Shape(
    "PolicyTestResult",
    {"passing": BOOLEAN, "messages": array(STRING), "log_messages": array(LOG_EVENT)},
)


def log_event(text: str, level: str = "info") -> dict[str, Any]:
    """A line of the explanation."""
    return {"timestamp": now(), "log_level": level, "logger": "policies", "event": text, "attributes": {}}
