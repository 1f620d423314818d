"""The same peers talk to the socket nodes of both sides, and both sides have to say the same.

`@PORT@`, `@FAR@` and `@UDP@` in the flows stand for ports of the side's own: one that its nodes listen on, one that a peer
of the test listens on, and a UDP port.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from tests.peers.differential.cases import debug
from tests.peers.differential.twins import Side, Twins, prop_of
from tests.support.ports import free_port, free_udp_port

Ports = Mapping[str, str]
Talk = Callable[[Side, Ports], Awaitable[Any]]
"""What a test does with one side; what it gives is compared."""

TAB = {"id": "tab", "type": "tab", "label": "sockets"}
INJECT = {
    "id": "press", "type": "inject", "props": [], "repeat": "", "crontab": "", "once": False, "wires": [["n"]],
}  # fmt: skip
STATUS = [
    {"id": "status", "type": "status", "scope": None, "wires": [["shown-status"]]},
    debug("shown-status"),
]
CATCH = [{"id": "catch", "type": "catch", "scope": None, "wires": [["caught"]]}, debug("caught")]


def placed(*records: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The records of one tab."""
    return [TAB, *({"z": "tab", "x": 100, "y": 100, "wires": [], **record} for record in records)]


async def compared(
    pair: Twins,
    flow: Sequence[Mapping[str, Any]],
    talk: Talk,
    fars: tuple[int, int] = (0, 0),
    without: Sequence[str] = (),
) -> tuple[Any, Any]:
    """What both sides showed and what their peers heard; the same, or the test fails. Properties `without` are left
    out."""
    names = sorted({"@PORT@", *re.findall(r"@PORT\d+@", repr(flow))})
    ports = [
        {**{name: str(free_port()) for name in names}, "@FAR@": str(far), "@UDP@": str(free_udp_port())}
        for far in fars
    ]
    replacing = {name: (ports[0][name], ports[1][name]) for name in ports[0]}
    await pair.deploy(flow, replacing)
    heard = await asyncio.gather(*(talk(side, own) for side, own in zip(pair.sides, ports, strict=True)))
    theirs, ours = await pair.compare()
    assert [neutral(entry, ports[1], without) for entry in ours] == [
        neutral(entry, ports[0], without) for entry in theirs
    ]
    assert heard[1] == heard[0]
    return ours, heard[1]


def neutral(value: Any, ports: Ports, without: Sequence[str] = ()) -> Any:
    """Without ports that the system chose; those of the test by their names."""
    if isinstance(value, (dict, list, tuple)):
        if isinstance(value, dict):
            return {
                key: "<port>" if key == "port" and isinstance(item, int) else neutral(item, ports, without)
                for key, item in value.items()
                if key not in without
            }
        return [neutral(item, ports, without) for item in value]
    if isinstance(value, str):
        for name, port in ports.items():
            value = value.replace(port, name) if port != "0" else value
        if value.startswith(("127.0.0.1:", "::ffff:127.0.0.1:")):
            return value.rpartition(":")[0]
    return value


async def inject(side: Side, button: str = "press", /, **properties: Any) -> None:
    """Press the button of an inject node with these properties."""
    await side.inject(button, [prop_of(name, value) for name, value in properties.items()])
