"""Policies, bindings and what comes out of them: immutable, read with the catalogue, shared by all requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from wirelatch.identity.policies.request import PolicyRequest

Mode = Literal["any", "all"] | str
MODES = ("any", "all")


class PolicyError(Exception):
    """A policy could not be evaluated; the text says why, for the administrator."""


class Verdict(NamedTuple):
    """What one policy says. `messages` are for the user, `log` for the administrator who tries the policy."""

    passing: bool
    messages: tuple[str, ...] = ()
    log: tuple[str, ...] = ()


Check = Callable[[PolicyRequest], Verdict]


@dataclass(frozen=True)
class Policy:
    """A policy, compiled. `check` raises PolicyError for what cannot be decided."""

    id: str
    name: str
    kind: str
    execution_logging: bool
    settings: dict[str, Any]
    check: Check = field(repr=False, compare=False)
    asks_request: bool = False
    """Whether it looks at the browser's request (its address, say), so that only the front channel can decide it."""


@dataclass(frozen=True)
class Binding:
    """Ties a policy, a group or a user to a target. With none of them (it was deleted) it passes for nobody."""

    id: str
    target: str
    group_id: str | None = None
    user_id: int | None = None
    negate: bool = False
    enabled: bool = True
    order: int = 0
    policy: Policy | None = None
    timeout: int = 30
    failure_result: bool = False
    expires: datetime | None = None
    named: str = ""
    """The name of the group or user, for explanations."""

    @property
    def subject(self) -> str:
        """What it is bound to, in words."""
        if self.policy is not None:
            return f"policy “{self.policy.name}”"
        if self.group_id is not None:
            return f"group “{self.named or self.group_id}”"
        if self.user_id is not None:
            return f"user “{self.named or self.user_id}”"
        return "nothing (what it was bound to was deleted)"


@dataclass(frozen=True)
class Step:
    """What one binding did. `passing` is None where it was not asked; `failed` where it could not be decided."""

    binding: Binding
    passing: bool | None
    reason: str
    failed: bool = False
    messages: tuple[str, ...] = ()
    log: tuple[str, ...] = ()

    def __str__(self) -> str:
        outcome = {True: "passes", False: "does not pass", None: "is not asked"}[self.passing]
        negated = " (negated)" if self.binding.negate else ""
        return f"Binding {self.binding.order} to {self.binding.subject}{negated} {outcome}: {self.reason}"


@dataclass(frozen=True)
class Result:
    """The outcome for a target."""

    passing: bool
    messages: tuple[str, ...] = ()
    trace: tuple[Step, ...] = ()
    reason: str = ""
    """The outcome in words."""

    @property
    def failed(self) -> bool:
        """Whether some binding could not be decided: an error, a time-out, or its subject is gone."""
        return any(step.failed for step in self.trace)

    @property
    def leaves_out(self) -> bool:
        """Whether what the bindings stand before may be left out: only when they certainly do not pass."""
        return not self.passing and not self.failed

    def explanation(self) -> tuple[str, ...]:
        """Every step in words, and the outcome."""
        return (*(str(step) for step in self.trace), self.reason)
