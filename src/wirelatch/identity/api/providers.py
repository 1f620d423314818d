"""`providers/oauth2/` and `providers/all/`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select

from wirelatch.identity.api.client_settings import check_client_settings
from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.errors import forbidden, invalid
from wirelatch.identity.api.fields import parse
from wirelatch.identity.api.listing import asked_flag, items_equal, list_items
from wirelatch.identity.api.lookup import check_exist, check_free, find_item
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import Permission, may, may_list
from wirelatch.identity.api.provider_fields import SCHEMA
from wirelatch.identity.api.recording import difference, record_kind
from wirelatch.identity.api.shapes import (
    BOOLEAN,
    INTEGER,
    OBJECT,
    STRING,
    USED_BY,
    UUID,
    JsonType,
    Parameter,
    Shape,
    array,
    nullable,
    page_of_shape,
)
from wirelatch.identity.api.used_by import used_by
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.catalog import Snapshot, count_up
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.applications.tables import oauth2_providers, scope_mappings
from wirelatch.identity.directory import people
from wirelatch.identity.flows.tables import flows
from wirelatch.identity.keys.pair import can_encrypt
from wirelatch.identity.keys.tables import certificate_key_pairs
from wirelatch.identity.oidc.claims import claims_of, subject_of
from wirelatch.identity.oidc.issuer import endpoints_of
from wirelatch.identity.oidc.token.issue_tokens import ACR
from wirelatch.identity.web.call import Call, Reply

endpoints = Endpoints()
COMPONENT = "ak-provider-oauth2-form"
OAUTH2_PROVIDER = Model(
    "authentik_providers_oauth2",
    "oauth2provider",
    "OAuth2/OpenID Provider",
    "OAuth2/OpenID Providers",
    table=oauth2_providers,
    component=COMPONENT,
    target="provider",
)
MODEL = OAUTH2_PROVIDER.full_name
PROVIDER = record_kind(OAUTH2_PROVIDER)
BASE = Shape(
    "Provider",
    {
        "pk": INTEGER,
        "name": STRING,
        "authentication_flow": nullable(UUID),
        "authorization_flow": UUID,
        "invalidation_flow": UUID,
        "property_mappings": array(UUID),
        "component": STRING,
        **{
            f"assigned_{kind}_{part}": nullable(STRING)
            for kind in ("application", "backchannel_application")
            for part in ("slug", "name")
        },
        "verbose_name": STRING,
        "verbose_name_plural": STRING,
        "meta_model_name": STRING,
    },
)
_FIELDS: dict[str, JsonType] = {name: field.json_type for name, field in SCHEMA.items()}
SHAPE = Shape(
    "OAuth2Provider",
    {
        **BASE.properties,
        **{name: kind for name, kind in _FIELDS.items() if name not in BASE.properties},
        "client_secret": nullable(STRING),
    },
)
TYPE = Shape(
    "TypeCreate",
    {
        "name": STRING,
        "description": STRING,
        "component": STRING,
        "model_name": STRING,
        "icon_url": nullable(STRING),
        "requires_enterprise": BOOLEAN,
        "deprecated": BOOLEAN,
    },
)
SETUP_URLS = Shape(
    "OAuth2ProviderSetupURLs",
    dict.fromkeys(
        (
            "issuer",
            "authorize",
            "token",
            "user_info",
            "provider_info",
            "logout",
            "jwks",
            "introspect",
            "revoke",
            "device",
            "dcr_registration",
        ),
        nullable(STRING),
    ),
    optional=frozenset({"introspect", "revoke", "device"}),
    is_open=True,
)
_LIST_QUERY = {
    **{
        name: Parameter()
        for name in ("name", "client_id", "client_type", "application", "issuer_mode", "sub_mode")
    },
    "signing_key": Parameter(UUID),
    "authorization_flow": Parameter(UUID),
    "application__isnull": Parameter(BOOLEAN),
}
LINK_SLUG = "wirelatch"
"""The one application that the link token may see and register."""


_STORED_TEXT = (
    "authentication_flow", "authorization_flow", "invalidation_flow", "client_type", "client_id", "pkce", "pkce_plain",
    "include_claims_in_id_token", "sub_mode", "issuer_mode", "logout_uri", "logout_method",
    "jwks_uri", "require_pushed_authorization_requests", "request_object_signing_alg", "userinfo_signed_response_alg",
    "token_endpoint_auth_method", "token_endpoint_auth_signing_alg", "id_token_signed_response_alg", "access_token_typ",
    "dpop_bound_access_tokens",
)  # fmt: skip
_DURATIONS = (
    "access_code_validity",
    "access_token_validity",
    "refresh_token_validity",
    "refresh_token_threshold",
    "device_code_validity",
)


def base(provider: Provider, snapshot: Snapshot) -> dict[str, Any]:
    """What every kind of provider has, without any secret: this is what other objects nest (CVE-2026-40166)."""
    application = snapshot.by_provider.get(provider.id)
    return {
        "pk": provider.id,
        "name": provider.name,
        "authentication_flow": provider.authentication_flow,
        "authorization_flow": provider.authorization_flow,
        "invalidation_flow": provider.invalidation_flow,
        "property_mappings": [mapping.id for mapping in provider.mappings],
        "component": COMPONENT,
        "assigned_application_slug": application.slug if application else None,
        "assigned_application_name": application.name if application else None,
        "assigned_backchannel_application_slug": None,
        "assigned_backchannel_application_name": None,
        "verbose_name": "OAuth2/OpenID Provider",
        "verbose_name_plural": "OAuth2/OpenID Providers",
        "meta_model_name": MODEL,
    }


async def full(request: ApiRequest, provider: Provider, snapshot: Snapshot) -> dict[str, Any]:
    """A provider on its own. The client secret is told to who may set it: seeing does not do (GHSA-m9h4)."""
    tells_secret = request.principal.is_link or request.may("change", OAUTH2_PROVIDER, provider.id)
    row = await request.read(
        lambda connection: connection.execute(
            select(oauth2_providers).where(oauth2_providers.c.id == provider.id)
        ).one()
    )
    return {
        **base(provider, snapshot),
        **{name: getattr(provider, name) for name in _STORED_TEXT},
        **{name: getattr(row, name) for name in _DURATIONS},
        "client_secret": provider.client_secret if tells_secret else None,
        "grant_types": list(provider.grant_types),
        "redirect_uris": [uri.to_json() for uri in provider.redirect_uris],
        "signing_key": row.signing_key,
        "encryption_key": row.encryption_key,
        "jwks": provider.jwks,
        "allowed_resources": list(provider.allowed_resources),
        "jwt_federation_sources": list(provider.jwt_federation_sources),
        "jwt_federation_providers": [
            trusted.id for trusted in snapshot.providers if trusted.id in provider.jwt_federation_providers
        ],
    }


@endpoints.on(
    "GET",
    "providers/oauth2/",
    may_list(OAUTH2_PROVIDER, link=True),
    answers=page_of_shape(SHAPE),
    is_list=True,
    query=_LIST_QUERY,
)
async def list_providers(request: ApiRequest) -> Reply:
    """List OAuth2 providers."""
    snapshot, asked = await request.services.catalog.current(), request.query
    items = list(snapshot.providers)
    if request.principal.is_link:
        items = [provider for provider in items if _is_link(provider, snapshot)]
    else:
        items = _visible(items, request)
    exact = ("name", "client_id", "client_type", "issuer_mode", "sub_mode", "authorization_flow")
    items = items_equal(items, request, exact)
    if asked.get("signing_key"):
        query = select(oauth2_providers.c.id).where(oauth2_providers.c.signing_key == asked["signing_key"])
        signed = set(await request.read(lambda connection: connection.execute(query).scalars().all()))
        items = [provider for provider in items if provider.id in signed]
    if asked.get("application"):
        items = [p for p in items if (a := snapshot.by_provider.get(p.id)) and a.id == asked["application"]]
    items = _assigned(items, snapshot, request)
    page = list_items(
        request,
        items,
        lambda item: item,
        search=("name", "client_id"),
        ordering=("name", "id"),
        default="name",
    )
    page["results"] = [await full(request, provider, snapshot) for provider in page["results"]]
    return answer(page)


@endpoints.on(
    "POST",
    "providers/oauth2/",
    may("add", OAUTH2_PROVIDER),
    body=SCHEMA,
    body_name="OAuth2Provider",
    answers=SHAPE,
    status=201,
)
async def create_provider(request: ApiRequest) -> Reply:
    """Create an OAuth2 provider; what is left out has authentik's defaults."""
    values = parse(SCHEMA, await request.json())

    def work(connection: Connection) -> int:
        provider_id = create_in(connection, request, values)
        PROVIDER.record(request, connection, "model_created", provider_id, values["name"])
        return provider_id

    provider_id = await request.change_catalog(work)
    return answer(await _shown(request, provider_id), 201)


def create_in(connection: Connection, request: ApiRequest, values: dict[str, Any]) -> int:
    """Store a provider within the caller's transaction, its defaults filled in."""
    check(connection, values, None)
    if "property_mappings" not in values:
        values["property_mappings"] = provisioning.preselected_mappings(connection)
    if "signing_key" not in values:
        values["signing_key"] = provisioning.default_signing_key(connection)
    return provisioning.insert_provider(connection, request.services.sealer, values)


@endpoints.on(
    "GET", "providers/oauth2/{id:int}/", may("view", OAUTH2_PROVIDER, on="id", link=True), answers=SHAPE
)
async def get_provider(request: ApiRequest) -> Reply:
    """Get one; `client_secret` is null for who may not change it."""
    snapshot = await request.services.catalog.current()
    provider = _find(snapshot, int(request.arguments["id"]))
    if request.principal.is_link and not _is_link(provider, snapshot):
        raise forbidden()
    return answer(await full(request, provider, snapshot))


@endpoints.on(
    "PUT",
    "providers/oauth2/{id:int}/",
    may("change", OAUTH2_PROVIDER, on="id"),
    body=SCHEMA,
    body_name="OAuth2Provider",
    answers=SHAPE,
)
async def replace_provider(request: ApiRequest) -> Reply:
    """Change all fields; client id and secret stay where they are not given."""
    # A secret that is not sent stays: replacing a record must not lock its client out.
    schema = {name: field for name, field in SCHEMA.items() if name not in ("client_id", "client_secret")}
    body = await request.json()
    kept = {name: SCHEMA[name] for name in ("client_id", "client_secret")}
    return await _change(request, {**parse(schema, body), **parse(kept, body, partial=True)})


@endpoints.on(
    "PATCH",
    "providers/oauth2/{id:int}/",
    may("change", OAUTH2_PROVIDER, on="id"),
    body=SCHEMA,
    body_name="OAuth2Provider",
    answers=SHAPE,
)
async def change_provider(request: ApiRequest) -> Reply:
    """Change those fields that are given."""
    return await _change(request, parse(SCHEMA, await request.json(), partial=True))


async def _change(request: ApiRequest, values: dict[str, Any]) -> Reply:
    provider_id = int(request.arguments["id"])
    snapshot = await request.services.catalog.current()
    before = await full(request, _find(snapshot, provider_id), snapshot)

    def work(connection: Connection) -> None:
        check(connection, values, provider_id)
        provisioning.update_provider(connection, request.services.sealer, provider_id, values)
        changes = difference(before, values, values)
        PROVIDER.record(request, connection, "model_updated", provider_id, before["name"], changes=changes)

    await request.change_catalog(work)
    return answer(await _shown(request, provider_id))


@endpoints.on("DELETE", "providers/oauth2/{id:int}/", may("delete", OAUTH2_PROVIDER, on="id"))
async def delete_provider(request: ApiRequest) -> Reply:
    """Delete it with all tokens that it has issued; its application stays."""
    provider = _find(await request.services.catalog.current(), int(request.arguments["id"]))

    def work(connection: Connection) -> None:
        connection.execute(delete(oauth2_providers).where(oauth2_providers.c.id == provider.id))
        count_up(connection)
        PROVIDER.record(request, connection, "model_deleted", provider.id, provider.name)

    await request.change_catalog(work)
    return nothing()


@endpoints.on(
    "GET",
    "providers/oauth2/{id:int}/used_by/",
    may("view", OAUTH2_PROVIDER, on="id"),
    answers=array(USED_BY),
    is_list=True,
)
@endpoints.on(
    "GET",
    "providers/all/{id:int}/used_by/",
    may("view", OAUTH2_PROVIDER, on="id"),
    answers=array(USED_BY),
    is_list=True,
)
async def list_used_by(request: ApiRequest) -> Reply:
    """What refers to it, and what becomes of that when it is deleted."""
    provider = _find(await request.services.catalog.current(), int(request.arguments["id"]))

    def work(connection: Connection) -> list[dict[str, str]]:
        row = connection.execute(select(oauth2_providers).where(oauth2_providers.c.id == provider.id)).one()
        return used_by(connection, request, oauth2_providers, row)

    return answer(await request.read(work))


@endpoints.on(
    "GET",
    "providers/oauth2/{id:int}/setup_urls/",
    may("view", OAUTH2_PROVIDER, on="id"),
    answers=SETUP_URLS,
)
async def setup_urls(request: ApiRequest) -> Reply:
    """The addresses for setting up a client."""
    snapshot = await request.services.catalog.current()
    provider = _find(snapshot, int(request.arguments["id"]))
    return answer(urls(request.call, provider, snapshot))


def urls(call: Call, provider: Provider, snapshot: Snapshot) -> dict[str, str | None]:
    """The addresses for setting up a client; those with the application's slug are null while there is none."""
    application = snapshot.by_provider.get(provider.id)
    if application is None:
        start = f"{call.base_url}/application/o/"
        own = dict.fromkeys(("issuer", "provider_info", "logout", "jwks", "dcr_registration"))
        return {
            **own,
            "authorize": start + "authorize/",
            "token": start + "token/",
            "user_info": start + "userinfo/",
        }
    found = endpoints_of(call.base_url, provider, application)
    names = (
        "issuer",
        "authorize",
        "token",
        "user_info",
        "provider_info",
        "logout",
        "jwks",
        "introspect",
        "revoke",
    )
    register = f"{call.base_url}/application/o/{application.slug}/register/"
    return {
        **{name: getattr(found, name) for name in names},
        "device": f"{call.base_url}/application/o/device/",
        "dcr_registration": register if provider.registers_clients else None,
    }


@endpoints.on(
    "GET",
    "providers/oauth2/{id:int}/preview_user/",
    may("view", OAUTH2_PROVIDER, on="id"),
    answers=Shape("PropertyMappingPreview", {"preview": OBJECT}),
    query={"for_user": Parameter(INTEGER)},
)
async def preview_user(request: ApiRequest) -> Reply:
    """The claims that a user's ID token would hold."""
    snapshot, services = await request.services.catalog.current(), request.services
    provider = _find(snapshot, int(request.arguments["id"]))
    asked = request.query.get("for_user", "")
    person = request.principal.person
    if asked:
        if not asked.isdigit() or len(asked) > 9:
            raise invalid("for_user", "A valid integer is required.")
        person = await request.read(lambda connection: people.find(connection, int(asked)))
    if person is None:
        raise invalid("for_user", "There is no such user.")
    if person.id != request.own_id and not request.may("preview_user", USER, person.id):
        raise forbidden()
    claims = {
        "iss": urls(request.call, provider, snapshot)["issuer"],
        "sub": subject_of(provider, person, services.installation_id),
        "aud": provider.client_id,
        "acr": ACR,
        **await claims_of(services, provider, person, provider.scopes),
    }
    return answer({"preview": claims})


@endpoints.on(
    "GET",
    "providers/all/",
    may_list(OAUTH2_PROVIDER),
    answers=page_of_shape(BASE),
    is_list=True,
    query={"application__isnull": Parameter(BOOLEAN), "backchannel": Parameter(BOOLEAN)},
)
async def list_all(request: ApiRequest) -> Reply:
    """List providers of every kind."""
    snapshot = await request.services.catalog.current()
    items = _assigned(_visible(list(snapshot.providers), request), snapshot, request)
    if asked_flag(request, "backchannel"):
        items = []  # there is no kind yet that needs no front channel
    page = list_items(
        request,
        items,
        lambda item: base(item, snapshot),
        search=("name",),
        ordering=("name", "id"),
        default="name",
    )
    return answer(page)


@endpoints.on("GET", "providers/all/types/", Permission.SIGNED_IN, answers=array(TYPE), is_list=True)
async def types(request: ApiRequest) -> Reply:
    """Kinds of providers that can be created."""
    return answer(
        [
            {
                "name": "OAuth2/OpenID Provider",
                "description": "OAuth2 Provider for generic OAuth and OpenID Connect Applications.",
                "component": COMPONENT,
                "model_name": "oauth2provider",
                "icon_url": None,
                "requires_enterprise": False,
                "deprecated": False,
            }
        ]
    )


@endpoints.on("GET", "providers/all/{id:int}/", may("view", OAUTH2_PROVIDER, on="id"), answers=BASE)
async def get_any(request: ApiRequest) -> Reply:
    """Get one of any kind: what all kinds have."""
    snapshot = await request.services.catalog.current()
    return answer(base(_find(snapshot, int(request.arguments["id"])), snapshot))


@endpoints.on("DELETE", "providers/all/{id:int}/", may("delete", OAUTH2_PROVIDER, on="id"))
async def delete_any(request: ApiRequest) -> Reply:
    """Delete one of any kind."""
    return await delete_provider(request)


def check(connection: Connection, values: dict[str, Any], provider_id: int | None) -> None:
    """What only the database can tell about the values of a provider; raises ApiError."""
    for name in ("name", "client_id"):
        if name in values:
            check_free(connection, oauth2_providers.c[name], values[name], provider_id)
    for name in ("authentication_flow", "authorization_flow", "invalidation_flow"):
        if values.get(name) is not None:
            check_exist(connection, flows.c.id, [values[name]], name)
    key = values.get("signing_key")
    if key is not None:
        pair = select(certificate_key_pairs.c.key_data).where(certificate_key_pairs.c.id == key)
        if connection.execute(pair).scalar() is None:
            raise invalid("signing_key", f'Invalid pk "{key}" - there is no such pair with a private key.')
    encryption = values.get("encryption_key")
    if encryption is not None:
        pair = select(certificate_key_pairs.c.certificate_data).where(
            certificate_key_pairs.c.id == encryption
        )
        certificate = connection.execute(pair).scalar()
        if certificate is None:
            raise invalid("encryption_key", f'Invalid pk "{encryption}" - object does not exist.')
        if not can_encrypt(certificate):
            raise invalid("encryption_key", "Only RSA keys can be encrypted for.")
    check_client_settings(connection, values, provider_id)
    check_exist(connection, scope_mappings.c.id, values.get("property_mappings") or [], "property_mappings")


def _find(snapshot: Snapshot, provider_id: int) -> Provider:
    return find_item(snapshot.providers, provider_id, "OAuth2Provider")


async def _shown(request: ApiRequest, provider_id: int) -> dict[str, Any]:
    snapshot = await request.services.catalog.current()
    return await full(request, _find(snapshot, provider_id), snapshot)


def _is_link(provider: Provider, snapshot: Snapshot) -> bool:
    application = snapshot.by_provider.get(provider.id)
    return application is not None and application.slug == LINK_SLUG


def _assigned(items: list[Provider], snapshot: Snapshot, request: ApiRequest) -> list[Provider]:
    unassigned = asked_flag(request, "application__isnull")
    return [item for item in items if unassigned in (None, item.id not in snapshot.by_provider)]


def _visible(items: list[Provider], request: ApiRequest) -> list[Provider]:
    return [item for item in items if request.may("view", OAUTH2_PROVIDER, item.id)]
