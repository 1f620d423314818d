"""Providers, and answers in their name, that must not be believed: OpenID Connect Core 3.1.3.7, RFC 9207, RFC 9700."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from tests.identity.conftest import Identity
from tests.identity.sources.conftest import Through, username_of
from tests.identity.sources.upstream import CLIENT, SECRET, Upstream, other_key, running_upstream


async def is_refused(through: Through, identity: Identity) -> str:
    """Sign in, which must not work; why, as the events have it."""
    browser = identity.browser()
    answer = await through.sign_in(browser)
    assert answer.status_code == 400, answer.text
    assert await username_of(browser) is None
    assert (await identity.api.get("sources/user_connections/oauth/")).json()["results"] == []
    return (await identity.events("login_failed"))[0]["context"]["reason"]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "another"}, "another client"),
        ({"aud": None}, "another client"),
        ({"aud": [CLIENT, "another"]}, "several clients"),
        ({"azp": "another"}, "issued to another client"),
        ({"exp": int(time.time()) - 3600}, "expired"),
        ({"exp": None}, "expired"),
        ({"exp": True}, "expired"),
        ({"iat": int(time.time()) - 86400}, "too long ago"),
        ({"iat": None}, "too long ago"),
        ({"nbf": int(time.time()) + 3600}, "not valid yet"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"at_hash": "another"}, "access token"),
        ({"sub": None}, "no usable sub"),
        ({"sub": 5}, "no usable sub"),
        ({"sub": "x" * 256}, "no usable sub"),
    ],
)
async def test_an_id_token_with_wrong_claims_is_refused(
    through: Through, identity: Identity, claims: dict[str, Any], reason: str
) -> None:
    through.upstream.claims = claims
    assert reason in await is_refused(through, identity)


def unsigned(claims: dict[str, Any]) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def by_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


def by_stranger(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, other_key())


def by_public_key(claims: dict[str, Any], key: ECKey) -> str:
    """As libraries that look at no algorithm would take it."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "one"}, claims)]
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    digest = hmac.digest(key.as_pem(private=False), signed, "sha256")
    return f"{signed.decode()}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


@pytest.mark.parametrize("sign", [unsigned, by_secret, by_stranger])
async def test_an_id_token_that_the_provider_did_not_sign_is_refused(
    through: Through, identity: Identity, sign: Callable[[dict[str, Any]], str]
) -> None:
    through.upstream.sign = sign
    assert "sign" in await is_refused(through, identity)


async def test_the_public_key_is_no_secret_to_sign_with(through: Through, identity: Identity) -> None:
    through.upstream.sign = lambda claims: by_public_key(claims, through.upstream.key)
    assert "HS256" in await is_refused(through, identity)


async def test_an_algorithm_that_the_provider_does_not_announce_is_refused(
    through: Through, identity: Identity, upstream: Upstream
) -> None:
    upstream.metadata = {"id_token_signing_alg_values_supported": ["RS256"]}
    assert "not expected" in await is_refused(through, identity)


async def test_no_id_token_is_no_sign_in(through: Through, identity: Identity) -> None:
    through.upstream.token_answer = {"id_token": None}
    assert "no ID token" in await is_refused(through, identity)


async def test_userinfo_of_another_subject_is_refused(through: Through, identity: Identity) -> None:
    through.upstream.userinfo = {"sub": "somebody-else"}
    assert "another subject" in await is_refused(through, identity)


async def test_metadata_of_another_issuer_are_refused(identity: Identity, upstream: Upstream) -> None:
    upstream.metadata = {"issuer": "https://accounts.google.com"}
    await Through(identity, upstream).make()
    answer = await identity.browser().get("/source/oauth/login/up/")
    assert answer.status_code == 400
    assert "name the issuer" in (await identity.events("login_failed"))[0]["context"]["reason"]


async def test_a_key_that_is_new_is_fetched_and_one_that_is_gone_counts_no_more(
    through: Through, identity: Identity, upstream: Upstream
) -> None:
    await through.sign_in(identity.browser())
    upstream.key = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
    upstream.published = [upstream.key]
    from wirelatch.identity.oidc import client_keys

    client_keys._fetched.clear()  # as if ten seconds had gone by
    browser = identity.browser()
    assert (await through.sign_in(browser)).status_code == 303
    assert await username_of(browser) == "alice"


@pytest.mark.parametrize("given", ["https://evil.example", ""])
async def test_an_answer_that_is_not_of_the_issuer_that_was_asked_is_refused__rfc_9207(
    identity: Identity, upstream: Upstream, given: str
) -> None:
    upstream.metadata = {"authorization_response_iss_parameter_supported": True}
    through = await Through(identity, upstream).make()
    upstream.answer = {"iss": given}
    assert "issue" in await is_refused(through, identity)
    assert upstream.token_requests == []


async def test_the_issuer_itself_is_taken(identity: Identity, upstream: Upstream) -> None:
    upstream.metadata = {"authorization_response_iss_parameter_supported": True}
    through = await Through(identity, upstream).make()
    upstream.answer = {"iss": upstream.base}
    assert (await through.sign_in(identity.browser())).status_code == 303


async def test_an_answer_at_the_callback_of_another_source_is_refused(
    through: Through, identity: Identity
) -> None:
    with running_upstream() as second:
        other = await Through(identity, second, "other").make()
        browser = identity.browser()
        asked = await through.leave(browser)
        code = {"code": "stolen", "state": asked["state"]}
        answer = await browser.get(f"/source/oauth/callback/other/?{urlencode(code)}")
        assert answer.status_code == 400
        assert second.token_requests == []
        assert other.pk


async def test_the_state_is_of_the_browser_that_began(through: Through, identity: Identity) -> None:
    asked = await through.leave(identity.browser())
    victim = identity.browser()
    assert (await through.back(victim, asked)).status_code == 400
    assert await username_of(victim) is None
    assert through.upstream.token_requests == []


@pytest.mark.parametrize("state", ["", "x", "a" * 43, "\x00", "../../x"])
async def test_a_made_up_state_is_refused(through: Through, identity: Identity, state: str) -> None:
    browser = identity.browser()
    await through.leave(browser)
    query = urlencode({"code": "x", "state": state})
    assert (await browser.get(f"/source/oauth/callback/up/?{query}")).status_code == 400


async def test_an_answer_is_taken_once(through: Through, identity: Identity) -> None:
    browser = identity.browser()
    asked = await through.leave(browser)
    kept = dict(browser.cookies)
    await through.back(browser, asked)
    thief = identity.browser()
    for name, value in kept.items():
        thief.cookies.set(name, value)
    assert (await through.back(thief, asked)).status_code == 400
    assert len(through.upstream.token_requests) == 1


async def test_the_providers_error_is_shown_escaped(through: Through, identity: Identity) -> None:
    through.upstream.answer = {
        "code": "",
        "error": "access_denied",
        "error_description": "<script>alert(1)</script>",
    }
    answer = await through.sign_in(identity.browser())
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_a_redirect_of_the_token_endpoint_takes_no_credentials_along(
    through: Through, identity: Identity, upstream: Upstream
) -> None:
    with running_upstream() as thief:
        upstream.redirect_to = f"{thief.base}/token"
        await is_refused(through, identity)
        assert thief.token_requests == []


async def test_an_endless_answer_is_cut(through: Through, identity: Identity) -> None:
    through.upstream.token_answer = {"padding": "x" * 400_000}
    assert "larger than" in await is_refused(through, identity)


async def test_inner_addresses_are_not_asked_unless_allowed(through: Through, identity: Identity) -> None:
    identity.app.settings.fetch_networks = ""
    browser = identity.browser()
    answer = await browser.get("/source/oauth/login/up/")
    assert answer.status_code == 400
    assert "public" in (await identity.events("login_failed"))[0]["context"]["reason"]


async def test_where_to_go_on_is_only_ever_here(through: Through, identity: Identity) -> None:
    answer = await through.sign_in(identity.browser(), "?next=https://evil.example/")
    assert answer.headers["location"] == "/if/user/"


async def test_nothing_secret_is_in_addresses_answers_or_events(
    through: Through, identity: Identity, upstream: Upstream
) -> None:
    browser = identity.browser()
    asked = await through.leave(browser)
    assert SECRET not in json.dumps(asked)
    upstream.token_status = 400
    upstream.token_answer = {"error": "invalid_client"}
    await through.back(browser, asked)
    shown = (await identity.api.get("sources/oauth/up/")).text
    events = (await identity.api.get("events/events/")).text
    for text in (shown, events):
        assert SECRET not in text
        assert asked["state"] not in text
    assert "consumer_secret" not in json.loads(shown)


async def test_attempts_that_are_never_finished_do_not_pile_up(through: Through, identity: Identity) -> None:
    browser = identity.browser()
    for _ in range(12):
        await through.leave(browser)
    assert len([name for name in browser.cookies if name.startswith("wirelatch_source_")]) <= 6
