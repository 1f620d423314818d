"""Storing applications and providers, with the defaults of authentik."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from wirelatch.database import now
from wirelatch.identity import durations
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.default_mappings import DEFAULT_MAPPINGS
from wirelatch.identity.applications.models import Application
from wirelatch.identity.applications.tables import (
    applications,
    oauth2_providers,
    provider_scope_mappings,
    scope_mappings,
)
from wirelatch.identity.directory.tokens import new_key
from wirelatch.identity.keys import retiring
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.keys.store import SELF_SIGNED, TOKEN_KEY
from wirelatch.identity.keys.tables import certificate_key_pairs
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.policies import targets
from wirelatch.identity.policies.tables import policy_bindings

CLIENT_ID_LENGTH = 40
CLIENT_SECRET_LENGTH = 128


def new_client_id() -> str:
    """A random client id, letters and digits, as authentik makes them."""
    return new_key(CLIENT_ID_LENGTH)


def new_client_secret() -> str:
    """A random client secret, letters and digits, as authentik makes them."""
    return new_key(CLIENT_SECRET_LENGTH)


def default_signing_key(connection: Connection) -> str | None:
    """The installation's own pair: clients expect RS256."""
    query = select(certificate_key_pairs.c.id).where(certificate_key_pairs.c.managed == SELF_SIGNED)
    return connection.execute(query).scalar()


def preselected_mappings(connection: Connection) -> list[str]:
    """The scopes that a new provider has unless others are chosen: openid, email, profile."""
    managed = [mapping.managed for mapping in DEFAULT_MAPPINGS if mapping.preselected]
    query = select(scope_mappings.c.id).where(scope_mappings.c.managed.in_(managed))
    return list(connection.execute(query).scalars())


def insert_provider(connection: Connection, sealer: Sealer, values: Mapping[str, Any]) -> int:
    """Store a provider; `values` are the columns, and `property_mappings`."""
    columns = dict(values)
    mappings = columns.pop("property_mappings")
    columns["client_secret"] = sealer.seal(columns["client_secret"])
    key = connection.execute(insert(oauth2_providers).values(**columns)).inserted_primary_key
    assert key is not None
    provider_id = int(key[0])
    set_mappings(connection, provider_id, mappings)
    count_up(connection)
    return provider_id


def update_provider(
    connection: Connection, sealer: Sealer, provider_id: int, values: Mapping[str, Any]
) -> None:
    """Change a provider; `values` as above, but only those that change."""
    columns = dict(values)
    mappings = columns.pop("property_mappings", None)
    if "client_secret" in columns:
        columns["client_secret"] = sealer.seal(columns["client_secret"])
        # Who sets a secret means it: one that is being phased out must not outlive the change.
        columns |= {"previous_client_secret": None, "previous_client_secret_expires": None}
    if "signing_key" in columns:
        _retire_key(connection, provider_id, columns["signing_key"])
    if columns:
        connection.execute(
            update(oauth2_providers).where(oauth2_providers.c.id == provider_id).values(**columns)
        )
    if mappings is not None:
        set_mappings(connection, provider_id, mappings)
    count_up(connection)


def _retire_key(connection: Connection, provider_id: int, new: str | None) -> None:
    """Keep publishing the key that the provider signed with, while what it signed is valid."""
    provider = connection.execute(select(oauth2_providers).where(oauth2_providers.c.id == provider_id)).one()
    if new is not None:
        retiring.unretire(connection, new, provider_id)
    if provider.signing_key == new:
        return
    # Without a key of its own its access tokens are signed with the installation's.
    own = select(certificate_key_pairs.c.id).where(certificate_key_pairs.c.managed == TOKEN_KEY)
    old = provider.signing_key or connection.execute(own).scalar()
    if old is not None:
        valid_for = durations.parse(provider.access_token_validity)
        retiring.retire(connection, old, provider_id, valid_for)


def rotate_client_secret(
    connection: Connection, sealer: Sealer, provider_id: int, present: str, overlap: timedelta
) -> str:
    """A new client secret; the present one is good beside it for a while. Returns the new one."""
    secret = new_client_secret()
    connection.execute(
        update(oauth2_providers)
        .where(oauth2_providers.c.id == provider_id)
        .values(
            client_secret=sealer.seal(secret),
            previous_client_secret=sealer.seal(present) if overlap else None,
            previous_client_secret_expires=now() + overlap if overlap else None,
        )
    )
    count_up(connection)
    return secret


def set_mappings(connection: Connection, provider_id: int, mapping_ids: Iterable[str]) -> None:
    """Replace the scopes of a provider."""
    own = provider_scope_mappings.c.provider_id == provider_id
    connection.execute(delete(provider_scope_mappings).where(own))
    rows = [
        {"provider_id": provider_id, "mapping_id": mapping_id} for mapping_id in dict.fromkeys(mapping_ids)
    ]
    if rows:
        connection.execute(insert(provider_scope_mappings), rows)


def insert_application(connection: Connection, values: Mapping[str, Any]) -> str:
    """Store an application; returns its id."""
    application_id = new_uuid()
    connection.execute(insert(applications).values(id=application_id, **values))
    count_up(connection)
    return application_id


def delete_application(connection: Connection, application: Application) -> None:
    """Delete an application with its entitlements and all bindings."""
    for entitlement in application.entitlements:
        targets.forget(connection, entitlement.id)
    targets.forget(connection, application.id)
    connection.execute(delete(applications).where(applications.c.id == application.id))
    count_up(connection)


def insert_binding(connection: Connection, values: Mapping[str, Any]) -> str:
    """Store a binding; returns its id."""
    binding_id = new_uuid()
    connection.execute(insert(policy_bindings).values(id=binding_id, **values))
    count_up(connection)
    return binding_id
