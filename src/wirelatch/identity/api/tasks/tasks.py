"""`tasks/tasks/`, `tasks/workers/`: what waits in the queues, and the process that was asked.

Tasks that are done are not kept: the ledger has what they did (`email_sent`, say).
"""

from __future__ import annotations

import os
import platform
from collections import Counter
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.listing import listed, page_of
from wirelatch.identity.api.permissions import Permission, system
from wirelatch.identity.api.policies.trial import LOG_EVENT
from wirelatch.identity.api.tasks.queues import Waiting, retry_now, waiting
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.shapes import (
    BOOLEAN,
    INSTANT,
    INTEGER,
    STRING,
    UUID,
    Parameter,
    Shape,
    array,
    nullable,
    page_of_shape,
)

endpoints = Endpoints()
TASK = Shape(
    "Task",
    {
        "message_id": UUID,
        "queue_name": STRING,
        "actor_name": STRING,
        "state": STRING,
        "mtime": INSTANT,
        "retries": INTEGER,
        "eta": INSTANT,
        "rel_obj_app_label": STRING,
        "rel_obj_model": STRING,
        "rel_obj_id": nullable(STRING),
        "uid": STRING,
        "logs": array(LOG_EVENT),
        "previous_logs": array(LOG_EVENT),
        "aggregated_status": STRING,
        "description": nullable(STRING),
    },
)
_STATES = (
    "queued", "consumed", "preprocess", "running", "postprocess", "rejected", "done", "info", "warning", "error",
)  # fmt: skip
_QUERY = {"actor_name": Parameter(), "aggregated_status": Parameter(), "search": Parameter()}


def _shown(entry: Waiting) -> dict[str, Any]:
    line = {"timestamp": now(), "log_level": "warning", "logger": entry.queue.actor, "attributes": {}}
    logs = [{**line, "event": entry.last_error}] if entry.last_error else []
    return {
        "message_id": entry.id,
        "queue_name": "default",
        "actor_name": entry.queue.actor,
        "state": "queued",
        "mtime": entry.due,
        "retries": entry.attempts,
        "eta": entry.due,
        "rel_obj_app_label": "wirelatch",
        "rel_obj_model": entry.queue.model,
        "rel_obj_id": entry.about,
        "uid": entry.uid,
        "logs": logs,
        "previous_logs": [],
        "aggregated_status": entry.status,
        "description": entry.queue.description,
    }


@endpoints.on(
    "GET",
    "tasks/tasks/",
    system("view_system_info"),
    answers=page_of_shape(TASK),
    is_list=True,
    query=_QUERY,
)
async def list_tasks(request: ApiRequest) -> Reply:
    """What waits to be sent, and why it could not be so far."""
    page, size = page_of(request)
    actor, states = request.query.get("actor_name", ""), request.all_of("aggregated_status")
    wanted = request.query.get("search", "").casefold()

    def fits(entry: Waiting) -> bool:
        return (
            actor in ("", entry.queue.actor)
            and (not states or entry.status in states)
            and wanted in f"{entry.uid} {entry.about} {entry.last_error}".casefold()
        )

    def work(connection: Connection) -> dict[str, Any]:
        found = sorted(filter(fits, waiting(connection)), key=lambda entry: entry.due)
        shown = [_shown(entry) for entry in found[(page - 1) * size : page * size]]
        return listed(shown, len(found), page, size)

    return answer(await request.read(work))


@endpoints.on(
    "GET",
    "tasks/tasks/status/",
    system("view_system_info"),
    answers=Shape("GlobalTaskStatus", dict.fromkeys(_STATES, INTEGER)),
)
async def status(request: ApiRequest) -> Reply:
    """How many tasks wait, and how many of these have failed before."""

    def work(connection: Connection) -> Counter[str]:
        return Counter(entry.status for entry in waiting(connection))

    counted = await request.read(work)
    return answer({state: counted[state] for state in _STATES})


def _find(connection: Connection, wanted: str) -> Waiting:
    for entry in waiting(connection):
        if entry.id == wanted:
            return entry
    raise not_found("Task")


@endpoints.on("GET", "tasks/tasks/{message_id}/", system("view_system_info"), answers=TASK)
async def get_task(request: ApiRequest) -> Reply:
    """Get one, as long as it waits."""
    wanted = request.arguments["message_id"]
    return answer(await request.read(lambda connection: _shown(_find(connection, wanted))))


@endpoints.on("POST", "tasks/tasks/{message_id}/retry/", Permission.SUPERUSER, status=204)
async def retry(request: ApiRequest) -> Reply:
    """Try it now rather than when it is due."""
    wanted = request.arguments["message_id"]
    await request.write(lambda connection: retry_now(connection, _find(connection, wanted)))
    return nothing()


@endpoints.on(
    "GET",
    "tasks/workers/",
    system("view_system_info"),
    answers=array(Shape("Worker", {"worker_id": STRING, "version": STRING, "version_matching": BOOLEAN})),
    is_list=True,
)
async def workers(request: ApiRequest) -> Reply:
    """The process that answers; each works the queues off by itself."""
    name = f"{platform.node()}:{os.getpid()}"
    return answer([{"worker_id": name, "version": version("wirelatch"), "version_matching": True}])
