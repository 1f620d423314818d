"""The user must be among those who may use the application."""

from __future__ import annotations

from wirelatch.identity.applications.access import check_access
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.errors import OAuthError


def require_access(request: AuthorizationRequest, session: Session) -> None:
    """Raises access_denied, which the client is told as RFC 6749 4.1.2.1 has it."""
    access = check_access(request.application, session.person)
    if not access.passing:
        raise OAuthError("access_denied", " ".join(access.messages) or "Permission denied")
