"""`crypto/certificatekeypairs/<id>/rotate/`: a new key with overlap; what the old one signed goes on being valid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity import durations
from wirelatch.identity.api.crypto.certificates import CERTIFICATE, PAIR
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.lookup import find_item
from wirelatch.identity.api.permissions import may
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.keys import retiring
from wirelatch.identity.keys.pair import CertificateKeyPair
from wirelatch.identity.keys.store import TOKEN_KEY
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.shapes import INTEGER, STRING, UUID, Shape, array

endpoints = Endpoints()
ROTATED = Shape("KeyRotation", {"pk": UUID, "name": STRING, "previous": UUID, "providers": array(INTEGER)})


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
    return await rotate(request, pair, None)


async def rotate(request: ApiRequest, pair: CertificateKeyPair, provider_id: int | None) -> Reply:
    """Replace a pair by a new one of its kind: for one provider, or for all that sign with it."""
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
