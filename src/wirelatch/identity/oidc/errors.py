"""Errors of the protocol.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1, #section-5.2
https://openid.net/specs/openid-connect-core-1_0.html#AuthError
"""

from __future__ import annotations

from collections.abc import Mapping


class OAuthError(Exception):
    """An error the client is told of: in a redirect, or as JSON with `status`."""

    def __init__(
        self, error: str, description: str, status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status
        self.headers = dict(headers or {})

    def to_json(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


class RequestRefusedError(Exception):
    """An error that only the user is shown, because the client cannot be trusted: it is never redirected to.

    `details` are label and value pairs for an administrator. `unregistered`: the slug of the application that has a
    redirect URI other than the one received, and that one.
    """

    def __init__(
        self,
        title: str,
        message: str,
        details: tuple[tuple[str, str], ...] = (),
        unregistered: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.title = title
        self.message = message
        self.details = details
        self.unregistered = unregistered
