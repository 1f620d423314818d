"""Who may use an application: its bindings, evaluated for one user.

Mode `any`: one passing binding is enough; `all`: every one must pass. An application without enabled bindings is
open to everyone who is active. What cannot be evaluated does not pass.
"""

from __future__ import annotations

from typing import NamedTuple

from wirelatch.identity.applications.models import Application, Binding
from wirelatch.identity.directory.people import Person


class Access(NamedTuple):
    """The outcome; `messages` are for the user, `trace` tells the administrator why."""

    passing: bool
    messages: tuple[str, ...]
    trace: tuple[str, ...]


def check_access(application: Application, person: Person) -> Access:
    """Whether the user may use the application."""
    if not person.is_active:
        return Access(False, ("This account is deactivated.",), ("user is not active",))
    bindings = sorted((binding for binding in application.bindings if binding.enabled), key=lambda b: b.order)
    if not bindings:
        return Access(True, (), ("no bindings: everyone may use the application",))
    results, trace = [], []
    for binding in bindings:
        passing = _passes(binding, person)
        results.append(passing)
        trace.append(f"{_describe(binding)}: {'passes' if passing else 'does not pass'}")
    passing = all(results) if application.policy_engine_mode == "all" else any(results)
    messages = () if passing else ("You are not in the group of users who may use this application.",)
    return Access(passing, messages, tuple(trace))


def _passes(binding: Binding, person: Person) -> bool:
    if binding.group_id is not None:
        return (binding.group_id in person.all_groups) != binding.negate
    if binding.user_id is not None:
        return (binding.user_id == person.id) != binding.negate
    return False  # what it was bound to is gone; negating that must not open the application


def _describe(binding: Binding) -> str:
    subject = (
        f"group {binding.group_id}"
        if binding.group_id is not None
        else f"user {binding.user_id}"
        if binding.user_id is not None
        else "nothing (its group or user was deleted)"
    )
    return f"binding {binding.order} to {'not ' if binding.negate else ''}{subject}"
