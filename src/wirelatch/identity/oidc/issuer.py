"""The URLs of a provider, under the host name that the client uses. https://openid.net/specs/openid-connect-discovery-1_0.html"""

from __future__ import annotations

from dataclasses import dataclass

from wirelatch.identity.applications.models import Application, Provider


@dataclass(frozen=True)
class Endpoints:
    """Every URL a client needs."""

    issuer: str
    authorize: str
    push: str
    token: str
    user_info: str
    introspect: str
    revoke: str
    provider_info: str
    logout: str
    jwks: str


def issuer_of(base_url: str, provider: Provider, application: Application) -> str:
    """The issuer identifier: with a slash at its end, as clients of authentik have it configured."""
    return (
        f"{base_url}/"
        if provider.issuer_mode == "global"
        else f"{base_url}/application/o/{application.slug}/"
    )


def endpoints_of(base_url: str, provider: Provider, application: Application) -> Endpoints:
    """All endpoints of a provider."""
    common = f"{base_url}/application/o/"
    own = f"{common}{application.slug}/"
    return Endpoints(
        issuer=issuer_of(base_url, provider, application),
        authorize=common + "authorize/",
        push=common + "par/",
        token=common + "token/",
        user_info=common + "userinfo/",
        introspect=common + "introspect/",
        revoke=common + "revoke/",
        provider_info=own + ".well-known/openid-configuration",
        logout=own + "end-session/",
        jwks=own + "jwks/",
    )
