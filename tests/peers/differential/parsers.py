"""Many documents through a parser node on both sides, all that differ reported at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.peers.differential.cases import Case, flows_of
from tests.peers.differential.twins import Twins

SPREAD = """
const value = item => item && item.$bytes ? Buffer.from(item.$bytes) : item;
for (const one of msg.list) {
    if ("payload" in one) one.payload = value(one.payload);
    node.send(one);
}
"""
"""What a function node does, so that all messages of a case come by one press of an inject node's button."""


async def same(pair: Twins, cases: list[Case]) -> None:
    """Run every case on both sides, and report all that differ at once; the order of what comes out is left out."""
    flows = flows_of(cases)
    for record in flows:
        if record["type"] == "inject":
            record["wires"] = [[record["id"].replace("-in", "-spread")]]
    flows += [
        {
            "id": f"{number}-spread", "type": "function", "z": f"{number}-tab", "x": 0, "y": 0, "func": SPREAD,
            "outputs": 1, "wires": [[f"{number}-n"]],
        }
        for number in range(len(cases))
    ]  # fmt: skip
    await pair.deploy(flows)
    for number, case in enumerate(cases):
        await pair.inject(f"{number}-in", {"list": [_sendable(message) for message in case.messages]})
    theirs, ours = await pair.compare(0.3, ordered=False)
    differences = [
        f"{'Node-RED ' if item in theirs else 'Wirelatch'}: {dict(cases[int(item[0].partition('-')[0])].node)}: {item}"
        for item in sorted([*_without(theirs, ours), *_without(ours, theirs)], key=repr)
    ]
    assert not differences, "\n".join(differences)
    assert theirs, "nothing came out"


def _sendable(message: Mapping[str, Any]) -> dict[str, Any]:
    payload = message.get("payload")
    return {**message, "payload": {"$bytes": list(payload)}} if isinstance(payload, bytes) else dict(message)


def _without(some: list[Any], others: list[Any]) -> list[Any]:
    """What comes more often in the first list than in the second."""
    left = Counter(map(repr, others))
    found = []
    for item in some:
        if left[repr(item)]:
            left[repr(item)] -= 1
        else:
            found.append(item)
    return found


def documents(*payloads: Any, **more: Any) -> list[dict[str, Any]]:
    """A message for each document, numbered."""
    return [{"payload": payload, "number": number, **more} for number, payload in enumerate(payloads)]
