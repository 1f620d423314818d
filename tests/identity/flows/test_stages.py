"""What single stages do beyond the default flows."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from tests.identity.conftest import ADMIN_PASSWORD, Browser
from tests.identity.flows.conftest import AUTHENTICATION, JsonBrowser, field_of

from wirelatch.identity.directory.tables import sessions
from wirelatch.identity.flows.tables import terms_acceptances

PATH = f"/if/flow/{AUTHENTICATION}/"
GOOD = {"uid_field": "admin", "password": ADMIN_PASSWORD}
LOGIN = "default-authentication-login"


async def set_login(builder, **values) -> None:
    stage = await builder.default_stage(LOGIN)
    answer = await builder.api.patch(f"stages/user_login/{stage['pk']}/", json=values)
    assert answer.status_code == 200, answer.text


async def cookie_of(answer) -> str:
    return next(c for c in answer.headers.get_list("set-cookie") if c.startswith("wirelatch_identity="))


async def test_a_session_lasts_as_long_as_the_stage_says(identity, builder) -> None:
    await set_login(builder, session_duration="days=3")
    browser = identity.browser()
    answer = await browser.submit(await browser.get(PATH), **GOOD)
    assert "Max-Age=259200" in await cookie_of(answer)


async def test_staying_signed_in_is_asked_where_the_stage_offers_it(identity, builder) -> None:
    await set_login(builder, remember_me_offset="days=30")
    browser = identity.browser()
    page = await browser.follow(await browser.submit(await browser.get(PATH), **GOOD))
    assert "Stay signed in?" in page.text
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403
    assert (await browser.submit(page)).status_code == 400
    answer = await browser.submit(page, remember_me="true")
    assert "Max-Age=2592000" in await cookie_of(answer)
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200


async def test_signing_in_can_end_the_other_sessions(identity, builder) -> None:
    await set_login(builder, terminate_other_sessions=True)
    first = await identity.signed_in()
    second = await identity.signed_in()
    assert (await first.get("/api/v3/core/users/me/")).status_code == 403
    assert (await second.get("/api/v3/core/users/me/")).status_code == 200


@pytest.mark.parametrize(
    ("binding", "address", "status"),
    [
        ("no_binding", "198.51.100.1", 200),
        ("bind_asn_network", "203.0.113.99", 200),
        ("bind_asn_network", "198.51.100.1", 403),
        ("bind_asn_network_ip", "203.0.113.99", 403),
    ],
)
async def test_a_session_can_be_bound_to_the_network(identity, builder, binding, address, status) -> None:
    await set_login(builder, network_binding=binding)
    browser = identity.browser("203.0.113.5")
    await browser.submit(await browser.get(PATH), **GOOD)
    elsewhere = Browser(identity.app, address)
    elsewhere.cookies = browser.cookies
    assert (await elsewhere.get("/api/v3/core/users/me/")).status_code == status


async def test_the_methods_of_the_sign_in_are_in_the_session(identity) -> None:
    await identity.signed_in()
    rows = await identity.app.services.database.read(lambda c: c.execute(select(sessions.c.amr)).all())
    assert rows[0].amr == ["pwd"]


async def test_terms_are_accepted_once_for_each_version_and_kept(identity, builder) -> None:
    flow = await builder.get(f"flows/instances/{AUTHENTICATION}/")
    terms = await builder.stage("terms", "house rules", title="House rules", text="Be <kind>.", version="1")
    await builder.bind(flow, terms, 50)
    browser = identity.browser()
    page = await browser.follow(await browser.submit(await browser.get(PATH), **GOOD))
    assert "Be &lt;kind&gt;." in page.text
    assert (await browser.submit(page)).status_code == 400
    assert (await browser.submit(page, accept="true")).status_code == 303
    await identity.signed_in()
    kept = await identity.app.services.database.read(lambda c: c.execute(select(terms_acceptances)).all())
    assert [(row.version, row.address) for row in kept] == [("1", "127.0.0.1")]
    await identity.api.patch(f"stages/terms/{terms['pk']}/", json={"version": "2"})
    again = identity.browser()
    page = await again.follow(await again.submit(await again.get(PATH), **GOOD))
    assert "House rules" in page.text
    assert (await again.submit(page, accept="true", version="1")).status_code == 400


async def test_a_redirect_stage_hands_what_is_known_to_another_flow(identity, builder) -> None:
    after = await builder.flow("after")
    await builder.bind(after, await builder.default_stage(LOGIN), 0)
    before = await builder.flow("before")
    await builder.bind(before, await builder.default_stage("default-authentication-identification"), 0)
    lead = await builder.stage("redirect", "lead", mode="flow", target_flow=after["pk"])
    await builder.bind(before, lead, 10)
    browser = identity.browser()
    answer = await browser.submit(await browser.get("/if/flow/before/"), **GOOD)
    assert answer.headers["location"] == "/if/flow/after/"
    page = await browser.get("/if/flow/after/")
    assert (await browser.submit(page)).status_code == 303
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200


async def test_a_redirect_stage_leads_to_no_script(identity) -> None:
    body = {"name": "x", "mode": "static", "target_static": "javascript:alert(1)"}
    assert (await identity.api.post("stages/redirect/", json=body)).status_code == 400


FIELDS = {
    "text": ("hello", "hello"),
    "text_area": ("two\nlines", "two\nlines"),
    "email": ("a@example.com", "a@example.com"),
    "number": ("42", 42),
    "checkbox": ("true", True),
    "date": ("2026-11-23", "2026-11-23"),
    "date-time": ("2026-11-23T10:00", "2026-11-23T10:00:00"),
    "ak-locale": ("de", "de"),
    "dropdown": ("b", "b"),
    "radio-button-group": ("a", "a"),
    "hidden": ("tampered", "set"),
    "text_read_only": ("tampered", "set"),
}


@pytest.mark.parametrize("kind", sorted(FIELDS))
async def test_each_kind_of_field_takes_its_values(identity, builder, kind) -> None:
    given, stored = FIELDS[kind]
    values = {"name": "f", "field_key": "attributes.value", "label": "Value", "type": kind}
    if kind in ("dropdown", "radio-button-group"):
        values |= {"placeholder": 'return ["a", "b"]', "placeholder_expression": True}
    if kind in ("hidden", "text_read_only"):
        values["initial_value"] = "set"
    prompt = await builder.created("stages/prompt/prompts/", **values)
    flow = await builder.flow("change", "stage_configuration", authentication="require_authenticated")
    await builder.bind(flow, await builder.stage("prompt/stages", "ask", fields=[prompt["pk"]]), 0)
    write = await builder.stage("user_write", "write", user_creation_mode="never_create")
    await builder.bind(flow, write, 10)
    user = await identity.user("ada")
    browser = await identity.signed_in("ada", "a password")
    page = await browser.get("/if/flow/change/")
    if kind in ("number", "email", "date", "dropdown"):
        assert (await browser.submit(page, **{"attributes.value": "no such value"})).status_code == 400
    assert (await browser.submit(page, **{"attributes.value": given})).status_code == 303
    changed = (await identity.api.get(f"core/users/{user['pk']}/")).json()
    assert changed["attributes"]["value"] == stored


async def test_a_stages_policies_check_what_was_typed(identity, builder) -> None:
    stage = await builder.default_stage("default-password-change-prompt")
    policy = await builder.created(
        "policies/password/", name="long", length_min=30, error_message="Longer, please."
    )
    change = {"validation_policies": [policy["pk"]]}
    assert (await identity.api.patch(f"stages/prompt/stages/{stage['pk']}/", json=change)).status_code == 200
    browser = await identity.signed_in()
    page = await browser.get("/if/flow/default-password-change/")
    page = await browser.follow(await browser.submit(page, password=ADMIN_PASSWORD))
    refused = await browser.submit(page, password="a new password", password_repeat="a new password")
    assert refused.status_code == 400
    assert "Longer, please." in refused.text


async def test_a_hidden_stage_password_is_stored_sealed_and_never_told(identity, builder) -> None:
    made = await builder.stage(
        "email", "own server", host="mail.example.com", password="secret of the server"
    )
    assert "password" not in made
    from wirelatch.identity.flows.tables import stages

    query = select(stages.c.settings).where(stages.c.id == made["pk"])
    stored = await identity.app.services.database.read(lambda c: c.execute(query).scalar())
    assert "secret of the server" not in str(stored)
    assert "secret of the server" not in str(await identity.events("model_created"))


async def test_consent_carries_a_token_that_is_good_for_what_was_shown(identity, builder, browser) -> None:
    from wirelatch.identity import flows

    rp = await identity.relying_party("asks", authorization_flow=flows.EXPLICIT_CONSENT.pk)
    page = await browser.follow(await rp.authorize(browser))
    answer = await browser.submit(page, decision="allow", token="forged")
    assert answer.status_code == 400
    assert field_of(page, "token") not in ("", "forged")
    assert (await browser.submit(page, decision="allow")).status_code == 303


@pytest.mark.parametrize("mode", ["always_require", "permanent"])
async def test_consent_is_remembered_as_the_stage_says(identity, builder, browser, mode) -> None:
    from wirelatch.identity import flows

    stage = await builder.default_stage("default-provider-authorization-consent")
    assert (
        await identity.api.patch(f"stages/consent/{stage['pk']}/", json={"mode": mode})
    ).status_code == 200
    rp = await identity.relying_party("asks", authorization_flow=flows.EXPLICIT_CONSENT.pk)
    page = await browser.follow(await rp.authorize(browser))
    answer = await browser.follow(await browser.submit(page, decision="allow"))
    assert "code=" in answer.headers["location"]
    again = await rp.authorize(browser)
    assert ("code=" in again.headers["location"]) is (mode == "permanent")


async def test_any_flow_can_stand_between_sign_in_and_application(identity, builder, browser) -> None:
    flow = await builder.flow("notice", "authorization", authentication="require_authenticated")
    await builder.bind(flow, await builder.stage("dummy", "Please note"), 0)
    rp = await identity.relying_party("noted", authorization_flow=flow["pk"])
    page = await browser.follow(await rp.authorize(browser))
    assert "Please note" in page.text
    answer = await browser.follow(await browser.submit(page))
    assert answer.headers["location"].startswith(rp.redirect_uri)
    assert (await rp.authorize(browser)).headers["location"].startswith("/if/flow/notice/")


async def test_a_login_costs_few_statements(identity, rp) -> None:
    """A complete sign-in must stay bounded by the password hash."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    browser = identity.browser()
    page = await browser.follow(await rp.authorize(browser))
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(
            ("BEGIN", "SAVEPOINT", "RELEASE", "DELETE FROM")
        ):  # what clears up meanwhile, too
            seen.append(" ".join(statement.split())[:90])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        answer = await browser.submit(page, **GOOD)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert answer.status_code == 303
    assert not any("flow_runs" in statement for statement in seen)
    assert len(seen) <= 20, seen


async def test_json_prompts_tell_their_fields(identity, builder) -> None:
    browser = await identity.signed_in()
    runner = JsonBrowser(browser, "default-user-settings-flow")
    shown = await runner.get()
    assert shown["component"] == "ak-stage-prompt"
    assert {field["field_key"]: field["type"] for field in shown["fields"]} == {
        "username": "username",
        "name": "text",
        "email": "email",
        "attributes.settings.locale": "ak-locale",
    }
    assert shown["fields"][0]["initial_value"] == "admin"


async def test_a_file_is_taken_from_a_plain_form(identity, builder) -> None:
    prompt = await builder.created(
        "stages/prompt/prompts/", name="f", field_key="attributes.picture", label="Picture", type="file"
    )
    flow = await builder.flow("picture", "stage_configuration", authentication="require_authenticated")
    await builder.bind(flow, await builder.stage("prompt/stages", "ask", fields=[prompt["pk"]]), 0)
    await builder.bind(
        flow, await builder.stage("user_write", "write", user_creation_mode="never_create"), 10
    )
    user = await identity.user("ada")
    browser = await identity.signed_in("ada", "a password")
    page = await browser.get("/if/flow/picture/")
    assert 'enctype="multipart/form-data"' in page.text
    answer = await browser.post(
        "/if/flow/picture/",
        data={"csrf_token": field_of(page, "csrf_token"), "stage": field_of(page, "stage")},
        files={"attributes.picture": ("p.png", b"abc", "image/png")},
    )
    assert answer.status_code == 303
    changed = (await identity.api.get(f"core/users/{user['pk']}/")).json()
    assert changed["attributes"]["picture"] == "data:image/png;base64,YWJj"
