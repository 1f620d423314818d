"""npm's `openid-client` 5, which most of what is deployed still uses; also the flows that 6 left behind.

Set up as https://github.com/panva/openid-client/blob/v5.x/README.md says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.peers.relying_parties.conftest import Provider
from tests.peers.relying_parties.node_program import NodeProgram, Refused, node_program
from tests.peers.relying_parties.user_agent import answer_in

pytestmark = [pytest.mark.peers, pytest.mark.timeout(120)]

CALLBACK = "https://openid-client-5.example.com/cb"
LEFT = "https://openid-client-5.example.com/left"
SCOPE = "openid profile email offline_access"

DISCOVER = """
const issuer = await library.Issuer.discover(args.issuer);
state.client = new issuer.Client({
    client_id: args.id, client_secret: args.secret, redirect_uris: [args.callback],
    post_logout_redirect_uris: [args.left], ...args.more,
});
"""
BEGIN = """
state.verifier = library.generators.codeVerifier();
state.nonce = library.generators.nonce();
state.state = library.generators.state();
return state.client.authorizationUrl({
    scope: args.scope, nonce: state.nonce, state: state.state,
    code_challenge: library.generators.codeChallenge(state.verifier), code_challenge_method: 'S256',
    ...args.more,
});
"""
FINISH = """
const message = { url: args.url, method: args.body === undefined ? 'GET' : 'POST', body: args.body };
const parameters = args.parameters ?? state.client.callbackParams(message);
state.tokens = await state.client.callback(args.callback, parameters, {
    code_verifier: state.verifier, nonce: state.nonce, state: state.state, response_type: args.type ?? 'code',
});
return { ...state.tokens, claims: state.tokens.claims() };
"""


@pytest.fixture(scope="module")
def client() -> Iterator[NodeProgram]:
    with node_program("openid-client@5.7.1") as running:
        yield running


@pytest.fixture(scope="module")
def registered(provider: Provider) -> dict[str, Any]:
    return provider.api.create_application(
        "openid-client 5",
        "openid-client-5",
        CALLBACK,
        grant_types=["authorization_code", "implicit", "hybrid", "refresh_token"],
        property_mappings=provider.scopes("openid", "profile", "email", "offline_access"),
        redirect_uris=[
            {"matching_mode": "strict", "url": CALLBACK, "redirect_uri_type": "authorization"},
            {"matching_mode": "strict", "url": LEFT, "redirect_uri_type": "logout"},
        ],
    )


def discover(provider: Provider, client: NodeProgram, made: dict[str, Any], **more: Any) -> None:
    client.run(
        DISCOVER,
        issuer=f"{provider.url}/application/o/openid-client-5/.well-known/openid-configuration",
        id=made["client_id"],
        secret=made["client_secret"],
        callback=CALLBACK,
        left=LEFT,
        more=more,
    )


def test_the_code_flow_with_refresh_userinfo_introspection_revocation_and_logout(
    provider: Provider, client: NodeProgram, registered: dict[str, Any]
) -> None:
    discover(provider, client, registered)
    with provider.user_agent() as browser:
        url = client.run(BEGIN, scope=SCOPE)
        tokens = client.run(FINISH, url=browser.visit(url, until=CALLBACK), callback=CALLBACK)
        assert tokens["claims"]["groups"] == ["makers"]
        assert client.run("return await state.client.userinfo(state.tokens);")["email"] == "ada@example.org"
        refreshed = client.run("return await state.client.refresh(state.tokens);")
        assert refreshed["refresh_token"] != tokens["refresh_token"]
        assert client.run(
            "return await state.client.introspect(args.token);", token=refreshed["access_token"]
        )["active"]
        client.run("await state.client.revoke(args.token);", token=refreshed["refresh_token"])
        told = client.run(
            "return await state.client.introspect(args.token);", token=refreshed["access_token"]
        )
        assert told == {"active": False}
        leave = client.run(
            "return state.client.endSessionUrl({ id_token_hint: state.tokens, state: 'bye' });"
        )
        assert browser.visit(leave, until=LEFT) == f"{LEFT}?state=bye"


@pytest.mark.parametrize(
    "kind", ["code id_token", "code token", "code id_token token", "id_token", "id_token token"]
)
def test_implicit_and_hybrid_answers_come_in_the_fragment(
    provider: Provider, client: NodeProgram, registered: dict[str, Any], kind: str
) -> None:
    discover(provider, client, registered, response_types=[kind])
    with provider.user_agent() as browser:
        more = {"response_type": kind}
        if "code" not in kind:
            more |= {"code_challenge": None, "code_challenge_method": None}
        landed = browser.visit(client.run(BEGIN, scope="openid profile", more=more), until=CALLBACK)
    assert landed.startswith(f"{CALLBACK}#")
    tokens = client.run(FINISH, parameters=answer_in(landed), callback=CALLBACK, type=kind)
    assert tokens["claims"]["preferred_username"] == "ada"


def test_the_answer_can_be_posted(
    provider: Provider, client: NodeProgram, registered: dict[str, Any]
) -> None:
    discover(provider, client, registered)
    with provider.user_agent() as browser:
        form = browser.fill(
            client.run(BEGIN, scope="openid profile", more={"response_mode": "form_post"}), CALLBACK
        )
    tokens = client.run(FINISH, parameters=form, callback=CALLBACK)
    assert tokens["claims"]["preferred_username"] == "ada"


def test_a_flow_that_is_off_is_refused(
    provider: Provider, client: NodeProgram, registered: dict[str, Any]
) -> None:
    discover(provider, client, registered)
    provider.change(registered, grant_types=["authorization_code"])
    try:
        with provider.user_agent() as browser:
            url = client.run(BEGIN, scope="openid", more={"response_type": "id_token"})
            landed = browser.visit(url, until=CALLBACK)
        with pytest.raises(Refused) as refused:
            client.run(FINISH, parameters=answer_in(landed), callback=CALLBACK)
        assert refused.value.error in ("unsupported_response_type", "unauthorized_client")
    finally:
        provider.change(registered, grant_types=["authorization_code", "implicit", "hybrid", "refresh_token"])


def test_without_a_signing_key_the_client_secret_signs(provider: Provider, client: NodeProgram) -> None:

    made = provider.api.create_application("HS256", "openid-client-5-hs256", CALLBACK, signing_key=None)
    client.run(
        DISCOVER,
        issuer=f"{provider.url}/application/o/openid-client-5-hs256/",
        id=made["client_id"],
        secret=made["client_secret"],
        callback=CALLBACK,
        left=LEFT,
        more={"id_token_signed_response_alg": "HS256"},
    )
    with provider.user_agent() as browser:
        url = client.run(BEGIN, scope="openid profile")
        tokens = client.run(FINISH, url=browser.visit(url, until=CALLBACK), callback=CALLBACK)
    assert tokens["claims"]["preferred_username"] == "ada"
