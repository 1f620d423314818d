"""No parameter may be given more than once (https://www.rfc-editor.org/rfc/rfc6749#section-3.1) but `resource` (RFC 8707)."""

from __future__ import annotations

from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.parameters import RESOURCE, refuse_repeated


def check_repeated_parameters(request: AuthorizationRequest) -> None:
    refuse_repeated(request.parameters._replace(repeated=request.parameters.repeated - {RESOURCE}))
