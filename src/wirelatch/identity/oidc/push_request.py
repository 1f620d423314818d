"""`/application/o/par/`: clients push their authorization requests ahead. https://www.rfc-editor.org/rfc/rfc9126

The client proves itself as at the token endpoint, all that is wrong with the request is told here instead of in the
browser, and what comes back is a `request_uri` that one browser may use once, within a minute.
"""

from __future__ import annotations

from wirelatch.identity.directory.attempts import Attempts
from wirelatch.identity.oidc.authorization.parse import check, identify
from wirelatch.identity.oidc.authorization.pushed_request import LIFETIME, push
from wirelatch.identity.oidc.dpop import read_proof
from wirelatch.identity.oidc.errors import OAuthError, RequestRefusedError
from wirelatch.identity.oidc.parameters import RESOURCE, Parameters
from wirelatch.identity.oidc.read_form import read_form
from wirelatch.identity.oidc.token.authenticate_client import authenticate_client
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply

LONGEST = 32_768
"""Characters of all parameters: what is pushed is kept."""
PER_ADDRESS = 100
"""Requests within their lifetime, for public clients."""
_CREDENTIALS = frozenset({"client_secret", "client_assertion", "client_assertion_type"})


async def push_request(call: Call, services: Services) -> Reply:
    """Check a request and keep it; raises OAuthError."""
    form = await read_form(call, several=frozenset({RESOURCE}))
    provider = await authenticate_client(call, form, await services.catalog.current(), services)
    if "request_uri" in form:
        raise OAuthError("invalid_request", "A request_uri cannot be pushed")
    values = {name: value for name, value in form.items() if name not in _CREDENTIALS}
    parameters = Parameters({**values, "client_id": provider.client_id}, resources=tuple(form.all(RESOURCE)))
    if sum(len(name) + len(value) for name, value in values.items()) > LONGEST:
        raise OAuthError("invalid_request", "The request is too large", 413)
    proved = await read_proof(call, services)
    try:
        request = await identify(parameters, services, call.base_url)
    except RequestRefusedError as refusal:
        raise OAuthError("invalid_request", refusal.message) from None
    check(request, pushing=True)
    if provider.is_public:
        await _admit(call, services)
    checked = request.parameters
    if proved is not None:
        # https://www.rfc-editor.org/rfc/rfc9449#section-10.1
        if request.dpop_jkt not in (None, proved):
            raise OAuthError("invalid_dpop_proof", "dpop_jkt names another key than the DPoP proof")
        checked = checked._replace(values={**checked.values, "dpop_jkt": proved})
    uri = await services.database.write(lambda connection: push(connection, provider.id, checked))
    answer = {"request_uri": uri, "expires_in": int(LIFETIME.total_seconds())}
    return json_reply(answer, 201, NO_STORE)


async def _admit(call: Call, services: Services) -> None:
    """Anybody can push for a client that cannot prove itself: not more from one address than browsers may come with."""
    key = services.sealer.derive("pushed requests")
    attempts = Attempts(services.database, key, PER_ADDRESS, PER_ADDRESS, window=LIFETIME.total_seconds())
    wait = await attempts.admit("", call.address)
    if wait:
        headers = {"Retry-After": str(int(wait) + 1)}
        raise OAuthError("slow_down", "Too many requests are pushed from this address", 429, headers)
