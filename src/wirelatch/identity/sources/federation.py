"""Tokens of sources that a provider trusts (`jwt_federation_sources`), as credentials of machines at the token endpoint.

A workload (a pipeline, a pod) shows the token that its platform signed. It acts as a service account of its own: one for
each provider and subject. The token must be meant for us, or whoever else it is shown to could use it here.
https://docs.goauthentik.io/add-secure-apps/providers/oauth2/machine_to_machine/, RFC 7523 3
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.directory import people, users
from wirelatch.identity.directory.people import Person
from wirelatch.identity.keys.signer import header_of
from wirelatch.identity.oidc.issuer import endpoints_of as own_endpoints
from wirelatch.identity.oidc.token.client_assertion import unverified_claims
from wirelatch.identity.services import Services
from wirelatch.identity.sources.source import Source, UpstreamError, endpoints_of, from_row
from wirelatch.identity.sources.tables import sources
from wirelatch.identity.sources.verify_id_token import (
    ASYMMETRIC,
    check_issuer,
    check_times,
    verified_claims,
)

SUBJECT_ATTRIBUTE = "goauthentik.io/user/federated-subject"


@dataclass(frozen=True)
class Vouched:
    """What a source's token says."""

    source: Source
    claims: Mapping[str, Any]

    @property
    def expires(self) -> datetime:
        return datetime.fromtimestamp(self.claims["exp"], UTC)


async def vouched_by_source(
    token: str, provider: Provider, application: Application, base_url: str, services: Services
) -> Vouched | None:
    """What a token of one of the provider's trusted sources says; None for any other token."""
    trusted = provider.jwt_federation_sources
    if not trusted or header_of(token).get("alg") not in ASYMMETRIC:
        return None
    own = own_endpoints(base_url, provider, application)
    meant = {provider.client_id, own.issuer, own.token}
    audience = unverified_claims(token).get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or not meant.intersection(one for one in named if isinstance(one, str)):
        return None
    query = select(sources).where(sources.c.id.in_(trusted), sources.c.enabled).order_by(sources.c.slug)
    rows = await services.database.read(lambda connection: connection.execute(query).all())
    for row in rows:
        source = from_row(row, services.sealer)
        if source is None or not source.kind.is_oidc:
            continue
        try:
            endpoints = await endpoints_of(source, services)
            check_issuer(unverified_claims(token), source, endpoints)
            claims = await verified_claims(token, source, endpoints, services)
            check_times(claims)
        except UpstreamError:
            continue
        if isinstance(claims.get("sub"), str) and 0 < len(claims["sub"]) <= 255:
            return Vouched(source, claims)
    return None


def account_of_workload(
    connection: Connection, vouched: Vouched, provider: Provider, application: Application
) -> Person | None:
    """The service account of a subject at a provider, made where there is none; None when its name is somebody else's."""
    subject = vouched.claims["sub"]
    # The issuer and the whole subject count; a name is cut, and different subjects must not meet in one.
    fact = f"{provider.id} {vouched.source.id} {vouched.claims['iss']} {subject}"
    username = f"{provider.name}-{subject}"
    if len(username) > 150 or not username.isprintable():
        username = f"{provider.name[:80]}-{hashlib.sha256(fact.encode()).hexdigest()[:40]}"
    row = users.by_username(connection, username)
    if row is None:
        users.create(
            connection,
            username=username,
            name=f"Application {application.name}, workload of {vouched.source.name}",
            type="service_account",
            path=vouched.source.user_path,
            attributes={"goauthentik.io/user/generated": True, SUBJECT_ATTRIBUTE: fact},
        )
        row = users.by_username(connection, username)
    if row is None or row.attributes.get(SUBJECT_ATTRIBUTE) != fact or not row.is_active:
        return None
    return people.from_row(connection, row)
