"""Request objects by value. RFC 9101, OpenID Connect Core 6."""

from __future__ import annotations

import base64
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from tests.identity.conftest import answered

KEY = ECKey.generate_key("P-256", {"kid": "one", "use": "sig", "alg": "ES256"})
OTHER = ECKey.generate_key("P-256", {"kid": "one", "use": "sig", "alg": "ES256"})


def claims(rp, **changes) -> dict:
    values = {
        "iss": rp.client_id,
        "aud": rp.issuer,
        "exp": int(time.time()) + 60,
        "client_id": rp.client_id,
        "response_type": "code",
        "redirect_uri": rp.redirect_uri,
        "scope": "openid",
        "state": "of the object",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def signed(rp, key=KEY, alg="ES256", typ="oauth-authz-req+jwt", **changes) -> str:
    header = {"alg": alg, "typ": typ} | ({"kid": "one"} if alg == "ES256" else {})
    return jwt.encode(header, claims(rp, **changes), key, algorithms=[alg])


def unsigned(rp, **changes) -> str:
    parts = ({"alg": "none"}, claims(rp, **changes))
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
        + "."
    )


@pytest.fixture
async def rp(identity):
    return await identity.relying_party(jwks={"keys": [KEY.as_dict(private=False)]})


async def test_a_signed_object_is_what_counts(rp, browser) -> None:
    values = answered(await rp.authorize(browser, request=signed(rp), state="forged", scope="openid email"))
    assert values["state"] == "of the object"
    assert (await rp.redeem(values["code"])).json()["scope"] == "openid"


async def test_the_redirect_uri_of_the_object_counts_and_has_to_be_registered(identity, rp, browser) -> None:
    other = "https://app.example.com/other"
    await rp.change(
        redirect_uris=[{"matching_mode": "strict", "url": uri} for uri in (rp.redirect_uri, other)]
    )
    answer = await rp.authorize(browser, request=signed(rp, redirect_uri=other))
    assert answer.headers["location"].startswith(f"{other}?code=")
    evil = await rp.authorize(browser, request=signed(rp, redirect_uri="https://evil.example.com/"))
    assert (evil.status_code, "location" in evil.headers) == (400, False)


async def test_the_clients_secret_signs_as_well(rp, browser) -> None:
    key = OctKey.import_key(rp.client_secret)
    assert "code" in answered(await rp.authorize(browser, request=signed(rp, key, "HS256")))


async def test_a_public_client_has_no_secret_to_sign_with(identity, browser) -> None:
    rp = await identity.relying_party("public", client_type="public")
    key = OctKey.import_key(rp.client_secret or "x" * 40)
    answer = answered(await rp.authorize(browser, request=signed(rp, key, "HS256")))
    assert answer["error"] == "invalid_request_object"


async def test_an_unsigned_object_is_for_clients_that_are_registered_so(rp, browser) -> None:
    values = answered(await rp.authorize(browser, request=unsigned(rp)))
    assert (values["error"], values["error_description"], values["state"]) == (
        "request_not_supported",
        "The client is not registered for unsigned request objects",
        "state-1",
    )
    await rp.change(request_object_signing_alg="none")
    assert answered(await rp.authorize(browser, request=unsigned(rp)))["state"] == "of the object"
    assert answered(await rp.authorize(browser, request=signed(rp)))["error"] == "invalid_request_object"


@pytest.mark.parametrize(
    ("token", "description"),
    [
        (lambda rp: "nonsense", "The request object is not a signed JWT"),
        (lambda rp: "a.b.c.d.e", "The request object is not a signed JWT"),
        (
            lambda rp: "e30=.%%%.e30",
            "The request object is signed with an algorithm that is not registered for the client",
        ),
        (
            lambda rp: signed(rp, OTHER),
            "The signature of the request object does not fit a key of the client",
        ),
        (
            lambda rp: signed(rp)[:-8] + "AAAAAAAA",
            "The signature of the request object does not fit a key of the client",
        ),
        (lambda rp: signed(rp, typ="at+jwt"), "The request object is a JWT of another type"),
        (
            lambda rp: signed(rp, typ="client-authentication+jwt"),
            "The request object is a JWT of another type",
        ),
        (lambda rp: signed(rp, iss="somebody"), "The request object was issued by somebody else"),
        (lambda rp: signed(rp, aud="https://other.example"), "The request object is for another audience"),
        (lambda rp: signed(rp, exp=int(time.time()) - 100), "The request object is not valid now (exp)"),
        (lambda rp: signed(rp, nbf=int(time.time()) + 100), "The request object is not valid now (nbf)"),
        (lambda rp: signed(rp, exp="soon"), "The request object is malformed (exp)"),
        (lambda rp: signed(rp, request="e30."), "A request object cannot hold another one"),
        (lambda rp: signed(rp, request_uri="urn:x"), "A request object cannot hold another one"),
        (
            lambda rp: signed(rp, response_type="code id_token"),
            "The request object and the parameters differ in response_type",
        ),
        (
            lambda rp: signed(rp, client_id="other"),
            "The request object and the parameters differ in client_id",
        ),
    ],
)
async def test_what_is_wrong_with_an_object_is_invalid_request_object(
    rp, browser, token, description
) -> None:
    values = answered(await rp.authorize(browser, request=token(rp)))
    assert (values["error"], values["error_description"]) == ("invalid_request_object", description)


async def test_a_registered_algorithm_is_the_only_one(rp, browser) -> None:
    await rp.change(request_object_signing_alg="HS256")
    assert answered(await rp.authorize(browser, request=signed(rp)))["error"] == "invalid_request_object"


async def test_numbers_and_the_claims_parameter_may_be_json(rp, browser) -> None:
    request = signed(rp, max_age=10_000, claims={"id_token": {"email": {"essential": True}}})
    tokens = (await rp.redeem(answered(await rp.authorize(browser, request=request))["code"])).json()
    assert (await rp.verified(tokens["id_token"]))["email"] == "admin@example.com"


async def test_signing_in_on_the_way_keeps_the_object(identity, rp) -> None:
    browser = identity.browser()
    page = await browser.follow(await rp.authorize(browser, request=signed(rp)))
    answer = await browser.follow(
        await browser.submit(page, uid_field="admin", password="correct horse battery staple")
    )
    assert answered(answer)["state"] == "of the object"


async def test_a_request_uri_of_a_clients_own_is_never_fetched(rp, browser) -> None:
    values = answered(await rp.authorize(browser, request_uri="https://app.example.com/object.jwt"))
    assert values["error"] == "request_uri_not_supported"
    path = f"/application/o/{rp.slug}/.well-known/openid-configuration"
    found = (await rp.http.get(path)).json()
    assert (found["request_parameter_supported"], found["request_uri_parameter_supported"]) == (True, False)
    assert "ES256" in found["request_object_signing_alg_values_supported"]
    assert "none" not in found["request_object_signing_alg_values_supported"]
