"""Changing keys and client secrets with overlap: what was signed or set up before goes on working for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.api.crypto.certificates import CERTIFICATE, PAIR
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.errors import invalid
from wirelatch.identity.api.fields import Field, InvalidError, duration, parse, typed
from wirelatch.identity.api.lookup import find_item
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.providers.models import OAUTH2_PROVIDER, PROVIDER
from wirelatch.identity.api.shapes import INSTANT, INTEGER, STRING, UUID, Shape, array, nullable
from wirelatch.identity.applications import durations, provisioning
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.keys import retiring
from wirelatch.identity.keys.pair import CertificateKeyPair
from wirelatch.identity.keys.store import TOKEN_KEY
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()
LONGEST_OVERLAP = timedelta(days=90)
ROTATED = Shape("KeyRotation", {"pk": UUID, "name": STRING, "previous": UUID, "providers": array(INTEGER)})
SECRET = Shape("ClientSecretRotation", {"client_secret": STRING, "previous_expires": nullable(INSTANT)})


@typed({"type": "string", "maxLength": 100})
def _overlap(value: Any) -> str:
    checked: str = duration(value)
    if durations.parse(checked) > LONGEST_OVERLAP:
        raise InvalidError(f"Ensure this is at most {LONGEST_OVERLAP.days} days.")
    return checked


OVERLAP = {"overlap": Field(_overlap, "days=1")}


@endpoints.on(
    "POST", "crypto/certificatekeypairs/{id}/rotate/", may("change", CERTIFICATE, on="id"), answers=ROTATED
)
async def rotate_pair(request: ApiRequest) -> Reply:
    """Make a new key of the same kind; every provider that signs with the old one signs with the new one.

    The old one is published until nothing that it signed is valid any more.
    """
    pair = find_item(
        (await request.services.catalog.current()).pairs, request.arguments["id"], "CertificateKeyPair"
    )
    return await _rotate(request, pair, None)


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
    return await _rotate(request, pair, provider.id)


async def _rotate(request: ApiRequest, pair: CertificateKeyPair, provider_id: int | None) -> Reply:
    if pair.signing is None:
        raise invalid("key_data", "This pair has no private key that signs tokens.")
    services = request.services
    pem = await services.signer.run(lambda: retiring.successor(pair))

    def work(connection: Connection) -> dict[str, Any]:
        signing = select(oauth2_providers).where(oauth2_providers.c.signing_key == pair.id)
        if provider_id is None:
            new = retiring.store_successor(connection, services.sealer, pair, pem)
        else:
            signing = signing.where(oauth2_providers.c.id == provider_id)
            new = retiring.store_beside(connection, services.sealer, pair, pem)
        changed = connection.execute(signing).all()
        for row in changed:
            provisioning.update_provider(connection, services.sealer, row.id, {"signing_key": new})
        if pair.managed == TOKEN_KEY and provider_id is None:
            validities = connection.execute(
                select(oauth2_providers.c.access_token_validity).where(
                    oauth2_providers.c.signing_key.is_(None)
                )
            ).scalars()
            longest = max(map(durations.parse, validities), default=timedelta(hours=1))
            retiring.retire(connection, pair.id, None, longest)
        count_up(connection)
        name = retiring.name_of(connection, new)
        PAIR.record(request, connection, "secret_rotate", new, name, previous=pair.id)
        return {"pk": new, "name": name, "previous": pair.id, "providers": [row.id for row in changed]}

    return answer(await request.change_catalog(work))


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
