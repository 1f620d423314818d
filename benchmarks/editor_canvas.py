"""Our editor and Node-RED's in a real Chromium, with the same flows and the same movements of the mouse.

Time until the editor can be used, memory, elements, and the intervals between frames while panning, zooming, dragging
one node and 500, and drawing a lasso. `python -m benchmarks.editor_canvas [nodes …]` prints the tables of some sizes;
1,000 nodes alone take about a minute.
"""

from __future__ import annotations

import itertools
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright
from tests.support.browser import ARGUMENTS, chromium_path

from benchmarks.peers import Contender, Flows, both
from benchmarks.report import Row

SIZES = (1_000, 5_000, 10_000)
VIEW = ViewportSize(width=1400, height=900)
CHAIN = ("inject", "function", "switch", "change", "debug")
COLUMNS, COLUMN, ROW = 7, 1140, 50
PER_FLOW = 5_000
"""More would not fit onto Node-RED's sheet of 8,000 by 8,000."""
PATIENCE = 180_000
"""Milliseconds for an editor to show the largest flows."""

READY = {
    "wirelatch": "document.querySelector('.wl-node') !== null",
    "node-red": "document.querySelector('.red-ui-flow-node') !== null && !document.querySelector('#red-ui-loading-progress')?.checkVisibility()",
}
SHEET = {"wirelatch": "[role=listbox][aria-label=Flow]", "node-red": "#red-ui-workspace-chart"}
SCALE = {
    "wirelatch": "parseFloat(document.querySelector('[aria-label=\"Reset zoom\"]').textContent) / 100",
    "node-red": "RED.view.scale()",
}


def flows_of(nodes: int) -> Flows:
    """Chains of five nodes, seven beside each other, 5,000 nodes to a flow."""
    records: list[dict[str, Any]] = []
    for index in range(nodes):
        flow, at = divmod(index, PER_FLOW)
        chain, step = divmod(at, len(CHAIN))
        if at == 0:
            records.append({"id": f"flow{flow}", "type": "tab", "label": f"Flow {flow + 1}"})
        kind = CHAIN[step]
        following = [f"n{index + 1}"] if step < len(CHAIN) - 1 else []
        record: dict[str, Any] = {
            "id": f"n{index}",
            "type": kind,
            "z": f"flow{flow}",
            "name": f"{kind} {index}",
            "x": 120 + chain % COLUMNS * COLUMN + step * 210,
            "y": 60 + chain // COLUMNS * ROW,
            "wires": [] if kind == "debug" else [following, []] if kind == "switch" else [following],
        }
        records.append(record | PROPERTIES[kind])
    return records


PROPERTIES: dict[str, dict[str, Any]] = {
    "inject": {"props": [{"p": "payload"}], "payload": "", "payloadType": "date", "repeat": "", "crontab": "", "once": False},
    "function": {"func": "return msg;", "outputs": 1},
    "switch": {"property": "payload", "propertyType": "msg", "rules": [{"t": "null"}, {"t": "else"}], "checkall": "true", "outputs": 2},
    "change": {"rules": [{"t": "set", "p": "a", "pt": "msg", "to": "1", "tot": "num"}]},
    "debug": {"active": False, "tosidebar": True, "complete": "payload", "targetType": "msg"},
}  # fmt: skip


@dataclass
class Editor:
    """One editor, open in a page."""

    name: str
    page: Page
    session: CDPSession

    @property
    def corner(self) -> tuple[float, float]:
        """Where the sheet's top left corner is."""
        box = self.page.locator(SHEET[self.name]).bounding_box()
        assert box
        return box["x"], box["y"]

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the sheet is, which has not been moved from its corner."""
        left, top = self.corner
        scale = float(self.page.evaluate(SCALE[self.name]))
        return left + x * scale, top + y * scale

    def zoom_out(self, to: float) -> None:
        """Zoom out at the sheet's corner."""
        left, top = self.corner
        self.page.mouse.move(left + 2, top + 2)
        self.page.keyboard.down("Control")
        for _ in range(60):
            if float(self.page.evaluate(SCALE[self.name])) <= to:
                break
            self.page.mouse.wheel(0, 60)
            self.page.wait_for_timeout(40)
        self.page.keyboard.up("Control")
        self.page.wait_for_timeout(300)

    def figure(self, name: str) -> float:
        """One of the browser's own figures."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == name))


def pan(editor: Editor) -> None:
    """Drag the view about with the middle button."""
    mouse = editor.page.mouse
    mouse.move(900, 600)
    mouse.down(button="middle")
    for step in range(60):
        mouse.move(900 - step * 8, 600 - (step % 30) * 12)
    mouse.up(button="middle")


def zoom(editor: Editor) -> None:
    """Ctrl-wheel out and in again."""
    editor.page.mouse.move(700, 450)
    editor.page.keyboard.down("Control")
    for direction in (1, -1):
        for _ in range(25):
            editor.page.mouse.wheel(0, direction * 60)
            editor.page.evaluate("new Promise(requestAnimationFrame)")
    editor.page.keyboard.up("Control")


def drag(editor: Editor) -> None:
    """Drag one node about."""
    _drag_from(editor, *editor.place(330, 60))


def drag_500(editor: Editor) -> None:
    """Drag about 500 nodes that a lasso has caught."""
    editor.zoom_out(0.31)
    _draw(editor, editor.place(20, 15), editor.place(2330, 2520), 20)
    _drag_from(editor, *editor.place(330, 60))


def lasso(editor: Editor) -> None:
    """Draw a lasso over most of the view, zoomed out to about 30 %."""
    editor.zoom_out(0.31)
    left, top = editor.corner
    _draw(editor, (left + 3, top + 3), (left + 830, top + 700), 60)


def _draw(editor: Editor, start: tuple[float, float], end: tuple[float, float], steps: int) -> None:
    editor.page.mouse.move(*start)
    editor.page.mouse.down()
    for step in range(1, steps + 1):
        part = step / steps
        editor.page.mouse.move(start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
    editor.page.mouse.up()


def _drag_from(editor: Editor, x: float, y: float) -> None:
    mouse = editor.page.mouse
    mouse.move(x, y)
    mouse.down()
    for step in range(60):
        mouse.move(x + step * 4, y + step * 3)
    mouse.up()


GESTURES: dict[str, Callable[[Editor], None]] = {
    "panning": pan,
    "zooming": zoom,
    "dragging one node": drag,
    "dragging 500 nodes": drag_500,
    "drawing a lasso": lasso,
}
START, HEAP, ELEMENTS = "until it can be used", "JavaScript heap", "elements and other DOM nodes"
UNITS = {START: "ms", HEAP: "MB", ELEMENTS: "nodes"}
NAMES = [f"{size:,} nodes: {name}" for size in SIZES for name in (*UNITS, *GESTURES)]

RECORDER = """
window.frames95 = { times: [], start() { let last = performance.now(); this.times = []; this.on = true;
  const step = now => { if (!this.on) return; this.times.push(now - last); last = now; requestAnimationFrame(step); };
  requestAnimationFrame(now => { last = now; requestAnimationFrame(step); }); },
  stop() { this.on = false; return this.times; } };
window.readyAt = 0;
{ const isThere = () => %s;
  let calm = 0, last = 0;
  const step = now => { calm = document.body && isThere() && now - last < 60 ? calm + 1 : 0; last = now;
    if (calm > 3) window.readyAt = now; else requestAnimationFrame(step); };
  requestAnimationFrame(step); }
"""
"""Records frames, and when the page was ready: the nodes are there, and four frames in a row came in time."""


@contextmanager
def opened(browser: Browser, contender: Contender) -> Iterator[tuple[Editor, dict[str, float]]]:
    """The editor in a new profile, with what its start has cost."""
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(RECORDER % READY[contender.name])
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(contender.url, wait_until="commit")
    # Asked from outside: pages with a content security policy let nobody evaluate text inside.
    while not page.evaluate("window.readyAt"):
        page.wait_for_timeout(50)
    figures = {START: float(page.evaluate("window.readyAt"))}
    editor = Editor(contender.name, page, session)
    page.wait_for_timeout(500)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    figures[HEAP] = editor.figure("JSHeapUsedSize") / 1e6
    figures[ELEMENTS] = editor.figure("Nodes")
    yield editor, figures
    context.close()


def measure(browser: Browser, contender: Contender) -> dict[str, float]:
    """What the start costs, and the 95th percentile of the frames of each gesture, in milliseconds."""
    with opened(browser, contender) as (_, figures):
        pass
    for name, gesture in GESTURES.items():
        # Each in a page of its own: what one has moved is no matter of the next.
        with opened(browser, contender) as (editor, _):
            editor.page.evaluate("frames95.start()")
            gesture(editor)
            times = sorted(float(time) for time in editor.page.evaluate("frames95.stop()"))
            figures[name] = times[int(len(times) * 0.95)] if times else 0.0
    return figures


def rows_of(size: int, browser: Browser, rounds: int = 1) -> list[Row]:
    """Both editors with so many nodes; medians of the rounds."""
    with both(flows_of(size)) as contenders:
        measured: dict[str, list[dict[str, float]]] = {contender.name: [] for contender in contenders}
        for _, contender in itertools.product(range(rounds), contenders):
            measured[contender.name].append(measure(browser, contender))
    ours, theirs = measured.values()

    def middle(rounds_of: list[dict[str, float]], name: str) -> float:
        return statistics.median(figures[name] for figures in rounds_of)

    return [
        Row(
            f"{size:,} nodes: {name}",
            UNITS.get(name, "ms, 95th percentile of frames"),
            middle(ours, name),
            middle(theirs, name),
        )
        for name in (*UNITS, *GESTURES)
    ]


def run(rows: Sequence[str], sizes: Sequence[int] = SIZES) -> list[Row]:
    """The rows that are asked for."""
    found: list[Row] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(chromium_path()), args=ARGUMENTS)
        for size in sizes:
            if any(row.startswith(f"{size:,} nodes") for row in rows):
                found += [row for row in rows_of(size, browser) if row.name in rows]
        browser.close()
    return found


if __name__ == "__main__":
    chosen = [int(argument) for argument in sys.argv[1:]] or list(SIZES)
    for line in run([f"{size:,} nodes: {name}" for size in chosen for name in (*UNITS, *GESTURES)], chosen):
        print(f"{line.name} | {line.unit} | {line.ours:.1f} | {line.theirs:.1f} | {line.ratio or 0:.1f}")
