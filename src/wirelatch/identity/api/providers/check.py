"""What the fields of a provider must be to each other, and to what is stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.api.lookup import check_exist, check_free
from wirelatch.identity.applications.tables import oauth2_providers, scope_mappings
from wirelatch.identity.flows.tables import flows
from wirelatch.identity.keys.pair import algorithms_of, can_encrypt
from wirelatch.identity.keys.tables import certificate_key_pairs
from wirelatch.identity.oidc.client_keys import ClientKeysError, parse_keys
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fetch import FetchError, check_url


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
    _check_client(connection, values, provider_id)
    check_exist(connection, scope_mappings.c.id, values.get("property_mappings") or [], "property_mappings")


def _check_client(connection: Connection, values: dict[str, Any], provider_id: int | None) -> None:
    """Raise ApiError for settings that do not fit together; `values` are those that change."""
    stored: dict[str, Any] = {}
    if provider_id is not None:
        row = connection.execute(select(oauth2_providers).where(oauth2_providers.c.id == provider_id)).first()
        stored = dict(row._mapping) if row is not None else {}
    after = {**stored, **values}
    method, algorithm = after.get("token_endpoint_auth_method"), after.get("token_endpoint_auth_signing_alg")
    if (method == "none") != (after.get("client_type") == "public") and method:
        raise invalid("token_endpoint_auth_method", "Public clients, and only they, use none.")
    if method == "private_key_jwt" and not after.get("jwks") and not after.get("jwks_uri"):
        raise invalid(
            "token_endpoint_auth_method", "private_key_jwt needs the client's keys: jwks or jwks_uri."
        )
    by_secret = method == "client_secret_jwt"
    if algorithm and method in ("private_key_jwt", "client_secret_jwt"):  # noqa: SIM102 - reads better
        if str(algorithm).startswith("HS") != by_secret:
            raise invalid("token_endpoint_auth_signing_alg", f"{method} is not signed with {algorithm}.")
    if after.get("jwks") and after.get("jwks_uri"):
        raise invalid("jwks_uri", "Give the keys, or where they are published, not both.")
    if values.get("jwks"):
        try:
            parse_keys(values["jwks"])
        except ClientKeysError as error:
            raise invalid("jwks", str(error)) from None
    if values.get("jwks_uri"):
        try:
            check_url(values["jwks_uri"])
        except FetchError as error:
            raise invalid("jwks_uri", f"Not usable: {error}.") from None
    _check_signing(connection, values, after)
    check_exist(
        connection,
        oauth2_providers.c.id,
        values.get("jwt_federation_providers") or [],
        "jwt_federation_providers",
    )


def _check_signing(connection: Connection, values: dict[str, Any], after: dict[str, Any]) -> None:
    wanted, key = after.get("id_token_signed_response_alg"), after.get("signing_key")
    if not wanted or "signing_key" not in after:
        return
    pair = select(certificate_key_pairs.c.certificate_data).where(certificate_key_pairs.c.id == key)
    certificate = connection.execute(pair).scalar() if key else None
    possible = algorithms_of(certificate) if certificate else ()
    if wanted in possible:
        return
    if "id_token_signed_response_alg" not in values:
        values["id_token_signed_response_alg"] = ""  # another key was chosen: it signs as its kind does
        return
    known = ", ".join(possible) or "HS256 with the client secret"
    raise invalid("id_token_signed_response_alg", f"The signing key cannot sign so; it can: {known}.")
