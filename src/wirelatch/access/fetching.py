"""Requests to the identity provider: limits on time and size, and never a redirect, which could take credentials along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import orjson

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
TOTAL_BYTES = 512_000


class ProviderError(Exception):
    """The provider cannot be reached or answers what it must not; the text is for people and holds no secret."""


def new_client() -> httpx.AsyncClient:
    """The HTTP client for all requests to providers."""
    return httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=True)


async def fetch(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    data: Mapping[str, str] | None = None,
    json: Any = None,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
) -> tuple[int, bytes]:
    """Send a request; returns status and body. Raises ProviderError for no or too large an answer and for redirects."""
    shown = url.split("?")[0]
    try:
        request = client.build_request(
            method, url, data=data, json=json, headers={"Accept": "application/json", **(headers or {})}
        )
        response = await client.send(request, stream=True, auth=httpx.BasicAuth(*auth) if auth else None)
        try:
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > TOTAL_BYTES:
                    raise ProviderError(f"{shown} answered with more than {TOTAL_BYTES} bytes")
        finally:
            await response.aclose()
    except httpx.TimeoutException:
        raise ProviderError(f"{shown} did not answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderError(f"{shown} cannot be reached: {type(error).__name__}") from None
    if response.is_redirect:
        raise ProviderError(f"{shown} answered with a redirect, which is not followed")
    return response.status_code, body


def read_json(body: bytes, what: str) -> dict[str, Any]:
    """The JSON object in a body; raises ProviderError naming `what` it should have been."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ProviderError(f"{what} is not JSON") from None
    if not isinstance(value, dict):
        raise ProviderError(f"{what} is not a JSON object")
    return value
