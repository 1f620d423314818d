"""What a client is told about a user: the scope mappings of its provider, evaluated.

https://openid.net/specs/openid-connect-core-1_0.html#Claims
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.applications.mappings import evaluate_mappings
from wirelatch.identity.applications.models import Application, Provider, ScopeMapping
from wirelatch.identity.directory.people import Person, uid
from wirelatch.identity.expressions import ExpressionError
from wirelatch.identity.expressions.directory import UnreachableError
from wirelatch.identity.services import Services

log = logging.getLogger(__name__)

MOST_KNOWN = 2000
PROTOCOL_CLAIMS = frozenset(
    {"iss", "aud", "exp", "iat", "nbf", "jti", "auth_time", "acr", "amr", "azp", "nonce", "at_hash", "c_hash",
     "sid", "client_id", "scope", "cnf", "act", "events"}
)  # fmt: skip
"""Claims that a mapping cannot set. It can set `sub`, which some operators need."""


def subject_of(provider: Provider, person: Person, installation_id: str) -> str:
    """The `sub` claim, by the provider's subject mode."""
    hashed = uid(person.id, installation_id)
    if provider.sector_identifier:
        # https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg: what nobody outside knows is the salt.
        told = f"pairwise\n{provider.sector_identifier}\n{person.uuid}"
        return hmac.new(installation_id.encode(), told.encode(), hashlib.sha256).hexdigest()
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


def mapped_claims(
    provider: Provider, person: Person, scopes: Collection[str], application: Application | None = None
) -> dict[str, Any]:
    """The claims of the granted scopes as far as they need no database: those of default mappings, and most others."""
    try:
        return _told(evaluate_mappings(provider, person, scopes, application=application))
    except UnreachableError as error:
        log.warning("the mappings of provider %r cannot be evaluated here: %s", provider.name, error)
        return {}


async def claims_of(
    services: Services, provider: Provider, person: Person, scopes: Collection[str]
) -> dict[str, Any]:
    """The claims of the granted scopes; a mapping that fails tells nothing, and the audit log has why."""
    snapshot = await services.catalog.current()
    # Expressions know neither clock nor chance: the same user, as the database has it now, is told the same.
    known: dict[Any, tuple[Person, dict[str, Any]]] = snapshot.cache.setdefault("claims", {})
    key = (provider.id, person.id, tuple(scopes))
    found = known.get(key)
    if found is not None and found[0] == person:
        return dict(found[1])
    failures: list[tuple[ScopeMapping, ExpressionError]] = []

    def evaluated(connection: Connection | None = None) -> dict[str, Any]:
        failures.clear()
        return evaluate_mappings(
            provider,
            person,
            scopes,
            application=snapshot.by_provider.get(provider.id),
            connection=connection,
            installation_id=services.installation_id,
            failed=lambda mapping, error: failures.append((mapping, error)),
        )

    try:
        merged = evaluated()
        if not failures:
            if len(known) >= MOST_KNOWN:
                known.clear()
            known[key] = (person, _told(merged))
    except UnreachableError:
        merged = await services.database.read(evaluated)
    for mapping, error in failures:
        # Once for each state of the configuration: a mapping that fails does so at every token.
        once = ("mapping failed", mapping.id, str(error))
        if once not in snapshot.cache:
            snapshot.cache[once] = True
            await services.ledger.append(
                actor=person.username,
                action="configuration_error",
                target=f"mapping:{mapping.id}",
                changes={
                    "message": f"Scope mapping “{mapping.name}” failed: {error}",
                    "provider": provider.name,
                },
            )
    return _told(merged)


def _told(claims: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in claims.items() if name not in PROTOCOL_CLAIMS and value is not None
    }


async def requested_claims(
    services: Services, provider: Provider, person: Person, requested: Mapping[str, Any] | None, where: str
) -> dict[str, Any]:
    """The claims that the client asked for one by one, for `id_token` or `userinfo`, as far as its mappings tell them.

    https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter. Other values than those asked for are not told.
    """
    asked = (requested or {}).get(where) or {}
    if not asked:
        return {}
    known = await claims_of(services, provider, person, provider.scopes)
    return {name: known[name] for name, wish in asked.items() if name in known and _suits(known[name], wish)}


def _suits(value: Any, wish: Mapping[str, Any] | None) -> bool:
    if not wish:
        return True
    if "value" in wish:
        return bool(value == wish["value"])
    return value in wish["values"] if "values" in wish else True
