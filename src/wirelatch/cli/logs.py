"""How events are written: one readable line each, or one JSON object a line. Both go to standard error."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from wirelatch.settings import Settings

QUIET = ("httpx", "httpcore", "uvicorn", "websockets", "alembic", "asyncio")
"""Libraries whose ordinary events are of no use here, or hold what must not be logged (httpx: whole URLs)."""


class TextFormatter(logging.Formatter):
    """`2026-05-01 12:00:00 warning flows engine.node: text`"""

    def __init__(self, half: str) -> None:
        super().__init__()
        self._half = half

    def format(self, record: logging.LogRecord) -> str:
        """One line, with the traceback below it if there is one."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        where = record.name.removeprefix("wirelatch.")
        line = f"{at} {record.levelname.lower()} {self._half} {where}: {_harmless(record.getMessage())}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _harmless(text: str) -> str:
    """What strangers sent can neither pose as a line of its own nor steer the terminal."""
    if text.isprintable():
        return text
    lines = text.splitlines() or [""]
    shown = (
        "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in line)
        for line in lines
    )
    return "\n    ".join(shown)


class JsonFormatter(logging.Formatter):
    """`{"at", "level", "half", "logger", "message", "exception"?}`"""

    def __init__(self, half: str) -> None:
        super().__init__()
        self._half = half

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "half": self._half,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


def configure(settings: Settings, half: str) -> None:
    """Set up logging for this process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((JsonFormatter if settings.log_format == "json" else TextFormatter)(half))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
