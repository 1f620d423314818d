"""Real flow files: read where they are, never copied; addresses in them point to brokers and servers of the test."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.support.real_files import folder

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?")
_EPOCH = re.compile(r"\b1[6-9]\d{8}(?:\d{3})?\b")


def load(name: str) -> list[dict[str, Any]]:
    """The records of a file, `files/107.json` for example; brokers are `@PORT@`, HTTP servers are `@SERVER@`."""
    source = (folder() / name).read_text()
    source = re.sub(r"https?://(?:localhost|fleet-manager|127\.0\.0\.1)(?::\d+)?", "@SERVER@", source)
    records: list[dict[str, Any]] = json.loads(source)
    for record in records:
        if record["type"] == "mqtt-broker":
            record |= {"broker": "127.0.0.1", "port": "@PORT@", "usetls": False, "tls": ""}
    return records


def timeless(value: Any) -> Any:
    """The value with times replaced."""
    return json.loads(_EPOCH.sub("0", _MOMENT.sub("<time>", json.dumps(value))))
