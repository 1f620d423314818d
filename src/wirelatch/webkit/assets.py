"""The built web part: the page of each entry, and the files below `/assets/`, whose names hold a hash of their content."""

from __future__ import annotations

import gzip
import json
import mimetypes
import re
from html import escape
from pathlib import Path

from starlette.types import Receive, Scope, Send

from wirelatch.webkit.errors import HttpError

STATIC = Path(__file__).parent / "static"
_TAG = re.compile(r"<(script|style|link)\b(?![^>]*\bnonce=)")
_FILE = re.compile(r'\b(src|href)="(?:\.\./|/)assets/')
_LONGEST_NAME = 200
_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/wasm")


class Assets:
    """The files that `vite build` wrote. They are read once: a new build needs a restart."""

    def __init__(self, static: Path = STATIC) -> None:
        self._static = static
        self._pages: dict[str, str] = {}
        self._manifest: dict[str, dict[str, str]] | None = None
        self._files: dict[str, tuple[bytes, bytes | None, str]] = {}
        self.app = self._serve
        """ASGI application for the path `/assets/{file}`; mount it at `/assets` or call it with the full path."""

    def address(self, source: str) -> str | None:
        """The address of what was built from a source, such as `src/pages/pages.css`; None before the build."""
        if self._manifest is None:
            try:
                self._manifest = json.loads((self._static / "manifest.json").read_bytes())
            except FileNotFoundError:
                return None
        built = self._manifest.get(source)
        return f"/{built['file']}" if built else None

    def html(self, entry: str, nonce: str, root: str = "") -> str:
        """The page of an entry (`editor`, `console`, `user`), its scripts and styles marked with the nonce.

        `root` is the path below which the server is: the page finds its files and the API there.

        Raises HttpError 503 when the web part is not built.
        """
        if entry not in self._pages:
            file = self._static / entry / "index.html"
            try:
                self._pages[entry] = file.read_text("utf-8")
            except FileNotFoundError:
                raise HttpError(503, "not_built", "The web part is not built: run `make run` once") from None
        page = _TAG.sub(rf'<\1 nonce="{nonce}"', self._pages[entry])
        page = _FILE.sub(rf'\1="{escape(root)}/assets/', page)
        # Scripts that make style elements (CodeMirror) find the nonce here.
        about = f'<meta name="csp-nonce" content="{nonce}">'
        if root:
            about += f'<meta name="wirelatch-root" content="{escape(root)}">'
        return page.replace("</head>", f"{about}</head>", 1)

    def has(self, path: str) -> bool:
        """Whether there is a built file for a path below `/assets/`."""
        return self._read(path.rpartition("/assets/")[2]) is not None

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._read(scope["path"].rpartition("/assets/")[2] or scope["path"].lstrip("/"))
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            status = 404 if found is None else 405
            await send(
                {"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]}
            )
            await send({"type": "http.response.body", "body": b""})
            return
        body, compressed, kind = found
        headers = [
            (b"content-type", kind.encode()),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"vary", b"accept-encoding"),
        ]
        accepted = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
        if compressed is not None and b"gzip" in accepted:
            body = compressed
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _read(self, name: str) -> tuple[bytes, bytes | None, str] | None:
        if name in self._files:
            return self._files[name]
        root = (self._static / "assets").resolve()
        if len(name) > _LONGEST_NAME or "\0" in name:  # no file system has such a one
            return None
        file = (root / name).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            return None
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        body = file.read_bytes()
        compressed = gzip.compress(body, 6) if kind.startswith(_COMPRESSIBLE) and len(body) > 1000 else None
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        self._files[name] = (body, compressed, kind)
        return self._files[name]
