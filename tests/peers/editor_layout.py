"""What Node-RED's editor and ours have drawn of flows, in the units of the flow: boxes, ports, labels, groups, wires.

Both import the same text through their own import dialog, and nothing is deployed, so nothing of it runs. Node-RED draws
SVG, all of a flow at once. Ours has an element for each node in view, and paints groups and wires: what it paints is
recorded where it paints it, and the view goes over the flow window by window.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, Route, expect

Record = dict[str, Any]
Box = tuple[float, float, float, float]
"""Left, top, width, height."""
FLOWS = re.compile(r"/flows(\?.*)?$")
DRAFT = re.compile(r"/api/v1/draft(\?.*)?$")


@dataclass
class Node:
    """A node as it is drawn."""

    box: Box
    outputs: list[tuple[float, float]]
    """The middles of the ports."""
    inputs: list[tuple[float, float]]
    label: str
    """Its lines, one under the other; empty when it is not shown."""


@dataclass
class Layout:
    """A flow as it is drawn."""

    nodes: dict[str, Node] = field(default_factory=dict)
    groups: dict[str, Box] = field(default_factory=dict)
    """By id; of ours, which only paints them, in the order of painting."""
    wires: set[tuple[float, float, float, float]] = field(default_factory=set)
    """Where each begins and ends."""


def joined(files: Sequence[tuple[str, Sequence[Record]]]) -> list[Record]:
    """One document of several files, with ids of their own; what stands in no flow gets one, as when it is imported."""
    together: list[Record] = []
    for number, (name, records) in enumerate(files):
        ids = {str(record["id"]) for record in records}

        def renamed(value: Any, ids: set[str] = ids, number: int = number) -> Any:
            if isinstance(value, list):
                return [renamed(item) for item in value]
            if isinstance(value, dict):
                return {key: renamed(item) for key, item in value.items()}
            if not isinstance(value, str):
                return value
            if value.startswith("subflow:") and value.removeprefix("subflow:") in ids:
                return f"subflow:{number}-{value.removeprefix('subflow:')}"
            return f"{number}-{value}" if value in ids else value

        own = f"{number}-flow"
        together.append({"id": own, "type": "tab", "label": name})
        for record in records:
            copy = renamed(record)
            if "x" in copy and record.get("z") not in ids:
                copy["z"] = own
            together.append(copy)
    return together


def extent(records: Sequence[Record], flow: str) -> tuple[float, float]:
    """How far right and down the nodes of a flow or subflow are at most."""
    ports: list[Record] = [
        port
        for record in records
        if record["id"] == flow and record["type"] == "subflow"
        for port in [*(record.get("in") or []), *(record.get("out") or [])]
    ]
    placed = [*(record for record in records if record.get("z") == flow and "x" in record), *ports]
    wide = max((float(record["x"]) for record in placed), default=0)
    return wide + 300, max((float(record["y"]) for record in placed), default=0) + 100


def open_empty(page: Page, url: str) -> None:
    """Open an editor with one empty flow, whatever its server has."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    def answer(route: Route) -> None:
        if route.request.method == "GET":
            route.fulfill(json={"flows": [{"id": "empty", "type": "tab", "label": "Empty"}], "rev": "1"})
        else:
            route.continue_()

    page.unroute_all()
    page.route(FLOWS, answer)
    page.route(DRAFT, lambda route: route.fulfill(status=404, body=""))
    page.goto(url)


THEIR_FLOW = """async (id) => {
  RED.workspaces.show(id)
  const frame = () => new Promise(requestAnimationFrame)
  for (let n = 0; n < 3; n++) await frame()
  const at = (element) => element.getAttribute('transform').match(/-?\\d[\\d.]*(e-?\\d+)?/g).map(Number)
  const size = (rect) => [Number(rect.getAttribute('width')), Number(rect.getAttribute('height'))]
  const chart = document.querySelector('#red-ui-workspace-chart')
  const ports = (element, kind, x, y) => [...element.querySelectorAll(':scope > .red-ui-flow-port-' + kind)].map((port) => {
    const [left, top] = at(port)
    return [x + left + 5, y + top + 5]
  })
  const nodes = [...chart.querySelectorAll('.red-ui-flow-node-group')].filter((e) => e.__data__?.type !== 'subflow').map((element) => {
    const [x, y] = at(element)
    const rect = [...element.children].find((child) => child.tagName === 'rect')
    const lines = [...element.querySelectorAll('.red-ui-flow-node-label-text')].filter((line) => line.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.querySelector('.red-ui-flow-node-label').classList.contains('hide'))
    return { id: element.__data__.id, box: [x, y, ...(rect ? size(rect) : [10, 10])], label: lines.map((line) => line.textContent).join('\\n'),
      inputs: ports(element, 'input', x, y), outputs: ports(element, 'output', x, y) }
  })
  const groups = [...chart.querySelectorAll('.red-ui-flow-group-body')].map((body) => [body.parentElement.__data__.id, [...at(body.parentElement), ...size(body)]])
  const wires = [...chart.querySelectorAll('.red-ui-flow-link-line')].filter((line) => line.checkVisibility() && line.getAttribute('d')).map((line) => {
    const numbers = line.getAttribute('d').match(/-?[\\d.]+(e-?\\d+)?/g).map(Number)
    return [...numbers.slice(0, 2), ...numbers.slice(-2)]
  })
  return { nodes, groups, wires }
}"""
"""What Node-RED's editor draws of a flow."""


def theirs(page: Page, url: str, records: Sequence[Record]) -> Iterator[tuple[str, Layout]]:
    """Each flow and subflow in Node-RED's editor, by id; it is shown while the caller has it."""
    open_empty(page, url)
    page.wait_for_function("window.RED?.workspaces?.active?.() && RED.nodes.getWorkspaceOrder().length > 0")
    page.wait_for_function("!document.querySelector('#red-ui-loading-progress')?.checkVisibility()")
    page.evaluate("RED.actions.invoke('core:show-import-dialog')")
    _paste(page, "#red-ui-clipboard-dialog-import-text", records)
    page.locator("#red-ui-clipboard-dialog-ok").click()
    sheets = _sheets(records)
    page.wait_for_function(
        "(ids) => ids.every((id) => RED.nodes.workspace(id) || RED.nodes.subflow(id))", arg=sheets
    )
    for flow in sheets:
        _resize(page, extent(records, flow))
        yield flow, _layout(page.evaluate(THEIR_FLOW, flow))


def _paste(page: Page, field: str, records: Sequence[Record]) -> None:
    """Paste records as text. Typing them would take Chromium minutes, as each line counts all others."""
    page.locator(field).click()
    page.evaluate("(text) => navigator.clipboard.writeText(text)", json.dumps(records, indent=4))
    page.keyboard.press("Control+V")


def _resize(page: Page, size: tuple[float, float], most: tuple[int, int] = (2600, 2000)) -> None:
    """Make the window as large as a flow and what is around it need, in few steps as every step is laid out anew."""
    width, height = (
        min(500 * (int(part + 700) // 500 + 1), top) for part, top in zip(size, most, strict=True)
    )
    wanted = {"width": max(width, 1500), "height": max(height, 1000)}
    if page.viewport_size != wanted:
        page.set_viewport_size(wanted)  # type: ignore[arg-type]


RECORDER = """{
  const paths = new WeakMap()
  const kind = CanvasRenderingContext2D.prototype
  const isSheet = (context) => context.canvas.className === 'wl-canvas-sheet'
  window.painted = { groups: new Map(), wires: new Map(), camera: { x: 0, y: 0, zoom: 1 } }
  let current, start, end
  const wrap = (name, before) => { const own = kind[name]; kind[name] = function (...values) {
    if (isSheet(this)) before(this, values)
    return own.apply(this, values)
  } }
  const close = () => { if (start && end) { const wire = [...start, ...end]; window.painted.wires.set(wire.join(), wire) } start = end = undefined }
  wrap('beginPath', () => { start = end = undefined })
  wrap('setTransform', (context, [k, , , , x, y]) => { if (x !== 0 || y !== 0 || k !== 1) window.painted.camera = { x: -x / k, y: -y / k, zoom: k }
    else window.painted.camera = { x: 0, y: 0, zoom: 1 } })
  wrap('roundRect', (context, [x, y, w, h, radius]) => { if (radius === 8) window.painted.groups.set([x, y, w, h].join(), [x, y, w, h]) })
  wrap('moveTo', (context, values) => { close(); start = values })
  wrap('bezierCurveTo', (context, values) => { end = values.slice(4) })
  wrap('stroke', close)
}"""
"""Notes what the sheet of our canvas paints: frames of groups, and where each wire begins and ends."""

OUR_WINDOW = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  // Elements come once the view has been still for a moment, some in each frame.
  await new Promise((resolve) => setTimeout(resolve, 200))
  for (let calm = 0, last = -1; calm < 4; ) {
    await frame()
    const world = document.querySelector('.wl-canvas-world'), count = world.checkVisibility({ visibilityProperty: true }) ? world.children.length : -1
    calm = count === last && count >= 0 ? calm + 1 : 0
    last = count
  }
  const { camera } = window.painted
  const sheet = document.querySelector('.wl-canvas-sheet').getBoundingClientRect()
  const box = (element) => { const r = element.getBoundingClientRect(), k = camera.zoom
    return [(r.x - sheet.x) / k + camera.x, (r.y - sheet.y) / k + camera.y, r.width / k, r.height / k] }
  const middle = (element) => { const [x, y, w, h] = box(element); return [x + w / 2, y + h / 2] }
  const nodes = [...document.querySelectorAll('.wl-node')].filter((e) => e.checkVisibility() && !e.classList.contains('wl-subflow-port')).map((element) => ({
    id: element.dataset.id, box: box(element.querySelector('.wl-node-body')),
    label: element.querySelector('.wl-node-label').checkVisibility() ? element.querySelector('.wl-node-label').textContent : '',
    inputs: [...element.querySelectorAll('.wl-port-in')].filter((e) => !e.hidden).map(middle),
    outputs: [...element.querySelectorAll('.wl-port-out')].filter((e) => !e.hidden).map(middle),
  }))
  return { nodes, groups: [...window.painted.groups.entries()], wires: [...window.painted.wires.values()], camera }
}"""
"""What our editor draws in the window that it shows; groups and wires since the flow was opened."""


SHOWN = """async (ids) => {
  const wanted = new Set(ids)
  const frame = () => new Promise(requestAnimationFrame)
  const nodes = () => [...document.querySelectorAll('.wl-node')].filter((e) => e.checkVisibility() && !e.classList.contains('wl-subflow-port'))
  while (!nodes().every((e) => wanted.has(e.dataset.id))) await frame()
  for (let n = 0; n < 3; n++) await frame()
  painted.groups.clear()
  painted.wires.clear()
}"""
"""Waits until our editor shows a flow with these nodes, and forgets what it has painted of another."""


def ours(page: Page, url: str, records: Sequence[Record]) -> Iterator[tuple[str, Layout]]:
    """Each flow and subflow in our editor, by id; it is shown while the caller has it."""
    page.add_init_script(RECORDER)
    open_empty(page, url)
    page.locator(".wl-canvas-sheet").wait_for()
    page.keyboard.press("Control+i")
    dialog = page.get_by_role("dialog", name="Import nodes")
    _paste(page, "textarea", records)
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog).to_have_count(0)
    notice = page.get_by_role("alertdialog").filter(has_text="Imported")
    notice.get_by_role("button", name="Close").first.click()
    for flow in _sheets(records):
        _resize(page, extent(records, flow))
        page.evaluate("(id) => { location.hash = '#flow/' + id }", flow)
        page.evaluate(SHOWN, [record["id"] for record in records if record.get("z") == flow])
        yield flow, _by_windows(page, extent(records, flow))


def picture(page: Page, area: str, size: tuple[float, float]) -> bytes:
    """A picture of all of a flow, from its top left corner; of the largest, of as much as fits."""
    _resize(page, size, (5500, 5500))
    if area == OUR_AREA:
        _look_at(page, 0, 0)
        page.evaluate("new Promise((resolve) => setTimeout(resolve, 300))")
    else:
        page.evaluate("""() => {
          document.querySelector('#red-ui-workspace-chart').scrollTo(0, 0)
          for (const notice of document.querySelectorAll('.red-ui-notification')) notice.remove()
        }""")
    box = page.locator(area).bounding_box()
    assert box
    clip = {"x": box["x"], "y": box["y"]}
    clip |= {"width": min(box["width"], size[0]), "height": min(box["height"], size[1])}
    return page.screenshot(clip=clip, type="jpeg", quality=80)  # type: ignore[arg-type]


OUR_AREA = ".wl-canvas-sheet"
THEIR_AREA = "#red-ui-workspace-chart"


def _by_windows(page: Page, extent: tuple[float, float]) -> Layout:
    box = page.locator(".wl-canvas-sheet").bounding_box()
    assert box
    layout = Layout()
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] - 4)
    top = -100.0
    while top < extent[1] + 1 or top < 0:
        left = -100.0
        while left < extent[0] + 1 or left < 0:
            _look_at(page, left, top)
            found = _layout(page.evaluate(OUR_WINDOW))
            layout.nodes |= found.nodes
            layout.groups, layout.wires = found.groups, found.wires
            left += box["width"] - 400
        top += box["height"] - 200
    return layout


def _look_at(page: Page, left: float, top: float) -> None:
    """Roll the wheel until the view begins at a point of the flow."""
    camera = page.evaluate("painted.camera")
    page.mouse.wheel((left - camera["x"]) * camera["zoom"], (top - camera["y"]) * camera["zoom"])
    while abs(camera["x"] - left) > 2 or abs(camera["y"] - top) > 2:  # pytest's time limit ends it
        camera = page.evaluate("new Promise(requestAnimationFrame).then(() => painted.camera)")


def _sheets(records: Sequence[Record]) -> list[str]:
    """Ids of the flows and subflows that have something on them."""
    used = {record.get("z") for record in records if "x" in record}
    return [record["id"] for record in records if record["type"] in ("tab", "subflow") and record["id"] in used]  # fmt: skip


def _layout(read: dict[str, Any]) -> Layout:
    return Layout(
        {
            node["id"]: Node(
                tuple(node["box"]), [tuple(p) for p in node["outputs"]], [tuple(p) for p in node["inputs"]], node["label"]
            )
            for node in read["nodes"]
        },
        {key: tuple(group) for key, group in read["groups"]},
        {tuple(wire) for wire in read["wires"]},
    )  # fmt: skip


def beside_each_other(pairs: Sequence[tuple[str, str, str]], to: Path) -> None:
    """A page with both pictures of every flow: title, Node-RED's, ours."""
    rows = "".join(
        f"<h2>{escape(title)}</h2><div><img loading=lazy src='{quote(there)}'><img loading=lazy src='{quote(here)}'></div>"
        for title, there, here in pairs
    )
    style = "body{font-family:sans-serif} div{display:flex;gap:8px;background:#808} img{width:calc(50% - 4px);object-fit:contain;object-position:top}"
    to.write_text(f"<!doctype html><title>Node-RED and Wirelatch</title><style>{style}</style>{rows}")
