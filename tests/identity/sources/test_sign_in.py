"""Signing in through an OpenID provider: who comes in, as whom, and what of it is kept."""

from __future__ import annotations

from tests.identity.conftest import ADMIN_PASSWORD, BASE, Identity
from tests.identity.sources.conftest import Through, username_of
from tests.identity.sources.upstream import SECRET, Upstream
from tests.identity.stages.people import amr_of, enroll_totp


async def test_a_stranger_is_enrolled_and_signed_in_under_the_name_they_have_upstream(
    through: Through, identity: Identity
) -> None:
    browser = identity.browser()
    answer = await through.sign_in(browser)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/if/user/"
    assert await username_of(browser) == "alice"
    user = (await identity.api.get("core/users/", params={"username": "alice"})).json()["results"][0]
    assert (user["email"], user["path"]) == ("alice@example.com", "goauthentik.io/sources/up")
    assert user["attributes"]["goauthentik.io/user/sources"] == ["Upstream up"]
    linked = (await identity.api.get("sources/user_connections/oauth/")).json()["results"]
    assert [(one["user"], one["identifier"]) for one in linked] == [(user["pk"], "subject-1")]
    assert [event["context"]["source"] for event in await identity.events("source_linked")] == ["up"]


async def test_the_same_account_comes_back_as_the_same_user(
    through: Through, identity: Identity, upstream: Upstream
) -> None:
    await through.sign_in(identity.browser())
    upstream.user.update(preferred_username="renamed", email="other@example.com")
    browser = identity.browser()
    await through.sign_in(browser)
    assert await username_of(browser) == "alice"
    event = (await identity.events("login"))[0]
    assert event["context"]["source"] == "up"


async def test_somebody_whose_name_is_taken_is_asked_for_another(
    through: Through, identity: Identity
) -> None:
    await identity.user("alice")
    browser = identity.browser()
    page = await browser.follow(await through.sign_in(browser))
    assert 'name="username"' in page.text
    taken = await browser.submit(page, username="ALICE")
    assert "already taken" in taken.text
    await browser.follow(await browser.submit(page, username="alice2"))
    assert await username_of(browser) == "alice2"


async def test_nobody_enters_the_enrolment_flow_of_sources_without_a_source(identity: Identity) -> None:
    answer = await identity.browser().get("/if/flow/default-source-enrollment/")
    assert answer.status_code == 403


async def test_the_request_has_pkce_nonce_and_state_and_the_secret_goes_by_basic_authentication(
    through: Through, identity: Identity, upstream: Upstream
) -> None:
    browser = identity.browser()
    asked = await through.leave(browser)
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid email profile"
    assert asked["redirect_uri"] == f"{BASE}/source/oauth/callback/up/"
    assert asked["nonce"] != asked["state"]
    await through.back(browser, asked)
    form, authorization = upstream.token_requests[0]
    assert authorization.startswith("Basic ")
    assert SECRET not in str(form)


async def test_the_application_that_waits_gets_its_code(through: Through, identity: Identity) -> None:
    await identity.api.patch(
        "stages/identification/" + await _identification(identity) + "/", json={"sources": [through.pk]}
    )
    rp = await identity.relying_party()
    browser = identity.browser()
    page = await browser.follow(await rp.authorize(browser))
    assert "Continue with Upstream up" in page.text
    link = page.text.split('href="/source/oauth/login/up/')[1].split('"')[0].replace("&amp;", "&")
    answer = await browser.follow(await through.sign_in(browser, link))
    assert answer.headers["location"].startswith("https://app.example.com/callback?code="), answer.text
    tokens = await rp.redeem(answer.headers["location"].split("code=")[1].split("&")[0])
    claims = await rp.verified(tokens.json()["id_token"])
    assert claims["amr"] == ["fed"]


async def _identification(identity: Identity) -> str:
    listed = (await identity.api.get("stages/identification/")).json()["results"]
    return next(one["pk"] for one in listed if one["name"] == "default-authentication-identification")


async def test_a_second_factor_is_asked_for_after_the_provider(through: Through, identity: Identity) -> None:
    await through.sign_in(identity.browser())
    owner = identity.browser()
    await through.sign_in(owner)
    phone = await enroll_totp(owner)
    browser = identity.browser()
    page = await browser.follow(await through.sign_in(browser))
    assert await username_of(browser) is None
    await browser.follow(await browser.submit(page, code=phone.code()))
    assert await username_of(browser) == "alice"
    assert await amr_of(browser, identity) == {"fed", "otp", "mfa"}


async def test_several_sign_ins_can_be_under_way_at_once(through: Through, identity: Identity) -> None:
    browser = identity.browser()
    first, second = await through.leave(browser), await through.leave(browser)
    assert (await through.back(browser, second)).status_code == 303
    await browser.get("/if/user/")
    late = await through.back(browser, first)
    assert late.status_code in (303, 403)
    assert await username_of(browser) == "alice"


async def test_signing_in_again_has_the_provider_ask_again(through: Through, identity: Identity) -> None:
    browser = identity.browser()
    await through.sign_in(browser)
    asked = await through.leave(browser, "?again=1")
    assert asked["prompt"] == "login"
    assert (await through.back(browser, asked)).status_code == 303
    assert await username_of(browser) == "alice"


async def test_a_deactivated_user_is_refused(through: Through, identity: Identity) -> None:
    await through.sign_in(identity.browser())
    user = (await identity.api.get("core/users/", params={"username": "alice"})).json()["results"][0]
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
    browser = identity.browser()
    assert (await through.sign_in(browser)).status_code == 403
    assert await username_of(browser) is None


async def test_a_disabled_source_lets_nobody_in(through: Through, identity: Identity) -> None:
    browser = identity.browser()
    asked = await through.leave(browser)
    await through.change(enabled=False)
    assert (await through.back(browser, asked)).status_code == 404
    assert (await browser.get("/source/oauth/login/up/")).status_code == 404


async def test_policies_of_the_source_decide(through: Through, identity: Identity) -> None:
    policy = await identity.api.post(
        "policies/expression/",
        json={
            "name": "company",
            "expression": 'return context["oauth_userinfo"]["email"].endswith("@corp.example")',
        },
    )
    bound = await identity.api.post(
        "policies/bindings/", json={"policy": policy.json()["pk"], "target": through.pk, "order": 0}
    )
    assert bound.status_code == 201, bound.text
    assert (await through.sign_in(identity.browser())).status_code == 403
    through.upstream.user["email"] = "alice@corp.example"
    assert (await through.sign_in(identity.browser())).status_code == 303


async def test_without_an_enrolment_flow_strangers_stay_outside(through: Through, identity: Identity) -> None:
    await through.change(enrollment_flow=None)
    answer = await through.sign_in(identity.browser())
    assert answer.status_code == 403
    assert "no account for you" in answer.text
    assert ADMIN_PASSWORD not in answer.text
