"""npm's `openid-client` 6, set up as its README says: https://github.com/panva/openid-client#quick-start"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.peers.relying_parties.conftest import Provider
from tests.peers.relying_parties.node_program import NodeProgram, Refused, node_program
from tests.peers.relying_parties.user_agent import answer_in, link_back
from tests.support.jose import key_pair, key_set

pytestmark = [pytest.mark.peers, pytest.mark.timeout(120)]

CALLBACK = "https://openid-client.example.com/callback"
LEFT = "https://openid-client.example.com/left"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
SCOPE = "openid profile email offline_access"
REDIRECT_URIS = [
    {"matching_mode": "strict", "url": CALLBACK, "redirect_uri_type": "authorization"},
    {"matching_mode": "strict", "url": LEFT, "redirect_uri_type": "logout"},
]

DISCOVER = """
state.config = await library.discovery(new URL(args.issuer), args.id, args.secret, undefined, {
    execute: [library.allowInsecureRequests],
});
state.callback = args.callback;
return state.config.serverMetadata();
"""
BEGIN = """
state.verifier = library.randomPKCECodeVerifier();
state.state = library.randomState();
state.nonce = library.randomNonce();
const build = library[args.build ?? 'buildAuthorizationUrl'];
const url = await build(state.config, {
    redirect_uri: state.callback,
    scope: args.scope,
    code_challenge: await library.calculatePKCECodeChallenge(state.verifier),
    code_challenge_method: 'S256',
    state: state.state,
    nonce: state.nonce,
    ...args.more,
}, state.dpop && args.build?.includes('PAR') ? { DPoP: state.dpop } : undefined);
return url.href;
"""
FINISH = """
state.tokens = await library.authorizationCodeGrant(state.config, new URL(args.url), {
    pkceCodeVerifier: args.verifier ?? state.verifier,
    expectedState: state.state,
    expectedNonce: state.nonce,
    idTokenExpected: true,
}, undefined, { DPoP: state.dpop });
return { ...state.tokens, claims: state.tokens.claims() };
"""
USERINFO = """
return await library.fetchUserInfo(
    state.config, state.tokens.access_token, state.tokens.claims().sub, { DPoP: state.dpop });
"""
REFRESH = """
state.tokens = await library.refreshTokenGrant(
    state.config, args.token ?? state.tokens.refresh_token, undefined, { DPoP: state.dpop });
return { ...state.tokens, claims: state.tokens.claims() };
"""
INTROSPECT = "return await library.tokenIntrospection(state.config, args.token ?? state.tokens.access_token);"


@pytest.fixture
def client() -> Iterator[NodeProgram]:
    with node_program("openid-client@6.9.0") as running:
        yield running


@pytest.fixture
def confidential(provider: Provider, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A confidential client with everything that a test may want."""
    return register(provider, f"v6-{request.node.name[5:45].strip('_').replace('_', '-')}")


def register(provider: Provider, slug: str, **fields: Any) -> dict[str, Any]:
    made = provider.api.create_application(
        slug,
        slug,
        CALLBACK,
        **{
            "redirect_uris": REDIRECT_URIS,
            "grant_types": ["authorization_code", "refresh_token", "client_credentials", DEVICE, EXCHANGE],
            "property_mappings": provider.scopes("openid", "profile", "email", "offline_access"),
            **fields,
        },
    )
    return {**made, "slug": slug, "issuer": f"{provider.url}/application/o/{slug}/"}


def discover(client: NodeProgram, made: dict[str, Any], secret: Any = None) -> dict[str, Any]:
    found: dict[str, Any] = client.run(
        DISCOVER,
        issuer=made["issuer"],
        id=made["client_id"],
        secret=made["client_secret"] if secret is None else secret,
        callback=CALLBACK,
    )
    return found


def sign_in(provider: Provider, client: NodeProgram, username: str = "ada", **step: Any) -> dict[str, Any]:
    with provider.user_agent(username) as browser:
        url = client.run(BEGIN, **{"scope": SCOPE, **step})
        tokens: dict[str, Any] = client.run(FINISH, url=browser.visit(url, until=CALLBACK))
    return tokens


def test_a_confidential_client_signs_in_refreshes_introspects_revokes_and_signs_out(
    provider: Provider, client: NodeProgram, confidential: dict[str, Any]
) -> None:
    assert discover(client, confidential)["issuer"] == confidential["issuer"]
    with provider.user_agent() as browser:
        url = client.run(BEGIN, scope=SCOPE)
        tokens = client.run(FINISH, url=browser.visit(url, until=CALLBACK))
        assert tokens["claims"]["preferred_username"] == "ada"
        assert tokens["claims"]["groups"] == ["makers"]
        assert client.run(USERINFO)["email"] == "ada@example.org"
        refreshed = client.run(REFRESH)
        assert refreshed["claims"]["sub"] == tokens["claims"]["sub"]
        assert refreshed["refresh_token"] != tokens["refresh_token"]
        told = client.run(INTROSPECT)
        assert (told["active"], told["username"]) == (True, "ada")
        client.run("await library.tokenRevocation(state.config, state.tokens.refresh_token);")
        assert client.run(INTROSPECT)["active"] is False
        leave = client.run(
            """return library.buildEndSessionUrl(state.config, {
                id_token_hint: state.tokens.id_token, post_logout_redirect_uri: args.left, state: 'bye',
            }).href;""",
            left=LEFT,
        )
        assert browser.visit(leave, until=LEFT) == f"{LEFT}?state=bye"
        url = client.run(BEGIN, scope=SCOPE, more={"prompt": "none"})
        with pytest.raises(Refused) as refused:
            client.run(FINISH, url=browser.visit(url, until=CALLBACK))
        assert refused.value.error == "login_required"


def test_a_public_client_needs_its_verifier(provider: Provider, client: NodeProgram) -> None:
    made = register(provider, "v6-public", client_type="public")
    client.run(
        """state.config = await library.discovery(new URL(args.issuer), args.id, undefined, library.None(), {
            execute: [library.allowInsecureRequests],
        });
        state.callback = args.callback;""",
        issuer=made["issuer"],
        id=made["client_id"],
        callback=CALLBACK,
    )
    tokens = sign_in(provider, client)
    assert client.run(REFRESH)["refresh_token"] != tokens["refresh_token"]
    with pytest.raises(Refused) as refused:
        client.run(REFRESH, token=tokens["refresh_token"])  # used already: the family is revoked
    assert refused.value.error == "invalid_grant"
    with provider.user_agent() as browser:
        landed = browser.visit(client.run(BEGIN, scope=SCOPE), until=CALLBACK)
    with pytest.raises(Refused) as refused:
        client.run(FINISH, url=landed, verifier="v" * 43)
    assert refused.value.error == "invalid_grant"


def test_requests_are_pushed(provider: Provider, client: NodeProgram) -> None:
    made = register(provider, "v6-par", require_pushed_authorization_requests=True)
    discover(client, made)
    tokens = sign_in(provider, client, build="buildAuthorizationUrlWithPAR")
    assert tokens["claims"]["preferred_username"] == "ada"
    with provider.user_agent() as browser, pytest.raises(Refused) as refused:
        client.run(FINISH, url=browser.visit(client.run(BEGIN, scope=SCOPE), until=CALLBACK))
    assert refused.value.error == "invalid_request"


def test_tokens_are_bound_to_a_key(
    provider: Provider, client: NodeProgram, confidential: dict[str, Any]
) -> None:
    discover(client, confidential)
    client.run("state.dpop = library.getDPoPHandle(state.config, await library.randomDPoPKeyPair('ES256'));")
    tokens = sign_in(provider, client, build="buildAuthorizationUrlWithPAR")
    assert tokens["token_type"] == "dpop"  # openid-client writes it small
    assert client.run(USERINFO)["preferred_username"] == "ada"
    assert client.run(REFRESH)["token_type"] == "dpop"
    assert client.run(INTROSPECT)["cnf"]["jkt"]
    with pytest.raises(Refused):
        client.run(
            "return await library.fetchUserInfo(state.config, state.tokens.access_token, library.skipSubjectCheck);"
        )
    client.run("state.dpop = library.getDPoPHandle(state.config, await library.randomDPoPKeyPair('ES256'));")
    with pytest.raises(Refused):
        client.run(USERINFO)


def test_a_key_authenticates_the_client_and_signs_its_requests(
    provider: Provider, client: NodeProgram
) -> None:
    key = key_pair("rp-key")
    made = register(provider, "v6-key", token_endpoint_auth_method="private_key_jwt", jwks=key_set(key))
    client.run(
        """state.key = await crypto.subtle.importKey(
            'jwk', args.jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
        state.config = await library.discovery(
            new URL(args.issuer), args.id, undefined,
            library.PrivateKeyJwt({ key: state.key, kid: args.jwk.kid }),
            { execute: [library.allowInsecureRequests] });
        state.callback = args.callback;""",
        issuer=made["issuer"],
        id=made["client_id"],
        callback=CALLBACK,
        jwk=key.as_dict(private=True),
    )
    assert sign_in(provider, client)["claims"]["preferred_username"] == "ada"
    assert client.run(INTROSPECT)["active"] is True
    url = client.run(
        """state.verifier = library.randomPKCECodeVerifier();
        state.state = library.randomState();
        state.nonce = library.randomNonce();
        return (await library.buildAuthorizationUrlWithJAR(state.config, {
            redirect_uri: state.callback, scope: 'openid', response_type: 'code',
            code_challenge: await library.calculatePKCECodeChallenge(state.verifier),
            code_challenge_method: 'S256', state: state.state, nonce: state.nonce,
        }, { key: state.key, kid: args.kid })).href;""",
        kid=key.kid,
    )
    with provider.user_agent() as browser:
        tokens = client.run(FINISH, url=browser.visit(url, until=CALLBACK))
    assert tokens["claims"]["aud"] == made["client_id"]


def test_a_device_polls_until_the_user_has_agreed(
    provider: Provider, client: NodeProgram, confidential: dict[str, Any]
) -> None:
    discover(client, confidential)
    begun = client.run(
        """state.device = await library.initiateDeviceAuthorization(state.config, { scope: args.scope });
        return state.device;""",
        scope=SCOPE,
    )
    with provider.user_agent() as browser:
        done = browser.open(begun["verification_uri_complete"], code=begun["user_code"])
    assert "The device is signed in" in done.text
    tokens = client.run(
        """state.tokens = await library.pollDeviceAuthorizationGrant(
            state.config, { ...state.device, interval: 0 });
        return { ...state.tokens, claims: state.tokens.claims() };"""
    )
    assert tokens["claims"]["preferred_username"] == "ada"
    assert client.run(USERINFO)["sub"] == tokens["claims"]["sub"]


def test_client_credentials_and_token_exchange(
    provider: Provider, client: NodeProgram, confidential: dict[str, Any]
) -> None:
    discover(client, confidential)
    own = client.run("return await library.clientCredentialsGrant(state.config, { scope: 'profile' });")
    assert own["token_type"] == "bearer"
    assert client.run(INTROSPECT, token=own["access_token"])["active"] is True
    sign_in(provider, client)
    exchanged = client.run(
        """return await library.genericGrantRequest(state.config, args.grant, {
            subject_token: state.tokens.access_token,
            subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
            scope: 'profile',
        });""",
        grant=EXCHANGE,
    )
    assert client.run(INTROSPECT, token=exchanged["access_token"])["username"] == "ada"


def test_a_client_registers_itself(provider: Provider, client: NodeProgram) -> None:
    """It knows the issuer before it knows its application, so they share the issuer of the installation."""
    pattern = register(
        provider,
        "v6-pattern",
        issuer_mode="global",
        property_mappings=provider.scopes("openid", "profile", "goauthentik.io/oidc/dcr"),
    )
    provider.api.call("POST", "/providers/oauth2-dcr/", json={"provider": pattern["pk"]})
    discover(client, {**pattern, "issuer": f"{provider.url}/"})
    developer = sign_in(provider, client, scope="openid goauthentik.io/oidc/dcr")
    made = client.run(
        """state.config = await library.dynamicClientRegistration(new URL(args.issuer), {
            redirect_uris: [args.callback], client_name: 'openid-client',
        }, undefined, { initialAccessToken: args.token, execute: [library.allowInsecureRequests] });
        return state.config.clientMetadata();""",
        issuer=f"{provider.url}/",
        token=developer["access_token"],
        callback=CALLBACK,
    )
    assert made["client_name"] == "openid-client"
    tokens = sign_in(provider, client, scope="openid profile")
    assert (tokens["claims"]["aud"], tokens["claims"]["preferred_username"]) == (made["client_id"], "ada")


def test_keys_rotate_while_the_client_runs(
    provider: Provider, client: NodeProgram, confidential: dict[str, Any]
) -> None:
    discover(client, confidential)
    client.run("library.enableNonRepudiationChecks(state.config);")  # verify signatures by the published keys
    before = sign_in(provider, client)["id_token"]
    provider.rotate_key(confidential)
    # Signed with the new key already; openid-client looks for keys it does not know at most once a minute.
    client.run("const now = Date.now; Date.now = () => now() + 61_000;")
    after = sign_in(provider, client)["id_token"]
    assert before.split(".")[0] != after.split(".")[0]  # the header names another key


def test_who_may_not_use_the_application_is_told_so_and_the_client_is_not_entered(
    provider: Provider, client: NodeProgram, confidential: dict[str, Any]
) -> None:
    provider.bind_to_group(confidential["slug"], "makers")
    discover(client, confidential)
    assert sign_in(provider, client)["claims"]["preferred_username"] == "ada"
    with provider.user_agent("eve") as browser:
        page = browser.open(client.run(BEGIN, scope=SCOPE))
    assert (page.status_code, "You are not in the group" in page.text) == (403, True)
    with pytest.raises(Refused) as refused:
        client.run(FINISH, url=link_back(page))  # the page's way back tells the client
    assert refused.value.error == "access_denied"


def test_the_client_reads_what_the_provider_refuses(
    provider: Provider, client: NodeProgram, confidential: dict[str, Any]
) -> None:
    discover(client, confidential)
    with provider.user_agent() as browser:
        landed = browser.visit(client.run(BEGIN, scope=SCOPE), until=CALLBACK)
        client.run(FINISH, url=landed)
        with pytest.raises(Refused) as refused:
            client.run(FINISH, url=landed)  # a code twice
        assert refused.value.error == "invalid_grant"
        assert answer_in(landed)["iss"] == confidential["issuer"]  # RFC 9207, which it checks
    discover(client, confidential, secret="not the secret")
    with pytest.raises(Refused) as refused:
        sign_in(provider, client)
    assert refused.value.error == "invalid_client"
