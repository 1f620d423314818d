"""`schema/`: the OpenAPI document as YAML or JSON, and `schema/browse/`, a page to read it."""

from __future__ import annotations

import functools

import orjson

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission
from wirelatch.identity.api.openapi import document
from wirelatch.identity.api.schema.page import page
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import OBJECT, STRING, Parameter, one_of

endpoints = Endpoints()
_CACHED = [("Cache-Control", "public, max-age=300")]


@functools.cache
def _document() -> dict[str, object]:
    from wirelatch.identity.api.dispatch import ENDPOINTS

    return document(ENDPOINTS)


@functools.cache
def _as_json() -> bytes:
    return orjson.dumps(_document(), option=orjson.OPT_INDENT_2)


@functools.cache
def _as_yaml() -> bytes:
    import yaml

    return yaml.safe_dump(orjson.loads(_as_json()), sort_keys=False, allow_unicode=True, width=120).encode()


@endpoints.on(
    "GET",
    "schema/",
    Permission.ANYONE,
    answers=OBJECT,
    query={"format": Parameter(one_of(("json", "yaml")), "By default what `Accept` asks for, else YAML.")},
)
async def schema(request: ApiRequest) -> Reply:
    """This document: OpenAPI 3.0, as YAML or JSON."""
    wanted = request.query.get("format", "")
    accepted = request.call.headers.get("accept", "")
    if wanted == "json" or (not wanted and "json" in accepted):
        return Reply(200, _as_json(), [("Content-Type", "application/vnd.oai.openapi+json"), *_CACHED])
    return Reply(200, _as_yaml(), [("Content-Type", "application/vnd.oai.openapi; charset=utf-8"), *_CACHED])


@endpoints.on("GET", "schema/browse/", Permission.ANYONE, answers=STRING, content_type="text/html")
async def browse(request: ApiRequest) -> Reply:
    """This document as a page; it loads nothing from elsewhere and needs no script."""
    body = page(_document())
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
    )
    return Reply(
        200,
        body.encode(),
        [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy), *_CACHED],
    )
