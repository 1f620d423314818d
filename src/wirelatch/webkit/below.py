"""An application below a path of the server: Node-RED's `httpAdminRoot`."""

from __future__ import annotations

from starlette.types import Scope, Send

OUTSIDE = "wirelatch.outside"


def below(root: str, scope: Scope) -> Scope | None:
    """The scope as the application sees it, its paths starting at `root`; None when the request is not for it.

    `root` is empty or has a slash in front and none at the end; its case does not matter, as in Express.
    """
    if not root:
        return scope
    path: str = scope["path"]
    if not path.lower().startswith(root.lower() + "/"):
        return None
    raw: bytes = scope.get("raw_path") or path.encode()
    return {**scope, "path": path[len(root) :], "raw_path": raw[len(root.encode()) :], OUTSIDE: scope}


def outside(scope: Scope) -> Scope:
    """The scope as the server sees it, for whoever is not below the root."""
    found: Scope = scope.get(OUTSIDE, scope)
    return found


async def add_slash(root: str, scope: Scope, send: Send) -> None:
    """Lead from `root` to `root/`: addresses on the page are relative to that."""
    query: bytes = scope["query_string"]
    location = f"{root}/".encode() + (b"?" + query if query else b"")
    headers = [(b"location", location), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 301, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
