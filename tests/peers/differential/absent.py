"""Many configurations at once on both sides, and which of them differ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx

from tests.peers.differential.cases import Case, debug, flows_of
from tests.peers.differential.twins import Twins

Config = dict[str, Any]

COMMON: list[Config] = [
    {"id": "shared", "type": "tab", "label": "what other cases use"},
    {"id": "link-in", "type": "link in", "name": "named link", "links": [], "z": "shared", "x": 1, "y": 1, "wires": [["link-return", "link-seen"]]},
    {"id": "link-return", "type": "link out", "name": "", "mode": "return", "links": [], "z": "shared", "x": 1, "y": 1, "wires": []},
    {**debug("link-seen"), "z": "shared", "x": 1, "y": 1},
]  # fmt: skip

TRIGGERS = {"catch", "complete", "status"}
"""Types that listen to others: a function that fails, shows a status and is done stands beside them."""


def surrounded(case: Case) -> Case:
    """With what a listener listens to."""
    if case.node["type"] not in TRIGGERS:
        return case
    return replace(case, more=[{"id": "@N@-acts", "type": "function", "func": "node.status({text: 'x'}); if (msg.fail) throw new Error('x'); node.done();", "outputs": 0, "wires": []}])  # fmt: skip


async def differences(
    pair: Twins, cases: Sequence[Case], replacing: Mapping[str, tuple[str, str]]
) -> list[str]:
    """Run all cases at once on both sides, and say which differ."""
    cases = [surrounded(case) for case in cases]
    flows = flows_of(cases)
    for record in flows:
        if record["id"] == "@N@-acts":
            number = record["z"].removesuffix("-tab")
            record["id"] = f"{number}-acts"
            next(item for item in flows if item["id"] == f"{number}-in")["wires"] = [[record["id"]]]
    await pair.deploy([*flows, *COMMON], replacing)
    async with httpx.AsyncClient(base_url=pair.theirs.url, timeout=20) as client:
        for number, case in enumerate(cases):
            if case.node["type"] == "inject":
                (await client.post(f"/inject/{number}-n", json={})).raise_for_status()
                node = pair.runtime.node(f"{number}-n")
                assert node is not None
                node.receive({})
    for number, case in enumerate(cases):
        messages = [{"fail": False}, {"fail": True}] if case.node["type"] in TRIGGERS else case.messages
        await pair.inject(f"{number}-in", *_filled(messages, replacing))
    all_theirs, all_ours = await pair.compare(1.2, ordered=False)
    found = []
    for number, case in enumerate(cases):
        theirs, ours = (
            [
                _without_directory(entry, replacing["@DIR@"])
                for entry in side
                if entry[0].startswith(f"{number}-")
            ]
            for side in (all_theirs, all_ours)
        )
        if theirs != ours:
            found.append(f"{dict(case.node)}\n   Node-RED : {theirs}\n   Wirelatch: {ours}")
    return found


def _without_directory(entry: Any, directories: Sequence[str]) -> str:
    """What was shown, as text, without the names of the sides' own folders and the order of keys."""
    text = json.dumps(entry, sort_keys=True, default=repr)
    for directory in sorted(directories, key=len, reverse=True):
        text = text.replace(directory, "<directory>")
    return text


def _filled(
    messages: Sequence[Mapping[str, Any]], replacing: Mapping[str, tuple[str, str]]
) -> list[Mapping[str, Any]]:
    """Messages name no files: both sides would take the same one."""
    assert not any(text in str(messages) for text in ("@HTTP@",))
    out = []
    for msg in messages:
        out.append(
            {
                key: value.replace("@DIR@", replacing["@DIR@"][1] + "-msg")
                if isinstance(value, str)
                else value
                for key, value in msg.items()
            }
        )
    return out
