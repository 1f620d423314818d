"""The order in which config nodes are made (`wirelatch.engine.creation_order`)."""

from __future__ import annotations

import random
from typing import Any

from wirelatch.engine.creation_order import in_order_of_reference


def configs(**needs: str) -> dict[str, dict[str, Any]]:
    return {
        node_id: {"id": node_id, "type": "x", **{f"p{n}": other for n, other in enumerate(others.split())}}
        for node_id, others in needs.items()
    }


def order(records: dict[str, dict[str, Any]]) -> str:
    return "".join(record["id"] for record in in_order_of_reference(records)[0])


def as_node_red(records: dict[str, dict[str, Any]]) -> str:
    """Node-RED's way: whoever names one that is not there yet goes to the end of the queue."""
    waiting, made = list(records), ""
    while waiting:
        node_id = waiting.pop(0)
        needs = [v for k, v in records[node_id].items() if k not in ("id", "wires") and v in records]
        if any(other not in made and other != node_id for other in needs):
            waiting.append(node_id)
        else:
            made += node_id
    return made


def test_config_nodes_are_made_in_file_order_but_after_those_that_they_name() -> None:
    assert order(configs(a="", b="", c="")) == "abc"
    assert order(configs(a="c", b="", c="")) == "bca"


def test_the_order_is_node_reds_whoever_names_whom() -> None:
    dice = random.Random(5)
    for _ in range(300):
        ids = dice.sample("abcdefgh", 8)
        needs = {n: " ".join(dice.sample(ids[:i], dice.randint(0, min(i, 3)))) for i, n in enumerate(ids)}
        records = configs(**{node_id: needs[node_id] for node_id in sorted(needs)})
        assert order(records) == as_node_red(records)


def test_a_disabled_node_is_not_waited_for() -> None:
    records = configs(a="b", b="")
    records["b"]["d"] = True
    assert order(records) == "ab"


def test_a_circle_is_told_and_everything_is_made() -> None:
    records, circles = in_order_of_reference(configs(a="b", b="c", c="a", d="a"))
    assert sorted(record["id"] for record in records) == ["a", "b", "c", "d"]
    assert [sorted(circle) for circle in circles] == [["a", "b", "c"]]


def test_a_long_circle_takes_no_long_time() -> None:
    size = 20_000
    records = {f"c{i}": {"id": f"c{i}", "type": "x", "p": f"c{(i + 1) % size}"} for i in range(size)}
    assert len(in_order_of_reference(records)[0]) == size
