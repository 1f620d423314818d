"""A small real OpenID provider that can be told to misbehave."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import functools
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.webkit.serving import serving

CLIENT_ID = "the client"
CLIENT_SECRET = "a secret with % and : in it, of some length"


@functools.cache
def _keys() -> dict[str, Any]:
    """Made once: generating them takes longer than most tests."""
    return {
        "RS256": RSAKey.generate_key(2048, {"kid": "rsa"}),
        "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
        "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "ed"}),
        "HS256": OctKey.import_key(CLIENT_SECRET, {"kid": "secret"}),
    }


class FakeProvider:
    """Well-behaved unless one of the attributes below says otherwise."""

    def __init__(self) -> None:
        self.issuer = ""
        self.keys: dict[str, Any] = dict(_keys())
        self.keys["PS256"] = self.keys["RS256"]
        self.published = ["RS256", "ES256", "EdDSA"]
        self.algorithm = "RS256"
        self.user: dict[str, Any] = {
            "sub": "u1",
            "preferred_username": "ada",
            "name": "Ada Lovelace",
            "email": "ada@example.org",
            "groups": ["Wirelatch Admins"],
        }
        self.metadata: dict[str, Any] = {}
        self.alter_claims: Callable[[dict[str, Any]], Any] = lambda claims: claims
        self.alter_header: Callable[[dict[str, Any]], Any] = lambda header: header
        self.alter_token: Callable[[str], str] = lambda token: token
        self.alter_callback: Callable[[dict[str, str]], Any] = lambda parameters: parameters
        self.alter_answer: Callable[[dict[str, Any]], Any] = lambda answer: answer
        self.token_response: Response | None = None
        self.token_delay: asyncio.Event | None = None
        self.userinfo: dict[str, Any] | None = None
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.keys_fetched = 0
        self._codes: dict[str, dict[str, str]] = {}
        self.access_tokens: dict[str, dict[str, Any]] = {}
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/jwks", self._jwks),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/userinfo", self._userinfo),
                Route("/introspect", self._introspect, methods=["POST"]),
                Route("/end-session", lambda request: Response("signed out at the provider")),
            ]
        )

    async def _discovery(self, request: Request) -> Response:
        metadata = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "introspection_endpoint": f"{self.issuer}/introspect",
            "end_session_endpoint": f"{self.issuer}/end-session",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "PS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse({**metadata, **self.metadata})

    async def _jwks(self, request: Request) -> Response:
        self.keys_fetched += 1
        return JSONResponse({"keys": [self.keys[name].as_dict(private=False) for name in self.published]})

    async def _authorize(self, request: Request) -> Response:
        parameters = dict(request.query_params)
        self.requests.append(("authorize", parameters))
        code = secrets.token_urlsafe()
        self._codes[code] = parameters
        answer = {"code": code, "state": parameters["state"], "iss": self.issuer}
        altered = self.alter_callback(answer)
        return RedirectResponse(f"{parameters['redirect_uri']}?{urlencode(altered)}", 302)

    async def _token(self, request: Request) -> Response:
        form = dict(await request.form())
        self.requests.append(("token", {**form, "authorization": request.headers.get("authorization")}))
        if self.token_delay is not None:
            await self.token_delay.wait()
        if self.token_response is not None:
            return self.token_response
        asked = self._codes.pop(str(form["code"]), None)
        if asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(
            b"="
        )
        if challenge.decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access_token = secrets.token_urlsafe()
        self.access_tokens[access_token] = {"client_id": asked["client_id"], "sub": self.user["sub"]}
        token = self.id_token(nonce=asked["nonce"], at_hash=self.at_hash(access_token))
        answer = {"access_token": access_token, "token_type": "Bearer", "id_token": token, "expires_in": 300}
        return JSONResponse(self.alter_answer(answer))

    async def _userinfo(self, request: Request) -> Response:
        if request.headers.get("authorization", "")[7:] not in self.access_tokens:
            return Response(status_code=401)
        self.requests.append(("userinfo", {}))
        return JSONResponse(self.userinfo if self.userinfo is not None else self.user)

    async def _introspect(self, request: Request) -> Response:
        form = dict(await request.form())
        found = self.access_tokens.get(str(form.get("token")))
        return JSONResponse({"active": True, **found} if found else {"active": False})

    def at_hash(self, access_token: str) -> str:
        algorithm = "sha512" if self.algorithm == "EdDSA" else "sha256"
        digest = hashlib.new(algorithm, access_token.encode()).digest()
        return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()

    def id_token(self, **more: Any) -> str:
        """An ID token for the user, altered as the attributes say."""
        now = int(time.time())
        claims = {**self.user, "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, **more}
        return self.alter_token(self.sign(self.alter_claims(claims)))

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """Any claims, signed."""
        key = self.keys[self.algorithm]
        full = self.alter_header({"alg": self.algorithm, "kid": key.kid, **header})
        return jwt.encode(full, claims, key, algorithms=[full["alg"]])


@contextlib.asynccontextmanager
async def provider_running() -> AsyncIterator[FakeProvider]:
    """The provider, on a free port."""
    provider = FakeProvider()
    async with serving(provider.app) as base:
        provider.issuer = base
        yield provider
