"""The relying party: sends the browser to the provider, and makes a user of what comes back.

Authorization code flow with PKCE (RFC 7636), state, nonce and the issuer parameter (RFC 9207).
https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit, urlunsplit

import httpx

from wirelatch.access import id_token
from wirelatch.access.fetching import ProviderError, fetch, read_json
from wirelatch.access.id_token import Expected, TokenError
from wirelatch.access.logins import LoginError, Logins, Pending
from wirelatch.access.provider import Provider

CLAIMS = ("preferred_username", "email", "name")


@dataclass(frozen=True)
class Client:
    """What the provider knows us by."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Identity:
    """Whom the provider says the user is."""

    claims: dict[str, Any]
    id_token: str
    pending: Pending


class RelyingParty:
    """One client at one provider."""

    def __init__(self, client: Client, scope: str, groups_claim: str, http: httpx.AsyncClient) -> None:
        self.client = client
        self.provider = Provider(client.issuer, http)
        self._scope = scope
        self._groups_claim = groups_claim
        self._http = http
        self._logins = Logins()

    async def begin(
        self, redirect_uri: str, browser: str, target: str = "/", *, exchange: bool = False, prompt: str = ""
    ) -> str:
        """The address to send the browser to. `browser` is a value only this browser can show again at `finish`."""
        metadata = await self.provider.metadata()
        state, pending = self._logins.begin(redirect_uri, browser, target, exchange=exchange)
        hashed = hashlib.sha256(pending.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        parameters = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(dict.fromkeys(["openid", *self._scope.split()])),
            "state": state,
            "nonce": pending.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if prompt:
            parameters["prompt"] = prompt
        return with_query(metadata["authorization_endpoint"], parameters)

    async def finish(self, parameters: Mapping[str, str], browser: str) -> Identity:
        """Check the provider's answer and fetch the tokens. Raises LoginError."""
        try:
            pending = self._logins.finish(parameters.get("state", ""), browser)
            await self._check_issuer_parameter(parameters)
            self._check_error(parameters)
            tokens = await self._redeem(parameters.get("code", ""), pending)
            claims = await id_token.validate(
                tokens.get("id_token", ""),
                self.provider,
                Expected(
                    self.client.issuer,
                    self.client.client_id,
                    self.client.client_secret,
                    pending.nonce,
                    tokens["access_token"],
                ),
            )
            claims = await self._add_userinfo(claims, tokens["access_token"])
        except TokenError as error:
            raise LoginError(f"The provider's ID token was refused: {error}.") from None
        except ProviderError as error:
            raise LoginError(f"The provider failed: {error}.") from None
        return Identity(claims, tokens["id_token"], pending)

    async def logout_url(self, token: str, back_to: str) -> str | None:
        """Where to send the browser to be signed out at the provider as well (RP-Initiated Logout 1.0)."""
        endpoint = (await self.provider.metadata()).get("end_session_endpoint")
        if not endpoint:
            return None
        parameters = {"client_id": self.client.client_id, "post_logout_redirect_uri": back_to}
        if token:
            parameters["id_token_hint"] = token
        return with_query(endpoint, parameters)

    async def _check_issuer_parameter(self, parameters: Mapping[str, str]) -> None:
        issuer = parameters.get("iss")
        promised = (await self.provider.metadata()).get(
            "authorization_response_iss_parameter_supported"
        ) is True
        if (issuer is None and promised) or (issuer is not None and issuer != self.client.issuer):
            raise LoginError("The answer comes from another provider than the one that was asked.")

    @staticmethod
    def _check_error(parameters: Mapping[str, str]) -> None:
        error = parameters.get("error")
        if error == "access_denied":
            text = parameters.get("error_description") or "access denied"
            raise LoginError(f"The provider did not let you in: {text[:300]}.")
        if error is not None:
            text = parameters.get("error_description") or ""
            raise LoginError(f"The provider answered with the error {error[:60]}: {text[:300]}")
        if not parameters.get("code"):
            raise LoginError("The provider's answer holds no code.")

    async def _redeem(self, code: str, pending: Pending) -> dict[str, Any]:
        metadata = await self.provider.metadata()
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": pending.redirect_uri,
            "code_verifier": pending.verifier,
        }
        status, body = await self._authenticated_post(metadata["token_endpoint"], data, metadata)
        tokens = read_json(body, "the token answer") if body[:1] == b"{" or status == 200 else {}
        if status != 200:
            raise LoginError(
                f"The provider did not redeem the code: {str(tokens.get('error', status))[:60]}."
            )
        if (
            not isinstance(tokens.get("access_token"), str)
            or str(tokens.get("token_type")).lower() != "bearer"
        ):
            raise LoginError("The provider's token answer is not usable: no bearer token in it.")
        if not isinstance(tokens.get("id_token"), str):
            raise LoginError("The provider's token answer is not usable: no ID token in it.")
        return tokens

    async def _authenticated_post(
        self, url: str, data: dict[str, str], metadata: Mapping[str, Any]
    ) -> tuple[int, bytes]:
        """A POST as our client: `client_secret_basic` unless the provider takes `client_secret_post` only."""
        methods = metadata.get("token_endpoint_auth_methods_supported")
        if not self.client.client_secret:
            return await fetch(self._http, "POST", url, data={**data, "client_id": self.client.client_id})
        if (
            isinstance(methods, list)
            and "client_secret_basic" not in methods
            and "client_secret_post" in methods
        ):
            secret = {"client_id": self.client.client_id, "client_secret": self.client.client_secret}
            return await fetch(self._http, "POST", url, data={**data, **secret})
        # RFC 6749, 2.3.1: both are form-encoded before they go into the header.
        auth = (quote_plus(self.client.client_id), quote_plus(self.client.client_secret))
        return await fetch(self._http, "POST", url, data=data, auth=auth)

    async def _add_userinfo(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """Claims missing in the ID token, from the userinfo endpoint, whose `sub` must be the same (Core 5.3.2)."""
        wanted = (*CLAIMS, self._groups_claim)
        if all(name in claims for name in wanted):
            return claims
        more = await self.userinfo(access_token)
        if more is None:
            return claims
        if more.get("sub") != claims["sub"]:
            raise LoginError("The provider's user information belongs to another user.")
        return {**more, **claims}

    async def userinfo(self, access_token: str) -> dict[str, Any] | None:
        """What the provider says about the user of an access token; None without such an endpoint."""
        endpoint = (await self.provider.metadata()).get("userinfo_endpoint")
        if not endpoint:
            return None
        status, body = await fetch(
            self._http, "GET", endpoint, headers={"Authorization": f"Bearer {access_token}"}
        )
        if status != 200:
            raise ProviderError(f"{endpoint} answered with status {status}")
        return read_json(body, "the user information")

    async def introspect(self, token: str) -> dict[str, Any] | None:
        """RFC 7662: what the provider says about a token of ours; None without such an endpoint."""
        metadata = await self.provider.metadata()
        endpoint = metadata.get("introspection_endpoint")
        if not endpoint or not self.client.client_secret:
            return None
        status, body = await self._authenticated_post(endpoint, {"token": token}, metadata)
        return read_json(body, "the introspection answer") if status == 200 else {}


def with_query(url: str, parameters: Mapping[str, str]) -> str:
    """The URL with more parameters; those it already has stay."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(parameters)) if part)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
