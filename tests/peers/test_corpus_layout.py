"""Real people's files look in our editor as in Node-RED's: boxes, ports, labels, groups, and the ends of wires.

Each is imported through both editors' own dialogs. A sample in every run; `make corpus-layout` compares all of the corpus,
puts both pictures of each flow beside each other into build/corpus-layout, and prints how many nodes are the same, and
why the others are not. **What is due**: two units of the flow for places and sizes. Both measure labels in the same font,
in steps of 20 units, so widths are the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.peers.editor_layout import (
    OUR_AREA,
    THEIR_AREA,
    Layout,
    beside_each_other,
    extent,
    joined,
    ours,
    picture,
    theirs,
)
from tests.peers.layout_differences import Tally, compare
from tests.peers.node_red import NodeRed, node_red
from tests.support.browser import launched
from tests.support.processes import Wirelatch, wirelatch
from tests.support.real_files import names, read

PART = os.environ.get("WIRELATCH_LAYOUT", "")
"""How the names of the files begin that are compared and pictured: `all`, or `official/` for example."""
pytestmark = [
    pytest.mark.peers,
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.timeout(2 * 3600 if PART else 300),
]
SAMPLE = ("files/004.json", "official/parser/json/01 - Convert JSON string to JavaScript object.json")
AT_ONCE = 500
"""Nodes in one document."""
PICTURES = Path(__file__).resolve().parents[2] / "build/corpus-layout"


def documents() -> Iterator[list[str]]:
    """Names of files that are opened together."""
    chosen: list[str] = []
    nodes = 0
    for name in [n for n in names() if n.startswith(PART) or PART == "all"] if PART else SAMPLE:
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


def test_files_are_laid_out_as_in_node_red(
    browser: Browser, peer: NodeRed, program: Wirelatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    for chosen in documents():
        compared(browser, peer, program, chosen, tally)
        if PART:
            with capsys.disabled():
                print(f"\n{len(tally.files)} files, {len(tally.wrong)} differences", end="", flush=True)
    if PART:
        mine = [str(path.relative_to(PICTURES)) for path in sorted(PICTURES.rglob("* wirelatch.jpeg"))]
        names_of = [name.removesuffix(" wirelatch.jpeg") for name in mine]
        beside_each_other(
            [(name, f"{name} node-red.jpeg", f"{name} wirelatch.jpeg") for name in names_of],
            PICTURES / "index.html",
        )
        with capsys.disabled():
            print(f"\n\n{tally.table()}\n")
    assert tally.wrong == []


def compared(
    browser: Browser, peer: NodeRed, program: Wirelatch, chosen: Sequence[str], tally: Tally
) -> None:
    """Compare some files that are imported together; with all files, both pictures of each flow are kept, too."""
    records = joined([(name, read(name)) for name in chosen])

    def keep(flow: str, editor: str, content: bytes) -> None:
        number, _, rest = flow.partition("-")
        path = PICTURES / f"{chosen[int(number)].removesuffix('.json')} {rest} {editor}.jpeg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    context = browser.new_context(viewport={"width": 1500, "height": 1000})
    there: dict[str, Layout] = {}
    page = context.new_page()
    for flow, layout in theirs(page, peer.url, records):
        there[flow] = layout
        if PART:
            keep(flow, "node-red", picture(page, THEIR_AREA, extent(records, flow)))
    page.close()
    page = context.new_page()
    for flow, layout in ours(page, program.flows, records):
        file = chosen[int(flow.partition("-")[0])]
        compare(tally, file, there[flow], layout, records)
        if PART:
            keep(flow, "wirelatch", picture(page, OUR_AREA, extent(records, flow)))
    context.close()
