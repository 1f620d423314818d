"""What a policy is asked about: a user, perhaps a browser's request, and what the flow knows so far."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection

from wirelatch.identity.directory.people import Person
from wirelatch.identity.web.call import Call


@dataclass(frozen=True)
class HttpFacts:
    """The facts of a browser's request that policies may know: no cookies, no credentials."""

    method: str = "GET"
    path: str = "/"
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""
    scheme: str = "http"
    host: str = ""


_HIDDEN_HEADERS = frozenset({"cookie", "authorization", "proxy-authorization", "x-authentik-csrf"})


@dataclass(frozen=True)
class PolicyRequest:
    """`person` is None where nobody is signed in yet; `http` is None at the back channel.

    `context` is what the flow collected (authentik's plan context: `prompt_data`, `application`, `is_sso` …), `names`
    further names for expressions (`oauth_scopes` …), `connection` a transaction for what reads the database, `obj` what
    is looked at where that is no user (an event).
    """

    person: Person | None = None
    http: HttpFacts | None = None
    address: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)
    connection: Connection | None = None
    obj: Any = None
    installation_id: str = ""
    deadline: float | None = None
    """`time.monotonic()` at which evaluation has to end; the engine sets it from the binding."""
    depth: int = 0
    """How many policies called each other to come here."""
    decided_before: bool = False
    """Whether a browser's request for the same target has passed already: a code, a refresh or access token shows it."""

    @classmethod
    def of(
        cls,
        call: Call,
        person: Person | None,
        *,
        context: Mapping[str, Any] | None = None,
        names: Mapping[str, Any] | None = None,
        connection: Connection | None = None,
        obj: Any = None,
    ) -> PolicyRequest:
        """At the front channel."""
        headers = {name: value for name, value in call.headers.items() if name not in _HIDDEN_HEADERS}
        facts = HttpFacts(
            method=call.method,
            path=call.path,
            query=dict(parse_qsl(call.query, keep_blank_values=True)),
            headers=headers,
            scheme=str(call.scope.get("scheme", "http")),
            host=call.headers.get("host", ""),
        )
        return cls(
            person=person,
            http=facts,
            address=call.address,
            context=context or {},
            names=names or {},
            connection=connection,
            obj=obj,
        )

    @property
    def is_back_channel(self) -> bool:
        """Whether a server asks, and no browser is there."""
        return self.http is None

    def within(self, seconds: float) -> PolicyRequest:
        """The same, with a deadline that comes no later than before."""
        until = time.monotonic() + seconds
        return replace(self, deadline=until if self.deadline is None else min(until, self.deadline))

    def remaining(self, most: float) -> float:
        """Seconds left, at most `most`."""
        return most if self.deadline is None else max(0.0, min(most, self.deadline - time.monotonic()))
