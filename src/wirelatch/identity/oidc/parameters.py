"""Parameters of a request. https://www.rfc-editor.org/rfc/rfc6749#section-3.1

Parameters without a value count as omitted; one that is given twice is an error; unknown ones are ignored. `resource` may
be given several times (RFC 8707 2).
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote_plus, urlencode

from wirelatch.identity.oidc.errors import OAuthError

MOST = 100
RESOURCE = "resource"


class Parameters(NamedTuple):
    """`repeated`: names that were given more than once; of these `values` holds the first. `resources`: all of them."""

    values: dict[str, str]
    repeated: frozenset[str] = frozenset()
    resources: tuple[str, ...] = ()

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def encoded(self, extra: dict[str, str]) -> str:
        """The parameters as text, with others added or replaced."""
        pairs = [(name, value) for name, value in {**self.values, **extra}.items() if name != RESOURCE]
        return urlencode([*pairs, *((RESOURCE, uri) for uri in self.resources)])


def read_parameters(encoded: str) -> Parameters:
    """Parse `application/x-www-form-urlencoded` text; raises OAuthError for what is none."""
    pairs = encoded.split("&", MOST)
    if len(pairs) > MOST:
        raise OAuthError("invalid_request", "The parameters cannot be decoded")
    values: dict[str, str] = {}
    repeated = set()
    resources = []
    for pair in pairs:
        name, _, value = pair.partition("=")
        if "%" in pair or "+" in pair:  # otherwise it means what it says, and the library would take its time
            try:
                name, value = (unquote_plus(part, errors="strict") for part in (name, value))
            except UnicodeDecodeError:
                raise OAuthError("invalid_request", "The parameters cannot be decoded") from None
        if not value:
            continue
        if name == RESOURCE:
            resources.append(value)
        if name in values:
            repeated.add(name)
        values.setdefault(name, value)
    return Parameters(values, frozenset(repeated), tuple(resources))


def refuse_repeated(parameters: Parameters) -> None:
    """Raise for parameters that were given more than once."""
    if parameters.repeated:
        names = ", ".join(
            sorted(name for name in parameters.repeated if name.isascii() and name.isprintable())
        )
        raise OAuthError("invalid_request", f"Parameters given more than once: {names}")
