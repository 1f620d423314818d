"""The kinds of upstream providers: where they are, what they are asked for, and what their answers mean.

Names and addresses as authentik's `source_types/` have them; `oauth2` is ours, for a provider that is none of the others
and speaks no OpenID Connect. https://docs.goauthentik.io/users-sources/sources/protocols/oauth/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SourceType:
    """A kind. `is_oidc`: an ID token is demanded and verified; otherwise the profile says who it is.

    `again`: what has the provider ask who it is although it knows. `issuer_has_tenant`: the issuer in the metadata holds
    `{tenantid}`, for the claim `tid`. `tells_verified_email`: whether its word on that counts.
    """

    name: str
    verbose_name: str
    is_oidc: bool = False
    urls_customizable: bool = False
    authorization_url: str = ""
    access_token_url: str = ""
    profile_url: str = ""
    oidc_well_known_url: str = ""
    oidc_jwks_url: str = ""
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    again: Mapping[str, str] = field(default_factory=dict)
    issuer_has_tenant: bool = False
    tells_verified_email: bool = True
    emails_path: str = ""
    """Where, below the profile, the addresses are told with whether they are verified."""


TYPES: dict[str, SourceType] = {
    kind.name: kind
    for kind in (
        SourceType(
            "openidconnect", "OpenID Connect", is_oidc=True, urls_customizable=True, again={"prompt": "login"}
        ),
        SourceType("oauth2", "OAuth 2", urls_customizable=True, scopes=()),
        SourceType(
            "github",
            "GitHub",
            urls_customizable=True,
            authorization_url="https://github.com/login/oauth/authorize",
            access_token_url="https://github.com/login/oauth/access_token",  # noqa: S106
            profile_url="https://api.github.com/user",
            scopes=("read:user", "user:email"),
            again={"prompt": "select_account"},
            emails_path="/emails",
        ),
        SourceType(
            "gitlab",
            "GitLab",
            is_oidc=True,
            urls_customizable=True,
            authorization_url="https://gitlab.com/oauth/authorize",
            access_token_url="https://gitlab.com/oauth/token",  # noqa: S106
            profile_url="https://gitlab.com/oauth/userinfo",
            oidc_well_known_url="https://gitlab.com/.well-known/openid-configuration",
            oidc_jwks_url="https://gitlab.com/oauth/discovery/keys",
        ),
        SourceType(
            "google",
            "Google",
            is_oidc=True,
            authorization_url="https://accounts.google.com/o/oauth2/v2/auth",
            access_token_url="https://oauth2.googleapis.com/token",  # noqa: S106
            profile_url="https://openidconnect.googleapis.com/v1/userinfo",
            oidc_well_known_url="https://accounts.google.com/.well-known/openid-configuration",
            oidc_jwks_url="https://www.googleapis.com/oauth2/v3/certs",
            again={"prompt": "select_account"},
        ),
        SourceType(
            "entraid",
            "Entra ID",
            is_oidc=True,
            urls_customizable=True,
            authorization_url="https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
            access_token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106
            profile_url="https://graph.microsoft.com/oidc/userinfo",
            oidc_well_known_url="https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
            oidc_jwks_url="https://login.microsoftonline.com/common/discovery/v2.0/keys",
            again={"prompt": "login"},
            issuer_has_tenant=True,
            # The administrator of any tenant sets addresses at will: https://www.descope.com/blog/post/noauth
            tells_verified_email=False,
        ),
        SourceType(
            "discord",
            "Discord",
            authorization_url="https://discord.com/oauth2/authorize",
            access_token_url="https://discord.com/api/oauth2/token",  # noqa: S106
            profile_url="https://discord.com/api/users/@me",
            scopes=("identify", "email"),
            again={"prompt": "consent"},
        ),
    )
}


@dataclass(frozen=True)
class Account:
    """Who somebody is upstream. `email_verified` only where the provider says so of exactly this address."""

    identifier: str
    username: str
    name: str
    email: str
    email_verified: bool
    groups: tuple[str, ...] | None
    """What the provider calls their groups; None where it tells none."""
    info: Mapping[str, Any] = field(default_factory=dict)
    amr: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


class NoAccountError(ValueError):
    """The profile does not say who it is."""


def account_of(kind: SourceType, info: Mapping[str, Any]) -> Account:
    """Whom a profile, or the claims of an ID token and of userinfo, tell of; raises NoAccountError."""
    names = ("sub",) if kind.is_oidc else ("id", "sub", "uid")
    identifier = next((_identifier(info[name]) for name in names if _identifier(info.get(name))), "")
    if not identifier:
        raise NoAccountError(f"it has no {' or '.join(names)}")
    email = _text(info, "email", 254)
    verified = info.get("verified") if kind.name == "discord" else info.get("email_verified")
    groups = info.get("groups")
    return Account(
        identifier=identifier,
        username=_text(info, "preferred_username", 150)
        or _text(info, "username", 150)
        or _text(info, "login", 150)
        or _text(info, "nickname", 150),
        name=_text(info, "name", 255) or _text(info, "global_name", 255),
        email=email,
        email_verified=bool(email) and verified is True and kind.tells_verified_email,
        groups=_names(groups) if isinstance(groups, list) else None,
        info=info,
    )


def verified_email(addresses: Any) -> tuple[str, bool] | None:
    """Of GitHub's list of addresses the primary one, and whether it is verified."""
    if not isinstance(addresses, list):
        return None
    for entry in addresses:
        if isinstance(entry, dict) and entry.get("primary") is True and isinstance(entry.get("email"), str):
            return entry["email"], entry.get("verified") is True
    return None


def _identifier(value: Any) -> str:
    """A subject: a text or a number. One that is longer than can be kept is none, rather than cut."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    usable = isinstance(text, str) and 0 < len(text) <= 255 and text.isprintable()
    return text if usable and isinstance(text, str) else ""


def _text(info: Mapping[str, Any], name: str, longest: int) -> str:
    value = info.get(name)
    if not isinstance(value, str):
        return ""
    cleaned = value.strip()
    return cleaned if len(cleaned) <= longest and cleaned.isprintable() else ""


def _names(values: list[Any]) -> tuple[str, ...]:
    usable = (
        value for value in values if isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable()
    )
    return tuple(dict.fromkeys(usable))[:500]
