"""Exchanging tokens for other audiences. RFC 8693; and tokens of trusted providers as grants (RFC 7523 2.1)."""

from __future__ import annotations

import pytest
from tests.support.jose import ASSERTION_TYPE

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TYPE = "urn:ietf:params:oauth:token-type:"
ACCESS, ID, JWT = TYPE + "access_token", TYPE + "id_token", TYPE + "jwt"


def failure(answer) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


async def exchange(client, token: str, **form):
    values = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": ACCESS}
    return await client.token(**values | form)


@pytest.fixture
async def front(identity):
    """What the user signs in to."""
    return await identity.relying_party("front")


@pytest.fixture
async def gateway(identity, front):
    """It takes tokens of `front`."""
    return await identity.relying_party(
        "gateway",
        grant_types=[EXCHANGE, JWT_BEARER, "client_credentials"],
        jwt_federation_providers=[front.provider_id],
    )


@pytest.fixture
async def service(identity, gateway):
    """It takes tokens from `gateway`."""
    return await identity.relying_party(
        "service",
        jwt_federation_providers=[gateway.provider_id],
        property_mappings=await identity.scopes("openid", "email", "goauthentik.io/api", "offline_access"),
    )


async def test_a_token_of_a_trusted_provider_becomes_one_for_a_target_that_trusts_the_client(
    gateway, service, front, browser
) -> None:
    subject = (await front.tokens(browser))["access_token"]
    answer = await exchange(gateway, subject, audience=service.client_id)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["issued_token_type"] == ACCESS
    assert body["token_type"] == "Bearer"
    assert "refresh_token" not in body
    assert "id_token" not in body
    claims = await service.verified(body["access_token"])
    assert claims["iss"] == service.issuer
    assert claims["aud"] == service.client_id
    assert claims["client_id"] == gateway.client_id
    before = await front.verified(subject)
    assert claims["exp"] <= before["exp"]
    # Neither the API nor unattended access come by exchange.
    assert claims["scope"] == "email openid"


async def test_the_audience_may_be_named_as_authentik_does(
    identity, gateway, service, front, browser
) -> None:
    application = (await identity.api.get("core/applications/service/")).json()
    subject = (await front.tokens(browser))["access_token"]
    for audience in ("service", application["pk"]):
        answer = await exchange(gateway, subject, audience=audience)
        assert answer.status_code == 200, answer.text


async def test_a_target_that_does_not_trust_the_client_is_refused(
    identity, gateway, service, front, browser
) -> None:
    subject = (await front.tokens(browser))["access_token"]
    await service.change(jwt_federation_providers=[front.provider_id])
    description = "The audience is unknown, or does not trust this client"
    for audience in (service.client_id, "nobody"):
        answer = await exchange(gateway, subject, audience=audience)
        assert failure(answer) == (400, "invalid_target", description)
    answer = await exchange(gateway, subject, resource="https://api.example.com/")
    assert answer.json()["error"] == "invalid_target"


async def test_a_token_of_a_provider_that_is_not_trusted_is_refused(
    identity, gateway, service, browser
) -> None:
    stranger = await identity.relying_party("stranger")
    subject = (await stranger.tokens(browser))["access_token"]
    answer = await exchange(gateway, subject, audience=service.client_id)
    description = "The subject_token is invalid, expired, or of an issuer that is not trusted"
    assert failure(answer) == (400, "invalid_request", description)


async def test_id_tokens_and_jwts_are_taken_while_the_session_lasts(gateway, front, browser) -> None:
    tokens = await front.tokens(browser)
    kinds = [(tokens["id_token"], ID), (tokens["id_token"], JWT), (tokens["access_token"], JWT)]
    for subject, named in kinds:
        assert (await exchange(gateway, subject, subject_token_type=named)).status_code == 200
    await browser.submit(await browser.get("/if/flow/default-invalidation-flow/"))
    for subject, named in kinds:
        assert (await exchange(gateway, subject, subject_token_type=named)).status_code == 400


async def test_an_access_token_is_no_id_token_and_the_other_way_round(gateway, front, browser) -> None:
    tokens = await front.tokens(browser)
    for token, kind in ((tokens["access_token"], ID), (tokens["id_token"], ACCESS)):
        assert (await exchange(gateway, token, subject_token_type=kind)).status_code == 400


async def test_an_id_token_can_be_asked_for(gateway, service, front, browser) -> None:
    subject = (await front.tokens(browser))["access_token"]
    answer = await exchange(gateway, subject, audience=service.client_id, requested_token_type=ID)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["issued_token_type"], body["token_type"]) == (ID, "N_A")
    assert (await service.verified(body["access_token"]))["aud"] == service.client_id


async def test_the_actor_is_told_and_kept_when_passed_on(identity, gateway, service, front, browser) -> None:
    user = await identity.user("helper", password="a password")
    helper = await identity.signed_in("helper", "a password")
    subject = (await front.tokens(browser))["access_token"]
    actor = (await front.tokens(helper))["access_token"]
    answer = await exchange(gateway, subject, actor_token=actor, actor_token_type=ACCESS)
    first = answer.json()["access_token"]
    claims = await gateway.verified(first)
    assert claims["act"] == {"sub": (await front.verified(actor))["sub"]}
    again = await exchange(gateway, first, audience=service.client_id)
    assert (await service.verified(again.json()["access_token"]))["act"] == claims["act"]
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
    refused = await exchange(gateway, subject, actor_token=actor, actor_token_type=ACCESS)
    assert refused.json()["error"] == "invalid_request"


async def test_what_is_missing_or_not_supported_is_named(gateway) -> None:
    for form, description in (
        ({"subject_token_type": None}, "The subject_token_type is missing"),
        ({"subject_token_type": TYPE + "saml2"}, "The subject_token_type is not supported"),
        ({"requested_token_type": TYPE + "refresh_token"}, "The requested_token_type is not supported"),
        ({"actor_token": "x"}, "actor_token and actor_token_type go together"),
        ({"subject_token": None}, "The subject_token is missing"),
    ):
        assert failure(await exchange(gateway, "x", **form)) == (400, "invalid_request", description)


async def test_scopes_of_the_same_provider_only_shrink(identity, browser) -> None:
    rp = await identity.relying_party("own", grant_types=["authorization_code", EXCHANGE])
    subject = (await rp.tokens(browser, scope="openid email"))["access_token"]
    answer = await exchange(rp, subject, scope="openid email profile")
    assert answer.json()["scope"] == "email openid"
    assert (await exchange(rp, subject, scope="email")).json()["scope"] == "email"


async def test_what_was_exchanged_ends_with_what_it_came_from(identity, browser) -> None:
    rp = await identity.relying_party("own", grant_types=["authorization_code", EXCHANGE])
    code = await rp.code(browser)
    subject = (await rp.redeem(code)).json()["access_token"]
    exchanged = (await exchange(rp, subject)).json()["access_token"]
    assert (await rp.userinfo(exchanged)).status_code == 200
    await rp.redeem(code)  # a second time: stolen
    assert (await rp.userinfo(exchanged)).status_code == 401


async def test_bindings_of_the_target_hold(identity, gateway, service, front, browser) -> None:
    group = (await identity.api.post("core/groups/", json={"name": "few"})).json()
    application = (await identity.api.get("core/applications/service/")).json()
    binding = {"target": application["pk"], "group": group["pk"], "order": 0}
    assert (await identity.api.post("policies/bindings/", json=binding)).status_code == 201
    subject = (await front.tokens(browser))["access_token"]
    answer = await exchange(gateway, subject, audience=service.client_id)
    assert failure(answer) == (400, "invalid_grant", "The user may not use this application")


async def test_a_public_client_cannot(identity, front, browser) -> None:
    public = await identity.relying_party("public", client_type="public", grant_types=[EXCHANGE])
    answer = await exchange(public, (await front.tokens(browser))["access_token"], client_secret=None)
    assert failure(answer) == (400, "unauthorized_client", "A public client cannot exchange tokens")


class TestAssertionsAsGrants:
    async def test_jwt_bearer_takes_a_trusted_providers_token(self, gateway, front, browser) -> None:
        token = (await front.tokens(browser))["access_token"]
        answer = await gateway.token(grant_type=JWT_BEARER, assertion=token)
        assert answer.status_code == 200, answer.text
        claims = await gateway.verified(answer.json()["access_token"])
        assert claims["preferred_username"] == "admin"

    async def test_authentiks_client_credentials_take_it_as_client_assertion(
        self, gateway, front, browser
    ) -> None:
        token = (await front.tokens(browser))["access_token"]
        form = {"client_assertion": token, "client_assertion_type": ASSERTION_TYPE, "client_secret": None}
        answer = await gateway.token(grant_type="client_credentials", **form)
        assert answer.status_code == 200, answer.text
        assert (await gateway.verified(answer.json()["access_token"]))["preferred_username"] == "admin"

    @pytest.mark.parametrize("own", [True, False])
    async def test_tokens_of_others_and_ones_own_are_refused(self, identity, gateway, browser, own) -> None:
        issuer = gateway if own else await identity.relying_party("stranger")
        await issuer.change(grant_types=["authorization_code", JWT_BEARER, "client_credentials"])
        token = (await issuer.tokens(browser))["access_token"]
        answer = await gateway.token(grant_type=JWT_BEARER, assertion=token)
        description = "The assertion is invalid, expired, or of an issuer that is not trusted"
        assert failure(answer) == (400, "invalid_grant", description)

    async def test_an_id_token_is_no_credential(self, gateway, front, browser) -> None:
        token = (await front.tokens(browser))["id_token"]
        assert (await gateway.token(grant_type=JWT_BEARER, assertion=token)).status_code == 400

    async def test_the_client_has_to_prove_itself(self, gateway, front, browser) -> None:
        token = (await front.tokens(browser))["access_token"]
        answer = await gateway.token(grant_type=JWT_BEARER, assertion=token, client_secret="wrong")
        assert answer.status_code == 401

    async def test_cve_2025_53942_a_deactivated_user_has_no_grants(self, identity, gateway, front) -> None:
        user = await identity.user("leaver", password="a password")
        token = (await front.tokens(await identity.signed_in("leaver", "a password")))["access_token"]
        await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
        assert (await gateway.token(grant_type=JWT_BEARER, assertion=token)).status_code == 400
        assert (await exchange(gateway, token)).status_code == 400
