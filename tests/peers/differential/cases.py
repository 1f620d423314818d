"""Small flows around one node, run on both sides: an inject node, the node under test, a debug node per output, and a Catch
node; and what is compared of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.peers.differential.twins import Shown, Twins

VALUES: list[Any] = [
    None, "", "0", "1", "10", "9", "abc", "ABC def", "true", " 5 ", "1e2", "0x10", 0, 1, 10, -1, 1.5, 1e21, True, False,
    [], [1], [1, 2, 3], ["a"], {}, {"a": 1}, {"a": {"b": [1, {"c": "x"}]}}, b"", b"abc", b"\x00\xff",
]  # fmt: skip
"""Values of every kind."""


@dataclass
class Case:
    """A node's configuration, and the messages it gets."""

    node: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]]
    outputs: int = 1
    pause: float = 0.0
    """Seconds between two messages."""
    quiet: float = 0.2
    """Seconds of silence after which the case is over."""
    more: Sequence[Mapping[str, Any]] = field(default_factory=list)
    """Further nodes of the tab."""


def flows_of(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """One tab per case; ids are `<number>-in`, `-n`, `-out0` …, `-caught`."""
    flows: list[dict[str, Any]] = []
    for number, case in enumerate(cases):
        tab = f"{number}-tab"
        outs = [f"{number}-out{port}" for port in range(case.outputs)]
        flows.append({"id": tab, "type": "tab", "label": f"case {number}"})
        flows.append(
            _placed(
                tab,
                {
                    "id": f"{number}-in",
                    "type": "inject",
                    "props": [],
                    "repeat": "",
                    "crontab": "",
                    "once": False,
                    "wires": [[f"{number}-n"]],
                },
            )
        )
        flows.append(_placed(tab, {"wires": [[out] for out in outs], **case.node, "id": f"{number}-n"}))
        flows += [_placed(tab, debug(out)) for out in outs]
        flows.append(
            _placed(
                tab,
                {"id": f"{number}-catch", "type": "catch", "scope": None, "wires": [[f"{number}-caught"]]},
            )
        )
        flows.append(_placed(tab, debug(f"{number}-caught")))
        flows += [_placed(tab, dict(record)) for record in case.more]
    return flows


def debug(node_id: str) -> dict[str, Any]:
    """A debug node that shows whole messages in the sidebar."""
    return {
        "id": node_id,
        "type": "debug",
        "active": True,
        "tosidebar": True,
        "complete": "true",
        "targetType": "full",
        "wires": [],
    }


def _placed(tab: str, record: dict[str, Any]) -> dict[str, Any]:
    return {"z": tab, "x": 100, "y": 100, "wires": [], **record}


def payloads(*values: Any) -> list[dict[str, Any]]:
    """A message for each value, numbered."""
    return [{"payload": value, "number": number} for number, value in enumerate(values)]


def with_complete(cases: list[Case]) -> list[Case]:
    """The cases, each with a Complete node that listens to its node."""
    for number, case in enumerate(cases):
        shown = {"id": f"{number}-done", "type": "debug", "active": True, "tosidebar": True, "complete": "true", "targetType": "full"}  # fmt: skip
        case.more = [*case.more, *_complete(number), shown]
        case.node = {"name": "n", **case.node}
    return cases


def _complete(number: int) -> list[dict[str, Any]]:
    """A Complete node that listens to the node of a case, and shows what it says."""
    return [
        {
            "id": f"{number}-complete",
            "type": "complete",
            "scope": [f"{number}-n"],
            "wires": [[f"{number}-done"]],
        }
    ]


async def same(pair: Twins, cases: list[Case], *, ordered: bool = True) -> None:
    """Run every case on both sides, and report all that differ at once."""
    await pair.deploy(flows_of(cases))
    await asyncio.gather(
        *(pair.inject(f"{number}-in", *case.messages, pause=case.pause) for number, case in enumerate(cases))
    )
    all_theirs, all_ours = await pair.compare(max(case.quiet for case in cases), ordered=ordered)
    differences = []
    for number, case in enumerate(cases):
        theirs, ours = (
            [item for item in side if item[0].startswith(f"{number}-")] for side in (all_theirs, all_ours)
        )
        if theirs != ours:
            differences.append(_difference(number, case, theirs, ours))
    assert not differences, "\n\n".join(differences)


async def agree(pair: Twins, cases: list[Case]) -> None:
    """Also about what is said to be done; how that is interleaved with messages on other wires is not compared."""
    await same(pair, with_complete(cases), ordered=False)


def differing(labels: Sequence[Any], theirs: Shown, ours: Shown) -> list[str]:
    """Which cases differ, with what each side showed. The order in which different nodes of a case showed it is left out."""
    found = []
    for number, label in enumerate(labels):
        their, our = (
            sorted((item for item in side if item[0].startswith(f"{number}-")), key=lambda item: item[0])
            for side in (theirs, ours)
        )
        if their != our:
            found.append(f"{label}\n  Node-RED : {their}\n  Wirelatch: {our}")
    return found


def _difference(number: int, case: Case, theirs: list[Any], ours: list[Any]) -> str:
    lines = [f"case {number}: {dict(case.node)}"]
    for place in range(max(len(theirs), len(ours))):
        their = theirs[place] if place < len(theirs) else None
        our = ours[place] if place < len(ours) else None
        if their != our:
            lines += [f"  Node-RED : {their}", f"  Wirelatch: {our}"]
        if len(lines) > 12:
            lines.append("  …")
            break
    return "\n".join(lines)
