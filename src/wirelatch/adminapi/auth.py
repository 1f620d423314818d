"""`/auth/login`, `/auth/token`, `/auth/revoke`: how tools such as `node-red-admin` sign in and out.

A tool shows a user name and, as password, an API token made in the identity half; people sign in at `/auth/strategy`.
https://nodered.org/docs/api/admin/oauth
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.gate import COOKIE, JOINED, TOOL, address_of
from wirelatch.access.guarded_routes import Route
from wirelatch.access.permissions import has_permission
from wirelatch.adminapi.service import Service
from wirelatch.webkit.errors import HttpError, json_response

CLIENTS = ("node-red-editor", "node-red-admin")
ATTEMPTS = 5
ATTEMPTS_OF_ADDRESS = 50
"""With whatever user names."""
ATTEMPTS_SECONDS = 600.0


class Auth:
    """The sign-in of tools."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._failures: dict[tuple[str, str], deque[float]] = {}

    def routes(self) -> list[Route]:
        """The routes; all but revoke are open."""
        return [
            Route("GET", "/auth/login", None, self.login),
            Route("POST", "/auth/token", None, self.token),
            Route("POST", "/auth/revoke", "", self.revoke),
        ]

    async def login(self, request: Request) -> Response:
        """How to sign in: a button in browsers, user name and password for everything else."""
        if not self._service.settings.sign_in:
            return json_response({})
        if "sec-fetch-mode" in request.headers:  # sent by browsers only
            button = {"type": "button", "label": "Sign in", "url": "auth/strategy"}
            answer = {
                "type": "strategy",
                "autoLogin": True,
                "loginRedirect": "auth/strategy",
                "prompts": [button],
            }
            return json_response(answer)
        return json_response(
            {
                "type": "credentials",
                "prompts": [
                    {"id": "username", "type": "text", "label": "Username"},
                    {"id": "password", "type": "password", "label": "API token"},
                ],
            }
        )

    async def token(self, request: Request) -> Response:
        """A session for a one-time code, or for a user name with an API token as password."""
        form = await self._form(request)
        if "code" in form and "grant_type" not in form:
            session_id = self._service.sign_in.redeem_code(str(form["code"]))
            if session_id is None:
                return json_response({"error": "Error: Invalid code"}, 400)
            return json_response({"accessToken": session_id, "expires_in": self._lifetime})
        if form.get("client_id") not in CLIENTS:
            return _refusal(401, "invalid_client", "unknown client")
        if form.get("grant_type") != "password":
            return _refusal(501, "unsupported_grant_type", "only the grant type password is supported")
        return await self._password_grant(request, form)

    async def _password_grant(self, request: Request, form: Mapping[str, Any]) -> Response:
        username, password = str(form.get("username", "")), str(form.get("password", ""))
        address = address_of(request.scope)
        if self._is_locked(username, address):
            return _refusal(500, "server_error", "Too many login attempts. Wait 10 minutes and try again")
        gate = self._service.gate
        store = await gate.store()
        user = await gate.user_of_token(password) if password else None
        if user is None or user.username != username:
            for key in ((username, address), ("", address)):
                self._failures[key].append(time.monotonic())
            await store.ledger.append(actor=username, action="auth.login.fail", address=address)
            return _refusal(403, "invalid_grant", "Invalid resource owner credentials")
        asked = str(form.get("scope", "")).split()
        if not all(has_permission(user.permissions, scope) for scope in asked if scope != "*"):
            return _refusal(403, "invalid_grant", "The user may not have the scope that is asked for")
        self._failures.pop((username, address), None)
        session_id = await store.sessions.create(user, kind=TOOL)
        await store.ledger.append(
            actor=username, action="auth.login", address=address, changes={"permissions": user.permissions}
        )
        return json_response(
            {
                "access_token": f"{session_id}{JOINED}{password}",
                "expires_in": self._lifetime,
                "token_type": "Bearer",
            }
        )

    async def revoke(self, request: Request) -> Response:
        """End a session: the one named, or that of the request."""
        form = await self._form(request)
        given = request.headers.get("authorization", "")[7:] or request.cookies.get(COOKIE, "")
        token = str(form.get("token") or given).partition(JOINED)[0]
        address = await self._service.sign_in.sign_out(request, token)
        response = json_response({"redirect": address})
        response.delete_cookie(COOKIE, path="/")
        return response

    async def _form(self, request: Request) -> dict[str, Any]:
        """The parameters, as JSON or as a form."""
        body = await self._service.body(request)
        if "json" not in request.headers.get("content-type", ""):
            return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20))
        try:
            value = orjson.loads(body or b"{}")
        except orjson.JSONDecodeError:
            raise HttpError(400, "unexpected_error", "The body is not JSON") from None
        return value if isinstance(value, dict) else {}

    def _is_locked(self, username: str, address: str) -> bool:
        """Whether there were too many failures, for this user or from this address."""
        if len(self._failures) > 10_000:
            self._failures.clear()
        limits = {(username, address): ATTEMPTS, ("", address): ATTEMPTS_OF_ADDRESS}
        now, locked = time.monotonic(), False
        for key, limit in limits.items():
            failures = self._failures.setdefault(key, deque(maxlen=limit))
            locked = locked or (len(failures) == limit and now - failures[0] < ATTEMPTS_SECONDS)
        return locked

    @property
    def _lifetime(self) -> int:
        return self._service.settings.session_lifetime


def _refusal(status: int, error: str, description: str) -> Response:
    return json_response({"error": error, "error_description": description}, status)
