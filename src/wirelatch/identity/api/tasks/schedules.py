"""`tasks/schedules/`: what every process does now and then. It cannot be put off; settings say how much is kept."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.listing import listed, page_of
from wirelatch.identity.api.permissions import system
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.shapes import BOOLEAN, INSTANT, STRING, UUID, Shape, nullable, page_of_shape

endpoints = Endpoints()
PATH = "tasks/schedules/"
EVERY = timedelta(minutes=5)
_NAMESPACE = uuid.UUID("0d0c6e2b-6c0a-4d3f-8b0e-0f4f5a4f9d55")
_KNOWN = {
    "end_expired_tokens": "End API tokens that have expired, and rotate app passwords that are to be",
    "clear_up": "Delete sessions, codes, runs of flows and the like when nobody can use them any more",
    "trim_ledger": "Delete events that are older than the setting ledger_days says",
}
SHAPE = Shape(
    "Schedule",
    {
        "id": UUID,
        "identifier": nullable(STRING),
        "uid": STRING,
        "actor_name": STRING,
        "rel_obj_app_label": STRING,
        "rel_obj_model": STRING,
        "rel_obj_id": nullable(STRING),
        "crontab": STRING,
        "paused": BOOLEAN,
        "next_run": INSTANT,
        "description": nullable(STRING),
        "last_task_status": nullable(STRING),
    },
)


def _shown(name: str) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid5(_NAMESPACE, name)),
        "identifier": name,
        "uid": name,
        "actor_name": name,
        "rel_obj_app_label": "wirelatch",
        "rel_obj_model": "",
        "rel_obj_id": None,
        "crontab": f"*/{int(EVERY.total_seconds()) // 60} * * * *",
        "paused": False,
        "next_run": now() + EVERY,
        "description": _KNOWN[name],
        "last_task_status": None,
    }


@endpoints.on("GET", PATH, system("view_system_info"), answers=page_of_shape(SHAPE), is_list=True)
async def list_schedules(request: ApiRequest) -> Reply:
    """What is done every five minutes; `next_run` is when it is done at the latest."""
    page, size = page_of(request)
    shown = [_shown(name) for name in _KNOWN]
    return answer(listed(shown[(page - 1) * size : page * size], len(shown), page, size))


@endpoints.on("GET", PATH + "{id}/", system("view_system_info"), answers=SHAPE)
async def get_schedule(request: ApiRequest) -> Reply:
    """Get one."""
    for name in _KNOWN:
        shown = _shown(name)
        if shown["id"] == request.arguments["id"]:
            return answer(shown)
    raise not_found("Schedule")
