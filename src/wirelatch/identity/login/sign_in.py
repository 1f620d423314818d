"""Where to sign in: the flow that the brand, the provider or the installation names for it."""

from __future__ import annotations

from urllib.parse import urlencode

from wirelatch.identity.flows import defaults

PATH = f"/if/flow/{defaults.AUTHENTICATION.slug}/"


def sign_in_url(target: str, *, again: bool = False, path: str = PATH) -> str:
    """The sign-in page, which will go on to `target`; `again`: even for someone who is signed in."""
    return f"{path}?{urlencode({'next': target} | ({'again': '1'} if again else {}))}"
