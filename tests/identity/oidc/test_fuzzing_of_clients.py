"""Whatever a client sends to the endpoints that are its own, it is answered by the protocol: device codes, introspection,
revocation, token exchange, and registration with its management."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.identity.conftest import BASE

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
NAMES = [
    "client_id", "client_secret", "client_assertion", "client_assertion_type", "scope", "device_code", "user_code", "token",
    "token_type_hint", "subject_token", "subject_token_type", "requested_token_type", "actor_token", "actor_token_type",
    "audience", "resource", "username", "password", "code", "nonce",
]  # fmt: skip
ODD = [
    "", "\x00", "\r\nX: y", "eyJhbGciOiJub25lIn0.e30.", "e30.e30.e30", "openid offline_access", "access_token",
    "urn:ietf:params:oauth:token-type:access_token", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "https://api.example.com/", "a" * 5000,
]  # fmt: skip
FIELDS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.one_of(st.text(max_size=40), st.sampled_from(ODD))), max_size=8
)
METADATA = [
    "redirect_uris", "client_name", "client_uri", "logo_uri", "tos_uri", "policy_uri", "scope", "grant_types",
    "response_types", "token_endpoint_auth_method", "jwks", "jwks_uri", "application_type", "default_max_age",
    "id_token_signed_response_alg", "subject_type", "initiate_login_uri", "post_logout_redirect_uris",
    "backchannel_logout_uri", "require_auth_time", "contacts", "software_statement", "client_id", "client_name#de",
]  # fmt: skip
SCALARS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["\x00", "javascript:alert(1)", "https://ok.example.com/", "code", "none", "RS256", "a" * 3000]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["keys", "kty", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)
RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


@pytest.fixture
async def initial(identity) -> dict[str, str]:
    """What whoever registers a client shows."""
    made = await identity.api.post("oauth2/initial_access_tokens/", json={"name": secrets.token_hex(8)})
    return {"Authorization": f"Bearer {made.json()['token']}"}


def encode(pairs: list[tuple[str, str]]) -> str:
    return urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])


def is_refusal(answer: httpx.Response) -> bool:
    return answer.status_code in (400, 401, 403, 429) and "error" in answer.json()


@pytest.mark.parametrize("path", ["device", "introspect", "revoke"])
@RELAXED
@given(FIELDS)
async def test_endpoints_of_a_client(rp, path, fields) -> None:
    own = [("client_id", rp.client_id), ("client_secret", rp.client_secret)]
    answer = await rp.http.post(f"/application/o/{path}/", content=encode([*own, *fields]), headers=FORM)
    assert answer.status_code == 200 or is_refusal(answer), answer.text
    if path == "introspect" and answer.status_code == 200:
        assert answer.json() == {"active": False}


@pytest.mark.parametrize(
    "grant", [DEVICE_CODE, EXCHANGE, "password", "urn:ietf:params:oauth:grant-type:jwt-bearer"]
)
@RELAXED
@given(FIELDS)
async def test_grants_without_a_browser(rp, grant, fields) -> None:
    own = [("grant_type", grant), ("client_id", rp.client_id), ("client_secret", rp.client_secret)]
    answer = await rp.http.post("/application/o/token/", content=encode([*own, *fields]), headers=FORM)
    assert is_refusal(answer), answer.text
    assert set(answer.json()) == {"error", "error_description"}


@RELAXED
@given(st.dictionaries(st.sampled_from(METADATA), VALUES, max_size=5))
async def test_registration_and_its_management(identity, initial, metadata: dict[str, Any]) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=identity.app), base_url=BASE) as http:
        good = {"redirect_uris": ["https://ok.example.com/cb"]}
        first = await http.post("/application/o/register/", json=good | metadata, headers=initial)
        assert first.status_code == 201 or is_refusal(first), first.text
        registered = (await http.post("/application/o/register/", json=good, headers=initial)).json()
        own = {"Authorization": f"Bearer {registered['registration_access_token']}"}
        uri = registered["registration_client_uri"]
        changed = await http.put(
            uri, json={"client_id": registered["client_id"], **good, **metadata}, headers=own
        )
        assert changed.status_code == 200 or is_refusal(changed), changed.text
        for answer in (first, changed):
            if answer.is_success:
                uris = [value for name, value in answer.json().items() if name.endswith(("_uri", "_uris"))]
                assert "javascript:" not in str(uris)


@RELAXED
@given(st.binary(max_size=300))
async def test_registration_with_any_bytes(identity, initial, raw: bytes) -> None:
    headers = initial | {"Content-Type": "application/json"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=identity.app), base_url=BASE) as http:
        answer = await http.post("/application/o/register/", content=raw, headers=headers)
    assert is_refusal(answer), answer.text
