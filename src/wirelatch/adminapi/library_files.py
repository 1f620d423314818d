"""The library as files below `DIR/lib`, in Node-RED's layout: a folder for each type, flows as JSON, others with a header.

The header is a comment line for each property of an entry, `// name: text`, with line breaks as `\\n`. Node-RED writes and
reads the same (`@node-red/runtime/lib/storage/localfilesystem/library.js`), so that a directory can go both ways.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from wirelatch.document.atomic import write_atomic

FLOWS = "flows"
_META = re.compile(r"// (\w+): (.*)")
_ESCAPED = re.compile(r"\\[\\n]")


class ForbiddenError(ValueError):
    """A path that leads elsewhere."""


class EntryError(ValueError):
    """An entry that is not there, or cannot be there; the text says which."""


Entry = str | list[Any]
"""A file's text, or a folder: the names of its folders, then its files as `{…properties, fn}`."""


def checked(kind: str, path: str) -> PurePosixPath:
    """The path within the library. Raises ForbiddenError for what would lead out of it, or to hidden files."""
    relative = PurePosixPath(path.strip("/"))
    for part in (kind, *relative.parts):
        if part.startswith(".") or "\\" in part or "\0" in part or "/" in part:
            raise ForbiddenError("Library paths may not lead elsewhere")
    return relative


def read(root: Path, kind: str, path: str) -> Entry:
    """A folder's list or a file's text; a folder that is not there is empty. Raises EntryError, ForbiddenError."""
    relative = checked(kind, path)
    target = root / kind / relative
    if kind == FLOWS and relative.parts and not target.exists() and target.suffix != ".json":
        named = target.with_name(target.name + ".json")
        target = named if named.exists() else target
    _check_inside(root, target)
    if target.is_dir():
        entries = sorted(entry for entry in target.iterdir() if not entry.name.startswith("."))
        folders: list[Any] = [entry.name for entry in entries if entry.is_dir()]
        return folders + [{**_meta(entry), "fn": entry.name} for entry in entries if entry.is_file()]
    if target.is_file():
        return _without_meta(target.read_text("utf-8", "replace"))
    if not relative.parts or path.endswith("/"):
        return []
    raise EntryError(f"There is no library entry {relative}")


def write(root: Path, kind: str, path: str, body: Any) -> PurePosixPath:
    """Keep flows (any JSON), or of another type a text with properties; gives where. Raises EntryError, ForbiddenError."""
    relative = checked(kind, path)
    if not relative.parts or path.endswith("/"):
        raise EntryError("Name the entry to write")
    if kind == FLOWS:
        relative = relative if relative.suffix == ".json" else relative.with_name(relative.name + ".json")
        text = json.dumps(body, indent=4, ensure_ascii=False)
    elif isinstance(body, Mapping):
        text = "".join(_header(name, value) for name, value in body.items() if name != "text")
        text += str(body.get("text") or "")
    else:
        raise EntryError("An entry is an object with a text")
    target = root / kind / relative
    _check_inside(root, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, text.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise EntryError(f"{relative} cannot be written: {error.strerror}") from None
    return relative


def _check_inside(root: Path, target: Path) -> None:
    """Links that lead out of the library are not followed."""
    if not target.resolve().is_relative_to(root.resolve()):
        raise ForbiddenError("Library paths may not lead elsewhere")


def _header(name: str, value: Any) -> str:
    if re.fullmatch(r"\w+", name) is None:  # would not be read again
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    text = text.replace("\\", "\\\\").replace("\r\n", "\n").replace("\n", "\\n")
    return f"// {name}: {text}\n"


def _meta(file: Path) -> dict[str, str]:
    meta = {}
    with file.open("r", encoding="utf-8", errors="replace", newline="\n") as stream:
        for line in stream:
            match = _META.match(line.rstrip("\n"))
            if match is None:
                break
            meta[match[1]] = _ESCAPED.sub(lambda found: "\\" if found[0] == "\\\\" else "\n", match[2])
    return meta


def _without_meta(text: str) -> str:
    lines = text.split("\n")
    start = 0
    while start < len(lines) and _META.match(lines[start]):
        start += 1
    return "\n".join(lines[start:])
