"""`/settings`, `/settings/user`, `/diagnostics`: what the editor has to know of the runtime, and keeps for a user."""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import Response

from wirelatch import __version__
from wirelatch.access.guarded_routes import Route, user_of
from wirelatch.access.tables import user_settings
from wirelatch.adminapi.service import Service
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
        return json_response(
            {
                "httpNodeRoot": settings.http_node_root,
                "version": __version__,
                "user": shown,
                "context": {"default": contexts.default, "stores": list(contexts.stores)},
                "libraries": [
                    {"id": "local", "label": "Local", "user": False, "icon": "font-awesome/fa-hdd-o"}
                ],
                "flowFilePretty": True,
                "externalModules": {"palette": {"allowInstall": False, "allowUpload": False}},
                "files": {"flow": "flows.json", "credentials": "flows_cred.json"},
                "flowEncryptionType": "user" if settings.credential_secret else "system",
                "diagnostics": {"enabled": True, "ui": True},
                "telemetryEnabled": False,
                "runtimeState": {"enabled": True, "ui": True},
                "debugMaxLength": settings.debug_max_length,
                "functionTimeout": settings.function_timeout,
                "editorTheme": {"languages": ["en-US"]},
            }
        )

    async def read_user(self, request: Request) -> Response:
        """What the editor keeps for this user."""
        return json_response(await self._read(_key(request)))

    async def write_user(self, request: Request) -> Response:
        """Lay new values over the kept ones; objects are merged, null removes."""
        given = await self._service.json_object(request)
        key = _key(request)

        def work(connection: Connection) -> None:
            row = connection.execute(select(user_settings.c.settings).where(user_settings.c.username == key))
            kept = row.scalar_one_or_none()
            text = json.dumps(merged(json.loads(kept) if kept else {}, given))
            if len(text) > LARGEST_USER_SETTINGS:
                raise HttpError(413, "too_large", f"User settings may take {LARGEST_USER_SETTINGS} bytes")
            if kept is None:
                connection.execute(user_settings.insert().values(username=key, settings=text))
            else:
                where = user_settings.c.username == key
                connection.execute(user_settings.update().where(where).values(settings=text))

        await self._service.database.write(work)
        return Response(status_code=204)

    async def _read(self, key: str) -> dict[str, Any]:
        query = select(user_settings.c.settings).where(user_settings.c.username == key)
        text = await self._service.database.read(
            lambda connection: connection.execute(query).scalar_one_or_none()
        )
        value = json.loads(text) if text else {}
        return value if isinstance(value, dict) else {}

    async def diagnostics(self, request: Request) -> Response:
        """A report for support requests, without secrets."""
        at = datetime.now(UTC)
        settings = self._service.settings
        types: dict[str, int] = {}
        for record in self._runtime.flows:
            name = str(record.get("type"))
            types[name] = types.get(name, 0) + 1
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else None
        return json_response(
            {
                "report": "diagnostics",
                "scope": "basic",
                "time": {
                    "utc": at.strftime("%a, %d %b %Y %H:%M:%S GMT"),
                    "local": at.astimezone().isoformat(),
                },
                "intl": {"locale": "en-US", "timeZone": str(at.astimezone().tzinfo)},
                "python": {"version": platform.python_version(), "implementation": sys.implementation.name},
                "os": {
                    "platform": sys.platform,
                    "release": platform.release(),
                    "arch": platform.machine(),
                    "cpus": os.cpu_count(),
                    "totalmem": memory,
                },
                "runtime": {
                    "version": __version__,
                    "isStarted": self._runtime.state == "start",
                    "flows": {"state": self._runtime.state, "rev": self._runtime.revision, "types": types},
                    "settings": {
                        "httpNodeRoot": settings.http_node_root,
                        "safeMode": settings.safe_mode,
                        "signIn": settings.sign_in,
                        "apiMaxLength": settings.api_max_length,
                        "debugMaxLength": settings.debug_max_length,
                        "functionTimeout": settings.function_timeout,
                    },
                },
            }
        )


def _key(request: Request) -> str:
    user = user_of(request)
    return "_" if user.anonymous else user.username


def merged(kept: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """`given` laid over `kept`."""
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
