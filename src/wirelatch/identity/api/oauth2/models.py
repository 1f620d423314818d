"""The models of what the provider has issued. Keys in the API are numbers, as authentik's, made from our own keys.

48 bits of a random key or hash: two that are alive at once do not share them, and every JSON reader keeps them exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Connection, select

from wirelatch.identity.api.models import Model
from wirelatch.identity.oidc.tables import access_tokens, authorization_codes, grants, refresh_tokens

APP = "authentik_providers_oauth2"
_DIGITS = 12


def number_of(key: str) -> int:
    """The number that stands for a key."""
    return int(key.replace("-", "")[:_DIGITS], 16)


def prefix_of(number: int, *, is_uuid: bool) -> str:
    """How the key begins that a number stands for."""
    digits = f"{number:0{_DIGITS}x}"
    return f"{digits[:8]}-{digits[8:]}" if is_uuid else digits


def is_numbered(column: Column[Any], wanted: str) -> Any:
    """A condition: the row has this number."""
    return column.startswith(prefix_of(int(wanted), is_uuid=column.type.length == 36))  # type: ignore[attr-defined]


def _finder(column: Column[Any]) -> Callable[[Connection, str], tuple[str, int | None] | None]:
    def find(connection: Connection, wanted: str) -> tuple[str, int | None] | None:
        row = connection.execute(
            select(column, grants.c.user_id)
            .join(grants, grants.c.id == column.table.c.grant_id)
            .where(is_numbered(column, wanted))
        ).first()
        return None if row is None else (str(number_of(row[0])), row[1])

    return find


ACCESS_TOKEN = Model(
    APP,
    "accesstoken",
    "OAuth2 Access Token",
    "OAuth2 Access Tokens",
    table=access_tokens,
    key="jti",
    label="jti",
    owner="user_id",
    finder=_finder(access_tokens.c.jti),
)
REFRESH_TOKEN = Model(
    APP,
    "refreshtoken",
    "OAuth2 Refresh Token",
    "OAuth2 Refresh Tokens",
    table=refresh_tokens,
    key="uuid",
    label="uuid",
    owner="user_id",
    finder=_finder(refresh_tokens.c.uuid),
)
AUTHORIZATION_CODE = Model(
    APP,
    "authorizationcode",
    "Authorization Code",
    "Authorization Codes",
    table=authorization_codes,
    key="code_hash",
    label="code_hash",
    owner="user_id",
    finder=_finder(authorization_codes.c.code_hash),
)
