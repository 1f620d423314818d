"""The link to the identity half: at first start the flows half registers itself there, as any other client would be.

The secret of the data directory (`link-token`) opens just the few calls made here. What comes of it is kept in
`DIR/relying-party.json`, and compared with the identity half at every start. With `WIRELATCH_OIDC_ISSUER` set, another provider is used and nothing is registered.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from wirelatch.access.fetching import ProviderError, fetch, read_json
from wirelatch.access.relying_party import Client
from wirelatch.settings import Settings

log = logging.getLogger(__name__)

FILE_NAME = "relying-party.json"
SLUG = "wirelatch"
NAME = "Wirelatch"
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0


def configured(settings: Settings) -> Client | None:
    """The client at another provider, if the settings name one."""
    if not settings.oidc_issuer:
        return None
    return Client(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)


def remembered(settings: Settings, public_urls: Sequence[str]) -> Client | None:
    """Our client as it was registered at an earlier start, if that was for the same addresses."""
    known = _read(settings.data / FILE_NAME)
    if not known.get("client_id") or any(
        known.get(k) != v for k, v in _wanted(settings, public_urls).items()
    ):
        return None
    return Client(known["issuer"], known["client_id"], known.get("client_secret", ""))


async def registered(settings: Settings, http: httpx.AsyncClient, public_urls: Sequence[str]) -> Client:
    """Our client at the identity half, which is asked; registers it if need be, and tries until that half is up."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await register(settings, http, public_urls)
        except ProviderError as error:
            log.log(
                logging.INFO if pause < LONGEST_PAUSE else logging.WARNING,
                "no link to identity yet: %s",
                error,
            )
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def register(settings: Settings, http: httpx.AsyncClient, public_urls: Sequence[str]) -> Client:
    """One attempt; raises ProviderError."""
    file = settings.data / FILE_NAME
    client = remembered(settings, public_urls)
    if not settings.link_token:
        if client is None:
            raise ProviderError("there is no link token; start both halves with `wirelatch run`")
        return client
    call = _Call(http, settings)
    if client is not None and await _is_current(call, client):
        return client
    known = _read(file)
    made: dict[str, Any] = {
        **_wanted(settings, public_urls),
        "client_id": known.get("client_id") or secrets.token_urlsafe(30),
        "client_secret": known.get("client_secret") or secrets.token_urlsafe(64),
    }
    body = {
        "app": {
            "name": NAME,
            "slug": SLUG,
            "meta_launch_url": public_urls[0] + "/",
            "meta_description": "Flow programming: the editor",
            "meta_publisher": NAME,
        },
        "provider_model": "authentik_providers_oauth2.oauth2provider",
        "provider": {
            "name": f"Provider for {NAME}",
            "client_type": "confidential",
            "client_id": made["client_id"],
            "client_secret": made["client_secret"],
            "redirect_uris": made["redirect_uris"],
            "logout_uri": public_urls[0] + "/auth/backchannel-logout",
            "logout_method": "backchannel",
        },
    }
    status, answer = await call("PUT", "/core/transactional/applications/", body)
    if status != 200:
        raise ProviderError(f"the registration was refused: {json.dumps(answer)[:300]}")
    _write(file, made)
    log.info("registered as application %r at %s", SLUG, settings.identity_base_url)
    return Client(made["issuer"], made["client_id"], made["client_secret"])


def _wanted(settings: Settings, public_urls: Sequence[str]) -> dict[str, Any]:
    issuer = f"{settings.identity_base_url}/application/o/{SLUG}/"
    return {"issuer": issuer, "redirect_uris": redirect_uris(public_urls)}


async def _is_current(call: _Call, client: Client) -> bool:
    """Whether the identity half still knows the client: its database may be younger than our file."""
    _, listed = await call("GET", f"/providers/oauth2/?client_id={quote(client.client_id)}")
    return any(
        found.get("client_id") == client.client_id
        and found.get("client_secret") == client.client_secret
        and found.get("assigned_application_slug") == SLUG
        for found in listed.get("results", [])
        if isinstance(found, dict)
    )


def redirect_uris(public_urls: Sequence[str]) -> list[dict[str, str]]:
    """What the provider may send browsers back to, as its API wants it."""

    def entry(url: str, kind: str) -> dict[str, str]:
        return {"matching_mode": "strict", "url": url, "redirect_uri_type": kind}

    bases = list(dict.fromkeys(public_urls))
    callbacks = [entry(f"{base}/auth/strategy/callback", "authorization") for base in bases]
    return callbacks + [entry(f"{base}/", "logout") for base in bases]


class _Call:
    """Calls to the identity half's API with the link token."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings) -> None:
        self._http = http
        self._base = f"{settings.identity_base_url}/api/v3"
        self._headers = {"Authorization": f"Bearer {settings.link_token}"}

    async def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        status, answer = await fetch(self._http, method, self._base + path, json=body, headers=self._headers)
        if status >= 500 or status in (401, 403, 404):
            raise ProviderError(f"{self._base}{path} answered with status {status}")
        return status, read_json(answer, "the answer of the identity half")


def _read(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _write(file: Path, value: dict[str, Any]) -> None:
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(value, stream, indent=4)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
