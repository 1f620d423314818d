"""Our own texts, and the message keys of Node-RED that its specs expect in their place (`texts.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wirelatch.engine.reports import error_text


class Entry:
    """One row of the table: what the text looks like, and what stands for it."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.pattern = re.compile(row["text"], re.DOTALL)
        self.key: str = row["key"]
        self.level: str | None = row.get("level")
        self.error: bool | None = row.get("error")


def _read() -> dict[str, list[Entry]]:
    table = tomllib.loads((Path(__file__).parent / "texts.toml").read_text("utf-8"))
    return {kind: [Entry(row) for row in rows] for kind, rows in table.items()}


_TABLE = _read()


class Keyed(Exception):
    """An error whose text was replaced by a key."""

    def __init__(self, text: str, instead_of: BaseException, *, as_error: bool) -> None:
        super().__init__(text)
        self.as_error = as_error
        self.__dict__.update({k: v for k, v in vars(instead_of).items() if not k.startswith("_")})
        self.__cause__ = instead_of.__cause__


def logged_as_error(error: BaseException) -> bool:
    """Whether Node-RED logs the Error itself: for most nodes it is the text only."""
    return hasattr(error, "as_value") or getattr(error, "as_error", False)


def keyed(kind: str, method: str, entry: Any) -> tuple[str, Any]:
    """The method that Node-RED's node calls, and what it hands it, where ours calls `method` with `entry`.

    `kind` is the node's type. Texts that the table does not have stay as they are.
    """
    if isinstance(entry, Mapping) and method == "status" and isinstance(entry.get("text"), str):
        return method, {**entry, "text": keyed(kind, "text", entry["text"])[1]}
    if not isinstance(entry, (str, BaseException)):
        return method, entry
    text = error_text(entry)
    for row in (*_TABLE.get(kind, ()), *_TABLE["any"]):
        match = row.pattern.search(text)
        if match:
            replaced = match.expand(row.key)
            if isinstance(entry, BaseException) or row.error:
                base = entry if isinstance(entry, BaseException) else Exception(text)
                return row.level or method, Keyed(replaced, base, as_error=bool(row.error))
            return row.level or method, replaced
    return method, entry
