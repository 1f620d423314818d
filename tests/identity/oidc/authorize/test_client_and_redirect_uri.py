"""Nothing is sent to a client or an address that is not registered. RFC 6749 3.1.2.4, RFC 9700 2.1."""

from __future__ import annotations

import pytest

CALLBACK = "https://app.example.com/callback"


@pytest.mark.parametrize("client_id", [None, "unknown"])
async def test_an_unknown_client_gets_a_page_and_no_redirect(rp, browser, client_id) -> None:
    answer = await rp.authorize(browser, client_id=client_id)
    assert answer.status_code == 400
    assert "Client ID Error" in answer.text


@pytest.mark.parametrize(
    "received",
    [
        None,
        "https://evil.example.com/callback",
        f"{CALLBACK}/",
        f"{CALLBACK}?x=1",
        f"{CALLBACK}#fragment",
        "https://app.example.com/Callback",
        "https://APP.example.com/callback",
        "https://app.example.com:443/callback",
        "https://app.example.com/callback/../callback",
        "https://app.example.com/%63allback",
        "https://app.example.com@evil.example.com/callback",
        "https://app.example.com\\@evil.example.com/callback",
        f"{CALLBACK}\r\nSet-Cookie: a=b",
        "//app.example.com/callback",
        "javascript:alert(1)//https://app.example.com/callback",
    ],
)
async def test_a_redirect_uri_that_is_not_registered_gets_a_page_and_no_redirect(
    rp, browser, received
) -> None:
    answer = await rp.authorize(browser, redirect_uri=received)
    assert answer.status_code == 400
    assert "Redirect URI Error" in answer.text
    assert "location" not in answer.headers


async def test_two_redirect_uris_are_refused_even_if_one_is_right(rp, browser) -> None:
    query = f"client_id={rp.client_id}&response_type=code&redirect_uri={CALLBACK}&redirect_uri=https://evil.example.com/"
    answer = await browser.get(f"/application/o/authorize/?{query}")
    assert answer.status_code == 400


async def test_a_dot_is_a_dot_and_no_wildcard__cve_2024_52289(identity, browser) -> None:
    rp = await identity.relying_party("dots", uris=["https://app.example.com/callback"])
    assert (await rp.authorize(browser, redirect_uri="https://appXexample.com/callback")).status_code == 400


async def test_a_regular_expression_must_match_the_whole_uri(identity, browser) -> None:
    uris = [{"matching_mode": "regex", "url": r"https://[a-z]+\.example\.com/cb"}]
    rp = await identity.relying_party("regex", redirect_uris=uris)
    assert (await rp.authorize(browser, redirect_uri="https://one.example.com/cb")).is_redirect
    for wrong in ("https://one.example.com/cb/x", "https://evil.com/?https://one.example.com/cb"):
        assert (await rp.authorize(browser, redirect_uri=wrong)).status_code == 400


@pytest.mark.parametrize("scheme", ["javascript", "data", "vbscript", "JavaScript"])
async def test_a_script_scheme_cannot_be_registered__cve_2024_21637(identity, scheme) -> None:
    body = {"name": "x", "redirect_uris": [{"matching_mode": "strict", "url": f"{scheme}:alert(1)"}]}
    answer = await identity.api.post("providers/oauth2/", json=body)
    assert answer.status_code == 400
    assert "redirect_uris" in answer.json()


async def test_a_script_scheme_is_refused_even_if_a_regular_expression_allows_it__cve_2024_21637(
    identity, browser
) -> None:
    rp = await identity.relying_party("any", redirect_uris=[{"matching_mode": "regex", "url": ".*"}])
    assert (await rp.authorize(browser, redirect_uri="javascript:alert(1)")).status_code == 400


async def test_a_provider_without_redirect_uris_trusts_nobody_on_first_use(identity, browser) -> None:
    rp = await identity.relying_party("none", redirect_uris=[])
    assert (await rp.authorize(browser)).status_code == 400


async def test_a_logout_uri_is_no_redirect_uri(identity, browser) -> None:
    rp = await identity.relying_party("out", logout_uris=["https://app.example.com/bye"])
    assert (await rp.authorize(browser, redirect_uri="https://app.example.com/bye")).status_code == 400


async def test_the_port_of_a_native_clients_loopback_uri_may_vary(identity, browser) -> None:
    native = await identity.relying_party("native", client_type="public", uris=["http://127.0.0.1/cb"])
    challenge = {"code_challenge": "a" * 43, "code_challenge_method": "S256"}
    assert (
        await native.authorize(browser, redirect_uri="http://127.0.0.1:51234/cb", **challenge)
    ).is_redirect
    assert (
        await native.authorize(browser, redirect_uri="http://127.0.0.1:51234/other", **challenge)
    ).status_code == 400
    assert (
        await native.authorize(browser, redirect_uri="http://localhost:51234/cb", **challenge)
    ).status_code == 400


async def test_a_confidential_clients_loopback_uri_has_its_port(identity, browser) -> None:
    rp = await identity.relying_party("web", uris=["http://127.0.0.1/cb"])
    assert (await rp.authorize(browser, redirect_uri="http://127.0.0.1:51234/cb")).status_code == 400


async def test_an_administrator_is_shown_the_received_and_the_registered_uri(rp, browser) -> None:
    answer = await rp.authorize(browser, redirect_uri=f"{CALLBACK}/<script>")
    assert f"{CALLBACK}/&lt;script&gt;" in answer.text
    assert f"<code>{CALLBACK}</code> (strict)" in answer.text


async def test_nobody_else_is_shown_the_registered_uri(identity, rp) -> None:
    answer = await rp.authorize(identity.browser(), redirect_uri="https://evil.example.com/")
    assert CALLBACK not in answer.text


async def test_the_client_of_no_application_is_unknown(identity, browser) -> None:
    made = await identity.api.post("providers/oauth2/", json={"name": "loose", "redirect_uris": []})
    answer = await browser.get("/application/o/authorize/", params={"client_id": made.json()["client_id"]})
    assert "Client ID Error" in answer.text


@pytest.mark.parametrize("uri", ["com.example.app:/callback", "com.example.app://callback"])
async def test_a_private_use_scheme_is_a_redirect_uri_of_native_apps__rfc_8252(
    identity, browser, uri
) -> None:
    native = await identity.relying_party("native", client_type="public", uris=[uri])
    challenge = {"code_challenge": "a" * 43, "code_challenge_method": "S256"}
    answer = await native.authorize(browser, redirect_uri=uri, **challenge)
    assert answer.headers["location"].startswith(f"{uri}?code=")
    page = await native.authorize(browser, redirect_uri=uri, response_mode="form_post", **challenge)
    assert f"form-action 'self' {uri.partition(':')[0]}:;" in page.headers["content-security-policy"]
    assert (await native.authorize(browser, redirect_uri=f"{uri}/x", **challenge)).status_code == 400


async def test_the_port_of_an_ipv6_loopback_uri_may_vary_too__rfc_8252(identity, browser) -> None:
    native = await identity.relying_party("native", client_type="public", uris=["http://[::1]:8080/cb"])
    challenge = {"code_challenge": "a" * 43, "code_challenge_method": "S256"}
    for uri in ("http://[::1]:51234/cb", "http://[::1]/cb"):
        assert (await native.authorize(browser, redirect_uri=uri, **challenge)).is_redirect
