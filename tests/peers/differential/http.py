"""HTTP endpoints of flows, and the answers they give on both sides."""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from tests.peers.differential.twins import Twins

COMPARED = (
    "content-type",
    "content-length",
    "set-cookie",
    "location",
    "etag",
    "x-a",
    "cache-control",
    "x-content-type-options",
)


def node(node_id: str, node_type: str, *wires: str, **more: Any) -> dict[str, Any]:
    """A node on the tab `tab`."""
    return {
        "id": node_id,
        "type": node_type,
        "z": "tab",
        "x": 1,
        "y": 1,
        "wires": [list(wires)] if wires else [],
        **more,
    }


def http_in(node_id: str, method: str, url: str, *wires: str, **more: Any) -> dict[str, Any]:
    """An endpoint."""
    return node(
        node_id, "http in", *wires, method=method, url=url, upload=False, skipBodyParsing=False, **more
    )


def _without_this_second(value: str) -> str:
    """The header without the time of the answer: both sides answer at about the same time, not in the same second."""
    date = re.search(r"(?<=Expires=)\w{3}, [\w :]+ GMT", value)
    if date is None or abs(parsedate_to_datetime(date[0]).timestamp() - time.time()) > 60:
        return value
    return value.replace(date[0], "<now>")


async def same_answers(pair: Twins, requests: list[dict[str, Any]], without: tuple[str, ...] = ()) -> None:
    """Send the same requests to both sides."""
    differences = []
    async with httpx.AsyncClient(timeout=10) as client:
        for request in requests:
            answers = []
            for side in pair.sides:
                more = {key: value for key, value in request.items() if key not in ("method", "path")}
                response = await client.request(request["method"], side.url + request["path"], **more)
                headers = {
                    name: [_without_this_second(value) for value in response.headers.get_list(name)]
                    for name in COMPARED
                    if name not in without
                }
                client.cookies.clear()
                answers.append((response.status_code, headers, response.content))
            if answers[0] != answers[1]:
                differences.append(f"{request}\n  Node-RED : {answers[0]}\n  Wirelatch: {answers[1]}")
    assert not differences, "\n".join(differences)
