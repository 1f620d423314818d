"""The event matcher policy: passes for events of an action, an application, a kind of object, or an address.

The event is the request's `obj`, or `event` in its context: a mapping with `action`, `app`, `client_ip` and `context`,
whose `model` has `app` and `model_name`. Every condition that is set has to hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.identity.policies.kinds.kind import PolicyKind
from wirelatch.identity.policies.models import Check, Policy, PolicyError, Verdict
from wirelatch.identity.policies.request import PolicyRequest
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import Field, line


def _compile(settings: Mapping[str, Any], library: Mapping[str, Policy]) -> tuple[Check, bool]:
    def check(request: PolicyRequest) -> Verdict:
        event = request.obj if isinstance(request.obj, Mapping) else request.context.get("event")
        if not isinstance(event, Mapping):
            raise PolicyError("there is no event to match")
        return Verdict(_matches(settings, event))

    return check, False


def _matches(settings: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    context = event.get("context")
    model = context.get("model") if isinstance(context, Mapping) else None
    about = model if isinstance(model, Mapping) else {}
    model_name = f"{about.get('app', '')}.{about.get('model_name', '')}".casefold()
    if settings["action"] and event.get("action") != settings["action"]:
        return False
    if settings["client_ip"] and event.get("client_ip") != settings["client_ip"]:
        return False
    if settings["app"] and settings["app"] not in (event.get("app"), about.get("app")):
        return False
    return not settings["model"] or model_name == settings["model"].casefold()


def only_action(policy: Policy) -> str | None:
    """The action of all events that a policy passes for; None where it may pass for several."""
    return policy.settings["action"] or None if policy.kind == KIND.model_name else None


def _check_settings(settings: Mapping[str, Any]) -> None:
    if settings["query"]:
        raise invalid(
            "query", "Queries are not available; use an expression policy, whose `obj` is the event."
        )


KIND = PolicyKind(
    app="authentik_policies_event_matcher",
    model_name="eventmatcherpolicy",
    path="event_matcher",
    component="ak-policy-event-matcher-form",
    verbose_name="Event Matcher Policy",
    verbose_name_plural="Event Matcher Policies",
    description="Passes for events of a certain kind; bind it to notification rules.",
    fields={
        name: Field(line(200), None, nullable=True)
        for name in ("action", "client_ip", "app", "model", "query")
    },
    compile=_compile,
    check_settings=_check_settings,
)
