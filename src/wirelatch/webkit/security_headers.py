"""ASGI middleware: Content-Security-Policy with a nonce per request, and the other headers that protect pages.

The nonce is `scope["state"]["csp_nonce"]`. A handler may change single directives for its answer through
`scope["state"]["csp"]` (name to value, None leaves the directive out), or send a policy of its own.
https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No `form-action`: Chrome applies it to every redirect after a form's POST, and a login ends with one to the client.
DIRECTIVES: Mapping[str, str | None] = {
    "default-src": "'self'",
    "script-src": "'self' 'nonce-{nonce}'",
    "style-src": "'self' 'nonce-{nonce}'",
    "img-src": "'self' data: blob: https:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class SecurityHeaders:
    """Wraps an application that serves pages; `directives` are laid over the default policy."""

    def __init__(self, app: ASGIApp, directives: Mapping[str, str | None] | None = None) -> None:
        self.app = app
        self.directives = {**DIRECTIVES, **(directives or {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every HTTP answer that does not bring its own."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        nonce = secrets.token_urlsafe(16)
        state["csp_nonce"] = nonce

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                headers.extend(header for header in HEADERS if header[0] not in present)
                if b"content-security-policy" not in present:
                    policy = self._policy({**self.directives, **state.get("csp", {})}, nonce)
                    headers.append((b"content-security-policy", policy.encode("latin-1")))
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, send_with_headers)

    @staticmethod
    def _policy(directives: Mapping[str, str | None], nonce: str) -> str:
        return "; ".join(
            f"{name} {value.replace('{nonce}', nonce)}" for name, value in directives.items() if value
        )
