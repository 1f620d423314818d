"""`/application/o/register/<client_id>`: a client reads, changes or ends its registration.

https://www.rfc-editor.org/rfc/rfc7592#section-2. Whatever is wrong with client or token, the answer is the same.
"""

from __future__ import annotations

import hmac
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.applications.tables import applications, oauth2_providers
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.registration.access import bearer_of, refused
from wirelatch.identity.oidc.registration.client_metadata import read_metadata
from wirelatch.identity.oidc.registration.register import describe, read_body, signing_pair
from wirelatch.identity.oidc.tables import client_registrations
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply
from wirelatch.identity.web.fetch import networks

METHODS = ("GET", "PUT", "DELETE")


async def manage_registration(call: Call, services: Services, client_id: str) -> Reply:
    """Answer a client about its own registration; raises OAuthError."""
    if call.method not in METHODS:
        raise OAuthError("invalid_request", "Use GET, PUT or DELETE", 405, {"Allow": ", ".join(METHODS)})
    provider, row = await _registered(call, services, client_id)
    issued = int(row.created_at.timestamp())
    if call.method == "GET":
        return json_reply(describe(call, provider, row.metadata, None, issued), headers=NO_STORE)
    if call.method == "DELETE":
        await _change(services, lambda connection: _delete(connection, services, call, provider))
        return Reply(204, b"", list(NO_STORE.items()))
    told = await _replace(call, services, provider, row.metadata)
    changed = (await services.catalog.current()).by_client_id[client_id]
    return json_reply(describe(call, changed, told, None, issued), headers=NO_STORE)


async def _registered(call: Call, services: Services, client_id: str) -> tuple[Provider, Row[Any]]:
    _, token = bearer_of(call)
    provider = (await services.catalog.current()).by_client_id.get(client_id)
    row = None
    if provider is not None:
        own = select(client_registrations).where(client_registrations.c.provider_id == provider.id)
        row = await services.database.read(lambda connection: connection.execute(own).first())
    if provider is None or row is None or not hmac.compare_digest(row.token_hash, hash_of(token)):
        raise refused("invalid_token", "The registration access token is not that of this client")
    return provider, row


async def _replace(
    call: Call, services: Services, provider: Provider, told: dict[str, Any]
) -> dict[str, Any]:
    """`told`: what the client had said before."""
    body = await read_body(call)
    if body.get("client_id") != provider.client_id:
        raise OAuthError("invalid_request", "The client_id must be in the metadata, and cannot be changed")
    secret = body.get("client_secret", provider.client_secret)
    if not isinstance(secret, str) or not hmac.compare_digest(
        secret.encode(), provider.client_secret.encode()
    ):
        raise OAuthError("invalid_request", "The client_secret cannot be chosen")
    # A client cannot give itself grants that it was not let register.
    metadata = await read_metadata(
        body, allowed_grant_types=provider.grant_types, networks=networks(services.settings.fetch_networks)
    )
    snapshot = await services.catalog.current()
    defaults: dict[str, Any] = {
        "token_endpoint_auth_signing_alg": "",
        "id_token_signed_response_alg": "",
        "userinfo_signed_response_alg": "",
        "request_object_signing_alg": "",
        "dpop_bound_access_tokens": False,
        "require_pushed_authorization_requests": False,
        "logout_uri": "",
        "logout_method": "backchannel",
    }
    columns = {**defaults, **metadata.columns, "signing_key": signing_pair(metadata, snapshot)}

    def work(connection: Connection) -> None:
        provisioning.update_provider(connection, services.sealer, provider.id, columns)
        own = client_registrations.c.provider_id == provider.id
        connection.execute(update(client_registrations).where(own).values(metadata=metadata.told))
        own_application = applications.c.provider_id == provider.id
        shown = {"meta_icon": metadata.logo} if metadata.told.get("logo_uri") != told.get("logo_uri") else {}
        shown |= {"name": metadata.name} if metadata.name else {}
        if shown:
            connection.execute(update(applications).where(own_application).values(**shown))
        _record(connection, services, call, provider, "model_updated")

    await _change(services, work)
    return metadata.told


def _delete(connection: Connection, services: Services, call: Call, provider: Provider) -> None:
    connection.execute(delete(applications).where(applications.c.provider_id == provider.id))
    connection.execute(delete(oauth2_providers).where(oauth2_providers.c.id == provider.id))
    count_up(connection)
    _record(connection, services, call, provider, "model_deleted")


def _record(connection: Connection, services: Services, call: Call, provider: Provider, action: str) -> None:
    services.ledger.append_in(
        connection,
        actor=f"client:{provider.client_id}",
        action=action,
        target=f"provider:{provider.id}",
        address=call.address,
        changes={"message": "by the client itself", "name": provider.name},
    )


async def _change(services: Services, work: Any) -> None:
    try:
        await services.database.write(work)
    finally:
        services.catalog.changed()
