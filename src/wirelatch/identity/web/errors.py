"""Errors of the API, in Django REST framework's shapes, which authentik's clients expect."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer other than success; `body` is its JSON."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body


def invalid(field: str, message: str) -> ApiError:
    """400: one field is wrong."""
    return ApiError(400, {field: [message]})


def refused(message: str) -> ApiError:
    """400: the whole request is wrong."""
    return invalid("non_field_errors", message)


def not_found(what: str) -> ApiError:
    """404."""
    return ApiError(404, {"detail": f"No {what} matches the given query.", "code": "not_found"})


def forbidden(message: str = "You do not have permission to perform this action.") -> ApiError:
    """403 for somebody who is known."""
    return ApiError(403, {"detail": message, "code": "permission_denied"})


def not_authenticated(message: str = "Authentication credentials were not provided.") -> ApiError:
    """403 for somebody who is not known, as authentik answers."""
    return ApiError(403, {"detail": message, "code": "not_authenticated"})
