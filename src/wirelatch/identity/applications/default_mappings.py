"""The scope mappings that exist from the start: scopes, claims and managed names as authentik has them.

Three differences: `email_verified` is real; groups can also be asked for by a scope of their own; and `address` and
`phone` (OpenID Connect Core 5.4) read what the user's attributes have under the names of the claims. `groups` are those that the user is in directly, as authentik tells them; a mapping that goes through `request.user.all_groups()` instead of
`request.user.groups.all()` tells all those above them, too.
"""

from __future__ import annotations

from typing import NamedTuple

_MANAGED = "goauthentik.io/providers/oauth2/scope-"


class DefaultMapping(NamedTuple):
    """One mapping; `expression` is in the language of :mod:`wirelatch.identity.expressions`."""

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
        '    "groups": [group.name for group in request.user.groups.all()],\n'
        "}",
        True,
    ),
    DefaultMapping(
        "address",
        "Wirelatch default OAuth Mapping: OpenID 'address'",
        "Postal address",
        'address = user.attributes.get("address")\n'
        'return {"address": address} if isinstance(address, dict) else {}',
    ),
    DefaultMapping(
        "phone",
        "Wirelatch default OAuth Mapping: OpenID 'phone'",
        "Phone number",
        'number = user.attributes.get("phone_number")\n'
        "if not number:\n"
        "    return {}\n"
        "return {\n"
        '    "phone_number": str(number),\n'
        '    "phone_number_verified": user.attributes.get("phone_number_verified") == True,\n'
        "}",
    ),
    DefaultMapping(
        "groups",
        "Wirelatch default OAuth Mapping: 'groups'",
        "Groups you are a member of",
        'return {\n    "groups": [group.name for group in request.user.groups.all()],\n}',
    ),
    DefaultMapping(
        "entitlements",
        "Wirelatch default OAuth Mapping: Application Entitlements",
        "Application entitlements",
        "entitlements = [\n"
        "    entitlement.name for entitlement in request.user.app_entitlements(provider.application)\n"
        "]\n"
        'return {\n    "entitlements": entitlements,\n    "roles": entitlements,\n}',
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
    DefaultMapping(
        "goauthentik.io/oidc/dcr",
        "Wirelatch default OAuth Mapping: Client registration",
        "Register applications on behalf of your user",
        "return {}",
    ),
)
