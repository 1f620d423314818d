"""`core/applications/<slug>/set_icon/` and `…/set_icon_url/`: pictures of applications."""

from __future__ import annotations

from sqlalchemy import Connection, update

from wirelatch.identity.api.core.application import find, record
from wirelatch.identity.api.core.models import APPLICATION
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.upload import read_upload
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.tables import applications
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import ABSENT, Field, InvalidError, boolean, parse, typed
from wirelatch.identity.web.icons import data_address, icon
from wirelatch.identity.web.shapes import OBJECT

endpoints = Endpoints()


@endpoints.on(
    "POST",
    "core/applications/{slug}/set_icon/",
    may("change", APPLICATION, on="slug"),
    body={
        "file": Field(typed({"type": "string", "format": "binary"})(lambda value: value), ABSENT),
        "clear": Field(boolean, False),
    },
    body_name="FileUpload",
    takes="multipart/form-data",
    answers=OBJECT,
)
async def set_icon(request: ApiRequest) -> Reply:
    """Upload a picture of at most 64 KB as icon, or clear it. SVG with anything that could run is refused."""
    application = find(await request.services.catalog.current(), request)
    picture, clear = await read_upload(request.call)
    if picture is None and not clear:
        raise invalid("file", "No file was submitted.")
    try:
        address = "" if picture is None else data_address(picture)
    except InvalidError as error:
        raise invalid("file", str(error)) from None

    def work(connection: Connection) -> None:
        own = applications.c.id == application.id
        connection.execute(update(applications).where(own).values(meta_icon=address))
        count_up(connection)
        kinds = {"before": application.meta_icon[:40], "after": address[:40]}
        record(request, connection, "model_updated", application, changes={"meta_icon": kinds})

    await request.change_catalog(work)
    return answer({})


@endpoints.on(
    "POST",
    "core/applications/{slug}/set_icon_url/",
    may("change", APPLICATION, on="slug"),
    body={"url": Field(icon)},
    body_name="FilePath",
    answers=OBJECT,
)
async def set_icon_url(request: ApiRequest) -> Reply:
    """Set an address or a symbol (`fa://…`) as icon."""
    application = find(await request.services.catalog.current(), request)
    address = parse({"url": Field(icon)}, await request.json())["url"]

    def work(connection: Connection) -> None:
        own = applications.c.id == application.id
        connection.execute(update(applications).where(own).values(meta_icon=address))
        count_up(connection)
        changes = {"meta_icon": {"before": application.meta_icon, "after": address}}
        record(request, connection, "model_updated", application, changes=changes)

    await request.change_catalog(work)
    return answer({})
