"""Reading a form that a page of ours posted."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from wirelatch.identity.web.call import BadRequestError, Call


async def read_page_form(call: Call) -> dict[str, str]:
    """The fields, each once; raises BadRequestError for anything that is not such a form."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _read_parts(call)
    if kind != "application/x-www-form-urlencoded":
        raise BadRequestError("A form was expected", 415)
    try:
        pairs = parse_qsl(
            (await call.body(65_536)).decode("ascii"),
            keep_blank_values=True,
            max_num_fields=50,
            errors="strict",
        )
    except (ValueError, UnicodeDecodeError):
        raise BadRequestError("The form cannot be read") from None
    return dict(pairs)


async def _read_parts(call: Call) -> dict[str, str]:
    """A form with files, which become data addresses (RFC 2397), as scripts of authentik's pages send them."""
    body = await call.body(131_072)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    found: dict[str, str] = {}
    try:
        form = await Request(call.scope, receive).form(max_files=10, max_fields=50)
    except (HTTPException, ValueError):
        raise BadRequestError("The form cannot be read") from None
    for name, value in form.multi_items():
        if isinstance(value, str):
            found[name] = value
        elif value.filename:
            content = base64.b64encode(await value.read()).decode()
            kind = value.content_type or "application/octet-stream"
            found[name] = f"data:{kind.partition(';')[0]};base64,{content}"
    await form.close()
    return found


def query_of(call: Call) -> dict[str, str]:
    """The query parameters, each once; those with a NUL, which means nothing anywhere, are left out."""
    try:
        pairs = parse_qsl(call.query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return {}
    return {name: value for name, value in pairs if "\x00" not in value}
