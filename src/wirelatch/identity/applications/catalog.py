"""The catalogue: every application, provider, mapping and key, read once and kept in memory.

A request takes one snapshot and uses it to its end. Who changes something counts the stored version up in the same
transaction and calls :meth:`Catalog.changed`; other processes on the same database notice within a second.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from wirelatch.database import Database
from wirelatch.identity.applications import durations
from wirelatch.identity.applications.models import Application, Binding, Provider, RedirectUri, ScopeMapping
from wirelatch.identity.applications.tables import (
    applications,
    catalog_version,
    oauth2_providers,
    policy_bindings,
    provider_scope_mappings,
    scope_mappings,
)
from wirelatch.identity.keys.pair import CertificateKeyPair, SigningKey, parse
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.keys.store import TOKEN_KEY
from wirelatch.identity.keys.tables import certificate_key_pairs

FRESH_SECONDS = 1.0


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
    cache: dict[Any, Any] = field(default_factory=dict)


class Catalog:
    """Gives snapshots, reading anew when something changed."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._snapshot: Snapshot | None = None
        self._checked = 0.0
        self._changes = 0
        self._lock = asyncio.Lock()
        self._pairs: dict[tuple[str, str, str | None], CertificateKeyPair] = {}

    async def current(self) -> Snapshot:
        """The present snapshot."""
        snapshot = self._snapshot
        if snapshot is not None and time.monotonic() - self._checked < FRESH_SECONDS:
            return snapshot
        async with self._lock:
            if self._snapshot is None or time.monotonic() - self._checked >= FRESH_SECONDS:
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
        self._checked = -FRESH_SECONDS

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
        bindings: dict[str, list[Binding]] = {}
        for row in connection.execute(select(policy_bindings).order_by(policy_bindings.c.order)):
            binding = Binding(
                row.id, row.target, row.group_id, row.user_id, row.negate, row.enabled, row._mapping["order"]
            )
            bindings.setdefault(row.target, []).append(binding)
        providers = {}
        for row in connection.execute(select(oauth2_providers).order_by(oauth2_providers.c.id)):
            pair = pairs.get(row.signing_key)
            own = tuple(mapping for mapping in mappings.values() if mapping.id in chosen.get(row.id, ()))
            providers[row.id] = self._provider(row, pair.signing if pair else None, own)
        found = []
        for row in connection.execute(select(applications).order_by(applications.c.name)):
            values = dict(row._mapping)
            provider = providers.get(values.pop("provider_id"))
            found.append(Application(**values, provider=provider, bindings=tuple(bindings.get(row.id, ()))))
        token_pair = next((pair for pair in pairs.values() if pair.managed == TOKEN_KEY), None)
        assert token_pair is not None, "the key for access tokens exists from the first start"
        assert token_pair.signing is not None
        return Snapshot(
            version=version,
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


def count_up(connection: Connection) -> None:
    """Note in the caller's transaction that the catalogue changes."""
    counted = update(catalog_version).values(version=catalog_version.c.version + 1)
    if not connection.execute(counted).rowcount:
        connection.execute(insert(catalog_version).values(id=1, version=1))
