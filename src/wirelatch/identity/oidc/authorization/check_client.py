"""The client must be known, and be the provider of an application. https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2.4"""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import RequestRefusedError


def check_client(request: AuthorizationRequest) -> None:
    client_id = request.query.get("client_id")
    provider = request.snapshot.by_client_id.get(client_id or "")
    application = request.snapshot.by_provider.get(provider.id) if provider else None
    if "client_id" in request.query.repeated or provider is None or application is None:
        raise RequestRefusedError(
            "Client ID Error",
            "The client identifier (client_id) is missing or invalid.",
            (("Received client_id", client_id or "(none)"),),
        )
    request.provider = provider
    request.application = application
