"""Keys are changed with overlap: the certification's oidcc-server-rotate-keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from joserfc import jws, jwt
from joserfc.jwk import KeySet
from sqlalchemy import select, update

from wirelatch.database import now
from wirelatch.identity.clearing_up import clear_up
from wirelatch.identity.keys.tables import retired_signing_keys


async def published(rp) -> list[str]:
    keys = (await rp.http.get(f"/application/o/{rp.slug}/jwks/")).json()["keys"]
    assert all(not {"d", "p", "q", "k"} & set(key) for key in keys)
    return [key["kid"] for key in keys]


def kid_of(token: str) -> str:
    return str(jws.extract_compact(token.encode()).headers()["kid"])


async def sign_in(rp, browser) -> dict[str, str]:
    return await rp.tokens(browser)


async def test_after_a_rotation_both_keys_are_published_and_the_new_one_signs(identity, rp, browser) -> None:
    before = await sign_in(rp, browser)
    (old,) = await published(rp)
    rotated = await identity.api.post(f"providers/oauth2/{rp.provider_id}/rotate_signing_key/")
    assert rotated.status_code == 200, rotated.text
    new, kept = await published(rp)
    assert kept == old != new
    after = await sign_in(rp, browser)
    assert (kid_of(before["id_token"]), kid_of(after["id_token"])) == (old, new)
    assert await rp.verified(before["id_token"])
    assert await rp.verified(after["id_token"])
    for tokens in (before, after):
        assert (await rp.userinfo(tokens["access_token"])).status_code == 200
        hinted = await rp.authorize(browser, id_token_hint=tokens["id_token"], prompt="none")
        assert "code=" in hinted.headers["location"]
    assert len(await identity.events("secret_rotate")) == 1


async def test_the_old_key_goes_when_nothing_signed_with_it_is_valid(identity, rp) -> None:
    (old,) = await published(rp)
    await identity.api.post(f"providers/oauth2/{rp.provider_id}/rotate_signing_key/")
    database = identity.app.services.database
    until = await database.read(lambda c: c.execute(select(retired_signing_keys.c.until)).scalar())
    assert timedelta(hours=1) <= until - now() <= timedelta(hours=2)  # the access tokens' hour, and a margin
    past = update(retired_signing_keys).values(until=now() - timedelta(seconds=1))
    await database.write(lambda connection: connection.execute(past))
    await clear_up(database)
    await rp.change(name="So that the catalogue is read anew")
    assert old not in await published(rp)


async def test_rotating_a_pair_moves_every_provider_that_signs_with_it(identity, rp) -> None:
    other = await identity.relying_party("other")
    none = await identity.relying_party("none", signing_key=None)
    untouched = await published(none)
    pair = (await identity.api.get(f"providers/oauth2/{rp.provider_id}/")).json()["signing_key"]
    rotated = await identity.api.post(f"crypto/certificatekeypairs/{pair}/rotate/")
    assert rotated.status_code == 200, rotated.text
    assert rotated.json()["providers"] == [rp.provider_id, other.provider_id]
    assert await published(rp) == await published(other)
    assert len(await published(rp)) == 2
    assert await published(none) == untouched
    made = await identity.relying_party("made-later")
    assert await published(made) == [(await published(rp))[0]]


async def test_choosing_another_key_keeps_the_old_one_published(identity, rp, browser) -> None:
    before = await sign_in(rp, browser)
    made = await identity.api.post(
        "crypto/certificatekeypairs/generate/",
        json={"common_name": "ec", "validity_days": 30, "alg": "ecdsa"},
    )
    await rp.change(signing_key=made.json()["pk"])
    keys = (await rp.http.get(f"/application/o/{rp.slug}/jwks/")).json()["keys"]
    assert [key["alg"] for key in keys] == ["ES256", "RS256"]
    assert await rp.verified(before["id_token"])
    assert (await sign_in(rp, browser))["id_token"]


@pytest.mark.parametrize("algorithm", ["PS256", "RS512"])
async def test_an_rsa_key_signs_as_it_is_told(rp, browser, algorithm) -> None:
    await rp.change(id_token_signed_response_alg=algorithm)
    tokens = await sign_in(rp, browser)
    document = (await rp.http.get(f"/application/o/{rp.slug}/jwks/")).json()
    assert [key["alg"] for key in document["keys"]] == [algorithm]
    keys = KeySet.import_key_set(document)
    for token in (tokens["id_token"], tokens["access_token"]):
        assert jwt.decode(token, keys, algorithms=[algorithm]).claims["sub"]
    assert (await rp.userinfo(tokens["access_token"])).status_code == 200
    metadata = (await rp.http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")).json()
    assert metadata["id_token_signing_alg_values_supported"] == [algorithm]


async def test_a_key_cannot_sign_as_another_kind(identity, rp) -> None:
    answer = await identity.api.patch(
        f"providers/oauth2/{rp.provider_id}/", json={"id_token_signed_response_alg": "ES256"}
    )
    assert (answer.status_code, list(answer.json())) == (400, ["id_token_signed_response_alg"])


async def test_without_a_key_there_is_nothing_to_rotate(identity) -> None:
    rp = await identity.relying_party("none", signing_key=None)
    answer = await identity.api.post(f"providers/oauth2/{rp.provider_id}/rotate_signing_key/")
    assert answer.status_code == 400
