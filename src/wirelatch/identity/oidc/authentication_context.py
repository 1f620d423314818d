"""`acr`: how surely a user was authenticated, told from the methods (`amr`, RFC 8176) that the session proved.

https://openid.net/specs/openid-connect-eap-acr-values-1_0.html, https://refeds.org/profile/mfa
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

DEFAULT = "goauthentik.io/providers/oauth2/default"
"""Any sign-in; what is told unless the client asks for more."""
MULTI_FACTOR = "https://refeds.org/profile/mfa"
PHISHING_RESISTANT = "phr"
_KEYS = frozenset({"hwk", "swk", "pop", "webauthn"})
SUPPORTED = (DEFAULT, MULTI_FACTOR, PHISHING_RESISTANT)


def fulfilled(amr: Collection[str]) -> tuple[str, ...]:
    """What these methods amount to."""
    found = [DEFAULT]
    if "mfa" in amr:
        found.append(MULTI_FACTOR)
    if _KEYS & set(amr):
        found.append(PHISHING_RESISTANT)
    return tuple(found)


def first_fulfilled(asked: Sequence[str], amr: Collection[str]) -> str | None:
    """The first of the values that were asked for, in the client's order of preference, that the methods fulfil."""
    reached = fulfilled(amr)
    return next((value for value in asked if value in reached), None)
