"""In which order the config nodes of a flow are made: those that others name before the ones that name them.

Node-RED goes through them in file order and puts off each that names one that is not there yet, until the next round; the
order here is the same. It gives up on circles after a hundred rounds; here a circle is broken where it is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Record = dict[str, Any]

_NO_REFERENCE = frozenset({"id", "wires"})


def in_order_of_reference(configs: Mapping[str, Record]) -> tuple[list[Record], list[list[str]]]:
    """The records in the order of their making, and the circles in which some name each other."""
    if len(configs) < 2:
        return list(configs.values()), []
    needs = {
        node_id: [
            value
            for key, value in record.items()
            if type(value) is str
            and value in configs
            and value != node_id
            and key not in _NO_REFERENCE
            and configs[value].get("d") is not True
        ]
        for node_id, record in configs.items()
    }
    if not any(needs.values()):
        return list(configs.values()), []
    position = {node_id: number for number, node_id in enumerate(configs)}
    rounds: dict[str, int] = {}
    circles: list[list[str]] = []
    for start in configs:
        path = [start]
        on_path = {start}
        while path:
            node_id = path[-1]
            if node_id in rounds:
                path.pop()
                on_path.discard(node_id)
                continue
            missing = next((other for other in needs[node_id] if other not in rounds), None)
            if missing is None:
                rounds[node_id] = max(
                    (rounds[other] + (position[other] > position[node_id]) for other in needs[node_id]),
                    default=0,
                )
            elif missing in on_path:
                circles.append(path[path.index(missing) :])
                needs[node_id] = [other for other in needs[node_id] if other != missing]
            else:
                path.append(missing)
                on_path.add(missing)
    return sorted(
        configs.values(), key=lambda record: (rounds[record["id"]], position[record["id"]])
    ), circles
