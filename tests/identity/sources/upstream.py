"""A provider to sign in through: OpenID Connect and GitHub's OAuth in one small server, which can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "the client", "s+ecret/:% of sufficient length"


class Upstream:
    """Signs in whoever `user` describes, at once. Tests change its attributes."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.user: dict[str, Any] = {
            "sub": "subject-1",
            "preferred_username": "alice",
            "name": "Alice",
            "email": "alice@example.com",
            "email_verified": True,
        }
        self.userinfo: dict[str, Any] = {}
        """Over what userinfo tells."""
        self.emails: Any = None
        self.claims: dict[str, Any] = {}
        """Over the claims of the ID token; None leaves one out."""
        self.metadata: dict[str, Any] = {}
        self.answer: dict[str, str] = {}
        """Over the parameters of the authorization response; an empty one is left out."""
        self.token_answer: dict[str, Any] = {}
        self.token_status = 200
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
        self.published: list[Any] = [self.key]
        self.algorithm = "ES256"
        self.sign: Callable[[dict[str, Any]], str] = self._sign
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        """The authorization requests."""
        self.token_requests: list[tuple[dict[str, str], str]] = []
        """Forms and Authorization headers."""
        self.token = "upstream access token"
        self.redirect_to = ""
        """Where the token endpoint redirects, if anywhere."""

    def _sign(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.algorithm, "kid": self.key.get("kid")}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])

    def authorize(self, query: dict[str, str]) -> str:
        """Where the authorization endpoint sends the browser."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        given = {"code": code, "state": query["state"], **self.answer}
        return (
            query["redirect_uri"] + "?" + urlencode({name: value for name, value in given.items() if value})
        )

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        self.token_requests.append((form, authorization))
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        if "code_challenge" in asked:
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
                return 400, {"error": "invalid_grant", "error_description": "PKCE"}
        body: dict[str, Any] = {"access_token": self.token, "token_type": "Bearer"}
        if "openid" in asked.get("scope", "").split():
            moment = int(time.time())
            half = hashlib.sha256(self.token.encode()).digest()[:16]
            claims = {
                "iss": self.base,
                "aud": CLIENT,
                "exp": moment + 300,
                "iat": moment,
                "nonce": asked.get("nonce"),
                "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
                **self.user,
                **self.claims,
            }
            body["id_token"] = self.sign({name: value for name, value in claims.items() if value is not None})
        return self.token_status, body | self.token_answer

    def document(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.base,
                "authorization_endpoint": f"{self.base}/authorize",
                "token_endpoint": f"{self.base}/token",
                "userinfo_endpoint": f"{self.base}/userinfo",
                "jwks_uri": f"{self.base}/jwks",
                "id_token_signing_alg_values_supported": ["ES256", "RS256"],
                **self.metadata,
            }
        if path == "/jwks":
            return {"keys": [key.as_dict(private=False) for key in self.published]}
        if path in ("/userinfo", "/user"):
            return {**self.user, **self.userinfo}
        if path == "/user/emails":
            return self.emails
        return None


@contextmanager
def running_upstream() -> Iterator[Upstream]:
    """A provider on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", upstream.authorize(dict(parse_qsl(parts.query))))
                self.end_headers()
                return
            if parts.path in ("/userinfo", "/user", "/user/emails") and (
                self.headers.get("Authorization") != f"Bearer {upstream.token}"
            ):
                self._send(401, {"error": "invalid_token"})
                return
            document = upstream.document(parts.path)
            self._send(404 if document is None else 200, document)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if upstream.redirect_to:
                self.send_response(307)
                self.send_header("Location", upstream.redirect_to)
                self.end_headers()
                return
            values = {name: value[0] for name, value in form.items()}
            self._send(*upstream.redeem(values, self.headers.get("Authorization", "")))

        def _send(self, status: int, body: Any) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    upstream = Upstream(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield upstream
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def other_key() -> RSAKey:
    """A key that the provider does not publish."""
    return RSAKey.generate_key(2048, {"kid": "one"})


__all__ = ["CLIENT", "SECRET", "Upstream", "other_key", "running_upstream"]
