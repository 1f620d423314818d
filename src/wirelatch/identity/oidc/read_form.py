"""The form of a request from client to provider, as a POST."""

from __future__ import annotations

from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.parameters import read_parameters, refuse_repeated
from wirelatch.identity.web.call import Call

FORM = "application/x-www-form-urlencoded"


async def read_form(call: Call) -> dict[str, str]:
    """The parameters of the body; raises OAuthError for another method or content type."""
    if call.method != "POST":
        raise OAuthError("invalid_request", "This endpoint takes POST only", 405, {"Allow": "POST, OPTIONS"})
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OAuthError("invalid_request", f"The content type must be {FORM}")
    try:
        text = (await call.body()).decode("ascii")
    except UnicodeDecodeError:
        raise OAuthError("invalid_request", "The parameters cannot be decoded") from None
    parameters = read_parameters(text)
    refuse_repeated(parameters)
    return parameters.values
