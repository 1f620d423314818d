"""Reading a `settings.js`: the file is a program, so Node.js runs it, in a process of its own and with a time limit."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from wirelatch.jshost.child import node_binary

SECONDS = 20
_PROGRAM = Path(__file__).with_name("read_settings.cjs")
_STAND_IN = "$wirelatch"
_MODULE = "$module"


class SettingsFileError(ValueError):
    """A settings.js that cannot be evaluated; the text is the error of JavaScript."""


def read(file: Path) -> dict[str, Any]:
    """What the file exports, in values of JSON; functions and the like are stand-ins (`stand_in`).

    Raises SettingsFileError when it cannot be evaluated within SECONDS, FileNotFoundError when there is none.
    """
    if not file.is_file():
        raise FileNotFoundError(file)
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder, "settings.json")
        command = [str(node_binary()), str(_PROGRAM), str(file), str(result)]
        try:
            done = subprocess.run(  # noqa: S603 - their own settings file, which they ask to have evaluated
                command, cwd=file.parent, capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise SettingsFileError(f"it does not end within {SECONDS} seconds") from None
        try:
            value = json.loads(result.read_text("utf-8"))
        except (OSError, ValueError):
            text = done.stderr.decode("utf-8", "replace").strip()
            raise SettingsFileError(text or f"Node.js ended with {done.returncode}") from None
    if not isinstance(value, dict) or stand_in(value):
        raise SettingsFileError("it exports no object")
    if isinstance(value.get("$error"), str):
        raise SettingsFileError(value["$error"])
    return value


def stand_in(value: Any) -> str:
    """What a value was that JSON cannot hold (`a function`); empty for all others."""
    found = value.get(_STAND_IN) if isinstance(value, dict) and len(value) == 1 else None
    return found if isinstance(found, str) else f"the module {name}" if (name := module(value)) else ""


def module(value: Any) -> str:
    """The name of the module that a value was (`os`); empty for all others."""
    found = value.get(_MODULE) if isinstance(value, dict) and len(value) == 1 else None
    return found if isinstance(found, str) else ""


def holds_stand_in(value: Any) -> bool:
    """Whether there is such a value anywhere in it."""
    if stand_in(value):
        return True
    if isinstance(value, dict):
        return any(map(holds_stand_in, value.values()))
    return isinstance(value, list) and any(map(holds_stand_in, value))
