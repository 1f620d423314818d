"""Finding providers in the catalogue: one by its number, those that somebody may see."""

from __future__ import annotations

from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.listing import asked_flag
from wirelatch.identity.api.lookup import find_item
from wirelatch.identity.api.providers.models import LINK_SLUG, OAUTH2_PROVIDER
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Provider


def find(snapshot: Snapshot, provider_id: int) -> Provider:
    """The provider with this number; raises ApiError 404."""
    return find_item(snapshot.providers, provider_id, "OAuth2Provider")


def is_link(provider: Provider, snapshot: Snapshot) -> bool:
    """Whether it belongs to the one application that the link token may see."""
    application = snapshot.by_provider.get(provider.id)
    return application is not None and application.slug == LINK_SLUG


def assigned(items: list[Provider], snapshot: Snapshot, request: ApiRequest) -> list[Provider]:
    """Those with an application, those without, or all, as `application__isnull` asks."""
    unassigned = asked_flag(request, "application__isnull")
    return [item for item in items if unassigned in (None, item.id not in snapshot.by_provider)]


def visible(items: list[Provider], request: ApiRequest) -> list[Provider]:
    """Those that the caller may look at."""
    return [item for item in items if request.may("view", OAUTH2_PROVIDER, item.id)]
