"""`authenticators/all/`: every device of the caller; `authenticators/admin/all/`: those of any user."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.api.authenticators.devices import MODELS
from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer
from wirelatch.identity.api.permissions import may
from wirelatch.identity.authenticators import devices as store
from wirelatch.identity.authenticators.devices import KINDS, Device
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden, invalid
from wirelatch.identity.web.shapes import BOOLEAN, INSTANT, INTEGER, STRING, Parameter, Shape, array, nullable

endpoints = Endpoints()
SHAPE = Shape(
    "Device",
    {
        "verbose_name": STRING,
        "verbose_name_plural": STRING,
        "meta_model_name": STRING,
        "pk": STRING,
        "name": STRING,
        "type": STRING,
        "confirmed": BOOLEAN,
        "created": INSTANT,
        "last_updated": INSTANT,
        "last_used": nullable(INSTANT),
        "extra_description": nullable(STRING),
        "external_id": nullable(STRING),
    },
)


@endpoints.on(
    "GET",
    "authenticators/all/",
    Permission.SIGNED_IN,
    answers=array(SHAPE),
    is_list=True,
    summary="List your devices",
)
async def own_devices(request: ApiRequest) -> Reply:
    """What you can sign in with, beside a password."""
    return answer(await request.read(lambda connection: _listed(connection, request.own_id)))


@endpoints.on(
    "GET",
    "authenticators/admin/all/",
    may("view", USER),
    answers=array(SHAPE),
    is_list=True,
    query={"user": Parameter(INTEGER, "Whose")},
    summary="List a user's devices",
)
async def devices_of_user(request: ApiRequest) -> Reply:
    """What a user can sign in with, beside a password."""
    if not all(request.may("view", model) for model in MODELS.values()):
        raise forbidden()
    asked = request.query.get("user") or str(request.own_id)
    if not asked.isdecimal() or len(asked) > 9:
        raise invalid("user", "A valid integer is required.")
    return answer(await request.read(lambda connection: _listed(connection, int(asked))))


def _listed(connection: Connection, user_id: int) -> list[dict[str, Any]]:
    return [serialize(device) for device in store.of_user(connection, user_id)]


def serialize(device: Device) -> dict[str, Any]:
    """A device of any kind."""
    kind = KINDS[device.kind]
    return {
        "verbose_name": kind.verbose_name,
        "verbose_name_plural": f"{kind.verbose_name}s",
        "meta_model_name": kind.model,
        "pk": str(device.id),
        "name": device.name,
        "type": kind.model_label,
        "confirmed": True,
        "created": device.created_at,
        "last_updated": device.last_updated,
        "last_used": device.last_used,
        "extra_description": device.detail or None,
        "external_id": None,
    }
