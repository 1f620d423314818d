"""Texts that others choose stay texts: no name, description, address or icon runs in the browser of who looks at it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.console import create_application, create_user, visit
from tests.support.processes import ADMIN_TOKEN, Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]
RUN = "window.struck=1;alert(1)"
HOSTILE = f"\"'><img src=x onerror={RUN}><script>{RUN}</script>{{{{7*7}}}}${{7*7}}<a href=javascript:{RUN}>"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'
PASSWORD = "an analytical engine"


@dataclass
class Planted:
    slug: str
    provider: int
    user: int
    group: str


@pytest.fixture(scope="module")
def planted(identity: Wirelatch) -> Planted:
    """Objects with such a text wherever one may be written."""
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
    with httpx.Client(base_url=f"{identity.identity}/api/v3/", headers=headers) as api:

        def post(path: str, **values: Any) -> dict[str, Any]:
            answer = api.post(path, json=values)
            assert answer.status_code == 201, answer.text
            made: dict[str, Any] = answer.json()
            return made

        slug, provider = create_application(api, "Hostile")
        changed = {"name": HOSTILE, "meta_description": HOSTILE, "meta_publisher": HOSTILE, "group": HOSTILE}
        api.patch(f"core/applications/{slug}/", json=changed).raise_for_status()
        explicit = api.get("flows/instances/default-provider-authorization-explicit-consent/").json()["pk"]
        api.patch(
            f"providers/oauth2/{provider}/", json={"name": HOSTILE, "authorization_flow": explicit}
        ).raise_for_status()
        user = create_user(api, "mallory", password=PASSWORD, email="m@example.org")
        api.patch(
            f"core/users/{user}/", json={"name": HOSTILE, "attributes": {HOSTILE: HOSTILE}}
        ).raise_for_status()
        group = post("core/groups/", name=HOSTILE, attributes={HOSTILE: HOSTILE}, users=[user])["pk"]
        role = post("rbac/roles/", name=HOSTILE[:150])["pk"]
        api.patch(f"core/groups/{group}/", json={"roles": [role]}).raise_for_status()
        post("core/tokens/", identifier="hostile", description=HOSTILE, intent="api")
        post("policies/expression/", name=HOSTILE, expression="return True")
        post(
            "propertymappings/provider/scope/",
            name=HOSTILE,
            scope_name="x",
            description=HOSTILE,
            expression="return {}",
        )
        post("events/transports/", name=HOSTILE, mode="local")
        post("stages/dummy/", name=HOSTILE)
        post("stages/prompt/prompts/", name=HOSTILE, field_key="x", label=HOSTILE, type="text", placeholder=HOSTILE)  # fmt: skip
        flow = post(
            "flows/instances/", name=HOSTILE, slug="hostile", title=HOSTILE, designation="stage_configuration"
        )
        assert flow["slug"] == "hostile"
        return Planted(slug, provider, user, group)


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page on which nothing may run that we did not write."""
    struck: list[str] = []
    page.on("dialog", lambda dialog: (struck.append(dialog.message), dialog.dismiss()))
    yield page
    assert struck == []


def unharmed(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.struck") is None, page.url
    assert page.locator("img[src='x'], a[href^='javascript:']").count() == 0, page.url


def test_the_console_shows_such_texts_as_texts(identity: Wirelatch, watched: Page, planted: Planted) -> None:
    for path in (
        "core/applications",
        f"core/applications/{planted.slug}",
        "core/providers",
        f"core/providers/{planted.provider}",
        "identity/users",
        f"identity/users/{planted.user}",
        "identity/groups",
        "identity/roles",
        "core/tokens",
        "policy/policies",
        "core/property-mappings",
        "events/transports",
        "events/log",
        "flow/flows",
        "flow/flows/hostile",
        "flow/stages",
        "flow/stages/prompts",
        "administration/overview",
    ):
        visit(watched, identity, f"/if/admin/#/{path}")
        watched.wait_for_selector("h1")
        unharmed(watched)


def test_differences_of_an_event_show_such_texts_as_texts(
    identity: Wirelatch, watched: Page, planted: Planted, api: httpx.Client
) -> None:
    found = api.get("events/events/", params={"ordering": "-created", "page_size": 100}).json()["results"]
    told = [event for event in found if "onerror" in str(event["context"])]
    assert told
    for event in told[:3]:
        visit(watched, identity, f"/if/admin/#/events/log/{event['pk']}")
        unharmed(watched)


def test_my_applications_shows_such_texts_as_texts(
    identity: Wirelatch, watched: Page, planted: Planted
) -> None:
    visit(watched, identity, "/if/user/", "mallory", PASSWORD)
    expect(watched.get_by_text("onerror").first).to_be_visible()
    unharmed(watched)


def test_consent_and_error_pages_show_such_texts_as_texts(
    identity: Wirelatch, watched: Page, planted: Planted, api: httpx.Client
) -> None:
    client_id = api.get(f"providers/oauth2/{planted.provider}/").json()["client_id"]
    start = f"/application/o/authorize/?response_type=code&client_id={client_id}&scope=openid+x"
    watched.goto(f"{identity.identity}{start}&redirect_uri={quote('https://hostile.company/callback')}")
    expect(watched.get_by_text("onerror").first).to_be_visible()
    unharmed(watched)
    for path in (
        f"{start}&redirect_uri={quote('javascript:' + RUN)}",
        f"{start}&redirect_uri={quote(HOSTILE)}",
        f"/application/o/authorize/?client_id={quote(HOSTILE)}",
        f"/if/flow/{quote(HOSTILE, safe='')}/",
        f"/device?code={quote(HOSTILE)}",
        f"/if/flow/default-authentication-flow/?again=1&login_hint={quote(HOSTILE)}&next={quote('javascript:' + RUN)}",
        f"/source/oauth/callback/x/?error={quote(HOSTILE)}&error_description={quote(HOSTILE)}",
        f"/application/o/{planted.slug}/end-session/?post_logout_redirect_uri={quote('javascript:' + RUN)}&state={quote(HOSTILE)}",
    ):
        watched.goto(identity.identity + path)
        unharmed(watched)


def test_no_address_of_an_application_is_a_script(planted: Planted, api: httpx.Client) -> None:
    for field in ("meta_launch_url", "meta_icon"):
        for value in (f"javascript:{RUN}", f" javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"java\tscript:{RUN}",
                      f"data:text/html,<script>{RUN}</script>", f"vbscript:{RUN}"):  # fmt: skip
            answer = api.patch(f"core/applications/{planted.slug}/", json={field: value})
            assert answer.status_code == 400, (field, value, answer.text)


def test_a_picture_that_holds_a_script_does_not_run_it(
    identity: Wirelatch, watched: Page, planted: Planted, api: httpx.Client
) -> None:
    answer = api.post(
        f"core/applications/{planted.slug}/set_icon/",
        files={"file": ("icon.svg", SVG.encode(), "image/svg+xml")},
    )
    if answer.is_success:
        icon = api.get(f"core/applications/{planted.slug}/").json()["meta_icon_url"]
        watched.goto(icon if icon.startswith("http") else identity.identity + icon)
        unharmed(watched)
    url = "data:image/svg+xml;base64," + base64.b64encode(SVG.encode()).decode()
    api.patch(f"core/applications/{planted.slug}/", json={"meta_icon": url})
    visit(watched, identity, "/if/user/")
    unharmed(watched)
