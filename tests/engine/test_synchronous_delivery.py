"""Node-RED's `runtimeSyncDelivery`: a message is handled before `send` returns (`wirelatch.engine.machine`)."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.testing import collect, running

ORDER: list[str] = []


class Noting(Node, type="noting"):
    """Notes when it begins and ends."""

    def on_message(self, msg: Message) -> None:
        ORDER.append(f"+{self.id}")
        self.send(msg)
        ORDER.append(f"-{self.id}")


def noting(node_id: str, *wires: str) -> dict[str, Any]:
    return {"id": node_id, "type": "noting", "wires": [list(wires)]}


async def test_a_branch_is_through_before_the_next_one_begins() -> None:
    flows = [noting("a", "b", "c"), noting("b", "d"), noting("c"), noting("d")]
    for synchronous, order in ((True, "+a +b +d -d -b +c -c -a"), (False, "+a -a +b -b +c -c +d -d")):
        ORDER.clear()
        async with running(flows, classes=[Noting], settings={"runtimeSyncDelivery": synchronous}) as runtime:
            runtime.node("a").receive({})  # type: ignore[union-attr]
            await runtime.machine.idle()
        assert " ".join(ORDER) == order


async def test_a_circle_of_wires_ends_as_an_error_and_the_rest_goes_on() -> None:
    flows = [noting("a", "a"), noting("b", "p"), {"id": "p", "type": "probe"}]
    async with running(flows, classes=[Noting], settings={"runtimeSyncDelivery": True}) as runtime:
        runtime.node("a").receive({})  # type: ignore[union-attr]
        runtime.node("b").receive({})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert len(collect(runtime, "p").received) == 1
