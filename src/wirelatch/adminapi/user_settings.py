"""What the editor keeps for each user, in `.config.users.json` of the data directory, as Node-RED keeps it."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

from wirelatch.document.atomic import write_atomic

log = logging.getLogger(__name__)

FILE = ".config.users.json"


class UserSettings:
    """Settings by user name; `_` stands for nobody in particular."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE
        self._lock = asyncio.Lock()

    async def of(self, username: str) -> dict[str, Any] | None:
        """What is kept for a user; None when nothing ever was."""
        return _entry(await asyncio.to_thread(self._read), username)

    async def change(
        self, username: str, given: dict[str, Any], largest: int, before: dict[str, Any] | None = None
    ) -> bool:
        """Lay `given` over what is kept (else over `before`); False when that would be more than `largest` characters.

        Raises OSError when it cannot be written, ValueError when the file holds something else.
        """
        async with self._lock:
            return await asyncio.to_thread(self._change, username, given, largest, before)

    def _change(
        self, username: str, given: dict[str, Any], largest: int, before: dict[str, Any] | None
    ) -> bool:
        users = self._read(strict=True)
        kept = merged(_entry(users, username) or before or {}, given)
        if len(json.dumps(kept)) > largest:
            return False
        users[username] = kept
        self._path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(users, indent=4, ensure_ascii=False)
        write_atomic(self._path, text.encode("utf-8", "surrogatepass"), mode=0o600)
        return True

    def _read(self, *, strict: bool = False) -> dict[str, Any]:
        try:
            users = json.loads(self._path.read_text("utf-8-sig", "surrogatepass") or "{}")
        except FileNotFoundError:
            return {}
        except ValueError as error:
            if strict:  # what cannot be read must not be replaced
                raise ValueError(f"{self._path.name} holds no JSON ({error})") from None
            log.error("%s cannot be read: %s", self._path, error)
            return {}
        return users if isinstance(users, dict) else {}


def _entry(users: dict[str, Any], username: str) -> dict[str, Any] | None:
    kept = users.get(username)
    return kept if isinstance(kept, dict) else None


def merged(kept: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """`given` laid over `kept`: objects are merged, null removes."""
    out = dict(kept)
    for key, value in given.items():
        if value is None:
            out.pop(key, None)
        elif isinstance(value, dict):
            inner = out.get(key)
            out[key] = merged(inner if isinstance(inner, dict) else {}, value)
        else:
            out[key] = value
    return out
