"""`/settings`, `/settings/user`, `/diagnostics`: what the editor has to know of the runtime, and keeps for a user."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch import __version__
from wirelatch.access.guarded_routes import Route, user_of
from wirelatch.adminapi.diagnostics import report
from wirelatch.adminapi.library import libraries
from wirelatch.adminapi.service import Service
from wirelatch.adminapi.user_settings import merged
from wirelatch.context.stores import ContextStores
from wirelatch.webkit.errors import HttpError, json_response

LARGEST_USER_SETTINGS = 1_000_000


class RuntimeSettings:
    """Settings and diagnostics."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._runtime = service.runtime

    def routes(self) -> list[Route]:
        """The routes with Node-RED's permissions."""
        return [
            Route("GET", "/settings", "settings.read", self.read),
            Route("GET", "/settings/user", "settings.read", self.read_user),
            Route("POST", "/settings/user", "settings.write", self.write_user),
            Route("GET", "/diagnostics", "diagnostics.read", self.diagnostics),
        ]

    async def read(self, request: Request) -> Response:
        """What Node-RED's editor gets, as far as it means anything here."""
        settings, user, contexts = self._service.settings, user_of(request), self._runtime.contexts
        shown: dict[str, Any] = {"username": user.username, "permissions": user.permissions}
        if user.image:
            shown["image"] = user.image
        if user.anonymous:
            shown["anonymous"] = True
        about: dict[str, Any] = {
            "httpNodeRoot": settings.http_node_root,
            "version": __version__,
            "user": shown,
            "externalModules": _external_modules(settings.external_modules),
        }
        if not settings.disable_editor:
            about |= self._for_editors(contexts)
        return json_response(about)

    def _for_editors(self, contexts: ContextStores) -> dict[str, Any]:
        settings, runtime = self._service.settings, self._runtime.settings
        theme = {"palette": {}, "tours": False, "multiplayer": {"enabled": True}, **settings.editor_theme}
        about: dict[str, Any] = {
            "context": {"default": contexts.default, "stores": list(contexts.stores)},
            "codeEditor": {"lib": "monaco", "options": {}, **(theme.pop("codeEditor", None) or {})},
            "markdownEditor": theme.pop("markdownEditor", None) or {"mermaid": {"enabled": True}},
            "libraries": libraries(self._runtime.registry),
            "flowFilePretty": True,
            "files": {"flow": "flows.json", "credentials": "flows_cred.json"},
            "flowEncryptionType": "user" if settings.credential_secret else "system",
            "diagnostics": {"enabled": settings.diagnostics, "ui": settings.diagnostics},
            "telemetryEnabled": False,
            "runtimeState": {"enabled": True, "ui": True},
            "debugMaxLength": settings.debug_max_length,
            "functionTimeout": settings.function_timeout,
            "functionExternalModules": bool(runtime.get("functionExternalModules")),
            "tlsConfigDisableLocalFiles": bool(runtime.get("tlsConfigDisableLocalFiles")),
            "editorTheme": {**theme, "languages": ["en-US"]},
        }
        if settings.node_defaults:
            about["nodeDefaults"] = settings.node_defaults
        for told in self._service.told_to_editors:
            about = merged(about, dict(told()))
        return about

    async def read_user(self, request: Request) -> Response:
        """What the editor keeps for this user."""
        username = _key(request)
        kept = await self._service.user_settings.of(username)
        return json_response(await self._earlier(username) if kept is None else kept)

    async def write_user(self, request: Request) -> Response:
        """Lay new values over the kept ones; objects are merged, null removes."""
        given = await self._service.json_object(request)
        given.pop("telemetryEnabled", None)  # not a user's, and there is none
        username, users = _key(request), self._service.user_settings
        before = await self._earlier(username) if await users.of(username) is None else None
        try:
            if not await users.change(username, given, LARGEST_USER_SETTINGS, before):
                raise HttpError(413, "too_large", f"User settings may take {LARGEST_USER_SETTINGS} bytes")
        except (OSError, ValueError) as error:
            raise HttpError(400, "unexpected_error", f"They cannot be stored: {error}") from None
        return Response(status_code=204)

    async def _earlier(self, username: str) -> dict[str, Any]:
        return await (await self._service.gate.store()).user_settings(username)

    async def diagnostics(self, request: Request) -> Response:
        """A report for support requests, without secrets."""
        if not self._service.settings.diagnostics:
            raise HttpError(403, "diagnostics.disabled", "diagnostics are disabled")
        return json_response(await asyncio.to_thread(report, self._service))


def _external_modules(given: Mapping[str, Any]) -> dict[str, Any]:
    """As set, except that the palette cannot be installed from npm."""
    palette = {"allowInstall": False, "allowUpload": False}
    return {**given, "palette": {**(given.get("palette") or {}), **palette}}


def _key(request: Request) -> str:
    user = user_of(request)
    return "_" if user.anonymous else user.username
