"""The catalogue: every application, provider, mapping and key, read once and kept in memory.

A request takes one snapshot and uses it to its end. Who changes something counts the stored version up in the same
transaction and calls :meth:`Catalog.changed`; other processes on the same database are told by a notice of PostgreSQL,
and notice by themselves within a second where none can be heard.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from wirelatch.database import Database, notify, now
from wirelatch.identity import durations
from wirelatch.identity.applications.models import (
    Application,
    Entitlement,
    PropertyMapping,
    Provider,
    RedirectUri,
    ScopeMapping,
)
from wirelatch.identity.applications.tables import (
    application_entitlements,
    applications,
    catalog_version,
    oauth2_providers,
    property_mappings,
    provider_scope_mappings,
    scope_mappings,
)
from wirelatch.identity.installation import brands, system_settings
from wirelatch.identity.installation.brands import Brand
from wirelatch.identity.installation.system_settings import SystemSettings
from wirelatch.identity.keys.pair import CertificateKeyPair, SigningKey, parse
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.keys.store import TOKEN_KEY
from wirelatch.identity.keys.tables import certificate_key_pairs, retired_signing_keys
from wirelatch.identity.oidc.tables import dynamic_registrations
from wirelatch.identity.policies.models import Binding, Policy
from wirelatch.identity.policies.reading import read_bindings, read_policies

TOPIC = "catalog"
FRESH_SECONDS = 1.0
FRESH_SECONDS_HEARING = 30.0
"""How long a snapshot is not asked after where changes are told by notices."""


@dataclass(frozen=True)
class Snapshot:
    """The catalogue at one version. `cache` is for answers computed from it, such as discovery documents."""

    version: int
    applications: tuple[Application, ...]
    providers: tuple[Provider, ...]
    mappings: tuple[ScopeMapping, ...]
    pairs: tuple[CertificateKeyPair, ...]
    by_slug: dict[str, Application]
    by_client_id: dict[str, Provider]
    by_provider: dict[int, Application]
    origins: frozenset[str]
    token_key: SigningKey
    policies: tuple[Policy, ...] = ()
    bindings: Mapping[str, tuple[Binding, ...]] = field(default_factory=dict)
    """By target, in order."""
    property_mappings: tuple[PropertyMapping, ...] = ()
    """Those of other kinds than scopes."""
    system: SystemSettings = system_settings.DEFAULTS
    brands: tuple[Brand, ...] = ()
    cache: dict[Any, Any] = field(default_factory=dict)

    def bindings_of(self, target: str) -> tuple[Binding, ...]:
        """What is bound to an application, a flow, or another target."""
        return self.bindings.get(target, ())


class Catalog:
    """Gives snapshots, reading anew when something changed."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._snapshot: Snapshot | None = None
        self._checked = 0.0
        self._changes = 0
        self._lock = asyncio.Lock()
        database.notices.subscribe(TOPIC, self.changed)
        self._pairs: dict[tuple[str, str, str | None], CertificateKeyPair] = {}

    async def current(self) -> Snapshot:
        """The present snapshot."""
        snapshot = self._snapshot
        if snapshot is not None and self._is_fresh():
            return snapshot
        async with self._lock:
            if self._snapshot is None or not self._is_fresh():
                known = None if self._snapshot is None else self._snapshot.version
                checked, changes = time.monotonic(), self._changes
                read = await self._database.read(lambda connection: self._read(connection, known))
                self._snapshot = read or self._snapshot
                if changes == self._changes:  # else something changed while we were reading
                    self._checked = checked
            assert self._snapshot is not None
            return self._snapshot

    def changed(self) -> None:
        """Have the next request read the catalogue anew."""
        self._changes += 1
        self._checked = float("-inf")

    def _is_fresh(self) -> bool:
        age = time.monotonic() - self._checked
        return age < FRESH_SECONDS or (age < FRESH_SECONDS_HEARING and self._database.notices.hearing)

    def _read(self, connection: Connection, known: int | None) -> Snapshot | None:
        version = connection.execute(select(catalog_version.c.version)).scalar() or 0
        if version == known:
            return None
        return self.read_in(connection, version)

    def read_in(self, connection: Connection, version: int = -1) -> Snapshot:
        """The catalogue as the caller's transaction sees it."""
        pairs = {row.id: self._pair(row) for row in connection.execute(select(certificate_key_pairs))}
        mappings = {
            row.id: ScopeMapping(
                row.id, row.managed, row.name, row.scope_name, row.description, row.expression
            )
            for row in connection.execute(select(scope_mappings).order_by(scope_mappings.c.scope_name))
        }
        chosen: dict[int, set[str]] = {}
        for row in connection.execute(select(provider_scope_mappings)):
            chosen.setdefault(row.provider_id, set()).add(row.mapping_id)
        policies = read_policies(connection)
        bindings = read_bindings(connection, policies)
        entitlements: dict[str, list[Entitlement]] = {}
        for row in connection.execute(
            select(application_entitlements).order_by(application_entitlements.c.name)
        ):
            entitlement = Entitlement(**row._mapping, bindings=bindings.get(row.id, ()))
            entitlements.setdefault(row.application_id, []).append(entitlement)
        retired = _retired_keys(connection, pairs)
        registering = set(connection.execute(select(dynamic_registrations.c.provider_id)).scalars())
        providers = {}
        for row in connection.execute(select(oauth2_providers).order_by(oauth2_providers.c.id)):
            pair = pairs.get(row.signing_key)
            own = tuple(mapping for mapping in mappings.values() if mapping.id in chosen.get(row.id, ()))
            signing = (
                pair.signing.with_algorithm(row.id_token_signed_response_alg)
                if pair and pair.signing
                else None
            )
            providers[row.id] = replace(
                self._provider(row, signing, own),
                registers_clients=row.id in registering,
                retired_keys=retired.get(row.id, ()) + (() if row.signing_key else retired.get(None, ())),
                **self._token_settings(row),
                **self._authorization_settings(row, pairs),
            )
        found, system = [], system_settings.read(connection)
        for row in connection.execute(select(applications).order_by(applications.c.name)):
            values = dict(row._mapping)
            provider = providers.get(values.pop("provider_id"))
            found.append(
                Application(
                    **values,
                    provider=provider,
                    bindings=bindings.get(row.id, ()),
                    entitlements=tuple(entitlements.get(row.id, ())),
                    open_without_bindings=system.core_default_app_access,
                )
            )
        token_pair = next((pair for pair in pairs.values() if pair.managed == TOKEN_KEY), None)
        assert token_pair is not None, "the key for access tokens exists from the first start"
        assert token_pair.signing is not None
        return Snapshot(
            version=version,
            system=system,
            brands=brands.read(connection),
            applications=tuple(found),
            providers=tuple(providers.values()),
            mappings=tuple(mappings.values()),
            pairs=tuple(sorted(pairs.values(), key=lambda pair: pair.name)),
            by_slug={application.slug: application for application in found},
            by_client_id={provider.client_id: provider for provider in providers.values()},
            by_provider={
                application.provider.id: application for application in found if application.provider
            },
            origins=frozenset().union(*(provider.origins for provider in providers.values())),
            token_key=token_pair.signing,
            policies=tuple(sorted(policies.values(), key=lambda policy: policy.name)),
            bindings=bindings,
            property_mappings=tuple(
                PropertyMapping(**row._mapping)
                for row in connection.execute(select(property_mappings).order_by(property_mappings.c.name))
            ),
        )

    def _pair(self, row: Any) -> CertificateKeyPair:
        key = (row.id + row.name, row.certificate_data, row.key_data)
        if key not in self._pairs:
            self._pairs[key] = parse(
                pair_id=row.id,
                name=row.name,
                certificate_data=row.certificate_data,
                key_data=None if row.key_data is None else self._sealer.open(row.key_data),
                managed=row.managed,
                created_at=row.created_at,
                checked=True,
            )
        return self._pairs[key]

    def _provider(self, row: Any, key: SigningKey | None, mappings: tuple[ScopeMapping, ...]) -> Provider:
        return Provider(
            id=row.id,
            name=row.name,
            authentication_flow=row.authentication_flow,
            authorization_flow=row.authorization_flow,
            invalidation_flow=row.invalidation_flow,
            client_type=row.client_type,
            client_id=row.client_id,
            client_secret=self._sealer.open(row.client_secret),
            grant_types=tuple(row.grant_types),
            redirect_uris=tuple(RedirectUri(**uri) for uri in row.redirect_uris),
            pkce=row.pkce,
            pkce_plain=row.pkce_plain,
            access_code_validity=durations.parse(row.access_code_validity),
            access_token_validity=durations.parse(row.access_token_validity),
            refresh_token_validity=durations.parse(row.refresh_token_validity),
            refresh_token_threshold=durations.parse(row.refresh_token_threshold),
            include_claims_in_id_token=row.include_claims_in_id_token,
            sub_mode=row.sub_mode,
            issuer_mode=row.issuer_mode,
            signing_key=key,
            logout_uri=row.logout_uri,
            logout_method=row.logout_method,
            mappings=mappings,
        )

    def _authorization_settings(self, row: Any, pairs: Mapping[str, CertificateKeyPair]) -> dict[str, Any]:
        encrypting = pairs.get(row.encryption_key)
        return {
            "encryption_key": encrypting.encryption_key if encrypting else None,
            "jwks": row.jwks,
            "jwks_uri": row.jwks_uri,
            "require_pushed_authorization_requests": row.require_pushed_authorization_requests,
            "request_object_signing_alg": row.request_object_signing_alg,
            "userinfo_signed_response_alg": row.userinfo_signed_response_alg,
            "allowed_resources": tuple(row.allowed_resources),
        }

    def _token_settings(self, row: Any) -> dict[str, Any]:
        previous = row.previous_client_secret
        return {
            "token_endpoint_auth_method": row.token_endpoint_auth_method,
            "token_endpoint_auth_signing_alg": row.token_endpoint_auth_signing_alg,
            "previous_client_secret": None if previous is None else self._sealer.open(previous),
            "previous_client_secret_expires": row.previous_client_secret_expires,
            "id_token_signed_response_alg": row.id_token_signed_response_alg,
            "access_token_typ": row.access_token_typ,
            "device_code_validity": durations.parse(row.device_code_validity),
            "dpop_bound_access_tokens": row.dpop_bound_access_tokens,
            "jwt_federation_sources": tuple(row.jwt_federation_sources),
            "jwt_federation_providers": tuple(row.jwt_federation_providers),
            "sector_identifier": row.sector_identifier,
        }


def _retired_keys(
    connection: Connection, pairs: Mapping[str, CertificateKeyPair]
) -> dict[int | None, tuple[SigningKey, ...]]:
    """By provider, and under None for those without a key of their own: what they signed with before."""
    found: dict[int | None, tuple[SigningKey, ...]] = {}
    query = select(retired_signing_keys).where(retired_signing_keys.c.until > now())
    for row in connection.execute(query.order_by(retired_signing_keys.c.id.desc())):
        signing = pairs[row.pair_id].signing
        if signing is not None and signing not in found.get(row.provider_id, ()):
            found[row.provider_id] = (*found.get(row.provider_id, ()), signing)
    return found


def count_up(connection: Connection) -> None:
    """Note in the caller's transaction that the catalogue changes, and tell other processes once it is committed."""
    counted = update(catalog_version).values(version=catalog_version.c.version + 1)
    if not connection.execute(counted).rowcount:
        connection.execute(insert(catalog_version).values(id=1, version=1))
    notify(connection, TOPIC)
