"""What the console asks of the log: the changelog of one record, the sign-ins to one application, a refused redirect URI."""

from __future__ import annotations

import uuid

import pytest
from tests.identity.conftest import Identity, RelyingParty

CHANGES = "model_created,model_updated,model_deleted"


async def changelog(identity: Identity, app: str, model: str, pk: str | int) -> list[str]:
    """The acts of a changelog as the console asks for it, the newest first."""
    query = {"context_model_app": app, "context_model_name": model, "context_model_pk": str(pk)}
    answer = await identity.api.get("events/events/", params={**query, "actions": CHANGES})
    return [event["action"] for event in answer.json()["results"]]


async def make_two(identity: Identity, path: str, **values: str) -> dict:
    """A record that was changed once, and another one."""
    made = []
    for number in (1, 2):
        answer = await identity.api.post(path, json={"name": f"record {number}", **values})
        assert answer.status_code == 201, answer.text
        made.append(answer.json())
    assert (
        await identity.api.patch(f"{path}{made[0]['pk']}/", json={"name": "another name"})
    ).status_code == 200
    return made[0]


@pytest.mark.parametrize(
    ("path", "app", "model", "values"),
    [
        ("core/groups/", "authentik_core", "group", {}),
        ("rbac/roles/", "authentik_rbac", "role", {}),
        ("stages/dummy/", "authentik_stages_dummy", "dummystage", {}),
    ],
)
@pytest.mark.parametrize("bare", [False, True], ids=["with hyphens", "as authentik's clients ask"])
async def test_a_changelog_holds_what_happened_to_this_record_alone(
    identity: Identity, path: str, app: str, model: str, values: dict, bare: bool
) -> None:
    made = await make_two(identity, path, **values)
    pk = uuid.UUID(made["pk"]).hex if bare else made["pk"]
    assert await changelog(identity, app, model, pk) == ["model_updated", "model_created"]
    assert await changelog(identity, app, "user", pk) == []


async def test_the_changelog_of_a_user_does_not_mix_kinds_with_the_same_number(identity: Identity) -> None:
    user = await identity.user("ada")
    await identity.api.patch(f"core/users/{user['pk']}/", json={"name": "Ada Lovelace"})
    listed = await changelog(identity, "authentik_core", "user", user["pk"])
    assert listed[0] == "model_updated"
    assert await changelog(identity, "authentik_core", "user", user["pk"] + 1000) == []


async def test_the_changelog_of_a_provider_holds_uris_registered_from_the_error_page(
    identity: Identity, rp: RelyingParty
) -> None:
    browser = await identity.signed_in()
    page = await rp.authorize(browser, redirect_uri="https://app.example.com/other")
    assert (await browser.submit(page)).status_code == 303
    await rp.change(name="Renamed")
    listed = await changelog(identity, "authentik_providers_oauth2", "oauth2provider", rp.provider_id)
    assert listed[:2] == ["model_updated", "model_updated"]


async def test_sign_ins_are_counted_by_application(identity: Identity, rp: RelyingParty) -> None:
    other = await identity.relying_party("other")
    browser = await identity.signed_in()
    await rp.tokens(browser)
    application = (await identity.api.get(f"core/applications/{rp.slug}/")).json()["pk"]
    unused = (await identity.api.get(f"core/applications/{other.slug}/")).json()["pk"]
    for path in ("events/events/", "events/events/volume/"):
        query = {"action": "authorize_application", "context_authorized_app": application}
        found = (await identity.api.get(path, params=query)).json()
        assert len(found["results"] if isinstance(found, dict) else found) == 1, path
        query["context_authorized_app"] = uuid.UUID(application).hex
        assert (await identity.api.get(path, params=query)).json() == found, path
        query["context_authorized_app"] = unused
        found = (await identity.api.get(path, params=query)).json()
        assert (found["results"] if isinstance(found, dict) else found) == [], path


async def test_a_refused_redirect_uri_is_recorded_with_application_and_address(
    identity: Identity, rp: RelyingParty
) -> None:
    """What the event's page shows, beside what is registered, with a button that adds it."""
    await rp.authorize(identity.browser(), redirect_uri="https://app.example.com/wrong")
    (event,) = await identity.events("configuration_error")
    assert event["context"]["application"] == rp.slug
    assert event["context"]["received"] == "https://app.example.com/wrong"
