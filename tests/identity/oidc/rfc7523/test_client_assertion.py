"""client_secret_jwt and private_key_jwt. RFC 7523 3, OpenID Connect Core 9, and the certification's
oidcc-ensure-client-assertion-with-iss-aud-succeeds."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from typing import Any

import pytest
from joserfc.jwk import OctKey, OKPKey
from tests.identity.conftest import BASE
from tests.support.jose import assertion, key_pair, key_set, signed_by

TOKEN = f"{BASE}/application/o/token/"
KEY = key_pair()


@pytest.fixture
async def client(identity):
    return await identity.relying_party(
        "keyed", jwks=key_set(KEY), token_endpoint_auth_method="private_key_jwt"
    )


async def ask(rp, token: str, **more):
    form = {"grant_type": "client_credentials", "client_id": None, "client_secret": None}
    return await rp.token(**{**form, **signed_by(token), **more})


def failure(answer) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


async def test_an_assertion_for_the_issuer_or_the_token_endpoint_is_taken(client) -> None:
    for audience in (client.issuer, TOKEN, [client.issuer]):
        answer = await ask(client, assertion(KEY, client.client_id, audience))
        assert answer.status_code == 200, answer.text
        assert (await client.verified(answer.json()["access_token"]))["client_id"] == client.client_id


def wrong() -> tuple[tuple[dict[str, Any], str], ...]:
    """Claims that are wrong now, and what is said of them."""
    moment = int(time.time())
    return (
        ({"aud": "https://elsewhere.example/"}, "is meant for another audience: use the issuer"),
        ({"aud": None}, "is meant for another audience: use the issuer"),
        ({"iss": "somebody"}, "must have the client_id as iss and sub"),
        ({"sub": "somebody"}, "must have the client_id as iss and sub"),
        ({"exp": None}, "has no exp"),
        ({"exp": "soon"}, "has no exp"),
        ({"exp": moment - 300}, "has expired"),
        ({"exp": moment + 7200}, "is valid for longer than 600 seconds"),
        ({"nbf": moment + 300}, "is not valid yet: nbf"),
        ({"iat": moment + 300}, "is not valid yet: iat"),
        ({"jti": None}, "has no jti"),
    )


async def test_every_claim_has_to_be_right(client) -> None:
    for changes, description in wrong():
        token = assertion(KEY, client.client_id, client.issuer, **changes)
        answer = await client.token(
            grant_type="authorization_code", code="x", client_secret=None, **signed_by(token)
        )
        assert failure(answer) == (401, "invalid_client", f"The client assertion {description}")


async def test_one_that_also_names_another_server_is_refused(client) -> None:
    token = assertion(KEY, client.client_id, [client.issuer, "https://elsewhere.example/"])
    description = "The client assertion is meant for another audience: use the issuer"
    assert failure(await ask(client, token)) == (401, "invalid_client", description)


class TestOnEachDatabase:
    @pytest.fixture
    def identity_database_url(self, each_database: str) -> str:
        return each_database

    async def test_it_is_taken_once(self, client) -> None:
        token = assertion(KEY, client.client_id, client.issuer)
        answers = await asyncio.gather(*(ask(client, token) for _ in range(16)))
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * 15
        refused = next(answer for answer in answers if answer.status_code == 401)
        assert failure(refused) == (401, "invalid_client", "The client assertion was used before")


async def test_another_key_is_refused(client) -> None:
    token = assertion(key_pair(), client.client_id, client.issuer)
    description = "The client assertion is not signed by the client"
    assert failure(await ask(client, token)) == (401, "invalid_client", description)


async def test_the_public_key_is_no_secret(client) -> None:
    public = OctKey.import_key(json.dumps(key_set(KEY)["keys"][0]))
    for algorithm in ("none", "HS256"):
        header = {"kid": KEY.kid}
        token = assertion(public, client.client_id, client.issuer, algorithm=algorithm, header=header)
        assert (await ask(client, token)).json()["error"] == "invalid_client"


async def test_the_secret_is_not_taken_where_a_key_is_registered(client) -> None:
    answer = await client.token(grant_type="client_credentials")
    assert failure(answer) == (401, "invalid_client", "Client authentication failed")


async def test_a_secret_signs_assertions_too(rp) -> None:
    key = OctKey.import_key(rp.client_secret)
    token = assertion(key, rp.client_id, rp.issuer, algorithm="HS256")
    assert (await ask(rp, token)).status_code == 200
    other = OctKey.import_key("another secret, which is long enough")
    refused = await ask(rp, assertion(other, rp.client_id, rp.issuer, algorithm="HS256"))
    assert refused.json()["error"] == "invalid_client"


async def test_the_registered_algorithm_holds(client) -> None:
    ed25519 = OKPKey.generate_key("Ed25519", {"kid": "ed"})
    await client.change(jwks=key_set(KEY, ed25519), token_endpoint_auth_signing_alg="EdDSA")
    right = assertion(ed25519, client.client_id, client.issuer, algorithm="EdDSA")
    assert (await ask(client, right)).status_code == 200
    description = "The client assertion is not signed with the registered algorithm"
    wrong = assertion(KEY, client.client_id, client.issuer)
    assert failure(await ask(client, wrong)) == (401, "invalid_client", description)


async def test_two_ways_at_once_are_refused(client) -> None:
    token = assertion(KEY, client.client_id, client.issuer)
    answer = await ask(client, token, client_secret=client.client_secret)
    description = "The client used more than one way to authenticate"
    assert failure(answer) == (400, "invalid_request", description)


async def test_another_assertion_type_is_refused(client) -> None:
    token = assertion(KEY, client.client_id, client.issuer)
    answer = await ask(client, token, client_assertion_type="urn:example:other")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_it_authenticates_at_every_endpoint(client) -> None:
    await client.change(grant_types=["client_credentials", "urn:ietf:params:oauth:grant-type:device_code"])
    for endpoint in ("introspect", "revoke", "device"):
        url = f"{BASE}/application/o/{endpoint}/"
        token = assertion(KEY, client.client_id, url)
        answer = await client.http.post(url, data={"token": "x", **signed_by(token)})
        assert answer.status_code == 200, answer.text
        assert (await client.http.post(url, data={"token": "x", **signed_by(token)})).status_code == 401


async def test_keys_are_fetched_from_where_the_client_publishes_them_and_again_when_they_change(
    identity,
) -> None:
    published = key_set(KEY)
    fetched = 0

    async def serve(reader, writer) -> None:
        nonlocal fetched
        fetched += 1
        await reader.readuntil(b"\r\n\r\n")
        body = json.dumps(published).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    rp = await identity.relying_party(
        "published", jwks_uri=f"http://127.0.0.1:{port}/jwks", token_endpoint_auth_method="private_key_jwt"
    )
    async with server:
        refused = await ask(rp, assertion(KEY, rp.client_id, rp.issuer))
        assert (refused.status_code, fetched) == (401, 0)  # the address is not public
        identity.app.settings.fetch_networks = "127.0.0.0/8"
        with forgotten_keys():
            for _ in range(2):
                assert (await ask(rp, assertion(KEY, rp.client_id, rp.issuer))).status_code == 200
            assert fetched == 1
            newer = key_pair("key-2")
            published = key_set(KEY, newer)
            early = await ask(rp, assertion(newer, rp.client_id, rp.issuer))
            assert (early.status_code, fetched) == (401, 1)  # nobody can make us fetch at every request
        with forgotten_keys(keep_stale=True):
            assert (await ask(rp, assertion(newer, rp.client_id, rp.issuer))).status_code == 200
            assert fetched == 2


@contextlib.contextmanager
def forgotten_keys(keep_stale: bool = False):
    from wirelatch.identity.oidc import client_keys

    if keep_stale:
        for uri, (at, keys) in list(client_keys._fetched.items()):
            client_keys._fetched[uri] = (at - client_keys.AGAIN_SECONDS - 1, keys)
    else:
        client_keys._fetched.clear()
    yield


async def test_settings_that_do_not_fit_are_refused(identity, rp) -> None:
    for values, field in (
        ({"token_endpoint_auth_method": "private_key_jwt"}, "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": "none"}, "token_endpoint_auth_method"),
        ({"jwks": {"keys": [KEY.as_dict(private=True)]}}, "jwks"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}}, "jwks"),
        ({"jwks": {"keys": []}}, "jwks"),
        ({"jwks": key_set(KEY), "jwks_uri": "https://app.example.com/jwks"}, "jwks_uri"),
    ):
        answer = await identity.api.patch(f"providers/oauth2/{rp.provider_id}/", json=values)
        assert (answer.status_code, list(answer.json())) == (400, [field])


async def test_a_new_secret_overlaps_with_the_one_before(identity, rp) -> None:
    path = f"providers/oauth2/{rp.provider_id}/rotate_client_secret/"
    made = await identity.api.post(path, json={"overlap": "hours=1"})
    assert made.status_code == 200, made.text
    new = made.json()["client_secret"]
    for secret in (rp.client_secret, new):
        answer = await rp.token(grant_type="client_credentials", client_secret=secret)
        assert answer.status_code == 200
    newest = (await identity.api.post(path, json={"overlap": "seconds=0"})).json()["client_secret"]
    for secret in (rp.client_secret, new):
        assert (await rp.token(grant_type="client_credentials", client_secret=secret)).status_code == 401
    assert (await rp.token(grant_type="client_credentials", client_secret=newest)).status_code == 200
    assert new not in json.dumps(await identity.events("secret_rotate"))


async def test_setting_a_secret_ends_the_one_that_was_being_phased_out(identity, rp) -> None:
    await identity.api.post(f"providers/oauth2/{rp.provider_id}/rotate_client_secret/", json={})
    assert (await rp.token(grant_type="client_credentials")).status_code == 200
    await rp.change(client_secret="chosen by the administrator")
    assert (await rp.token(grant_type="client_credentials")).status_code == 401
