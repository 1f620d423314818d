"""What completion knows of messages: their shapes at the inputs of nodes, from samples, within bounds."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.testing import running
from wirelatch.workbench.shapes import MOST_NAMES, SAMPLES, Shapes, ShapeSampler

FLOW: list[dict[str, Any]] = [
    {"id": "a", "type": "change", "rules": [], "wires": [["b"]]},
    {"id": "b", "type": "probe", "wires": [[]]},
]


def shape_of(shapes: Shapes, node_id: str) -> dict[str, Any]:
    seen = shapes.of(node_id)
    assert seen is not None
    shown: dict[str, Any] = seen.to_json()["shape"]
    return shown


def test_names_kinds_and_samples_are_gathered_from_all_messages() -> None:
    shapes = Shapes()
    shapes.see("n", {"payload": {"temp": 20.5, "tags": ["a"]}, "topic": "kitchen"})
    shapes.see("n", {"payload": "text", "topic": "x" * 100})
    shape = shape_of(shapes, "n")
    assert shape["properties"]["payload"]["kinds"] == ["object", "string"]
    assert shape["properties"]["payload"]["properties"]["temp"] == {"kinds": ["number"], "sample": "20.5"}
    assert shape["properties"]["payload"]["properties"]["tags"]["items"] == {
        "kinds": ["string"],
        "sample": "a",
    }
    assert len(shape["properties"]["topic"]["sample"]) == 61


def test_shapes_are_bounded_in_depth_and_names() -> None:
    shapes = Shapes()
    deep: Any = 1
    for _ in range(20):
        deep = {"in": deep}
    shapes.see("n", {"deep": deep, **{f"p{number}": number for number in range(500)}})
    shape = shape_of(shapes, "n")
    assert len(shape["properties"]) == MOST_NAMES
    depth, inner = 0, shape["properties"]["deep"]
    while "properties" in inner:
        depth, inner = depth + 1, inner["properties"]["in"]
    assert depth == 3


def test_the_last_messages_are_kept_the_newest_first() -> None:
    shapes = Shapes()
    for number in range(5):
        shapes.see("n", {"payload": number})
    seen = shapes.of("n")
    assert seen is not None
    assert [message["msg"] for message in seen.to_json()["messages"]] == [
        '{"payload":4}', '{"payload":3}', '{"payload":2}',
    ]  # fmt: skip


async def test_a_sampler_looks_at_some_messages_on_their_way_to_a_node_and_is_satisfied() -> None:
    async with running(FLOW) as runtime:
        shapes = Shapes()
        sampler = ShapeSampler(runtime, "flow", shapes)
        runtime.machine.observing.attach(sampler)
        for number in range(SAMPLES + 5):
            runtime.node("a").receive({"payload": {"count": number}})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert sampler.satisfied
        count = shape_of(shapes, "b")["properties"]["payload"]["properties"]["count"]
        assert count == {"kinds": ["number"], "sample": str(SAMPLES - 1)}
