"""Requests that clients pushed ahead, by their `request_uri`. https://www.rfc-editor.org/rfc/rfc9126#section-4

One browser may come with a `request_uri`, once: opening it is one conditional UPDATE. While its user signs in or agrees,
a mark in the address says that this is that browser; when the answer is issued the request is used up for good.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, insert, select, update

from wirelatch.database import now
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc import marker
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError, RequestRefusedError
from wirelatch.identity.oidc.parameters import Parameters
from wirelatch.identity.oidc.tables import pushed_requests
from wirelatch.identity.services import Services

PREFIX = "urn:ietf:params:oauth:request_uri:"
LIFETIME = timedelta(seconds=60)
"""In which the browser has to come."""
LIFETIME_OPENED = timedelta(seconds=marker.LIFETIME)
"""In which its user has to have signed in."""


def push(connection: Connection, provider_id: int, parameters: Parameters) -> str:
    """Keep a request; returns its `request_uri`."""
    uri = PREFIX + secrets.token_urlsafe(32)
    connection.execute(
        insert(pushed_requests).values(
            uri_hash=hash_of(uri),
            provider_id=provider_id,
            parameters={"values": parameters.values, "resources": list(parameters.resources)},
            expires=now() + LIFETIME,
        )
    )
    return uri


def is_pushed(uri: str | None) -> bool:
    return uri is not None and uri.startswith(PREFIX)


async def read_pushed(request: AuthorizationRequest, services: Services, *, opening: bool) -> None:
    """Let the pushed request take the place of the address's parameters, which are ignored.

    `opening`: this is the browser that comes with it. Raises RequestRefusedError for one that is unknown, expired, used,
    or another client's.
    """
    uri = request.query.get("request_uri") or ""
    uri_hash = hash_of(uri)
    mark = request.mark(marker.PUSHED)
    is_marked = marker.read(services.marker_key, marker.PUSHED, mark, uri) is not None
    this = (
        pushed_requests.c.uri_hash == uri_hash,
        pushed_requests.c.provider_id == request.provider.id,
        pushed_requests.c.expires > now(),
        pushed_requests.c.used_at.is_(None),
    )

    def work(connection: Connection) -> dict[str, object] | None:
        if opening and not is_marked:
            opened = connection.execute(
                update(pushed_requests)
                .where(*this, pushed_requests.c.opened_at.is_(None))
                .values(opened_at=now(), expires=now() + LIFETIME_OPENED)
            )
            if opened.rowcount != 1:
                return None
        return connection.execute(select(pushed_requests.c.parameters).where(*this)).scalar()

    run = services.database.write if opening and not is_marked else services.database.read
    found = await run(work)
    if found is None:
        raise RequestRefusedError(
            "Request Error",
            "The request_uri is unknown, has expired, or was used already. Please start again at the application.",
        )
    values, resources = found["values"], found["resources"]
    assert isinstance(values, dict)
    assert isinstance(resources, Sequence)
    request.parameters = Parameters(dict(values), frozenset(), tuple(resources))
    request.pushed_hash = uri_hash
    if not is_marked:
        request.query.values[marker.PUSHED] = marker.make(services.marker_key, marker.PUSHED, uri)


def use_up(connection: Connection, request: AuthorizationRequest) -> None:
    """Note that the request is answered; raises OAuthError when another browser window was quicker."""
    if request.pushed_hash is None:
        return
    used = connection.execute(
        update(pushed_requests)
        .where(pushed_requests.c.uri_hash == request.pushed_hash, pushed_requests.c.used_at.is_(None))
        .values(used_at=now())
    )
    if used.rowcount != 1:
        raise OAuthError("invalid_request_uri", "The request_uri was used already")
