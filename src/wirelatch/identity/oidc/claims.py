"""What a client is told about a user: the scope mappings of its provider, evaluated.

https://openid.net/specs/openid-connect-core-1_0.html#Claims
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Any

from wirelatch.identity.applications.claims_expression import ExpressionError, evaluate
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.directory.people import Person, uid

log = logging.getLogger(__name__)

PROTOCOL_CLAIMS = frozenset(
    {"iss", "aud", "exp", "iat", "nbf", "jti", "auth_time", "acr", "amr", "azp", "nonce", "at_hash", "c_hash",
     "sid", "client_id", "scope", "cnf", "act", "events"}
)  # fmt: skip
"""Claims that a mapping cannot set. It can set `sub`, which some operators need."""


def names_for(person: Person) -> dict[str, Any]:
    """What mapping expressions can refer to."""
    user = {
        "pk": person.id,
        "uuid": person.uuid,
        "username": person.username,
        "name": person.name,
        "email": person.email,
        "email_verified": person.email_verified,
        "is_active": person.is_active,
        "is_superuser": person.is_superuser,
        "type": person.type,
        "attributes": person.attributes,
        "groups": [{"name": name} for name in person.groups],
    }
    return {"user": user, "request": {"user": user}}


def subject_of(provider: Provider, person: Person, installation_id: str) -> str:
    """The `sub` claim, by the provider's subject mode."""
    hashed = uid(person.id, installation_id)
    match provider.sub_mode:
        case "user_id":
            return str(person.id)
        case "user_uuid":
            return person.uuid
        case "user_username":
            return person.username
        case "user_email":
            return person.email or hashed
        case "user_upn":
            return str(person.attributes.get("upn") or hashed)
        case _:
            return hashed


def mapped_claims(provider: Provider, person: Person, scopes: Collection[str]) -> dict[str, Any]:
    """The claims of the granted scopes; a mapping that fails tells nothing and is logged."""
    claims: dict[str, Any] = {}
    names = names_for(person)
    for mapping in provider.mappings:
        if mapping.scope_name not in scopes:
            continue
        try:
            result = evaluate(mapping.expression, names)
        except ExpressionError as error:
            log.warning("scope mapping %r of provider %r failed: %s", mapping.name, provider.name, error)
            continue
        if isinstance(result, dict):
            _merge(claims, result)
    return {
        name: value for name, value in claims.items() if name not in PROTOCOL_CLAIMS and value is not None
    }


def requested_claims(
    provider: Provider, person: Person, requested: Mapping[str, Any] | None, where: str
) -> dict[str, Any]:
    """The claims that the client asked for one by one, for `id_token` or `userinfo`, as far as its mappings tell them.

    https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter. Other values than those asked for are not told.
    """
    asked = (requested or {}).get(where) or {}
    if not asked:
        return {}
    known = mapped_claims(provider, person, provider.scopes)
    return {name: known[name] for name, wish in asked.items() if name in known and _suits(known[name], wish)}


def _suits(value: Any, wish: Mapping[str, Any] | None) -> bool:
    if not wish:
        return True
    if "value" in wish:
        return bool(value == wish["value"])
    return value in wish["values"] if "values" in wish else True


def _merge(target: dict[str, Any], source: dict[str, Any]) -> None:
    for name, value in source.items():
        if isinstance(value, dict) and isinstance(target.get(name), dict):
            target[name] = dict(target[name])
            _merge(target[name], value)
        else:
            target[name] = value
