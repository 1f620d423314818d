"""`core/applications/requestable/` and `core/application_entitlements/requestable/`: what can be asked for, which is nothing.

Access is given by bindings, and nobody requests it here. authentik's own pages ask nevertheless.
"""

from __future__ import annotations

from wirelatch.identity.api.core.application import SHAPE as APPLICATION_SHAPE
from wirelatch.identity.api.core.entitlements import ENTITLEMENTS
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.listing import listed, page_of
from wirelatch.identity.api.permissions import Permission
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import page_of_shape

endpoints = Endpoints()


@endpoints.on(
    "GET",
    "core/applications/requestable/",
    Permission.SIGNED_IN,
    answers=page_of_shape(APPLICATION_SHAPE),
    is_list=True,
)
@endpoints.on(
    "GET",
    "core/application_entitlements/requestable/",
    Permission.SIGNED_IN,
    answers=page_of_shape(ENTITLEMENTS.shape),
    is_list=True,
)
async def requestable(request: ApiRequest) -> Reply:
    """An empty list: nothing can be requested."""
    return answer(listed([], 0, *page_of(request)))
