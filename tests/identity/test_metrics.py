"""Every route is counted and timed, under names that strangers cannot add to."""

from __future__ import annotations


async def metrics(identity) -> str:
    return (await identity.browser().get("/metrics")).text


async def test_routes_are_counted_by_name_and_status(identity, rp) -> None:
    await rp.token(grant_type="magic")
    await rp.http.get(f"/application/o/{rp.slug}/jwks/")
    await identity.browser().get("/if/flow/default-authentication-flow/")
    text = await metrics(identity)
    for line in (
        'route="/application/o/token/",status="400"',
        'method="GET",route="jwks",status="200"',
        'method="GET",route="flow",status="200"',
        'method="PUT",route="/api/v3/core/transactional/applications/",status="200"',
    ):
        assert line in text


async def test_unknown_paths_and_methods_share_one_name(identity) -> None:
    browser = identity.browser()
    await browser.request("BREW", "/coffee/7f3a")
    await browser.get("/application/o/7f3a/jwks/")
    await browser.get("/api/v3/7f3a/")
    text = await metrics(identity)
    assert "7f3a" not in text
    assert "BREW" not in text


async def test_metrics_are_for_the_machine_itself(identity) -> None:
    assert (await identity.browser("203.0.113.1").get("/metrics")).status_code == 401
