"""What brands choose is in effect: flows of devices, of switching accounts, of users' settings."""

from __future__ import annotations

import pytest

from wirelatch.identity.flows import defaults


@pytest.fixture
async def brand(identity) -> str:
    listed = (await identity.api.get("core/brands/")).json()["results"]
    return next(f"core/brands/{one['brand_uuid']}/" for one in listed if one["default"])


async def made(identity, path: str, **values) -> str:
    answer = await identity.api.post(path, json=values)
    assert answer.status_code == 201, answer.text
    return answer.json()["pk"]


async def flow(identity, slug: str, **values) -> str:
    body = {"name": slug, "title": slug, "designation": "stage_configuration"} | values
    return await made(identity, "flows/instances/", slug=slug, **body)


@pytest.fixture
async def house_rules(identity, brand) -> str:
    """A flow with one page that devices' users go through."""
    pk = await flow(identity, "house-rules", authentication="require_authenticated")
    stage = await made(identity, "stages/dummy/", name="rules")
    await made(identity, "flows/bindings/", target=pk, stage=stage, order=0)
    answer = await identity.api.patch(brand, json={"flow_device_code": pk})
    assert answer.status_code == 200, answer.text
    return pk


async def test_a_devices_code_is_typed_after_the_brands_flow(identity, browser, house_rules) -> None:
    page = await browser.follow(await browser.get("/device", params={"code": "ABCD-EFGH"}))
    assert page.url.path == "/if/flow/house-rules/"
    page = await browser.follow(await browser.submit(page))
    assert page.url.path == "/device"
    assert 'value="ABCD-EFGH"' in page.text
    answer = await browser.submit(page, code="ABCD-EFGH")
    assert "This code is not known" in answer.text  # it was taken, not sent back to the flow


async def test_no_other_flow_and_no_other_session_opens_the_page_for_codes(
    identity, browser, house_rules
) -> None:
    page = await browser.follow(await browser.get("/device"))
    passed = await browser.follow(await browser.submit(page))
    other = await identity.signed_in()
    answer = await other.get(str(passed.url))
    assert answer.headers["location"].startswith("/if/flow/house-rules/")
    await flow(identity, "empty")
    page = await other.follow(await other.get("/if/flow/empty/", params={"next": "/device"}))
    assert page.url.path == "/if/flow/house-rules/"


async def test_without_stages_the_brands_flow_asks_nothing(identity, brand, browser) -> None:
    pk = await flow(identity, "nothing", authentication="require_authenticated")
    await identity.api.patch(brand, json={"flow_device_code": pk})
    assert (await browser.get("/device")).status_code == 200


async def test_the_way_to_another_account_is_the_brands(identity, brand) -> None:
    async def way() -> str:
        answer = await identity.api.post("core/users/switch/", json={"action": "add"})
        assert answer.status_code == 200, answer.text
        return answer.json()["redirect"].partition("?")[0]

    assert await way() == "/if/flow/default-authentication-flow/"
    pk = await flow(identity, "another", designation="authentication")
    await identity.api.patch(brand, json={"flow_user_switch": pk})
    assert await way() == "/if/flow/another/"


@pytest.mark.parametrize(
    ("field", "default"),
    [("flow_user_settings", "default-user-settings-flow"), ("flow_unenrollment", defaults.UNENROLLMENT.slug)],
)
async def test_the_address_of_a_default_flow_leads_to_the_brands(
    identity, brand, browser, field, default
) -> None:
    designation = "unenrollment" if field == "flow_unenrollment" else "stage_configuration"
    pk = await flow(identity, "ours", designation=designation)
    await identity.api.patch(brand, json={field: pk})
    answer = await browser.get(f"/if/flow/{default}/")
    assert answer.headers["location"] == "/if/flow/ours/"


@pytest.mark.parametrize("field", ["flow_lockdown", "flow_request", "web_certificate"])
async def test_what_nothing_would_use_is_not_taken(identity, brand, field) -> None:
    pk = await flow(identity, "unused")
    answer = await identity.api.patch(brand, json={field: pk})
    assert (answer.status_code, answer.json()[field]) == (200, None)
