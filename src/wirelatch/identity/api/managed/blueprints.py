"""`managed/blueprints/`: blueprints that are stored, files of the folder, taking in and giving out.

Whoever applies a blueprint may do with it what they may do over the rest of the API, and nothing else: it is applied with
their rights, and cannot read files or variables of this machine unless it is one of the folder's own files.
"""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import may, may_list
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.blueprints.applying import Options, apply
from wirelatch.identity.blueprints.entries import MOST_BYTES, BlueprintError
from wirelatch.identity.blueprints.folder import new
from wirelatch.identity.blueprints.instances import (
    apply_instance,
    files_in,
    folder_of,
    library,
    read,
    read_file,
)
from wirelatch.identity.blueprints.tables import blueprint_instances as table
from wirelatch.identity.web.call import BODY_LIMIT, Reply
from wirelatch.identity.web.errors import ApiError, forbidden, invalid
from wirelatch.identity.web.fields import Field, boolean, json_object, line, parse, text
from wirelatch.identity.web.shapes import (
    BOOLEAN,
    INSTANT,
    INTEGER,
    OBJECT,
    STRING,
    Shape,
    array,
    one_of,
)

endpoints = Endpoints()
BLUEPRINT = Model(
    "authentik_blueprints",
    "blueprintinstance",
    "Blueprint Instance",
    "Blueprint Instances",
    table=table,
)
STATUS = ("successful", "warning", "error", "orphaned", "unknown")


class Blueprints(Resource):
    """Instances: a file of the folder, or a text, with a context."""

    path = "managed/blueprints/"
    model = BLUEPRINT
    shape_name = "BlueprintInstance"
    argument = "instance_uuid"
    schema = {
        "name": Field(line(255, blank=False)),
        "path": Field(line(500), ""),
        "context": Field(json_object, dict),
        "enabled": Field(boolean, True),
        "content": Field(text(BODY_LIMIT), ""),
    }
    read = {
        "last_applied": INSTANT,
        "last_applied_hash": STRING,
        "status": one_of(STATUS),
        "managed_models": array(STRING),
        "metadata": OBJECT,
        "messages": array(STRING),
    }
    search = ("name", "path")
    ordering = ("name", "path", "status", "last_applied", "enabled")
    filters = ("name", "path")

    def serialize(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        """Text and context, which may hold secrets, are told to who may change them."""
        shown = super().serialize(connection, row, request)
        if not request.may("change", BLUEPRINT, row.id):
            shown |= {"content": "", "context": {}}
        return shown

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        moves = values.get("path", row.path if row else "") != (row.path if row else "")
        of_file = row is not None and bool(row.path) and "context" in values
        if (moves or of_file) and not request.principal.is_superuser:
            # Files of the folder are applied in the name of an administrator, and with this context.
            raise forbidden("Only administrators choose files of the folder, and their context.")
        path = values.get("path", row.path if row else "")
        content = values.get("content", row.content if row else "")
        if not path and not content:
            raise invalid("non_field_errors", "Either path or content must be set.")
        if path and content:
            raise invalid("non_field_errors", "Only one of path and content can be set.")
        try:
            if path:
                read_file(folder_of(request.services.settings), path)
            else:
                read(content)
        except BlueprintError as error:
            raise invalid("path" if path else "content", str(error)) from None

    def insert(self, connection: Connection, request: ApiRequest, values: dict[str, Any]) -> Any:
        return super().insert(connection, request, {**new(values["name"]), **values})


BLUEPRINTS = Blueprints()
BLUEPRINTS.register(endpoints)
ENTRY = Shape(
    "BlueprintEntryResult",
    {"entry": INTEGER, "line": INTEGER, "model": STRING, "label": STRING, "outcome": STRING, "note": STRING},
)
RESULT = Shape(
    "BlueprintImportResult",
    {"success": BOOLEAN, "logs": array(OBJECT), "messages": array(STRING), "entries": array(ENTRY)},
)


@endpoints.on(
    "GET",
    "managed/blueprints/available/",
    may_list(BLUEPRINT),
    answers=array(
        Shape("BlueprintFile", {"path": STRING, "last_m": INSTANT, "hash": STRING, "meta": OBJECT})
    ),
    is_list=True,
)
async def available(request: ApiRequest) -> Reply:
    """The files of the folder."""
    files = await asyncio.to_thread(files_in, folder_of(request.services.settings))
    return answer(
        [
            {
                "path": file.path,
                "last_m": file.changed,
                "hash": file.hash,
                "meta": file.blueprint.metadata if file.blueprint else {"name": "", "labels": {}},
            }
            for file in files
        ]
    )


@endpoints.on(
    "POST",
    "managed/blueprints/{instance_uuid}/apply/",
    may("change", BLUEPRINT, on="instance_uuid"),
    answers=BLUEPRINTS.shape,
)
async def apply_one(request: ApiRequest) -> Reply:
    """Apply it now, with your rights; `status` and `messages` of the answer tell what became of it."""
    wanted = request.arguments["instance_uuid"]
    row = await request.read(lambda connection: BLUEPRINTS.row(connection, wanted))
    await apply_instance(request.services, row, request=request)
    return answer(
        await request.read(
            lambda connection: BLUEPRINTS.serialize(connection, BLUEPRINTS.row(connection, wanted), request)
        )
    )


@endpoints.on(
    "POST",
    "managed/blueprints/import/",
    may("add", BLUEPRINT),
    body={
        "content": Field(text(MOST_BYTES, blank=False), description="The YAML."),
        "context": Field(json_object, dict),
        "check": Field(boolean, False, description="Only tell what would be done."),
        "skip_unknown": Field(boolean, False, description="Leave out entries of models that are not here."),
    },
    body_name="BlueprintImport",
    answers=RESULT,
)
async def import_one(request: ApiRequest) -> Reply:
    """Apply a blueprint that is not kept, with your rights: all of it, or nothing where anything is wrong."""
    values = parse(
        {
            "content": Field(text(MOST_BYTES, blank=False)),
            "context": Field(json_object, dict),
            "check": Field(boolean, False),
            "skip_unknown": Field(boolean, False),
        },
        await request.json(),
    )
    try:
        blueprint = await asyncio.to_thread(read, values["content"])
    except BlueprintError as error:
        raise ApiError(400, {"content": [str(error)]}) from None
    options = Options(
        context=values["context"],
        check=values["check"],
        skip_unknown=values["skip_unknown"],
        library=library(request.services.settings),
    )
    report = await apply(request.services, blueprint, options, request=request)
    told = {
        "success": report.succeeded,
        "logs": [],
        "messages": report.lines(),
        "entries": [vars(each) for each in report.done],
    }
    return answer(told)
