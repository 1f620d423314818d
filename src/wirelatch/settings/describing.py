"""What is to be said about each setting, for `wirelatch settings` and docs/settings.md."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

from wirelatch.settings.settings import PREFIX, Settings


@dataclass(frozen=True)
class Description:
    """What is to be said about one setting."""

    name: str
    environment: str
    type: str
    default: str
    doc: str
    half: str
    secret: bool


def describe() -> list[Description]:
    """All settings in their order, as the documentation and `wirelatch settings` show them."""
    types = get_type_hints(Settings)
    names = {str: "text", int: "integer", float: "number", bool: "true or false", Path: "path"}
    described = []
    for item in fields(Settings):
        if "doc" not in item.metadata:
            continue
        default = item.default_factory() if callable(item.default_factory) else item.default
        choices = item.metadata["choices"]
        described.append(
            Description(
                name=item.name,
                environment=PREFIX + item.name.upper(),
                type=" or ".join(f"`{c}`" for c in choices) or names.get(types[item.name], "JSON object"),
                default=_text(default),
                doc=item.metadata["doc"],
                half=item.metadata["half"],
                secret=item.metadata["secret"],
            )
        )
    return described


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
