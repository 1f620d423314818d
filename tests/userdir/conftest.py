"""A small Node-RED user directory, as Node-RED itself would have left it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wirelatch.document.encryption import encrypt

FLOWS: list[dict[str, Any]] = [
    {"id": "t", "type": "tab", "label": "Home"},
    {
        "id": "f",
        "type": "function",
        "z": "t",
        "x": 1,
        "y": 1,
        "wires": [],
        "func": "return msg;",
        "libs": [{"var": "a", "module": "axios"}],
    },
    {"id": "b", "type": "mqtt-broker", "broker": "localhost"},
]
CREDENTIALS = {"b": {"user": "ada", "password": "lovelace"}}
CONTEXT = {"count": 3, "list": [1, {"a": None}]}

Make = Callable[..., Path]


@pytest.fixture
def user_directory(tmp_path: Path) -> Make:
    """Makes the directory: text of its settings.js (None: none), and the key of the credentials."""

    def make(settings: str | None = None, *, key: str = "of the user", generated: bool = False) -> Path:
        folder = tmp_path / "node-red"
        (folder / "lib/flows/mine").mkdir(parents=True)
        (folder / "lib/flows/mine/one.json").write_text("[]")
        (folder / "flows.json").write_text(json.dumps(FLOWS, indent=4))
        (folder / "flows_cred.json").write_text(json.dumps(encrypt(CREDENTIALS, key)))
        if settings is not None:
            (folder / "settings.js").write_text(settings)
        if generated:
            (folder / ".config.runtime.json").write_text(json.dumps({"_credentialSecret": key}))
        (folder / ".config.users.json").write_text('{"_":{"editor":{"view":{"view-grid-size":20}}}}')
        dependencies = {"axios": "~1.7.0", "node-red-dashboard": "3.6.0"}
        (folder / "package.json").write_text(json.dumps({"dependencies": dependencies}))
        (folder / "context/global").mkdir(parents=True)
        (folder / "context/global/global.json").write_text(json.dumps(CONTEXT, indent=4))
        return folder

    return make


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}
