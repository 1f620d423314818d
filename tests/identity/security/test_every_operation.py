"""Every operation of the REST API, sent what no client of it would send: it answers as its document says, and never breaks."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from wirelatch.identity.api.dispatch import ENDPOINTS
from wirelatch.identity.api.endpoints import Endpoint
from wirelatch.identity.api.openapi import document

NOWHERE = "00000000-0000-4000-8000-000000000000"
ODD_NAMES = ("x", NOWHERE, "a\nb", "..%2f..", "\x00", "é" * 300)
ODD_NUMBERS = ("0", "2147483647")
ODD_VALUES: tuple[Any, ...] = (None, "\x00", -1, 10**30, [], {}, "x" * 3000, [{"x": [None]}], True, "null")
ODD_BODIES = (b"", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 5000)
DOCUMENTED = document(ENDPOINTS)["paths"]
OF_ANY = {405, 413, 415}
"""Said by HTTP itself, and not of one operation alone."""


@pytest.fixture
async def administrator(identity):
    """Sees a crash as an answer, as a client would."""
    transport = httpx.ASGITransport(app=identity.app, raise_app_exceptions=False)
    headers = dict(identity.api.headers)
    async with httpx.AsyncClient(
        transport=transport, base_url=identity.api.base_url, headers=headers
    ) as client:
        yield client


def paths(endpoint: Endpoint) -> list[str]:
    """Addresses of objects that are not there."""
    if "{" not in endpoint.path:
        return [endpoint.path]
    if ":" in endpoint.path:
        return [re.sub(r"\{\w+:\w+\}", number, endpoint.path) for number in ODD_NUMBERS]
    return [
        re.sub(r"\{\w+\}", lambda _, name=name: quote(name, safe=""), endpoint.path) for name in ODD_NAMES
    ]


def queries(endpoint: Endpoint) -> list[list[tuple[str, str]]]:
    """Every declared parameter with nonsense, and pages that there are not."""
    names = [*endpoint.query, "ordering", "search"]
    return [
        [(name, value) for name in names for value in values]
        for values in (["\x00"], ["null", "null"], ["-1"], ["9" * 30])
    ] + [[("page", "0"), ("page_size", "0")], [("page", "x")], [("page_size", "9" * 30)]]


def documented(endpoint: Endpoint) -> set[int]:
    path = "/" + re.sub(r":(int|long)\}", "}", endpoint.path)
    return {int(status) for status in DOCUMENTED[path][endpoint.method.lower()]["responses"]} | OF_ANY


async def answers_as_documented(administrator, endpoint: Endpoint, path: str, **request: Any) -> str | None:
    answer = await administrator.request(endpoint.method, path, **request)
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    if answer.status_code in documented(endpoint) and (answer.status_code < 400 or is_json):
        return None
    return f"{endpoint.method} {path} {str(request)[:120]}: {answer.status_code} {answer.text[:100]}"


async def test_nonsense_in_an_address_or_a_query_is_answered_as_documented(administrator) -> None:
    wrong = []
    for endpoint in ENDPOINTS:
        for path in paths(endpoint):
            wrong.append(await answers_as_documented(administrator, endpoint, path))
        if endpoint.method == "GET":
            for query in queries(endpoint):
                wrong.append(
                    await answers_as_documented(administrator, endpoint, paths(endpoint)[0], params=query)
                )
    assert [each for each in wrong if each] == []


async def test_nonsense_in_a_body_is_answered_as_documented(administrator) -> None:
    wrong = []
    for endpoint in ENDPOINTS:
        if endpoint.body is None or "bulk" in endpoint.path:
            continue
        path = paths(endpoint)[0]
        made = [json.dumps(dict.fromkeys(endpoint.body, value)).encode() for value in ODD_VALUES]
        for body in (*ODD_BODIES, *made):
            headers = {"Content-Type": "application/json"}
            wrong.append(
                await answers_as_documented(administrator, endpoint, path, content=body, headers=headers)
            )
    assert [each for each in wrong if each] == []
