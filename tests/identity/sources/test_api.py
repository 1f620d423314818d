"""`sources/…` over the API: presets, what must be set, and who may decide who somebody is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select
from tests.identity.conftest import Identity
from tests.identity.sources.conftest import Through
from tests.identity.sources.upstream import SECRET

from wirelatch.identity.directory import roles
from wirelatch.identity.directory.role_tables import role_permissions
from wirelatch.identity.sources.tables import sources

PRESET = {"name": "Google", "slug": "google", "provider_type": "google", "consumer_key": "id"}


async def with_permissions(identity: Identity, *permissions: str) -> Any:
    user = await identity.user("ada")
    api = identity.api_client(await identity.user_token(user))

    def work(connection: Any) -> None:
        role = roles.create(connection, name="sources")
        roles.set_of_user(connection, user["pk"], [role])
        rows = [{"role_id": role, "permission": name, "object_pk": ""} for name in permissions]
        connection.execute(insert(role_permissions), rows)

    await identity.app.services.database.write(work)
    return api


async def test_a_preset_needs_no_addresses_and_tells_its_callback(identity: Identity) -> None:
    made = await identity.api.post("sources/oauth/", json=PRESET)
    assert made.status_code == 201, made.text
    body = made.json()
    assert body["callback_url"].endswith("/source/oauth/callback/google/")
    assert (body["pkce"], body["user_matching_mode"], body["enabled"]) == ("S256", "identifier", True)
    assert body["type"]["verbose_name"] == "Google"
    listed = (await identity.api.get("sources/all/")).json()["results"]
    assert [source["slug"] for source in listed] == ["google"]


async def test_the_kinds_are_told_with_their_addresses(identity: Identity) -> None:
    kinds = (await identity.api.get("sources/oauth/source_types/")).json()
    assert {"openidconnect", "github", "gitlab", "google", "entraid", "discord"} <= {
        kind["name"] for kind in kinds
    }
    one = (await identity.api.get("sources/oauth/source_types/", params={"name": "github"})).json()
    assert one[0]["profile_url"] == "https://api.github.com/user"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"provider_type": "openidconnect"}, "authorization_url"),
        ({"provider_type": "oauth2"}, "authorization_url"),
        ({"provider_type": "google", "access_token_url": "https://evil.example/"}, "access_token_url"),
        ({"provider_type": "myspace"}, "provider_type"),
        ({"oidc_jwks_url": "file:///etc/passwd"}, "oidc_jwks_url"),
        ({"provider_type": "gitlab", "oidc_well_known_url": "javascript:alert(1)"}, "oidc_well_known_url"),
        ({"slug": "a/b"}, "slug"),
        ({"authentication_flow": "6a6b4b4e-0000-4000-8000-000000000000"}, "authentication_flow"),
        ({"user_property_mappings": ["6a6b4b4e-0000-4000-8000-000000000000"]}, "user_property_mappings"),
        ({"oidc_jwks": {"keys": [{"kty": "RSA", "d": "x"}]}}, "oidc_jwks"),
    ],
)
async def test_settings_that_cannot_work_are_refused(
    identity: Identity, changes: dict[str, Any], field: str
) -> None:
    answer = await identity.api.post("sources/oauth/", json={**PRESET, **changes})
    assert answer.status_code == 400, answer.text
    assert field in answer.json()


async def test_the_secret_is_sealed_and_stays_when_it_is_not_sent(
    through: Through, identity: Identity
) -> None:
    await through.change(name="Renamed")

    def work(connection: Any) -> str:
        return str(connection.execute(select(sources.c.consumer_secret)).scalar())

    stored = await identity.app.services.database.read(work)
    assert stored.startswith("v2:")
    assert identity.app.services.sealer.open(stored) == SECRET


async def test_only_who_holds_every_right_decides_who_a_providers_users_are(
    through: Through, identity: Identity
) -> None:
    ada = await with_permissions(
        identity,
        "authentik_sources_oauth.add_oauthsource",
        "authentik_sources_oauth.change_oauthsource",
        "authentik_sources_oauth.view_oauthsource",
    )
    assert (await ada.post("sources/oauth/", json=PRESET)).status_code == 400
    for changes in ({"user_matching_mode": "email_link"}, {"oidc_well_known_url": "https://evil.example/"}):
        assert (await ada.patch("sources/oauth/up/", json=changes)).status_code == 400
    assert (await ada.patch("sources/oauth/up/", json={"name": "Other", "enabled": False})).status_code == 200


async def test_nobody_connects_an_account_with_a_user_who_may_do_more(
    through: Through, identity: Identity
) -> None:
    ada = await with_permissions(
        identity,
        "authentik_sources_oauth.add_useroauthsourceconnection",
        "authentik_sources_oauth.change_useroauthsourceconnection",
        "authentik_sources_oauth.view_useroauthsourceconnection",
        "authentik_sources_oauth.add_groupoauthsourceconnection",
    )
    admin = (await identity.api.get("core/users/me/")).json()["user"]["pk"]
    body = {"user": admin, "source": through.pk, "identifier": "mine"}
    assert (await ada.post("sources/user_connections/oauth/", json=body)).status_code == 403
    made = (await identity.api.post("sources/user_connections/oauth/", json=body)).json()
    changed = await ada.patch(f"sources/user_connections/oauth/{made['pk']}/", json={"identifier": "ada"})
    assert changed.status_code == 403
    admins = (await identity.api.get("core/groups/", params={"name": "Wirelatch Admins"})).json()["results"][
        0
    ]
    group = {"group": admins["pk"], "source": through.pk, "identifier": "g"}
    assert (await ada.post("sources/group_connections/oauth/", json=group)).status_code == 400


async def test_deleting_a_source_ends_its_connections(through: Through, identity: Identity) -> None:
    await through.sign_in(identity.browser())
    assert (await identity.api.delete("sources/all/up/")).status_code == 204
    assert (await identity.api.get("sources/user_connections/all/")).json()["results"] == []
