"""Going through flows: order, conditions, one-time transitions, and what happens when a flow denies."""

from __future__ import annotations

import asyncio

import pytest
from tests.identity.conftest import ADMIN_PASSWORD, BASE
from tests.identity.flows.conftest import AUTHENTICATION, JsonBrowser, field_of

PATH = f"/if/flow/{AUTHENTICATION}/"
EXPRESSION = "policies/expression/"


async def policy(builder, name: str, expression: str):
    return await builder.created(EXPRESSION, name=name, expression=expression)


async def bound(builder, target: str, **values):
    return await builder.created("policies/bindings/", target=target, order=0, **values)


async def test_the_default_flows_are_there_with_their_stages(builder) -> None:
    flows = {
        flow["slug"]: flow for flow in (await builder.get("flows/instances/", page_size="100"))["results"]
    }
    assert {"default-authentication-flow", "default-invalidation-flow", "default-password-change"} <= set(
        flows
    )
    stages = [binding["stage_obj"]["name"] for binding in await builder.bindings(AUTHENTICATION)]
    assert stages[0] == "default-authentication-identification"
    assert stages[-1] == "default-authentication-login"


async def test_identification_and_password_can_be_two_pages(identity, builder) -> None:
    await builder.two_pages()
    browser = identity.browser()
    answer = await browser.submit(await browser.get(PATH), uid_field="admin")
    assert answer.status_code == 303
    page = await browser.follow(answer)
    assert "Signing in as <strong>admin</strong>" in page.text
    answer = await browser.submit(page, password=ADMIN_PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/if/user/")
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200


async def test_opening_a_sign_in_page_stores_nothing(identity, builder) -> None:
    browser = identity.browser()
    for _ in range(3):
        await browser.get(PATH)
    assert (await builder.get("flows/instances/cache_info/"))["count"] == 0
    assert not any(name.startswith("wirelatch_flow") for name in browser.cookies)


async def test_not_you_begins_anew(identity, builder) -> None:
    await builder.two_pages()
    browser = identity.browser()
    page = await browser.follow(await browser.submit(await browser.get(PATH), uid_field="admin"))
    again = await browser.follow(
        await browser.get(page.text.split('class="foot"><a href="')[1].split('"')[0].replace("&amp;", "&"))
    )
    assert "uid_field" in again.text
    assert (await builder.get("flows/instances/cache_info/"))["count"] == 0


async def test_an_answer_to_a_page_that_was_left_behind_says_nothing_about_the_next(
    identity, builder
) -> None:
    await builder.two_pages()
    browser = identity.browser()
    first = await browser.get(PATH)
    await browser.submit(first, uid_field="admin")
    answer = await browser.submit(first, uid_field="admin", password="guess")
    assert answer.status_code == 303
    assert await identity.events("login_failed") == []


async def test_of_two_answers_at_once_one_passes(identity, builder) -> None:
    flow = await builder.flow("twice", "enrollment")
    prompt = await builder.created(
        "stages/prompt/prompts/", name="u", field_key="username", label="U", type="username"
    )
    ask = await builder.stage("prompt/stages", "ask", fields=[prompt["pk"]])
    dummy = await builder.stage("dummy", "wait")
    write = await builder.stage(
        "user_write", "write", user_creation_mode="always_create", create_users_as_inactive=False
    )
    for order, stage in enumerate((ask, dummy, write)):
        await builder.bind(flow, stage, order)
    browser = identity.browser()
    page = await browser.follow(await browser.submit(await browser.get("/if/flow/twice/"), username="once"))
    answers = await asyncio.gather(*(browser.submit(page) for _ in range(8)))
    assert {answer.status_code for answer in answers} <= {303}
    assert len(await identity.events("user_write")) == 1


async def test_a_run_belongs_to_the_browser_that_began_it(identity, builder) -> None:
    await builder.two_pages()
    browser, other = identity.browser(), identity.browser()
    await browser.submit(await browser.get(PATH), uid_field="admin")
    answer = await other.submit(await other.get(PATH), password=ADMIN_PASSWORD)
    assert answer.status_code == 401
    assert (await other.get("/api/v3/core/users/me/")).status_code == 403


async def test_what_holds_a_run_changes_when_something_is_proven(identity, builder) -> None:
    """Else whoever planted the cookie beforehand would hold what its victim proves."""
    await builder.two_pages()
    flow = await builder.get(f"flows/instances/{AUTHENTICATION}/")
    await builder.bind(flow, await builder.stage("dummy", "wait"), 90)
    browser = identity.browser()
    page = await browser.follow(await browser.submit(await browser.get(PATH), uid_field="admin"))
    planted = {name: value for name, value in browser.cookies.items() if name.startswith("wirelatch_flow")}
    await browser.submit(page, password=ADMIN_PASSWORD)
    attacker = identity.browser()
    for name, value in planted.items():
        attacker.cookies.set(name, value)
    assert "uid_field" in (await attacker.get(PATH)).text
    await browser.submit(await browser.get(PATH))
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200


async def test_a_stage_is_left_out_for_whom_its_policy_does_not_pass(identity, builder) -> None:
    await identity.user("ada")
    flow = await builder.get(f"flows/instances/{AUTHENTICATION}/")
    binding = await builder.bind(flow, await builder.stage("dummy", "only ada"), 90)
    only = await policy(builder, "only ada", 'return request.user.username == "ada"')
    await bound(builder, binding["pk"], policy=only["pk"])
    await identity.signed_in()
    browser = identity.browser()
    answer = await browser.submit(await browser.get(PATH), uid_field="ada", password="a password")
    assert "only ada" in (await browser.follow(answer)).text


async def test_a_policy_that_fails_never_takes_the_password_stage_out__cve_2024_47070(
    identity, builder
) -> None:
    await builder.two_pages()
    binding = next(
        b for b in await builder.bindings(AUTHENTICATION) if b["stage_obj"]["name"].endswith("-password")
    )
    fails = await policy(builder, "fails", "return 1 / (len(request.user.username) * 0) == 1")
    await bound(builder, binding["pk"], policy=fails["pk"])
    browser = identity.browser()
    page = await browser.follow(await browser.submit(await browser.get(PATH), uid_field="admin"))
    assert 'name="password"' in page.text


async def test_a_policy_that_fails_before_a_login_ends_the_flow(identity, builder) -> None:
    flow = await builder.flow("other")
    await builder.login_stages(flow)
    login = (await builder.bindings("other"))[-1]
    fails = await policy(builder, "fails", "return 1 / (len(request.user.username) * 0) == 1")
    await bound(builder, login["pk"], policy=fails["pk"])
    browser = identity.browser()
    answer = await browser.submit(
        await browser.get("/if/flow/other/"), uid_field="admin", password=ADMIN_PASSWORD
    )
    assert answer.status_code == 403
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403


@pytest.mark.parametrize("way", ["page", "json"])
async def test_login_without_proof_of_identity_signs_nobody_in__cve_2026_49443(
    identity, builder, way
) -> None:
    flow = await builder.flow("careless")
    await builder.bind(flow, await builder.stage("identification", "name only", user_fields=["username"]), 0)
    await builder.bind(flow, await builder.default_stage("default-authentication-login"), 10)
    browser = identity.browser()
    if way == "page":
        answer = await browser.submit(await browser.get("/if/flow/careless/"), uid_field="admin")
        assert answer.status_code == 403
    else:
        runner = JsonBrowser(browser, "careless")
        await runner.get()
        assert (await runner.solve(uid_field="admin"))["component"] == "ak-stage-access-denied"
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403
    assert len(await identity.events("suspicious_request")) == 1


@pytest.mark.parametrize(
    "body", [{}, {"password": ""}, {"password": None}, {"password": ["x"]}, {"password": {}}]
)
async def test_an_empty_answer_passes_no_stage__cve_2026_54730(identity, builder, body) -> None:
    await builder.two_pages()
    runner = JsonBrowser(identity.browser(), AUTHENTICATION)
    await runner.get()
    assert (await runner.solve(uid_field="admin"))["component"] == "ak-stage-password"
    answer = await runner.solve(**body)
    assert answer["component"] == "ak-stage-password"
    assert answer["response_errors"]["password"]


@pytest.mark.parametrize(
    ("required", "anonymous", "user", "superuser"),
    [
        ("none", 200, 200, 200),
        ("require_authenticated", 302, 200, 200),
        ("require_unauthenticated", 200, 403, 403),
        ("require_superuser", 403, 403, 200),
        ("require_outpost", 403, 403, 403),
        ("require_redirect", 403, 403, 403),
        ("require_token", 403, 403, 403),
    ],
)
async def test_a_flow_can_require_who_enters_it(
    identity, builder, required, anonymous, user, superuser
) -> None:
    flow = await builder.flow("closed", "stage_configuration", authentication=required)
    await builder.bind(flow, await builder.stage("dummy", "here"), 0)
    await identity.user("ada")
    browsers = [identity.browser(), await identity.signed_in("ada", "a password"), await identity.signed_in()]
    got = [(await browser.get("/if/flow/closed/")).status_code for browser in browsers]
    assert got == [anonymous, user, superuser]


@pytest.mark.parametrize(
    ("action", "status"), [("message", 403), ("message_continue", 302), ("continue", 302)]
)
async def test_denying_says_so_or_goes_on(identity, builder, action, status) -> None:
    flow = await builder.flow("denies", "enrollment", denied_action=action)
    await builder.bind(flow, await builder.stage("deny", "no", deny_message="Not today."), 0)
    answer = await identity.browser().get("/if/flow/denies/", params={"next": "/if/user/"})
    assert answer.status_code == status
    if status == 403:
        assert "Not today." in answer.text


async def test_a_wrong_answer_can_begin_the_flow_anew(identity, builder) -> None:
    await builder.two_pages()
    binding = next(
        b for b in await builder.bindings(AUTHENTICATION) if b["stage_obj"]["name"].endswith("-password")
    )
    change = await identity.api.patch(
        f"flows/bindings/{binding['pk']}/", json={"invalid_response_action": "restart"}
    )
    assert change.status_code == 200
    browser = identity.browser()
    page = await browser.follow(await browser.submit(await browser.get(PATH), uid_field="admin"))
    assert 'name="uid_field"' in (await browser.submit(page, password="wrong")).text


async def test_too_many_wrong_passwords_begin_the_flow_anew(identity, builder) -> None:
    await builder.two_pages()
    browser = identity.browser()
    page = await browser.follow(await browser.submit(await browser.get(PATH), uid_field="admin"))
    for _ in range(4):
        page = await browser.submit(page, password="wrong")
        assert "Invalid password" in page.text
    assert 'name="uid_field"' in (await browser.submit(page, password="wrong")).text


async def test_whether_a_user_exists_cannot_be_told_from_the_second_page(identity, builder) -> None:
    await builder.two_pages()
    texts = []
    for name in ("admin", "nobody"):
        browser = identity.browser()
        page = await browser.follow(await browser.submit(await browser.get(PATH), uid_field=name))
        wrong = await browser.submit(page, password="wrong")
        assert wrong.status_code == 401
        token = field_of(page, "csrf_token")
        texts.append(
            [
                text.text.replace(name, "NAME").replace(token, "").replace(f">{name[0]}<", "><")
                for text in (page, wrong)
            ]
        )
    assert texts[0] == texts[1]


async def test_json_signs_in_with_authentiks_shapes(json_browser, identity) -> None:
    challenge = await json_browser.get()
    assert challenge["component"] == "ak-stage-identification"
    assert challenge["user_fields"] == ["email", "username"]
    assert challenge["password_fields"] is True
    assert challenge["flow_info"]["cancel_url"] == "/flows/-/cancel/"
    wrong = await json_browser.solve(component="ak-stage-identification", uid_field="admin", password="wrong")
    assert wrong["response_errors"]["non_field_errors"][0]["string"] == "Invalid username, email or password."
    done = await json_browser.solve(
        component="ak-stage-identification", uid_field="admin", password=ADMIN_PASSWORD
    )
    assert (done["component"], done["to"]) == ("xak-flow-redirect", "/if/user/")
    assert (await json_browser.browser.get("/api/v3/core/users/me/")).status_code == 200


async def test_json_answers_302_to_itself_between_stages(identity, builder) -> None:
    await builder.two_pages()
    runner = JsonBrowser(identity.browser(), AUTHENTICATION, "next=/if/admin/")
    await runner.get()
    answer = await runner.post(uid_field="admin")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"/api/v3/flows/executor/{AUTHENTICATION}/?query=")
    done = await runner.solve(password=ADMIN_PASSWORD)
    assert done["to"] == "/if/admin/"


async def test_json_needs_the_csrf_token(identity) -> None:
    runner = JsonBrowser(identity.browser(), AUTHENTICATION)
    body = {"uid_field": "admin", "password": ADMIN_PASSWORD}
    assert (await runner.browser.post(runner.path, json=body)).status_code == 403
    await runner.get()
    runner.browser.cookies.set("authentik_csrf", "x" * 43)
    headers = {"X-authentik-CSRF": "y" * 43, "Origin": BASE}
    assert (await runner.browser.post(runner.path, json=body, headers=headers)).status_code == 403


async def test_guesses_by_json_count_like_those_on_the_page(identity) -> None:
    browser = identity.browser("203.0.113.77")
    runner = JsonBrowser(browser, AUTHENTICATION)
    await runner.get()
    for number in range(10):
        await runner.solve(uid_field="admin", password=f"guess {number}")
    refused = await runner.post(uid_field="admin", password=ADMIN_PASSWORD)
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["response_errors"]["non_field_errors"][0]["code"] == "throttled"
    page = await browser.submit(await browser.get(PATH), uid_field="admin", password=ADMIN_PASSWORD)
    assert page.status_code == 429


async def test_next_leads_only_to_a_path_of_ours_by_json_too(identity) -> None:
    runner = JsonBrowser(identity.browser(), AUTHENTICATION, "next=https%3A%2F%2Fevil.example.com%2F")
    await runner.get()
    done = await runner.solve(uid_field="admin", password=ADMIN_PASSWORD)
    assert done["to"] == "/if/user/"


async def test_opening_the_sign_out_flow_by_json_without_the_token_signs_nobody_out(
    identity, browser
) -> None:
    runner = JsonBrowser(browser, "default-invalidation-flow")
    assert (await runner.get())["component"] == "ak-stage-user-logout"
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200


async def test_the_inspector_shows_administrators_their_run_without_secrets(
    identity, builder, browser
) -> None:
    await builder.two_pages()
    page = await browser.get(PATH, params={"again": "1"})
    await browser.submit(page, uid_field="admin")
    shown = (await browser.get(f"/api/v3/flows/inspector/{AUTHENTICATION}/")).json()
    assert shown["current_plan"]["current_stage"]["stage_obj"]["name"] == "default-authentication-password"
    assert shown["current_plan"]["plan_context"]["identifier"] == "admin"
    assert (await identity.browser().get(f"/api/v3/flows/inspector/{AUTHENTICATION}/")).status_code == 403


async def test_a_brand_chooses_the_flow_to_sign_in_with(identity, builder) -> None:
    flow = await builder.flow("ours")
    await builder.login_stages(flow)
    await builder.created("core/brands/", domain="ours.example.com", flow_authentication=flow["pk"])
    path = "/flows/-/default/authentication/?next=/if/admin/"
    answer = await identity.browser().get(path, headers={"Host": "ours.example.com"})
    assert answer.headers["location"] == "/if/flow/ours/?next=/if/admin/"
    direct = await identity.browser().get(PATH, headers={"Host": "ours.example.com"})
    assert direct.headers["location"] == "/if/flow/ours/"
    assert (await identity.browser().get(path)).headers["location"].startswith(PATH)


async def test_a_provider_chooses_the_flow_to_sign_in_with(identity, builder) -> None:
    flow = await builder.flow("theirs")
    await builder.login_stages(flow)
    rp = await identity.relying_party("picky", authentication_flow=flow["pk"])
    browser = identity.browser()
    page = await browser.follow(await rp.authorize(browser))
    assert page.url.path == "/if/flow/theirs/"
    answer = await browser.follow(await browser.submit(page, uid_field="admin", password=ADMIN_PASSWORD))
    assert answer.headers["location"].startswith(rp.redirect_uri)
