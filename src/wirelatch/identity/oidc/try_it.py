"""`/application/o/<slug>/try/`: an administrator tries a provider out, and sees what its client would get.

For the console: open this address (in a new tab, or with `fetch` and `Accept: application/json`, which follows the redirects
within this origin). It runs a real sign-in with state, nonce and PKCE through the authorization endpoint: policies,
consent and claims are those of the administrator who tries. It comes back here, redeems the code as the client would,
asks userinfo, checks everything as a relying party has to, and shows it: as a page, or as JSON of the shape of
:class:`Outcome`. Where the sign-in needs the person (consent, a second factor), the answer to `fetch` is a page instead of
JSON; then open the address in a tab. `?scope=` and `?prompt=` are handed on. The tokens are revoked before they are shown.

Only who may view the provider can begin one, and only that session can end it; no redirect URI has to be registered.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from sqlalchemy import Connection
from starlette.responses import Response

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.browser.current_session import current_session
from wirelatch.identity.directory import rights
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.keys.signer import verify
from wirelatch.identity.oidc.authorization.check_scope import OFFLINE
from wirelatch.identity.oidc.authorization.pushed_request import push
from wirelatch.identity.oidc.authorization.require_login import AUTHORIZE
from wirelatch.identity.oidc.authorization.trial import began, redirect_uri_of, state_of
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.id_token import half_hash
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.parameters import Parameters
from wirelatch.identity.oidc.read_form import Form
from wirelatch.identity.oidc.token.authenticate_client import Credentials
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import token_response
from wirelatch.identity.oidc.token.redeem_code import redeem_code
from wirelatch.identity.oidc.token.revoke_family import revoke_family
from wirelatch.identity.oidc.userinfo import userinfo
from wirelatch.identity.pages.render import Page, page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, BadRequestError, Call
from wirelatch.identity.web.form import query_of

VIEW_PROVIDER = "authentik_providers_oauth2.view_oauth2provider"
_ANSWER = ("code", "error", "state")


@dataclass
class Outcome:
    """What came of a trial. `id_token` and `access_token`: `{"header": {...}, "claims": {...}}`."""

    application: str
    client_id: str
    error: str | None = None
    error_description: str | None = None
    token_response: dict[str, Any] = field(default_factory=dict)
    """`token_type`, `expires_in`, `scope`; never the tokens."""
    id_token: dict[str, Any] | None = None
    access_token: dict[str, Any] | None = None
    userinfo: dict[str, Any] | None = None
    checks: list[dict[str, Any]] = field(default_factory=list)
    """`{"name": ..., "passing": ...}`, as a relying party makes them."""

    def check(self, name: str, passing: bool) -> None:
        self.checks.append({"name": name, "passing": passing})


async def try_it(call: Call, services: Services, slug: str) -> Response:
    """Begin a trial, or end one."""
    from wirelatch.identity.login.sign_in import sign_in_url  # which shows what this package reads

    session = await current_session(call, services)
    if session is None:
        return redirect(sign_in_url(call.path))
    snapshot = await services.catalog.current()
    application = snapshot.by_slug.get(slug)
    provider = application.provider if application is not None else None
    if application is None or provider is None or not await _may_view(services, session, provider):
        return refused("Not found", "There is no such application.", status=404)
    query = query_of(call)
    if not any(name in query for name in _ANSWER):
        return await _begin(call, services, session, application, provider, query)
    outcome = Outcome(application.name, provider.client_id)
    if not began(services, query.get("state"), provider.client_id, session.uuid):
        outcome.error, outcome.error_description = "invalid_state", "This session did not begin the trial"
    elif "code" not in query:
        outcome.error = query.get("error", "no_code")
        outcome.error_description = query.get("error_description", "")
    else:
        try:
            await _end(call, services, snapshot, application, provider, query, outcome)
        except OAuthError as error:
            outcome.error, outcome.error_description = error.error, error.description
    return _shown(call, outcome, application)


async def _begin(
    call: Call,
    services: Services,
    session: Session,
    application: Application,
    provider: Provider,
    query: dict[str, str],
) -> Page:
    state = state_of(services, provider.client_id, session.uuid)
    verifier, nonce = _secrets(services, state)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    values = {
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri_of(call.base_url, application.slug),
        "response_type": "code",
        "scope": query.get("scope") or " ".join(scope for scope in provider.scopes if scope != OFFLINE),
        "state": state,
        "nonce": nonce,
    }
    if provider.is_public or provider.pkce != "off":
        values |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    if "prompt" in query:
        values["prompt"] = query["prompt"]
    if provider.require_pushed_authorization_requests:
        pushed = Parameters(dict(values))
        uri = await services.database.write(lambda connection: push(connection, provider.id, pushed))
        values = {"client_id": provider.client_id, "request_uri": uri}
    return redirect(f"{AUTHORIZE}?{urlencode(values)}")


async def _end(
    call: Call,
    services: Services,
    snapshot: Snapshot,
    application: Application,
    provider: Provider,
    query: dict[str, str],
    outcome: Outcome,
) -> None:
    verifier, nonce = _secrets(services, query["state"])
    issuer = issuer_of(call.base_url, provider, application)
    form = {
        "grant_type": "authorization_code",
        "code": query["code"],
        "redirect_uri": redirect_uri_of(call.base_url, application.slug),
    }
    if provider.is_public or provider.pkce != "off":
        form["code_verifier"] = verifier
    # The client's secret or key is not needed here: this is the installation's own administrator.
    request = GrantRequest(
        form=Form(form, {}),
        credentials=Credentials(provider.client_id, (), False),
        provider=provider,
        application=application,
        snapshot=snapshot,
        base_url=call.base_url,
        address=call.address,
    )
    granted = await redeem_code(request, services)
    try:
        tokens = await token_response(granted, provider, issuer, services)
        outcome.token_response = {name: tokens[name] for name in ("token_type", "expires_in", "scope")}
        outcome.access_token = _decoded(tokens["access_token"])
        outcome.userinfo = await _userinfo(call, services, provider, tokens["access_token"])
    finally:
        await services.database.write(lambda connection: _revoke(connection, granted.grant_id))
    outcome.check("iss of the response is the issuer (RFC 9207)", query.get("iss") == issuer)
    if "id_token" in tokens:
        _check_id_token(tokens, provider, issuer, nonce, outcome)


def _check_id_token(
    tokens: dict[str, Any], provider: Provider, issuer: str, nonce: str, outcome: Outcome
) -> None:
    token = str(tokens["id_token"])
    outcome.id_token = _decoded(token)
    if outcome.id_token["claims"] is None:
        return  # encrypted for the client, which alone can read it
    key = provider.signing_key.key if provider.signing_key else provider.secret_key
    claims = verify(token, key, provider.id_token_algorithm) or {}
    moment = time.time()
    outcome.check("signature of the ID token", bool(claims))
    outcome.check("iss is the issuer", claims.get("iss") == issuer)
    outcome.check("aud is the client", claims.get("aud") == provider.client_id)
    outcome.check("exp is ahead, iat is not", claims.get("exp", 0) > moment >= claims.get("iat", 0) - 1)
    outcome.check("nonce is the one that was sent", claims.get("nonce") == nonce)
    expected = half_hash(tokens["access_token"], provider.id_token_algorithm)
    outcome.check("at_hash fits the access token", claims.get("at_hash") == expected)
    told = (outcome.userinfo or {}).get("claims") or {}
    outcome.check("sub of userinfo is that of the ID token", told.get("sub") == claims.get("sub"))


async def _userinfo(call: Call, services: Services, provider: Provider, token: str) -> dict[str, Any]:
    """`{"status": ..., "claims": ...}`, from the endpoint itself."""
    scope = {
        **call.scope,
        "method": "GET",
        "path": "/application/o/userinfo/",
        "query_string": b"",
        "headers": [
            (name, value) for name, value in call.scope["headers"] if name in (b"host", b"user-agent")
        ]
        + [(b"authorization", b"Bearer " + token.encode())],
    }

    async def nothing() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    try:
        reply = await userinfo(Call(scope, nothing, public_url=call.base_url), services)
    except (OAuthError, BadRequestError) as error:
        return {"status": error.status, "error": str(error), "claims": None}
    if provider.userinfo_signed_response_alg:
        return {"status": reply.status, **_decoded(reply.body.decode())}
    return {"status": reply.status, "claims": orjson.loads(reply.body)}


def _decoded(token: str) -> dict[str, Any]:
    try:
        found = jws.extract_compact(token.encode())
        return {"header": dict(found.headers()), "claims": orjson.loads(found.payload)}
    except (JoseError, ValueError):
        head = token.partition(".")[0]
        return {
            "header": orjson.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))),
            "claims": None,
        }


def _revoke(connection: Connection, grant_id: str) -> None:
    revoke_family(connection, grant_id)


def _secrets(services: Services, state: str) -> tuple[str, str]:
    """The PKCE verifier and the nonce of a trial, which need not be kept because they follow from its state."""

    def derived(purpose: str) -> str:
        raw = hmac.new(services.marker_key, f"{purpose}\n{state}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    return derived("trial verifier"), derived("trial nonce")


async def _may_view(services: Services, session: Session, provider: Provider) -> bool:
    if session.person.is_superuser:
        return True
    held = await services.database.read(lambda connection: rights.of_person(connection, session.person))
    return held.holds(VIEW_PROVIDER, str(provider.id))


def _shown(call: Call, outcome: Outcome, application: Application) -> Response:
    status = 200 if outcome.error is None else 400
    if "application/json" in call.headers.get("accept", ""):
        return Response(
            orjson.dumps(asdict(outcome)), status, {"Content-Type": "application/json", **NO_STORE}
        )
    parts = (
        ("ID token", outcome.id_token),
        ("Access token", outcome.access_token),
        ("Userinfo", outcome.userinfo),
    )
    texts = [
        (label, orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()) for label, value in parts if value
    ]
    return page(
        "try_it.html", {"outcome": outcome, "application": application, "texts": texts}, status=status
    )
