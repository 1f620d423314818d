"""`/library/local/…`: flows and functions kept for import, as files below `DIR/lib`, in Node-RED's layout."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.document.atomic import write_atomic
from wirelatch.webkit.errors import HttpError, json_response

_META = re.compile(r"// (\w+): (.*)")


class Library:
    """Reading and writing library entries."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._root = service.settings.data / "lib"

    def routes(self) -> list[Route]:
        """The routes with Node-RED's permissions."""
        return [
            Route("GET", "/library/{library}/{type}", "library.read", self.read),
            Route("GET", "/library/{library}/{type}/{path:path}", "library.read", self.read),
            Route("POST", "/library/{library}/{type}/{path:path}", "library.write", self.write),
        ]

    async def read(self, request: Request) -> Response:
        """A folder as a list of folders (text) and files (objects), or the content of a file."""
        kind, path = self._where(request)
        found = await asyncio.to_thread(self._read, kind, path)
        if isinstance(found, str):
            return PlainTextResponse(
                found, media_type="application/json" if kind == "flows" else "text/plain"
            )
        return json_response(found)

    async def write(self, request: Request) -> Response:
        """Keep an entry: flows are the JSON body itself, other types `text` with further properties about it."""
        kind, path = self._where(request)
        if not path.parts:
            raise HttpError(400, "invalid_request", "Name the entry to write")
        body = await self._service.json(request)
        if kind == "flows":
            path = path if path.suffix == ".json" else path.with_name(path.name + ".json")
            text = json.dumps(body, indent=4, ensure_ascii=False)
        elif isinstance(body, dict):
            meta = {key: str(value) for key, value in body.items() if key != "text" and key.isidentifier()}
            text = "".join(f"// {key}: {_one_line(value)}\n" for key, value in meta.items()) + str(
                body.get("text", "")
            )
        else:
            raise HttpError(400, "invalid_request", "The body has to be a JSON object")
        await asyncio.to_thread(self._write, kind, path, text)
        await self._service.audit(request, "library.set", f"{kind}/{path}")
        return Response(status_code=204)

    def _where(self, request: Request) -> tuple[str, PurePosixPath]:
        library, kind = request.path_params["library"], request.path_params["type"]
        if library != "local":
            raise HttpError(404, "not_found", f"There is no library {library!r}")
        path = PurePosixPath(request.path_params.get("path", "").strip("/"))
        parts = (kind, *path.parts)
        if any(part in ("..", ".") or part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            raise HttpError(403, "forbidden", "Library paths may not lead elsewhere")
        return kind, path

    def _read(self, kind: str, path: PurePosixPath) -> str | list[Any]:
        root = self._root / kind
        target = root / path
        if kind == "flows" and not target.exists() and target.suffix != ".json":
            named = target.with_name(target.name + ".json") if path.parts else target
            target = named if named.exists() else target
        if not target.resolve().is_relative_to(self._root.resolve()):
            raise HttpError(403, "forbidden", "Library paths may not lead elsewhere")
        if target.is_dir():
            entries = sorted(entry for entry in target.iterdir() if not entry.name.startswith("."))
            folders: list[Any] = [entry.name for entry in entries if entry.is_dir()]
            return folders + [{**_meta(entry), "fn": entry.name} for entry in entries if entry.is_file()]
        if target.is_file():
            return _without_meta(target.read_text("utf-8"))
        if not path.parts:
            return []
        raise HttpError(404, "not_found", f"There is no library entry {path}")

    def _write(self, kind: str, path: PurePosixPath, text: str) -> None:
        target = self._root / kind / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.resolve().is_relative_to(self._root.resolve()):
                raise HttpError(403, "forbidden", "Library paths may not lead elsewhere")
            write_atomic(target, text.encode())
        except OSError as error:
            raise HttpError(400, "unexpected_error", f"{path} cannot be written: {error.strerror}") from None


def _meta(file: Path) -> dict[str, str]:
    meta = {}
    with file.open("r", encoding="utf-8", errors="replace") as stream:
        for line in stream:
            match = _META.match(line.rstrip("\n"))
            if match is None:
                break
            meta[match[1]] = match[2].replace("\\n", "\n").replace("\\\\", "\\")
    return meta


def _without_meta(text: str) -> str:
    lines = text.split("\n")
    while lines and _META.match(lines[0]):
        del lines[0]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")
