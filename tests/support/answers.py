"""Every answer of the API, compared with what its endpoint declares: the OpenAPI document is made from that."""

from __future__ import annotations

from typing import Any

import orjson
from jsonschema import Draft202012Validator

from wirelatch.identity.api import dispatch
from wirelatch.identity.api.endpoints import Endpoint
from wirelatch.identity.api.openapi import json_type_for_check
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import shapes_in

_validators: dict[str, Any] = {}


def watch() -> None:
    """Have every answer of this process checked."""
    if check not in dispatch.OBSERVERS:
        dispatch.OBSERVERS.append(check)


def check(endpoint: Endpoint, reply: Reply) -> None:
    """Raise AssertionError for an answer that differs from what is declared."""
    if not endpoint.is_described or reply.status >= 300:
        return
    name = f"{endpoint.method} {endpoint.path}"
    assert reply.status == endpoint.status, f"{name} answers {reply.status} rather than {endpoint.status}"
    if endpoint.answers is None:
        assert reply.body == b"", f"{name} declares no answer"
        return
    if endpoint.content_type != "application/json" or endpoint.path == "schema/":
        return
    if name not in _validators:
        schema = json_type_for_check(endpoint.answers, shapes_in(endpoint.answers))
        _validators[name] = Draft202012Validator(schema)
    error = next(_validators[name].iter_errors(orjson.loads(reply.body)), None)
    assert error is None, f"{name}: {error.json_path}: {error.message}"
