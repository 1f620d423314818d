"""Exchanging a code for who somebody is: the token request, the ID token, userinfo or the profile.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3, https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus, urlencode

import orjson

from wirelatch.identity.services import Services
from wirelatch.identity.sources.attempt import Attempt
from wirelatch.identity.sources.oauth_types import Account, NoAccountError, account_of, verified_email
from wirelatch.identity.sources.source import Endpoints, Source, UpstreamError
from wirelatch.identity.sources.verify_id_token import verify_id_token
from wirelatch.identity.web.fetch import Fetched, FetchError, networks, send

LONGEST_TOKEN = 16_384


async def account_for(
    code: str, attempt: Attempt, source: Source, endpoints: Endpoints, services: Services
) -> Account:
    """Who it is that came back with a code; raises UpstreamError."""
    answer = await _tokens(code, attempt, source, endpoints, services)
    access_token = answer.get("access_token")
    usable = isinstance(access_token, str) and 0 < len(access_token) <= LONGEST_TOKEN
    if not usable or not isinstance(access_token, str) or not access_token.isascii():
        raise UpstreamError(f"source {source.slug}: the token endpoint gave no access token")
    if str(answer.get("token_type", "bearer")).lower() not in ("bearer", "token"):
        raise UpstreamError(f"source {source.slug}: the access token is of an unknown type")
    claims: dict[str, Any] = {}
    if source.kind.is_oidc:
        claims = await verify_id_token(
            answer.get("id_token"),
            source,
            endpoints,
            services,
            nonce=attempt.nonce,
            access_token=access_token,
        )
    info = claims
    if endpoints.userinfo:
        told = await _profile(endpoints.userinfo, access_token, source, services)
        if source.kind.is_oidc and told.get("sub") != claims["sub"]:
            # Core 5.3.2: the answer may be about somebody else, whose token was put in the place of this one.
            raise UpstreamError("userinfo tells of another subject than the ID token")
        info = {**claims, **told}
    try:
        account = account_of(source.kind, info)
    except NoAccountError as error:
        raise UpstreamError(f"source {source.slug}: the profile does not say who it is: {error}") from None
    methods = claims.get("amr")
    if isinstance(methods, list) and "mfa" in methods:
        account = replace(account, amr=("mfa",))
    return await _with_email(account, access_token, source, endpoints, services)


async def _tokens(
    code: str, attempt: Attempt, source: Source, endpoints: Endpoints, services: Services
) -> Mapping[str, Any]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": attempt.redirect_uri}
    if source.pkce != "none":
        form["code_verifier"] = attempt.verifier
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if source.authorization_code_auth_method == "basic_auth" and source.consumer_secret:
        pair = f"{quote_plus(source.consumer_key)}:{quote_plus(source.consumer_secret)}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form["client_id"] = source.consumer_key
        if source.consumer_secret:
            form["client_secret"] = source.consumer_secret
    answer = await _ask(endpoints.token, services, method="POST", headers=headers, form=form)
    body = _object(answer)
    # GitHub answers errors with the status 200.
    if answer.status != 200 or body is None or "error" in body:
        why = (
            ""
            if body is None
            else f": {str(body.get('error'))[:100]} {str(body.get('error_description', ''))[:300]}"
        )
        raise UpstreamError(
            f"source {source.slug}: the token endpoint answered {answer.status}{why}",
            "The provider did not accept the sign-in.",
        )
    return body


async def _profile(url: str, access_token: str, source: Source, services: Services) -> Mapping[str, Any]:
    answer = await _ask(url, services, headers={"Authorization": f"Bearer {access_token}"})
    body = _object(answer)
    if answer.status != 200 or body is None:
        raise UpstreamError(
            f"source {source.slug}: the profile URL answered {answer.status}, or no JSON object"
        )
    return body


async def _with_email(
    account: Account, access_token: str, source: Source, endpoints: Endpoints, services: Services
) -> Account:
    """The account with its primary address and whether it is verified, where that is told elsewhere (GitHub)."""
    if not source.kind.emails_path:
        return account
    url = endpoints.userinfo.rstrip("/") + source.kind.emails_path
    answer = await _ask(url, services, headers={"Authorization": f"Bearer {access_token}"})
    found = None
    if answer.status == 200:
        try:
            found = verified_email(orjson.loads(answer.body))
        except orjson.JSONDecodeError:
            found = None
    if found is None:
        return replace(account, email_verified=False)
    return replace(account, email=found[0][:254], email_verified=found[1])


async def _ask(
    url: str,
    services: Services,
    *,
    method: str = "GET",
    headers: Mapping[str, str],
    form: Mapping[str, str] | None = None,
) -> Fetched:
    content = None if form is None else urlencode(form).encode()
    allowed = networks(services.settings.fetch_networks)
    try:
        agent = {"User-Agent": "Wirelatch", **headers}
        return await send(url, method=method, headers=agent, content=content, allowed=allowed)
    except FetchError as error:
        raise UpstreamError(f"{url} cannot be asked: {error}", "The provider cannot be reached.") from None


def _object(answer: Fetched) -> Mapping[str, Any] | None:
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None
