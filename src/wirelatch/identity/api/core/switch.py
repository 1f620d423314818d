"""`core/users/switch/`: the way to another account in this browser."""

from __future__ import annotations

from urllib.parse import urlencode

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.permissions import Permission
from wirelatch.identity.flows.choice import brand_flow
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.fields import Field, choice, integer, parse
from wirelatch.identity.web.shapes import STRING, Shape

endpoints = Endpoints()
BODY = {
    "action": Field(choice(("add", "switch")), "switch"),
    "user_pk": Field(
        integer(1), None, nullable=True, description="Not used: a browser has one account at a time."
    ),
}


@endpoints.on(
    "POST",
    "core/users/switch/",
    Permission.SIGNED_IN,
    body=BODY,
    body_name="UserSwitch",
    answers=Shape("UserSwitchResponse", {"redirect": STRING}),
)
async def switch(request: ApiRequest) -> Reply:
    """Where the browser goes to sign in as somebody else: the flow that the brand names for it, or that for signing in.

    There is one account at a time in a browser, so that whoever comes back to another one proves anew who they are.
    """
    parse(BODY, await request.json())
    flow = await brand_flow(request.call, request.services, "user_switch")
    if flow is None:
        raise not_found("Flow")
    return answer({"redirect": f"{flow.path}?{urlencode({'again': '1', 'next': '/if/user/'})}"})
