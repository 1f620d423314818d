"""`admin/version/history/`: which versions of the program have run on this database."""

from __future__ import annotations

from typing import Any

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.permissions import system
from wirelatch.identity.installation import version_history
from wirelatch.identity.installation.version_history import Version
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.shapes import INSTANT, INTEGER, STRING, Parameter, Shape, array

endpoints = Endpoints()
PATH = "admin/version/history/"
SHAPE = Shape("VersionHistory", {"id": INTEGER, "timestamp": INSTANT, "version": STRING, "build": STRING})


def _shown(known: Version) -> dict[str, Any]:
    return {"id": known.number, "timestamp": known.since, "version": known.name, "build": ""}


@endpoints.on(
    "GET",
    PATH,
    system("view_system_info"),
    answers=array(SHAPE),
    is_list=True,
    query={"version": Parameter(), "build": Parameter()},
)
async def list_versions(request: ApiRequest) -> Reply:
    """Every version with the time of its first start, the newest first."""
    known = [_shown(one) for one in await request.read(version_history.read)]
    asked = {name: request.query[name] for name in ("version", "build") if request.query.get(name)}
    return answer(
        [one for one in reversed(known) if all(one[name] == value for name, value in asked.items())]
    )


@endpoints.on("GET", PATH + "{id:int}/", system("view_system_info"), answers=SHAPE)
async def get_version(request: ApiRequest) -> Reply:
    """Get one."""
    wanted = int(request.arguments["id"])
    for known in await request.read(version_history.read):
        if known.number == wanted:
            return answer(_shown(known))
    raise not_found("Version")
