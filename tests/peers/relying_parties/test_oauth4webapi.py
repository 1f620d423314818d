"""npm's `oauth4webapi`, the strictest of the client libraries, with the newer parts of the protocol.

Set up as https://github.com/panva/oauth4webapi/tree/main/examples says: PAR, DPoP, iss, JWT access tokens, signed introspection.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.peers.relying_parties.conftest import Provider
from tests.peers.relying_parties.node_program import NodeProgram, node_program

pytestmark = [pytest.mark.peers, pytest.mark.timeout(120)]

CALLBACK = "https://oauth4webapi.example.com/callback"
BEGIN = """
const http = { [library.allowInsecureRequests]: true };
const issuer = new URL(args.issuer);
const asked = await library.discoveryRequest(issuer, { ...http, algorithm: args.metadata });
const server = await library.processDiscoveryResponse(issuer, asked);
const client = { client_id: args.id };
const authentication = library[args.method](args.secret);
const DPoP = args.dpop ? library.DPoP(client, await library.generateKeyPair('ES256')) : undefined;
const verifier = library.generateRandomCodeVerifier(), nonce = library.generateRandomNonce();
const begun = library.generateRandomState();
const pushed = await library.processPushedAuthorizationResponse(server, client,
    await library.pushedAuthorizationRequest(server, client, authentication, new URLSearchParams({
        client_id: args.id, redirect_uri: args.callback, response_type: 'code', nonce, state: begun, max_age: '1000',
        scope: 'openid profile email offline_access', code_challenge_method: 'S256',
        code_challenge: await library.calculatePKCECodeChallenge(verifier),
    }), { ...http, DPoP }));
Object.assign(state, { http, server, client, authentication, DPoP, verifier, nonce, begun });
const url = new URL(server.authorization_endpoint);
url.searchParams.set('client_id', args.id);
url.searchParams.set('request_uri', pushed.request_uri);
return url.href;
"""
FINISH = """
const { http, server, client, authentication, DPoP, verifier, nonce, begun } = state;
const answer = library.validateAuthResponse(server, client, new URL(args.url), begun);
const tokens = await library.processAuthorizationCodeResponse(server, client,
    await library.authorizationCodeGrantRequest(server, client, authentication, answer, args.callback, verifier, { ...http, DPoP }),
    { expectedNonce: nonce, maxAge: 1000, requireIdToken: true });
const claims = library.getValidatedIdTokenClaims(tokens);
const user = await library.processUserInfoResponse(server, client, claims.sub,
    await library.userInfoRequest(server, client, tokens.access_token, { ...http, DPoP }));
const refreshed = await library.processRefreshTokenResponse(server, client,
    await library.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, { ...http, DPoP }));
const token = refreshed.access_token;
const request = new Request('https://api.example.com/', { headers: { authorization: `Bearer ${token}` } });
const local = args.dpop ? undefined : await library.validateJwtAccessToken(server, request, args.id, http);
const told = async () => (await library.processIntrospectionResponse(server, client,
    await library.introspectionRequest(server, client, authentication, token,
        { ...http, headers: { accept: 'application/token-introspection+jwt' } }))).active;
const before = await told();
await library.processRevocationResponse(
    await library.revocationRequest(server, client, authentication, refreshed.refresh_token, http));
return { type: tokens.token_type, groups: claims.groups, email: user.email, local: local?.client_id, before, after: await told() };
"""


@pytest.fixture(scope="module")
def client() -> Iterator[NodeProgram]:
    with node_program("oauth4webapi@3.8.8") as running:
        yield running


@pytest.fixture(scope="module")
def registered(provider: Provider) -> dict[str, Any]:
    return provider.api.create_application(
        "oauth4webapi",
        "oauth4webapi",
        CALLBACK,
        property_mappings=provider.scopes("openid", "profile", "email", "offline_access"),
    )


@pytest.mark.parametrize(
    ("method", "metadata", "dpop"),
    [
        ("ClientSecretBasic", "oidc", False),
        ("ClientSecretPost", "oauth2", True),
        ("ClientSecretJwt", "oidc", True),
    ],
)
def test_everything_it_checks_is_as_it_should_be(
    provider: Provider,
    client: NodeProgram,
    registered: dict[str, Any],
    method: str,
    metadata: str,
    dpop: bool,
) -> None:
    args = {"id": registered["client_id"], "callback": CALLBACK, "dpop": dpop}
    issuer = f"{provider.url}/application/o/oauth4webapi/"
    with provider.user_agent() as browser:
        secret = registered["client_secret"]
        url = client.run(BEGIN, issuer=issuer, secret=secret, method=method, metadata=metadata, **args)
        found = client.run(FINISH, url=browser.visit(url, until=CALLBACK), **args)
    assert (found["type"], found["groups"], found["email"]) == (
        "dpop" if dpop else "bearer",
        ["makers"],
        "ada@example.org",
    )
    assert (found["before"], found["after"]) == (True, False)
    assert dpop or found["local"] == registered["client_id"]
