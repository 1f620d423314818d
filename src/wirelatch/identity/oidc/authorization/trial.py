"""A sign-in that an administrator tries out: its redirect URI is ours, and need not be registered.

`oidc/try_it.py` begins one with a `state` that it has signed for the client; no other request can be sent there.
"""

from __future__ import annotations

from wirelatch.identity.oidc import marker
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.services import Services

SEPARATOR = "~"


def redirect_uri_of(base_url: str, slug: str) -> str:
    """Where a trial of this application comes back to."""
    return f"{base_url}/application/o/{slug}/try/"


def state_of(services: Services, client_id: str, session_uuid: str) -> str:
    """The state of a new trial: signed for the client, and for who began it."""
    for_client = marker.make(services.marker_key, marker.TRIAL, client_id)
    for_session = marker.make(services.marker_key, marker.TRIAL, client_id, session_uuid)
    return f"{for_client}{SEPARATOR}{for_session}"


def began(services: Services, state: str | None, client_id: str, session_uuid: str) -> bool:
    """Whether this session began the trial."""
    for_session = (state or "").rpartition(SEPARATOR)[2]
    return marker.read(services.marker_key, marker.TRIAL, for_session, client_id, session_uuid) is not None


def is_trial(request: AuthorizationRequest, services: Services) -> bool:
    """Whether the request is a trial, and so leads to a page of ours."""
    wanted = redirect_uri_of(request.base_url, request.application.slug)
    for_client = (request.state or "").partition(SEPARATOR)[0]
    return (
        request.parameters.get("redirect_uri") == wanted
        and "redirect_uri" not in request.parameters.repeated
        and marker.read(services.marker_key, marker.TRIAL, for_client, request.provider.client_id) is not None
    )
