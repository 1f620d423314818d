"""wirelatch.cli.logs"""

import json
import logging
import sys

from wirelatch.cli.logs import JsonFormatter, TextFormatter


def record(message: str, *arguments: object, exc_info: object = None) -> logging.LogRecord:
    return logging.LogRecord("wirelatch.access.gate", logging.WARNING, "f", 1, message, arguments, exc_info)  # type: ignore[arg-type]


def test_an_event_is_one_readable_line() -> None:
    line = TextFormatter("flows").format(record("hello %s", "Ada"))
    assert line.endswith(" warning flows access.gate: hello Ada")


def test_foreign_text_cannot_forge_a_line_or_steer_the_terminal() -> None:
    line = TextFormatter("flows").format(record("bad\n2026-01-01 00:00:00 info flows x: forged \x1b[31m"))
    assert "\n    2026-01-01" in line
    assert "\x1b" not in line


def test_json_lines_hold_level_logger_message_and_exception() -> None:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        text = JsonFormatter("identity").format(record("a\nb", exc_info=sys.exc_info()))
    assert "\n" not in text
    event = json.loads(text)
    assert (event["level"], event["half"], event["message"]) == ("warning", "identity", "a\nb")
    assert "ZeroDivisionError" in event["exception"]
