"""Signing in and out in the browser: `/auth/strategy`, its callback, and the provider's back-channel logout."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from wirelatch.access.fetching import ProviderError
from wirelatch.access.gate import COOKIE, Gate, address_of
from wirelatch.access.groups import Refused, user_of
from wirelatch.access.guarded_routes import Route
from wirelatch.access.id_token import TokenError, check_audience, check_issuer, check_signature, check_times
from wirelatch.access.logins import LOGIN_SECONDS, LoginError, UnknownLoginError
from wirelatch.access.pages import page
from wirelatch.access.relying_party import RelyingParty
from wirelatch.webkit.errors import HttpError, json_response

log = logging.getLogger(__name__)

LOGIN_COOKIE = "wirelatch_login"
CALLBACK = "/auth/strategy/callback"
BACK_CHANNEL = "/auth/backchannel-logout"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
CODE_SECONDS = 20.0
LARGEST_LOGOUT_REQUEST = 100_000


@dataclass(frozen=True)
class _Code:
    session_id: str
    until: float


class SignIn:
    """The pages of signing in."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._root = gate.settings.admin_root
        self._codes: dict[str, _Code] = {}

    def routes(self) -> list[Route]:
        """The routes, all of them open: they are how one comes in."""
        return [
            Route("GET", "/auth/strategy", None, self.begin),
            Route("GET", CALLBACK, None, self.callback),
            Route("POST", BACK_CHANNEL, None, self.back_channel_logout),
        ]

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider."""
        if not self._gate.settings.sign_in:
            return RedirectResponse(f"{self._root}/", 302)
        party = self._gate.relying_party
        if party is None:
            return starting(request, self._root)
        base = self._base(request)
        if base is None:
            # The provider knows no other address of ours: sign in there.
            return RedirectResponse(self._gate.public_urls[0] + "/auth/strategy", 302)
        browser = request.cookies.get(LOGIN_COOKIE) or secrets.token_urlsafe(32)
        prompt = "login" if request.query_params.get("prompt") == "login" else ""
        exchange = request.query_params.get("response") == "code"
        try:
            address = await party.begin(base + CALLBACK, browser, exchange=exchange, prompt=prompt)
        except ProviderError as error:
            log.warning("sign-in is not possible: %s", error)
            return starting(request, self._root, str(error))
        response = RedirectResponse(address, 302)
        response.set_cookie(
            LOGIN_COOKIE,
            browser,
            max_age=int(LOGIN_SECONDS),
            path=f"{self._root}/auth",
            httponly=True,
            secure=self._is_https(request),
            samesite="lax",
        )
        return response

    async def callback(self, request: Request) -> Response:
        """Take the provider's answer, and make a session of it."""
        party, address = self._gate.relying_party, address_of(request.scope)
        if party is None or not self._gate.settings.sign_in:
            return RedirectResponse(f"{self._root}/", 302)
        browser = request.cookies.get(LOGIN_COOKIE, "")
        try:
            identity = await party.finish(dict(request.query_params), browser)
        except LoginError as error:
            log.warning("a sign-in from %s failed: %s", address, error)
            if not isinstance(error, UnknownLoginError):  # else anybody could fill the ledger
                await self._note("", "auth.login.fail", address, str(error))
            links = (("Sign in again", f"{self._root}/auth/strategy"),)
            return page("Signing in did not work", str(error), status=400, links=links)
        settings, claims = self._gate.settings, identity.claims
        try:
            user = user_of(claims, settings.permissions, settings.oidc_groups_claim)
        except Refused as refusal:
            await self._note(refusal.username, "auth.login.refused", address, str(refusal))
            links = (("Sign in as somebody else", f"{self._root}/auth/strategy?prompt=login"),)
            return page("No access to this editor", str(refusal), status=403, links=links)
        store = await self._gate.store()
        earlier = request.cookies.get(COOKIE)
        if earlier:
            await store.sessions.end(earlier)
        session_id = await store.sessions.create(
            user,
            issuer=party.client.issuer,
            subject=claims["sub"],
            provider_session=str(claims.get("sid", ""))[:255],
            id_token=identity.id_token,
        )
        await store.ledger.append(
            actor=user.username,
            action="auth.login",
            address=address,
            changes={"permissions": user.permissions},
        )
        if identity.pending.exchange:
            return RedirectResponse(f"{self._root}/?code={self._new_code(session_id)}", 302)
        response = RedirectResponse(self._root + identity.pending.target, 302)
        response.set_cookie(
            COOKIE,
            session_id,
            max_age=settings.session_lifetime,
            path="/",
            httponly=True,
            secure=self._is_https(request),
            samesite="lax",
        )
        return response

    def redeem_code(self, code: str) -> str | None:
        """The session of a one-time code (`/auth/strategy?response=code`), for `POST /auth/token`."""
        found = self._codes.pop(code, None)
        return found.session_id if found and time.monotonic() < found.until else None

    def _new_code(self, session_id: str) -> str:
        now = time.monotonic()
        self._codes = {code: kept for code, kept in self._codes.items() if kept.until > now}
        code = secrets.token_urlsafe(32)
        self._codes[code] = _Code(session_id, now + CODE_SECONDS)
        return code

    async def sign_out(self, request: Request, session_id: str) -> str:
        """End a session here; returns the address at which it is ended at the provider too (or the editor's)."""
        store = await self._gate.store()
        session = await store.sessions.find(session_id)
        base = self._base(request) or self._gate.public_urls[0]
        if session is None:
            return base + "/"
        await store.sessions.end(session_id)
        address = address_of(request.scope)
        await store.ledger.append(actor=session.user.username, action="auth.login.revoke", address=address)
        party = self._gate.relying_party
        if party is None or session.kind != "browser":
            return base + "/"
        try:
            return await party.logout_url(session.id_token, base + "/") or base + "/"
        except ProviderError as error:
            log.warning("the provider cannot be told of a logout: %s", error)
            return base + "/"

    async def back_channel_logout(self, request: Request) -> Response:
        """OpenID Connect Back-Channel Logout 1.0, 2.6: the provider tells that a user's session has ended."""
        party = self._gate.relying_party
        if party is None:
            raise HttpError(503, "not_ready", "The link to the provider is not made yet")
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_LOGOUT_REQUEST:
                raise HttpError(413, "too_large", "The logout token is too large")
        form = parse_qs(body.decode("latin-1"))
        try:
            claims = await check_logout_token(form.get("logout_token", [""])[0], party)
        except (TokenError, ProviderError) as error:
            description = f"the logout token was refused: {error}"
            return json_response({"error": "invalid_request", "error_description": description}, 400)
        ended = await (await self._gate.store()).sessions.end_at_provider(
            party.client.issuer, claims.get("sub"), claims.get("sid")
        )
        await self._note(
            str(claims.get("sub", "")), "auth.logout.provider", address_of(request.scope), f"{ended} ended"
        )
        return Response(status_code=200)

    async def _note(self, actor: str, action: str, address: str, reason: str) -> None:
        await (await self._gate.store()).ledger.append(
            actor=actor, action=action, address=address, changes={"reason": reason}
        )

    def _base(self, request: Request) -> str | None:
        """The address the browser knows us by, if the provider knows it too."""
        asked = f"{request.url.scheme}://{request.url.netloc}"
        return next((url for url in self._gate.public_urls if _origin(url) == asked), None)

    def _is_https(self, request: Request) -> bool:
        return request.url.scheme == "https" or self._gate.settings.flows_base_url.startswith("https:")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def starting(request: Request, root: str, detail: str = "") -> Response:
    """The page that is shown while the provider is not there yet; it loads itself again."""
    text = "The identity provider is not ready yet. This page tries again by itself."
    if detail:
        text += f" ({detail})"
    return page("Just a moment", text, status=503, refresh=2, links=(("Try now", f"{root}/auth/strategy"),))


async def check_logout_token(token: object, party: RelyingParty) -> dict[str, Any]:
    """The claims of a valid logout token. Raises TokenError or ProviderError."""
    header, claims = await check_signature(token, party.provider, party.client.client_secret)
    if header.get("typ", "logout+jwt").lower().removeprefix("application/") not in ("logout+jwt", "jwt"):
        raise TokenError("it is of another type")
    check_issuer(claims, party.client.issuer)
    check_audience(claims, party.client.client_id)
    check_times({"exp": claims.get("iat"), **claims} if "exp" not in claims else claims)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise TokenError("it does not tell of a logout")
    if "nonce" in claims:
        raise TokenError("it has a nonce")
    if not any(isinstance(claims.get(name), str) and claims[name] for name in ("sub", "sid")):
        raise TokenError("it names neither user nor session")
    if any(name in claims and not isinstance(claims[name], str) for name in ("sub", "sid")):
        raise TokenError("its user or session is not text")
    return claims
