"""`providers/oauth2/<id>/rotate_…/`: changing signing keys and client secrets with overlap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity import durations
from wirelatch.identity.api.crypto.rotation import ROTATED, rotate
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.lookup import find_item
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.providers.models import OAUTH2_PROVIDER, PROVIDER
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import Field, InvalidError, duration, parse, typed
from wirelatch.identity.web.shapes import INSTANT, STRING, Shape, nullable

endpoints = Endpoints()
LONGEST_OVERLAP = timedelta(days=90)
SECRET = Shape("ClientSecretRotation", {"client_secret": STRING, "previous_expires": nullable(INSTANT)})


@typed({"type": "string", "maxLength": 100})
def _overlap(value: Any) -> str:
    checked: str = duration(value)
    if durations.parse(checked) > LONGEST_OVERLAP:
        raise InvalidError(f"Ensure this is at most {LONGEST_OVERLAP.days} days.")
    return checked


OVERLAP = {"overlap": Field(_overlap, "days=1")}


@endpoints.on(
    "POST",
    "providers/oauth2/{id:int}/rotate_signing_key/",
    may("change", OAUTH2_PROVIDER, on="id"),
    answers=ROTATED,
)
async def rotate_signing_key(request: ApiRequest) -> Reply:
    """As rotating its pair, for this provider alone."""
    snapshot = await request.services.catalog.current()
    provider = find_item(snapshot.providers, int(request.arguments["id"]), "OAuth2Provider")
    if provider.signing_key is None:
        raise invalid("signing_key", "The provider has no signing key: it signs with the client secret.")
    pair = next(
        pair for pair in snapshot.pairs if pair.signing and pair.signing.kid == provider.signing_key.kid
    )
    return await rotate(request, pair, provider.id)


@endpoints.on(
    "POST",
    "providers/oauth2/{id:int}/rotate_client_secret/",
    may("change", OAUTH2_PROVIDER, on="id"),
    body=OVERLAP,
    body_name="ClientSecretRotation",
    answers=SECRET,
)
async def rotate_client_secret(request: ApiRequest) -> Reply:
    """Make a new client secret. The present one goes on working for the overlap, `days=1` unless said otherwise."""
    overlap = durations.parse(parse(OVERLAP, await request.json())["overlap"])
    snapshot = await request.services.catalog.current()
    provider = find_item(snapshot.providers, int(request.arguments["id"]), "OAuth2Provider")

    def work(connection: Connection) -> dict[str, Any]:
        secret = provisioning.rotate_client_secret(
            connection, request.services.sealer, provider.id, provider.client_secret, overlap
        )
        row = connection.execute(select(oauth2_providers).where(oauth2_providers.c.id == provider.id)).one()
        PROVIDER.record(request, connection, "secret_rotate", provider.id, provider.name)
        return {"client_secret": secret, "previous_expires": row.previous_client_secret_expires}

    return answer(await request.change_catalog(work))
