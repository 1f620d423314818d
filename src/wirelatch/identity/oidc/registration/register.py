"""`/application/o/register/` and `/application/o/<slug>/register/`. https://www.rfc-editor.org/rfc/rfc7591#section-3"""

from __future__ import annotations

import secrets
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select

from wirelatch.database import now
from wirelatch.identity import durations, flows
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import RESERVED_SLUGS, Provider
from wirelatch.identity.applications.tables import applications, oauth2_providers
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.keys.store import SELF_SIGNED, TOKEN_KEY
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.provider_fields import SCHEMA
from wirelatch.identity.oidc.registration.access import (
    Registrar,
    bearer_of,
    refused,
    registering_user,
    use_initial_token,
)
from wirelatch.identity.oidc.registration.client_metadata import ClientMetadata, read_metadata
from wirelatch.identity.oidc.tables import client_registrations, dynamic_registrations, initial_access_tokens
from wirelatch.identity.policies.tables import policy_bindings
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply
from wirelatch.identity.web.fetch import networks
from wirelatch.identity.web.fields import parse

PATH = "/application/o/register/"
MOST_BYTES = 65_536


async def register(call: Call, services: Services) -> Reply:
    """Register a client with an initial access token; raises OAuthError."""
    body = await read_body(call)
    _, token = bearer_of(call)
    # Looked at before what was sent is, and used up with the registration.
    allowed = await services.database.read(lambda c: _peek(c, token))
    metadata = await read_metadata(
        body, allowed_grant_types=allowed, networks=networks(services.settings.fetch_networks)
    )
    snapshot = await services.catalog.current()
    columns = _columns(metadata, snapshot)

    def work(connection: Connection) -> tuple[str, str]:
        registrar = use_initial_token(connection, token)
        columns["property_mappings"] = provisioning.preselected_mappings(connection)
        return store(connection, services, call, registrar, columns, metadata, "any", ())

    return await _answer(call, services, metadata, work)


async def register_for(call: Call, services: Services, slug: str) -> Reply:
    """Register a client after the pattern of an application, in a user's name; raises OAuthError."""
    snapshot = await services.catalog.current()
    application = snapshot.by_slug.get(slug)
    row = None
    if application is not None and application.provider is not None:
        pattern = application.provider
        found = select(dynamic_registrations).where(dynamic_registrations.c.provider_id == pattern.id)
        row = await services.database.read(lambda c: c.execute(found).first())
    if application is None or application.provider is None or row is None:
        raise OAuthError("not_found", "Clients cannot be registered here", 404)
    pattern = application.provider
    body = await read_body(call)
    registrar = await registering_user(call, services, application, row)
    metadata = await read_metadata(
        body,
        allowed_grant_types=registrar.allowed_grant_types,
        networks=networks(services.settings.fetch_networks),
    )
    columns = _columns(metadata, snapshot) | _after_pattern(row, pattern)
    mappings = row.override_property_mappings or [mapping.id for mapping in pattern.mappings]
    columns["property_mappings"] = mappings

    def work(connection: Connection) -> tuple[str, str]:
        targets = (row.id, application.id)
        return store(
            connection, services, call, registrar, columns, metadata, row.policy_engine_mode, targets
        )

    return await _answer(call, services, metadata, work)


async def read_body(call: Call) -> dict[str, Any]:
    """The JSON object of a request; raises OAuthError."""
    if call.method not in ("POST", "PUT"):
        raise OAuthError("invalid_request", "Send the metadata by POST", 405, {"Allow": "POST, OPTIONS"})
    try:
        body = orjson.loads(await call.body(MOST_BYTES))
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise OAuthError("invalid_client_metadata", "The body must be a JSON object")
    return body


def _peek(connection: Connection, token: str) -> tuple[str, ...]:
    """The grant types that an initial access token allows; raises OAuthError."""
    this = initial_access_tokens.c.token_hash == hash_of(token)
    row = connection.execute(select(initial_access_tokens).where(this)).first()
    used_up = row is None or (row.expires is not None and row.expires <= now()) or row.uses_left == 0
    if row is None or used_up:
        raise refused("invalid_token", "The initial access token is invalid, expired, or used up")
    return tuple(row.allowed_grant_types)


def _columns(metadata: ClientMetadata, snapshot: Snapshot) -> dict[str, Any]:
    """All columns of a provider: what was registered, and the usual defaults for the rest."""
    asked = {**metadata.columns, "name": "-", "authorization_flow": flows.EXPLICIT_CONSENT.pk}
    columns = parse(SCHEMA, asked)
    columns["signing_key"] = signing_pair(metadata, snapshot)
    return columns


def signing_pair(metadata: ClientMetadata, snapshot: Snapshot) -> str | None:
    """The pair that signs as the client wishes; raises OAuthError when there is none."""
    wanted = metadata.told.get("id_token_signed_response_alg", "RS256")
    usable = [pair for pair in snapshot.pairs if pair.signing and wanted in pair.signing.algorithms]
    managed = [pair for pair in usable if pair.managed == SELF_SIGNED]
    chosen = [pair for pair in (*managed, *usable) if pair.managed != TOKEN_KEY]
    if not chosen:
        raise OAuthError("invalid_client_metadata", f"There is no key here that signs with {wanted}")
    return chosen[0].id


def _after_pattern(row: Any, pattern: Provider) -> dict[str, Any]:
    """Settings that registered clients take over from the provider that they are registered at."""
    found = {
        "authorization_flow": row.override_authorization_flow or pattern.authorization_flow,
        "invalidation_flow": row.override_invalidation_flow or pattern.invalidation_flow,
        "authentication_flow": pattern.authentication_flow,
        "sub_mode": pattern.sub_mode,
        "issuer_mode": pattern.issuer_mode,
        "include_claims_in_id_token": pattern.include_claims_in_id_token,
    }
    for name in ("access_token_validity", "refresh_token_validity"):
        own = getattr(pattern, name)
        overriding = getattr(row, name)
        longest = durations.parse(overriding) if overriding else own
        found[name] = f"seconds={int(longest.total_seconds())}"
    return found


def store(
    connection: Connection,
    services: Services,
    call: Call,
    registrar: Registrar,
    columns: dict[str, Any],
    metadata: ClientMetadata,
    policy_engine_mode: str,
    targets: tuple[str, ...],
) -> tuple[str, str]:
    """Store application, provider and registration; returns the client id and the registration access token.

    `targets`: of the first that has any, bindings are taken over.
    """
    label = metadata.name or f"Client {columns['client_id'][:8]}"
    columns["name"] = _free(connection, oauth2_providers.c.name, label)
    provider_id = provisioning.insert_provider(connection, services.sealer, columns)
    slug = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in label.lower())
    slug = "-".join(filter(None, slug.split("-")))[:60] or "client"
    values = {
        "name": label,
        "slug": _free(connection, applications.c.slug, slug, "-{}", RESERVED_SLUGS),
        "group": registrar.application_group,
        "provider_id": provider_id,
        "policy_engine_mode": policy_engine_mode,
        "open_in_new_tab": False,
        "meta_launch_url": "",
        "meta_icon": metadata.logo,
        "meta_description": "",
        "meta_publisher": "",
        "meta_hide": False,
    }
    application_id = provisioning.insert_application(connection, values)
    for target in targets:
        found = connection.execute(select(policy_bindings).where(policy_bindings.c.target == target)).all()
        for binding in found:
            copied = {name: value for name, value in binding._mapping.items() if name != "id"}
            provisioning.insert_binding(connection, {**copied, "target": application_id})
        if found:
            break
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(client_registrations).values(
            provider_id=provider_id, token_hash=hash_of(token), metadata=metadata.told, created_at=now()
        )
    )
    services.ledger.append_in(
        connection,
        actor=registrar.actor,
        action="model_created",
        target=f"provider:{provider_id}",
        address=call.address,
        changes={"message": "client registered", "client_id": columns["client_id"], "name": label},
    )
    return str(columns["client_id"]), token


def _free(
    connection: Connection, column: Any, wanted: str, pattern: str = " ({})", taken: tuple[str, ...] = ()
) -> str:
    """A name that nothing has yet."""
    candidate, count = wanted, 1
    while candidate in taken or connection.execute(select(column).where(column == candidate)).first():
        count += 1
        candidate = wanted + pattern.format(count)
    return candidate


async def _answer(call: Call, services: Services, metadata: ClientMetadata, work: Any) -> Reply:
    try:
        client_id, token = await services.database.write(work)
    finally:
        services.catalog.changed()
    snapshot = await services.catalog.current()
    provider = snapshot.by_client_id[client_id]
    issued = int(now().timestamp())
    return json_reply(describe(call, provider, metadata.told, token, issued), 201, NO_STORE)


def describe(
    call: Call, provider: Provider, told: dict[str, Any], token: str | None, issued: int
) -> dict[str, Any]:
    """https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1, https://www.rfc-editor.org/rfc/rfc7592#section-3"""
    answer: dict[str, Any] = {
        "client_id": provider.client_id,
        "client_id_issued_at": issued,
        **told,
        "scope": " ".join(provider.scopes),
        "registration_client_uri": f"{call.base_url}{PATH}{provider.client_id}",
    }
    if token is not None:
        answer["registration_access_token"] = token
    if told.get("token_endpoint_auth_method") in (
        "client_secret_basic",
        "client_secret_post",
        "client_secret_jwt",
    ):
        answer |= {"client_secret": provider.client_secret, "client_secret_expires_at": 0}
    return answer
