"""The scope mappings that exist from the start: scopes, claims and managed names as authentik has them.

Two differences: `email_verified` is real, and groups can also be asked for by a scope of their own.
"""

from __future__ import annotations

from typing import NamedTuple

_MANAGED = "goauthentik.io/providers/oauth2/scope-"


class DefaultMapping(NamedTuple):
    """One mapping; `expression` is in the language of :mod:`claims_expression`."""

    scope_name: str
    name: str
    description: str
    expression: str
    preselected: bool = False

    @property
    def managed(self) -> str:
        return _MANAGED + self.scope_name.rsplit("/", 1)[-1]


DEFAULT_MAPPINGS = (
    DefaultMapping("openid", "Wirelatch default OAuth Mapping: OpenID 'openid'", "", "return {}", True),
    DefaultMapping(
        "email",
        "Wirelatch default OAuth Mapping: OpenID 'email'",
        "Email address",
        'return {\n    "email": user.email,\n    "email_verified": user.email_verified,\n}',
        True,
    ),
    DefaultMapping(
        "profile",
        "Wirelatch default OAuth Mapping: OpenID 'profile'",
        "General Profile Information",
        "return {\n"
        '    "name": user.name,\n'
        '    "given_name": user.name,\n'
        '    "preferred_username": user.username,\n'
        '    "nickname": user.username,\n'
        '    "groups": [group.name for group in user.groups],\n'
        "}",
        True,
    ),
    DefaultMapping(
        "groups",
        "Wirelatch default OAuth Mapping: 'groups'",
        "Groups you are a member of",
        'return {\n    "groups": [group.name for group in user.groups],\n}',
    ),
    DefaultMapping(
        "entitlements",
        "Wirelatch default OAuth Mapping: Application Entitlements",
        "Application entitlements",
        'return {\n    "entitlements": [],\n    "roles": [],\n}',
    ),
    DefaultMapping(
        "offline_access",
        "Wirelatch default OAuth Mapping: OpenID 'offline_access'",
        "Access to request new tokens without interaction",
        "return {}",
    ),
    DefaultMapping(
        "goauthentik.io/api",
        "Wirelatch default OAuth Mapping: API access",
        "Wirelatch API Access on behalf of your user",
        "return {}",
    ),
)
