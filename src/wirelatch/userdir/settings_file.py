"""Adding settings to a `wirelatch.toml`, whose comments and other settings stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from wirelatch.document.atomic import back_up, write_atomic
from wirelatch.settings import FILE_NAME, describe


def write_settings(data: Path, values: Mapping[str, Any]) -> None:
    """Set these values; a file that holds a secret is readable by its owner only. Raises OSError."""
    if not values:
        return
    file = data / FILE_NAME
    try:
        document = tomlkit.parse(file.read_text("utf-8"))
    except FileNotFoundError:
        document = tomlkit.document()
    for name, value in values.items():
        document[name] = _without_null(value)
    back_up(file)
    write_atomic(file, tomlkit.dumps(document).encode("utf-8"), mode=0o600)
    if document.keys() & {item.name for item in describe() if item.secret}:
        file.chmod(0o600)


def _without_null(value: Any) -> Any:
    """The value without members that are null, which TOML does not know."""
    if isinstance(value, dict):
        return {key: _without_null(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_null(item) for item in value if item is not None]
    return value
