"""Which flow serves a purpose: the brand's choice, or else the installation's default."""

from __future__ import annotations

from wirelatch.identity.applications.models import Provider
from wirelatch.identity.flows import defaults
from wirelatch.identity.flows.models import Flow, FlowSnapshot
from wirelatch.identity.installation.brands import Brand, brand_of
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

_DEFAULTS = {
    "authentication": defaults.AUTHENTICATION,
    "invalidation": defaults.INVALIDATION,
    "recovery": defaults.RECOVERY,
    "unenrollment": defaults.UNENROLLMENT,
    "user_settings": defaults.USER_SETTINGS,
    "enrollment": defaults.ENROLLMENT,
    "user_switch": defaults.AUTHENTICATION,
}


def flow_for(
    purpose: str, brand: Brand, snapshot: FlowSnapshot, provider: Provider | None = None
) -> Flow | None:
    """The flow for a purpose, such as `recovery`; a provider may name its own for signing in. None: there is none."""
    if purpose == "authentication" and provider is not None and provider.authentication_flow:
        own = snapshot.flows.get(provider.authentication_flow)
        if own is not None:
            return own
    chosen = snapshot.flows.get(getattr(brand, f"flow_{purpose}", None) or "")
    if chosen is not None:
        return chosen
    default = snapshot.flows.get(_DEFAULTS[purpose].pk)
    if default is not None or purpose == "user_settings":
        return default
    return next((flow for flow in snapshot.flows.values() if flow.designation == purpose), None)


async def brand_flow(call: Call, services: Services, purpose: str) -> Flow | None:
    """As :func:`flow_for`, for the name that a visitor came to."""
    brand = brand_of(call, (await services.catalog.current()).brands)
    return flow_for(purpose, brand, await services.flows.current())
