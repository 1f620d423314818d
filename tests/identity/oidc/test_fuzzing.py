"""Whatever is sent, the protocol endpoints answer with a protocol error: never a crash, never an open redirect."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = [
    "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "max_age",
    "code_challenge", "code_challenge_method", "id_token_hint", "login_hint", "request", "wirelatch_reauth",
    "request_uri", "claims", "acr_values", "resource", "dpop_jkt", "wirelatch_consented", "wirelatch_pushed",
    "registration", "ui_locales",
    "grant_type", "code", "code_verifier", "refresh_token", "client_secret", "username", "password", "token",
]  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "code",
            "none",
            "login",
            "openid",
            "0",
            "S256",
            "a" * 43,
            "1.x",
            "query",
            "form_post",
            "code id_token token",
            "urn:ietf:params:oauth:request_uri:x",
            "e30.e30.",
            "eyJhbGciOiJub25lIn0.e30.",
            '{"userinfo": {"name": null}, "id_token": {"acr": {"essential": true, "values": ["x"]}}}',
            '{"id_token": {"sub": {"value": "\\u0000"}}}',
            "https://api.example.com/",
            "\x00",
            "\r\n",
        ]
    ),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
FIELDS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=8)
RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


def encode(pairs: list[tuple[str, str]]) -> str:
    return urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])


@RELAXED
@given(FIELDS)
async def test_authorize(rp, browser, fields) -> None:
    query = encode([("client_id", rp.client_id), ("redirect_uri", rp.redirect_uri), *fields])
    answer = await browser.get(f"/application/o/authorize/?{query}")
    if answer.is_redirect:
        assert answer.headers["location"].startswith((rp.redirect_uri, "/if/flow/"))
    else:
        assert answer.status_code in (200, 400)


@RELAXED
@given(FIELDS)
async def test_pushing(rp, fields) -> None:
    own = [("client_id", rp.client_id), ("client_secret", rp.client_secret)]
    body = encode([*own, ("redirect_uri", rp.redirect_uri), *fields])
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await rp.http.post("/application/o/par/", content=body, headers=kind)
    assert answer.status_code in (201, 400, 401)
    assert set(answer.json()) in ({"error", "error_description"}, {"request_uri", "expires_in"})


@RELAXED
@given(FIELDS)
async def test_logout(rp, browser, fields) -> None:
    answer = await browser.get(f"/application/o/{rp.slug}/end-session/?{encode(fields)}")
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("grant", ["authorization_code", "refresh_token", "client_credentials"])
@RELAXED
@given(FIELDS)
async def test_token(rp, grant, fields) -> None:
    body = encode([("grant_type", grant), ("client_id", rp.client_id), *fields])
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await rp.http.post("/application/o/token/", content=body, headers=kind)
    assert answer.status_code in (400, 401)
    assert set(answer.json()) == {"error", "error_description"}


@pytest.mark.parametrize("path", ["userinfo", "introspect", "revoke"])
@RELAXED
@given(st.binary(max_size=200))
async def test_tokens_of_any_bytes(rp, path, raw) -> None:
    headers = {
        "Authorization": b"Bearer " + raw.replace(b"\n", b"").replace(b"\r", b""),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = await rp.http.post(f"/application/o/{path}/", content=raw, headers=headers)
    assert answer.status_code in (400, 401, 403)
    assert "error" in answer.json()


@RELAXED
@given(TEXT, TEXT)
async def test_sign_in_and_api(identity, one, other) -> None:
    visitor = identity.browser()
    page = await visitor.get(
        "/if/flow/default-authentication-flow/", params={"next": one, "login_hint": other}
    )
    assert (await visitor.submit(page, uid_field=one, password=other)).status_code in (401, 429)
    listed = await identity.api.get("core/users/", params={"search": one, "username": other, "ordering": one})
    assert listed.status_code == 200
    for path in ("core/tokens", "core/groups", "core/applications", "events/events", "policies/bindings"):
        answer = await identity.api.get(f"{path}/{quote(one, safe='')}/")
        assert answer.status_code in (200, 307, 404)
