"""Real people's files look in our editor as in Node-RED's: boxes, ports, labels, groups, and the ends of wires.

A sample in every run; `make corpus-layout` compares all of the corpus, and puts both pictures of each flow beside each
other into build/corpus-layout. **What is due**: two units of the flow for places and sizes. Both measure labels in the
same font, in steps of 20 units, so widths are the same. A node of an unknown type says `unknown: <type>` in
Node-RED and has its own name in ours; its middle, its height and its outputs must agree, and wires and groups that depend on its
width are left out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.peers.editor_layout import Layout, Node, Record, joined, ours, side_by_side, theirs
from tests.peers.node_red import NodeRed, node_red
from tests.support.browser import launched
from tests.support.processes import Wirelatch, wirelatch
from tests.support.real_files import names, read

pytestmark = [pytest.mark.peers, pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

ALL = os.environ.get("WIRELATCH_LAYOUT") == "all"
SAMPLE = ("files/004.json", "official/parser/json/01 - Convert JSON string to JavaScript object.json")
AT_ONCE = 500
"""Nodes in one document."""
FAR = 2.0
PICTURES = Path(__file__).resolve().parents[2] / "build/corpus-layout"


def documents() -> Iterator[list[str]]:
    """Names of files that are opened together."""
    chosen: list[str] = []
    nodes = 0
    for name in names() if ALL else SAMPLE:
        chosen.append(name)
        nodes += len(read(name))
        if nodes > AT_ONCE:
            yield chosen
            chosen, nodes = [], 0
    if chosen:
        yield chosen


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeRed]:
    with node_red(tmp_path_factory.mktemp("peer")) as running:
        yield running


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("flows", tmp_path_factory.mktemp("layout"), "--no-sign-in") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


def test_files_are_laid_out_as_in_node_red(browser: Browser, peer: NodeRed, program: Wirelatch) -> None:
    wrong: list[str] = []
    for number, chosen in enumerate(documents()):
        records = joined([(name, read(name)) for name in chosen])
        wrong += compared(browser, peer, program, records, f"{number:02}")
    assert wrong == []


def compared(
    browser: Browser, peer: NodeRed, program: Wirelatch, records: Sequence[Record], title: str
) -> list[str]:
    """What differs; with all files, both pictures of each flow are kept, too."""
    view = {"width": 1900, "height": 1300}
    context = browser.new_context(viewport=view)  # type: ignore[arg-type]
    there: dict[str, Layout] = {}
    pictures: dict[str, list[bytes]] = {}
    page = context.new_page()
    for flow, layout in theirs(page, peer.url, records):
        there[flow] = layout
        if ALL:
            pictures[flow] = [page.screenshot()]
    page.close()
    page = context.new_page()
    differ: list[str] = []
    for flow, layout in ours(page, program.flows, records, {f: known.extent for f, known in there.items()}):
        differ += [f"{title} {flow}: {what}" for what in differences(there[flow], layout, records)]
        if ALL:
            pictures[flow].append(page.screenshot())
    page.close()
    page = context.new_page()
    for flow, pair in pictures.items():
        side_by_side(pair, page, PICTURES / f"{title}-{flow}.png")
    context.close()
    return differ


def differences(there: Layout, here: Layout, records: Sequence[Record]) -> Iterator[str]:
    """What is elsewhere, larger, missing or called otherwise."""
    by_id = {record["id"]: record for record in records}
    unknown = {name for name, node in there.nodes.items() if node.label.startswith("unknown: ")}
    for name, node in there.nodes.items():
        mine = here.nodes.get(name)
        if mine is None:
            yield f"{by_id[name]['type']} {node.label} is missing"
        elif name in unknown:
            if far(middle(node), middle(mine)) or len(node.outputs) != len(mine.outputs):
                yield f"{by_id[name]['type']}: {node} there, {mine} here"
        elif far(flat(node), flat(mine)) or words(node) != words(mine):
            yield f"{by_id[name]['type']}: {node} there, {mine} here"
    uncertain = {by_id[name].get("g") for name in unknown}
    if not uncertain - {None}:
        for group in there.groups:
            if all(far(group, mine) for mine in here.groups):
                yield f"a group is at {group} there, groups are at {here.groups} here"
    if not unknown:
        for wire in there.wires:
            if all(far(wire, mine) for mine in here.wires):
                yield f"a wire goes {wire} there and not here"
        if len(there.wires) != len(here.wires):
            yield f"{len(there.wires)} wires there, {len(here.wires)} here"


def far(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether places are further from each other than is due."""
    return len(one) != len(other) or any(abs(a - b) > FAR for a, b in zip(one, other, strict=True))


def flat(node: Node) -> list[float]:
    """All places of a node."""
    return [*node.box, *(part for port in (*node.inputs, *node.outputs) for part in port)]


def middle(node: Node) -> tuple[float, float, float]:
    """What of a node does not depend on its width."""
    x, y, w, h = node.box
    return x + w / 2, y + h / 2, h


def words(node: Node) -> str:
    """The label, however its spaces are written."""
    return " ".join(node.label.replace("\xa0", " ").split())
