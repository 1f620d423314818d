"""Functions alone on a tab each, on both sides: what comes out of them, and the texts of their errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.peers.differential.cases import Case, debug, differing, flows_of
from tests.peers.differential.twins import Twins

MESSAGE = {"payload": "p", "number": 4, "list": [1, 2]}


def function(code: str, **more: Any) -> dict[str, Any]:
    """A function node with two outputs."""
    return {
        "type": "function", "name": "", "func": code, "outputs": 2, "timeout": 0, "initialize": "", "libs": [], **more
    }  # fmt: skip


async def compare(
    pair: Twins,
    nodes: Sequence[Mapping[str, Any]],
    labels: Sequence[str],
    quiet: float = 0.8,
    tab: str = "-tab",
    *,
    beside: Sequence[Mapping[str, Any]] = (),
    watched: bool = False,
    message: Mapping[str, Any] = MESSAGE,
) -> None:
    """Give each node one message. Errors are compared letter by letter; with `watched`, statuses and completions too.

    `beside` are further nodes of the flows, `tab` what the ids of the nodes' tabs end with.
    """
    cases = [Case(node, [message], 2) for node in nodes]
    for number, case in enumerate(cases):
        rule = {"t": "set", "p": "payload", "pt": "msg", "to": "error.message", "tot": "msg"}
        case.more = [
            {"id": f"{number}-all", "type": "catch", "scope": None, "wires": [[f"{number}-told"]]},
            {"id": f"{number}-told", "type": "change", "rules": [rule], "wires": [[f"{number}-text"]]},
            debug(f"{number}-text"),
        ]
        if watched:
            case.more += [
                {"id": f"{number}-status", "type": "status", "scope": None, "wires": [[f"{number}-statuses"]]},
                debug(f"{number}-statuses"),
                {"id": f"{number}-complete", "type": "complete", "scope": [f"{number}-n"], "wires": [[f"{number}-through"]]},
                debug(f"{number}-through"),
            ]  # fmt: skip
    await pair.deploy([*json.loads(json.dumps(flows_of(cases)).replace("-tab", tab)), *beside])
    await asyncio.sleep(0.5)
    for number, case in enumerate(cases):
        await pair.inject(f"{number}-in", *case.messages)
    differences = differing(labels, *await pair.compare(quiet))
    assert not differences, "\n".join(differences)
