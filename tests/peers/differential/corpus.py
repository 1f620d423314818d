"""Real flow files: read where they are, never copied; addresses in them point to brokers and servers of the test."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

_HERE = Path(__file__).resolve().parents[3]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?")
_EPOCH = re.compile(r"\b1[6-9]\d{8}(?:\d{3})?\b")


def folder() -> Path:
    """The corpus; a test fails with instructions when it is not there."""
    path = Path(os.environ.get("WIRELATCH_CORPUS") or _HERE.parent / "shared/corpus")
    if not (path / "index.tsv").exists():
        pytest.fail(
            f"The corpus of flow files is not at {path}: set WIRELATCH_CORPUS to the folder that holds index.tsv, "
            "files/ and official/."
        )
    return path


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
