"""Applications and providers: one by one, in one go, and by the flows half's link token."""

from __future__ import annotations

import re

import pytest
from tests.identity.conftest import LINK_TOKEN

MODEL = "authentik_providers_oauth2.oauth2provider"
URI = {
    "matching_mode": "strict",
    "url": "http://127.0.0.1:1880/auth/strategy/callback",
    "redirect_uri_type": "authorization",
}


def transaction(slug: str = "app", **provider) -> dict:
    return {
        "app": {"name": "App", "slug": slug},
        "provider_model": MODEL,
        "provider": {"name": f"Provider for {slug}", "redirect_uris": [URI], **provider},
    }


async def put(client, body: dict):
    return await client.put("core/transactional/applications/", json=body)


async def test_one_request_makes_application_provider_and_bindings(identity) -> None:
    body = {**transaction(), "policy_bindings": [{"user": 1, "order": 0}]}
    answer = await put(identity.api, body)
    assert (answer.status_code, answer.json()) == (200, {"applied": True, "logs": []})
    application = (await identity.api.get("core/applications/app/")).json()
    assert application["provider_obj"]["name"] == "Provider for app"
    assert application["launch_url"] == "http://127.0.0.1:1880"
    bindings = (await identity.api.get("policies/bindings/", params={"target": application["pk"]})).json()
    assert bindings["results"][0]["user"] == 1


@pytest.mark.parametrize(
    ("path", "key"), [("core/applications/", "pk"), ("flows/instances/", "flow_uuid")], ids=str
)
async def test_a_record_that_is_addressed_by_its_slug_is_found_by_its_key(identity, path, key) -> None:
    await put(identity.api, transaction())
    every = (await identity.api.get(path)).json()["results"]
    found = (await identity.api.get(path, params={key: every[-1]["pk"]})).json()["results"]
    assert [record["slug"] for record in found] == [every[-1]["slug"]]


async def test_a_new_provider_has_authentiks_defaults(identity) -> None:
    await put(identity.api, transaction())
    made = (await identity.api.get("providers/oauth2/")).json()["results"][0]
    assert re.fullmatch(r"\w{40}", made["client_id"])
    assert re.fullmatch(r"\w{128}", made["client_secret"])
    expected = {
        "client_type": "confidential",
        "access_code_validity": "minutes=1",
        "access_token_validity": "hours=1",
        "refresh_token_validity": "days=30",
        "refresh_token_threshold": "seconds=0",
        "include_claims_in_id_token": True,
        "sub_mode": "hashed_user_id",
        "issuer_mode": "per_provider",
        "pkce": "optional",
    }
    assert {name: made[name] for name in expected} == expected
    mappings = (await identity.api.get("propertymappings/provider/scope/")).json()["results"]
    chosen = {mapping["scope_name"] for mapping in mappings if mapping["pk"] in made["property_mappings"]}
    assert chosen == {"openid", "email", "profile"}


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"app": {"name": "", "slug": "a b"}}, {"app": {"name", "slug"}}),
        ({"app": {"name": "x", "slug": "token"}}, {"app": {"slug"}}),
        ({"provider": {"name": "x", "redirect_uris": "no"}}, {"provider": {"redirect_uris"}}),
        (
            {"provider": {"name": "x", "redirect_uris": [], "access_code_validity": "hours=1"}},
            {"provider": {"access_code_validity"}},
        ),
        (
            {"provider": {"name": "x", "redirect_uris": [], "access_token_validity": "soon"}},
            {"provider": {"access_token_validity"}},
        ),
    ],
)
async def test_errors_name_the_part_and_the_field(identity, change, errors) -> None:
    answer = await put(identity.api, transaction() | change)
    assert answer.status_code == 400
    assert {part: set(fields) for part, fields in answer.json().items()} == errors


async def test_nothing_is_made_when_one_part_is_wrong(identity) -> None:
    await put(identity.api, transaction())
    answer = await put(identity.api, transaction() | {"provider": {"name": "Another", "redirect_uris": []}})
    assert answer.json() == {"app": {"slug": ["Application with this slug already exists."]}}
    assert (await identity.api.get("providers/oauth2/", params={"name": "Another"})).json()["results"] == []


@pytest.mark.parametrize(
    "slug",
    ["authorize", "token", "device", "userinfo", "introspect", "revoke", "Token", "a b", "ä", "", "a/b"],
)
async def test_reserved_and_malformed_slugs_are_refused(identity, slug) -> None:
    answer = await identity.api.post("core/applications/", json={"name": "x", "slug": slug})
    assert (answer.status_code, list(answer.json())) == (400, ["slug"])


async def test_an_application_never_nests_a_secret__cve_2026_40166(identity, rp) -> None:
    for path in (
        "core/applications/",
        f"core/applications/{rp.slug}/",
        "providers/all/",
        f"providers/all/{rp.provider_id}/",
    ):
        assert rp.client_secret not in (await identity.api.get(path)).text
    assert rp.client_secret not in (await identity.api.get("events/events/")).text


async def test_changing_a_secret_does_not_tell_it_to_the_ledger(identity, rp) -> None:
    await rp.change(client_secret="a-new-secret-nobody-shall-read")
    assert "nobody-shall-read" not in (await identity.api.get("events/events/")).text
    rp.client_secret = "a-new-secret-nobody-shall-read"
    assert (await rp.token(grant_type="client_credentials")).status_code == 200


async def test_secrets_and_keys_are_encrypted_at_rest(identity, rp) -> None:
    data = b"".join(file.read_bytes() for file in identity.app.settings.data.glob("identity.db*"))
    assert rp.client_secret.encode() not in data
    assert b"PRIVATE KEY" not in data
    assert (identity.app.settings.data / "identity.key").stat().st_mode & 0o777 == 0o600


async def test_replacing_a_provider_keeps_its_credentials(identity, rp) -> None:
    body = {"name": "Renamed", "redirect_uris": [URI]}
    answer = await identity.api.put(f"providers/oauth2/{rp.provider_id}/", json=body)
    assert answer.status_code == 200
    assert (answer.json()["client_id"], answer.json()["client_secret"]) == (rp.client_id, rp.client_secret)


async def test_a_provider_belongs_to_one_application(identity, rp) -> None:
    answer = await identity.api.post(
        "core/applications/", json={"name": "x", "slug": "x", "provider": rp.provider_id}
    )
    assert answer.json() == {"provider": ["This provider already belongs to another application."]}


async def test_deleting_a_provider_leaves_its_application_and_ends_its_tokens(identity, rp, browser) -> None:
    token = (await rp.tokens(browser))["access_token"]
    assert (await identity.api.delete(f"providers/all/{rp.provider_id}/")).status_code == 204
    assert (await identity.api.get("core/applications/app/")).json()["provider"] is None
    assert (await rp.userinfo(token)).status_code == 401


async def test_setup_urls_are_those_of_the_metadata(identity, rp) -> None:
    urls = (await identity.api.get(f"providers/oauth2/{rp.provider_id}/setup_urls/")).json()
    metadata = (await rp.http.get(urls["provider_info"])).json()
    assert (urls["issuer"], urls["token"], urls["jwks"]) == (
        metadata["issuer"],
        metadata["token_endpoint"],
        metadata["jwks_uri"],
    )


async def test_a_preview_shows_a_users_claims(identity, rp) -> None:
    user = await identity.user("ada")
    path = f"providers/oauth2/{rp.provider_id}/preview_user/"
    preview = (await identity.api.get(path, params={"for_user": user["pk"]})).json()["preview"]
    assert preview["preferred_username"] == "ada"


async def test_a_launch_url_is_filled_in_without_reading_anything_else(identity) -> None:
    url = "https://x.example/%(username)s/%(password_hash)s/%(__class__)s"
    await identity.api.post("core/applications/", json={"name": "x", "slug": "x", "meta_launch_url": url})
    listed = (await identity.api.get("core/applications/")).json()["results"][0]
    assert listed["launch_url"] == "https://x.example/admin/%(password_hash)s/%(__class__)s"


@pytest.mark.parametrize("field", ["meta_launch_url", "meta_icon"])
async def test_a_script_address_is_refused(identity, field) -> None:
    answer = await identity.api.post(
        "core/applications/", json={"name": "x", "slug": "x", field: "javascript:alert(1)"}
    )
    assert (answer.status_code, list(answer.json())) == (400, [field])


async def test_the_flows_half_registers_itself_and_reads_it_back(identity) -> None:
    link = identity.api_client(LINK_TOKEN)
    body = transaction("wirelatch", client_id="flows", client_secret="flows-secret")
    assert (await put(link, body)).status_code == 200
    application = (await link.get("core/applications/wirelatch/")).json()
    listed = (await link.get("providers/oauth2/", params={"application": application["pk"]})).json()[
        "results"
    ]
    assert [(entry["client_id"], entry["client_secret"]) for entry in listed] == [("flows", "flows-secret")]


async def test_registering_again_adds_addresses_and_keeps_what_an_administrator_has_added(identity) -> None:
    link = identity.api_client(LINK_TOKEN)
    await put(link, transaction("wirelatch", client_id="flows", client_secret="one"))
    provider = (await identity.api.get("providers/oauth2/")).json()["results"][0]
    own = {**URI, "url": "https://flows.example.com/auth/strategy/callback"}
    await identity.api.patch(f"providers/oauth2/{provider['pk']}/", json={"redirect_uris": [URI, own]})
    other = {**URI, "url": "http://127.0.0.1:1881/auth/strategy/callback"}
    again = transaction("wirelatch", client_id="flows", client_secret="two") | {}
    again["provider"]["redirect_uris"] = [other]
    assert (await put(link, again)).status_code == 200
    provider = (await identity.api.get("providers/oauth2/")).json()["results"][0]
    assert [uri["url"] for uri in provider["redirect_uris"]] == [URI["url"], own["url"], other["url"]]
    assert provider["client_secret"] == "two"


async def test_the_link_token_reaches_no_other_application(identity, rp) -> None:
    link = identity.api_client(LINK_TOKEN)
    assert (await put(link, transaction("other"))).status_code == 403
    bound = {**transaction("wirelatch"), "policy_bindings": [{"user": 1}]}
    assert (await put(link, bound)).status_code == 403
    assert (await link.get(f"core/applications/{rp.slug}/")).status_code == 403
    assert (await link.get(f"providers/oauth2/{rp.provider_id}/")).status_code == 403
    assert (await link.get("providers/oauth2/")).json()["results"] == []
