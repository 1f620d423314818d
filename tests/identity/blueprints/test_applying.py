"""Applying blueprints: what they say is there afterwards, all of it or nothing."""

from __future__ import annotations

from typing import Any

from tests.support.blueprints import APPLICATION, applied


async def get(identity: Any, path: str) -> Any:
    answer = await identity.api.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_application_with_all_that_belongs_to_it_is_made(identity: Any) -> None:
    report = await applied(identity, APPLICATION)
    assert report.lines() == []
    assert report.counts() == {"created": 8}
    application = await get(identity, "core/applications/node-red/")
    provider = await get(identity, f"providers/oauth2/{application['provider']}/")
    assert provider["redirect_uris"][0]["url"] == "https://nodered.company/auth/strategy/callback/"
    assert provider["client_secret"] == "a secret of the context"
    assert provider["signing_key"]
    bindings = await get(identity, f"policies/bindings/?target={application['pk']}")
    assert [(each["order"], each["negate"]) for each in bindings["results"]] == [(0, False), (1, True)]
    await identity.signed_in("ada", "a long enough password")


async def test_applying_it_again_changes_nothing(identity: Any) -> None:
    await applied(identity, APPLICATION)
    events = (await get(identity, "events/events/"))["pagination"]["count"]
    report = await applied(identity, APPLICATION)
    assert report.counts() == {"unchanged": 8}
    assert (await get(identity, "events/events/"))["pagination"]["count"] == events
