"""The form of a request from client to provider, as a POST."""

from __future__ import annotations

from urllib.parse import parse_qsl

from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.parameters import read_parameters, refuse_repeated
from wirelatch.identity.web.call import Call

FORM = "application/x-www-form-urlencoded"


class Form(dict[str, str]):
    """The parameters by name; `all` gives the values of one that may be given several times."""

    def __init__(self, values: dict[str, str], several: dict[str, tuple[str, ...]]) -> None:
        super().__init__(values)
        self._several = several

    def all(self, name: str) -> tuple[str, ...]:
        if name in self._several:
            return self._several[name]
        return (self[name],) if name in self else ()


async def read_form(call: Call, *, several: frozenset[str] = frozenset()) -> Form:
    """The parameters of the body, of which `several` may be repeated; raises OAuthError for anything but a form."""
    if call.method != "POST":
        raise OAuthError("invalid_request", "This endpoint takes POST only", 405, {"Allow": "POST, OPTIONS"})
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OAuthError("invalid_request", f"The content type must be {FORM}")
    try:
        text = (await call.body()).decode("ascii")
    except UnicodeDecodeError:
        raise OAuthError("invalid_request", "The parameters cannot be decoded") from None
    parameters = read_parameters(text)
    values = {"resource": parameters.resources} if parameters.resources else {}
    if parameters.repeated:
        refuse_repeated(parameters._replace(repeated=parameters.repeated - several))
        pairs = parse_qsl(text)
        values |= {name: tuple(value for key, value in pairs if key == name) for name in parameters.repeated}
    return Form(parameters.values, values)
