"""`providers/all/`: providers of every kind, and the kinds that there are."""

from __future__ import annotations

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.listing import asked_flag, list_items
from wirelatch.identity.api.permissions import Permission, may, may_list
from wirelatch.identity.api.providers.lookup import assigned, find, visible
from wirelatch.identity.api.providers.models import COMPONENT, OAUTH2_PROVIDER
from wirelatch.identity.api.providers.oauth2 import delete_provider
from wirelatch.identity.api.providers.serialize import BASE, base
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import BOOLEAN, TYPE_CREATE, Parameter, array, page_of_shape

endpoints = Endpoints()


@endpoints.on(
    "GET",
    "providers/all/",
    may_list(OAUTH2_PROVIDER),
    answers=page_of_shape(BASE),
    is_list=True,
    query={"application__isnull": Parameter(BOOLEAN), "backchannel": Parameter(BOOLEAN)},
)
async def list_all(request: ApiRequest) -> Reply:
    """List providers of every kind."""
    snapshot = await request.services.catalog.current()
    items = assigned(visible(list(snapshot.providers), request), snapshot, request)
    if asked_flag(request, "backchannel"):
        items = []  # there is no kind yet that needs no front channel
    page = list_items(
        request,
        items,
        lambda item: base(item, snapshot),
        search=("name",),
        ordering=("name", "id"),
        default="name",
    )
    return answer(page)


@endpoints.on("GET", "providers/all/types/", Permission.SIGNED_IN, answers=array(TYPE_CREATE), is_list=True)
async def types(request: ApiRequest) -> Reply:
    """Kinds of providers that can be created."""
    return answer(
        [
            {
                "name": "OAuth2/OpenID Provider",
                "description": "OAuth2 Provider for generic OAuth and OpenID Connect Applications.",
                "component": COMPONENT,
                "model_name": "oauth2provider",
                "icon_url": None,
                "requires_enterprise": False,
                "deprecated": False,
            }
        ]
    )


@endpoints.on("GET", "providers/all/{id:int}/", may("view", OAUTH2_PROVIDER, on="id"), answers=BASE)
async def get_any(request: ApiRequest) -> Reply:
    """Get one of any kind: what all kinds have."""
    snapshot = await request.services.catalog.current()
    return answer(base(find(snapshot, int(request.arguments["id"])), snapshot))


@endpoints.on("DELETE", "providers/all/{id:int}/", may("delete", OAUTH2_PROVIDER, on="id"))
async def delete_any(request: ApiRequest) -> Reply:
    """Delete one of any kind."""
    return await delete_provider(request)
