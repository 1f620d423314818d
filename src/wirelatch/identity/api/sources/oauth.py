"""`sources/oauth/`: OAuth and OpenID Connect sources, and the kinds of providers there are.

Whoever decides who a provider's users are here could become anybody, so only who holds every right may.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer
from wirelatch.identity.api.escalation import check_covers
from wirelatch.identity.api.lookup import check_exist
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.api.sources.common import READ, about
from wirelatch.identity.api.sources.models import OAUTH_SOURCE
from wirelatch.identity.applications.tables import property_mappings
from wirelatch.identity.directory import rights
from wirelatch.identity.flows.tables import flows
from wirelatch.identity.oidc.client_keys import ClientKeysError, parse_keys
from wirelatch.identity.policies import targets
from wirelatch.identity.sources.joining import GROUP_MODES
from wirelatch.identity.sources.matching import USER_MODES
from wirelatch.identity.sources.oauth_types import TYPES, SourceType
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fetch import FetchError, check_url
from wirelatch.identity.web.fields import Field, boolean, choice, json_object, line, list_of, url, uuid
from wirelatch.identity.web.shapes import BOOLEAN, STRING, Parameter, Shape, array, nullable

endpoints = Endpoints()
SOURCE_TYPE = Shape(
    "SourceType",
    {
        "name": STRING,
        "verbose_name": STRING,
        "urls_customizable": BOOLEAN,
        "request_token_url": nullable(STRING),
        "authorization_url": nullable(STRING),
        "access_token_url": nullable(STRING),
        "profile_url": nullable(STRING),
        "oidc_well_known_url": nullable(STRING),
        "oidc_jwks_url": nullable(STRING),
    },
)
URLS = ("authorization_url", "access_token_url", "profile_url", "oidc_well_known_url", "oidc_jwks_url")
HARMLESS = frozenset({"name", "icon", "promoted", "policy_engine_mode"})
"""What decides nothing about who somebody is."""
_endpoint = line(2000)


def _told(kind: SourceType) -> dict[str, Any]:
    return {
        "name": kind.name,
        "verbose_name": kind.verbose_name,
        "urls_customizable": kind.urls_customizable,
        "request_token_url": None,
        **{name: getattr(kind, name) or None for name in URLS},
    }


class OAuthSources(Resource):
    """A source is addressed by its slug."""

    path = "sources/oauth/"
    argument = "slug"
    model = OAUTH_SOURCE
    shape_name = "OAuthSource"
    schema = {
        "name": Field(line(255, blank=False)),
        "slug": Field(line(50, blank=False, pattern=r"[-a-zA-Z0-9_]+", message="Enter a valid slug.")),
        "enabled": Field(boolean, True),
        "promoted": Field(boolean, False),
        "authentication_flow": Field(uuid, None, nullable=True),
        "enrollment_flow": Field(uuid, None, nullable=True),
        "user_property_mappings": Field(list_of(uuid, 100), list),
        "group_property_mappings": Field(list_of(uuid, 100), list),
        "policy_engine_mode": Field(choice(("all", "any")), "any"),
        "user_matching_mode": Field(choice(USER_MODES), "identifier"),
        "group_matching_mode": Field(choice(GROUP_MODES), "identifier"),
        "user_path_template": Field(line(500), "goauthentik.io/sources/%(slug)s"),
        "icon": Field(url, ""),
        "provider_type": Field(choice(tuple(TYPES))),
        "authorization_url": Field(_endpoint, "", nullable=True),
        "access_token_url": Field(_endpoint, "", nullable=True),
        "profile_url": Field(_endpoint, "", nullable=True),
        "pkce": Field(choice(("none", "plain", "S256")), "S256"),
        "consumer_key": Field(line(2000, blank=False)),
        "consumer_secret": Field(line(2000), "", write_only=True),
        "additional_scopes": Field(line(2000), ""),
        "authorization_code_auth_method": Field(choice(("basic_auth", "post_body")), "basic_auth"),
        "oidc_well_known_url": Field(_endpoint, ""),
        "oidc_issuer": Field(
            _endpoint, "", description="Where no metadata tell the issuer, or tell another."
        ),
        "oidc_jwks_url": Field(_endpoint, ""),
        "oidc_jwks": Field(json_object, dict),
    }
    read = {**READ, "request_token_url": nullable(STRING), "callback_url": STRING, "type": SOURCE_TYPE}
    unique = ("name", "slug")
    search = ("name", "slug")
    ordering = ("name", "slug")
    filters = ("slug", "name", "enabled", "provider_type", "user_matching_mode", "group_matching_mode",
               "authentication_flow", "enrollment_flow", "policy_engine_mode", "consumer_key")  # fmt: skip
    references = {
        "authentication_flow": flows.c.id,
        "enrollment_flow": flows.c.id,
    }
    in_catalog = True

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        kind = TYPES.get(row.provider_type)
        return {
            **about(row),
            "request_token_url": None,
            "callback_url": f"{request.call.base_url}/source/oauth/callback/{row.slug}/",
            "type": _told(kind if kind is not None else SourceType(row.provider_type, row.provider_type)),
        }

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        before = {} if row is None else dict(row._mapping)
        if any(value != before.get(name) for name, value in values.items() if name not in HARMLESS) and not (
            row is not None and values.get("enabled") is False and set(values) <= HARMLESS | {"enabled"}
        ):
            check_covers(
                request, connection, rights.ALL, "provider_type" if row is None else "non_field_errors"
            )
        for name in URLS:
            if name in values:
                values[name] = values[name] or ""
                _check_address(values[name], name)
        for name in ("user_property_mappings", "group_property_mappings"):
            check_exist(connection, property_mappings.c.id, values.get(name) or [], name)
        if values.get("oidc_jwks"):
            try:
                parse_keys(values["oidc_jwks"], lenient=True)
            except ClientKeysError as error:
                raise invalid("oidc_jwks", str(error)) from None
        self._check_kind({**before, **values})
        if values.get("consumer_secret"):
            values["consumer_secret"] = request.services.sealer.seal(values["consumer_secret"])

    def _check_kind(self, after: dict[str, Any]) -> None:
        """What a kind needs that its preset does not know."""
        kind = TYPES.get(after["provider_type"])
        if kind is None:
            raise invalid("provider_type", "This kind is not known.")
        if not kind.urls_customizable:
            for name in URLS:
                if after[name] and after[name] != getattr(kind, name):
                    raise invalid(
                        name, f"{kind.verbose_name} is always at the same address: leave this empty."
                    )
        if kind.is_oidc:
            if after["oidc_well_known_url"] or kind.oidc_well_known_url:
                return
            needed = ["authorization_url", "access_token_url", "oidc_issuer"]
            if not after["oidc_jwks"]:
                needed.append("oidc_jwks_url")
        else:
            needed = (
                [] if kind.authorization_url else ["authorization_url", "access_token_url", "profile_url"]
            )
        for name in needed:
            if not after[name]:
                instead = " or set the well-known URL" if kind.is_oidc else ""
                raise invalid(name, f"This is needed{instead}.")

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        return super().insert(connection, request, {"managed": None, **values})

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        targets.forget(connection, row.id)
        super().delete(connection, request, row)


def _check_address(address: str, name: str) -> None:
    try:
        if address:
            check_url(address)
    except FetchError as error:
        raise invalid(name, f"Not usable: {error}.") from None


OAUTH_SOURCES = OAuthSources()
OAUTH_SOURCES.register(endpoints)


@endpoints.on(
    "GET",
    "sources/oauth/source_types/",
    Permission.SIGNED_IN,
    answers=array(SOURCE_TYPE),
    query={"name": Parameter(STRING, "Only the kind of this name")},
    is_list=True,
)
async def source_types(request: ApiRequest) -> Reply:
    """The kinds of providers, with the addresses that are known of them."""
    name = request.query.get("name", "")
    return answer([_told(kind) for kind in TYPES.values() if not name or kind.name == name])
