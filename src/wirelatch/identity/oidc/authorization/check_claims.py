"""`claims`, `acr_values`: what the client wants to know, and how sure. https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter

Claims are asked for one by one, for userinfo or the ID token, each perhaps `essential` or with a value. They are told as
far as the client's scope mappings know them; the others are left out, essential or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError

LONGEST = 8192
MOST = 100
PLACES = ("userinfo", "id_token")


def check_acr_values(request: AuthorizationRequest) -> None:
    """A voluntary wish: the first of them that the session fulfils is told, else the usual one."""
    request.acr_values = tuple((request.parameters.get("acr_values") or "").split())[:MOST]


def check_claims(request: AuthorizationRequest) -> None:
    text = request.parameters.get("claims")
    if text is None:
        return
    parsed = _parse(text)
    request.requested_claims = parsed
    in_id_token = parsed.get("id_token", {})
    subject = (in_id_token.get("sub") or {}).get("value")
    if subject is not None:
        if request.hinted_subject not in (None, subject):
            raise OAuthError(
                "invalid_request", "The claims parameter and the id_token_hint mean different users"
            )
        request.hinted_subject = str(subject)
    acr = in_id_token.get("acr") or {}
    values = acr.get("values", [acr["value"]] if "value" in acr else [])
    if values:
        request.acr_values = tuple(str(value) for value in values)
        request.essential_acr = acr.get("essential") is True


def _parse(text: str) -> dict[str, dict[str, Mapping[str, Any] | None]]:
    """Raises OAuthError for anything that is not what the specification says."""
    try:
        value = orjson.loads(text) if len(text) <= LONGEST else None
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise OAuthError("invalid_request", "The claims parameter is not a JSON object")
    found: dict[str, dict[str, Mapping[str, Any] | None]] = {}
    for place in PLACES:
        wishes = value.get(place)
        if wishes is None:
            continue
        if not isinstance(wishes, dict) or len(wishes) > MOST:
            raise OAuthError("invalid_request", f"The claims parameter is malformed: {place}")
        for name, wish in wishes.items():
            if not _is_wish(wish):
                raise OAuthError("invalid_request", f"The claims parameter is malformed: a claim of {place}")
            if "\x00" in name:
                raise OAuthError("invalid_request", f"The claims parameter is malformed: a claim of {place}")
        if wishes:
            found[place] = wishes
    return found


def _is_wish(wish: Any) -> bool:
    if wish is None:
        return True
    if not isinstance(wish, dict) or not isinstance(wish.get("essential", False), bool):
        return False
    try:
        written = orjson.dumps(wish)
    except TypeError:  # nested too deeply to be written again
        return False
    return isinstance(wish.get("values", []), list) and b"\\u0000" not in written
