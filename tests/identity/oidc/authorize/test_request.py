"""Parameters of the authorization request. RFC 6749 4.1, OpenID Connect Core 3.1.2.1."""

from __future__ import annotations

import pytest


def answered(response) -> dict[str, str]:
    from urllib.parse import parse_qsl, urlsplit

    parts = urlsplit(response.headers["location"])
    return dict(parse_qsl(parts.fragment or parts.query, keep_blank_values=True))


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"response_type": None}, "invalid_request", "The response_type is missing"),
        (
            {"response_type": "magic"},
            "unsupported_response_type",
            "The authorization server does not support this response_type",
        ),
        (
            {"request_uri": "https://a.example"},
            "request_uri_not_supported",
            "The request_uri parameter is supported for pushed authorization requests only",
        ),
        ({"registration": "{}"}, "registration_not_supported", "The registration parameter is not supported"),
        ({"response_mode": "smoke"}, "invalid_request", "The response_mode is not supported"),
        ({"prompt": "none login"}, "invalid_request", "prompt=none cannot be combined with other values"),
        ({"prompt": "please"}, "invalid_request", "The prompt is not supported"),
        ({"max_age": "-1"}, "invalid_request", "max_age must be a number of seconds"),
        ({"max_age": "soon"}, "invalid_request", "max_age must be a number of seconds"),
        (
            {"id_token_hint": "x.y.z"},
            "invalid_request",
            "The id_token_hint is not a valid token for this client",
        ),
    ],
)
async def test_what_is_wrong_is_told_to_the_client_with_state_and_issuer(
    rp, browser, changes, error, description
) -> None:
    values = answered(await rp.authorize(browser, **changes))
    assert values == {"error": error, "error_description": description, "state": "state-1", "iss": rp.issuer}


@pytest.mark.parametrize(
    ("response_type", "error"),
    [
        ("token", "unsupported_response_type"),
        ("id_token", "unauthorized_client"),
        ("code id_token", "unauthorized_client"),
    ],
)
async def test_implicit_and_hybrid_are_off_and_refused_in_the_fragment(
    rp, browser, response_type, error
) -> None:
    answer = await rp.authorize(browser, response_type=response_type)
    assert answer.headers["location"].startswith(f"{rp.redirect_uri}#error={error}")


async def test_a_repeated_parameter_is_an_error(rp, browser) -> None:
    answer = await browser.get(
        "/application/o/authorize/",
        params=[
            ("client_id", rp.client_id),
            ("redirect_uri", rp.redirect_uri),
            ("response_type", "code"),
            ("scope", "openid"),
            ("scope", "email"),
        ],
    )
    assert answered(answer)["error_description"] == "Parameters given more than once: scope"


@pytest.mark.parametrize("state", ["q1W/e+r=T&y u%20", "ä€😀", "x" * 3000, "<script>alert(1)</script>"])
async def test_state_comes_back_character_for_character(rp, browser, state) -> None:
    assert answered(await rp.authorize(browser, state=state))["state"] == state


async def test_without_state_none_comes_back(rp, browser) -> None:
    assert set(answered(await rp.authorize(browser, state=None))) == {"code", "iss"}


async def test_the_issuer_is_in_the_answer__rfc_9207(rp, browser) -> None:
    assert answered(await rp.authorize(browser))["iss"] == rp.issuer


async def test_a_redirect_uri_with_a_query_keeps_it(identity, browser) -> None:
    rp = await identity.relying_party("q", uris=["https://app.example.com/cb?tenant=1"])
    rp.redirect_uri = "https://app.example.com/cb?tenant=1"
    values = answered(await rp.authorize(browser))
    assert values["tenant"] == "1"
    assert "code" in values


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ("openid email profile openid", "openid email profile"),
        ("profile openid", "profile openid"),
        ("openid unknown", "openid"),
        (None, "openid email profile"),
        ("openid offline_access", "openid"),
    ],
)
async def test_scope_is_a_set_without_what_the_client_may_not_have(rp, browser, asked, granted) -> None:
    tokens = await rp.tokens(browser, scope=asked)
    assert set(tokens["scope"].split()) == set(granted.split())
    assert len(tokens["scope"].split()) == len(granted.split())


async def test_unknown_and_harmless_parameters_are_ignored(rp, browser) -> None:
    extra = {
        "display": "popup",
        "ui_locales": "de",
        "claims_locales": "de",
        "acr_values": "1 2",
        "foo": "bar",
    }
    assert "code" in answered(await rp.authorize(browser, **extra))


async def test_a_post_works_as_well(rp, browser) -> None:
    form = {
        "response_type": "code",
        "client_id": rp.client_id,
        "redirect_uri": rp.redirect_uri,
        "scope": "openid",
        "state": "+ä",
    }
    answer = await browser.follow(await browser.post("/application/o/authorize/", data=form))
    assert answered(answer)["state"] == "+ä"


async def test_a_header_cannot_be_injected_by_a_post(rp, browser) -> None:
    body = f"client_id={rp.client_id}&x=%0d%0aSet-Cookie:a=b\r\nX: y"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await browser.post("/application/o/authorize/", content=body, headers=kind)
    assert "\r" not in answer.headers["location"]
    assert "\n" not in answer.headers["location"]


async def test_form_post_posts_itself_and_works_without_script(rp, browser) -> None:
    answer = await rp.authorize(browser, response_mode="form_post", state='"><script>')
    assert answer.status_code == 200
    assert f'action="{rp.redirect_uri}"' in answer.text
    assert 'name="state" value="&#34;&gt;&lt;script&gt;"' in answer.text
    assert 'name="code"' in answer.text
    assert '<button type="submit">' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "form-action 'self' https://app.example.com" in policy
    assert "'unsafe-inline'" not in policy


async def test_form_post_takes_errors_too(rp, browser) -> None:
    answer = await rp.authorize(browser, response_mode="form_post", prompt="please")
    assert 'name="error" value="invalid_request"' in answer.text


async def test_fragment_is_available(rp, browser) -> None:
    answer = await rp.authorize(browser, response_mode="fragment")
    assert answer.headers["location"].startswith(f"{rp.redirect_uri}#code=")


async def test_the_code_has_256_bits_and_never_repeats(rp, browser) -> None:
    codes = {await rp.code(browser) for _ in range(5)}
    assert len(codes) == 5
    assert all(len(code) == 43 for code in codes)


async def test_the_code_is_not_stored_in_clear(identity, rp, browser) -> None:
    code = await rp.code(browser)
    for file in identity.app.settings.data.glob("identity.db*"):
        assert code.encode() not in file.read_bytes()


@pytest.mark.parametrize("host", ["", "evil.example.com/path", "a b", 'x"y'])
async def test_a_malformed_host_is_refused(rp, browser, host) -> None:
    answer = await browser.get(
        f"/application/o/{rp.slug}/.well-known/openid-configuration", headers={"Host": host}
    )
    assert answer.status_code == 400
