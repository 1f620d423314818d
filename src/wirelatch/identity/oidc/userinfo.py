"""`/application/o/userinfo/`. https://openid.net/specs/openid-connect-core-1_0.html#UserInfo

The token comes in the Authorization header or in the body of a POST, never in the URL (RFC 9700 4.3.2).
The answer is JSON, or a signed token where the provider says so.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.keys.signer import sign
from wirelatch.identity.oidc.access_token import LiveToken, find_live, is_for, verified_claims
from wirelatch.identity.oidc.claims import claims_of, requested_claims, subject_of
from wirelatch.identity.oidc.dpop import check_bound
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.id_token import sign_for
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.read_form import FORM, read_form
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply


async def userinfo(call: Call, services: Services) -> Reply:
    """Answer with the claims of the token's user; raises OAuthError."""
    if call.method not in ("GET", "HEAD", "POST"):
        raise OAuthError("invalid_request", "Use GET or POST", 405, {"Allow": "GET, POST, OPTIONS"})
    token, scheme = await _presented_token(call)
    snapshot = await services.catalog.current()
    claims = verified_claims(token, snapshot)
    if claims is None:
        raise _bearer_error("invalid_token", "The access token is invalid or has expired", 401)
    await check_bound(call, services, claims, token, scheme)

    def work(connection: Connection) -> LiveToken | None:
        return find_live(connection, claims, snapshot)

    live = await services.database.read_together(work)
    if live is None or not is_for(claims, live.provider):
        raise _bearer_error("invalid_token", "The access token was revoked or its user deactivated", 401)
    if "openid" not in live.scopes:
        raise _bearer_error(
            "insufficient_scope", "The access token lacks the scope openid", 403, scope="openid"
        )
    provider = live.provider
    answer: dict[str, Any] = {
        "sub": subject_of(provider, live.person, services.installation_id),
        **await requested_claims(services, provider, live.person, live.requested_claims, "userinfo"),
        **await claims_of(services, provider, live.person, live.scopes),
    }
    if not provider.userinfo_signed_response_alg:
        return json_reply(answer, headers=NO_STORE)
    # https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse
    issuer = issuer_of(call.base_url, provider, snapshot.by_provider[provider.id])
    signed = await services.signer.run(
        lambda: _signed(provider, {"iss": issuer, "aud": provider.client_id, **answer})
    )
    return Reply(200, signed.encode(), [("Content-Type", "application/jwt"), *NO_STORE.items()])


def signing_algorithms_of(provider: Provider) -> list[str]:
    """What userinfo can be signed with: the provider's key, or the client's secret."""
    key = provider.signing_key
    return [*(key.algorithms if key else ()), *([] if provider.is_public else ["HS256"])]


def _signed(provider: Provider, claims: dict[str, Any]) -> str:
    algorithm, key = provider.userinfo_signed_response_alg, provider.signing_key
    if key is not None and algorithm in key.algorithms:
        return sign(claims, key=key.key, algorithm=algorithm, kid=key.kid, typ="JWT")
    if algorithm == "HS256" and not provider.is_public:
        return sign(claims, key=provider.secret_key, algorithm="HS256", kid=None, typ="JWT")
    return sign_for(provider, claims)  # the key was changed for one of another kind: signed it is in any case


async def _presented_token(call: Call) -> tuple[str, str]:
    """The token, and the scheme it came with, in lower case."""
    header = call.headers.get("authorization", "")
    scheme, _, token = header.partition(" ")
    if header and scheme.lower() not in ("bearer", "dpop"):
        raise _bearer_error(None, "Use a bearer token", 401)
    in_body = None
    if call.method == "POST" and call.headers.get("content-type", "").startswith(FORM):
        in_body = (await read_form(call)).get("access_token")
    if header and in_body:
        raise _bearer_error("invalid_request", "The access token is given in more than one way", 400)
    found = token.strip() or in_body
    if not found:
        raise _bearer_error(None, "An access token is needed", 401)
    return found, scheme.lower() or "bearer"


def _bearer_error(error: str | None, description: str, status: int, **attributes: str) -> OAuthError:
    """https://www.rfc-editor.org/rfc/rfc6750#section-3"""
    told = {"error": error, "error_description": description, **attributes} if error else {}
    challenge = ", ".join(['realm="wirelatch"', *(f'{name}="{value}"' for name, value in told.items())])
    return OAuthError(
        error or "invalid_token", description, status, {"WWW-Authenticate": f"Bearer {challenge}"}
    )
