"""The gestures of the flow canvas, made with a real mouse in a real browser on the benchmark's page (`web/tests/perf`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from benchmarks.canvas_page import served_page
from playwright.sync_api import Browser, Page

from tests.support.browser import launched

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served_page() as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as chromium:
        yield chromium


class Canvas:
    """The page, with points given as nodes and fractions of their boxes."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def at(self, node: str, across: float = 0.5, down: float = 0.5) -> tuple[float, float]:
        x, y = self.page.evaluate(
            "([id, fx, fy]) => { const b = engine.boxOf(id), v = engine.viewport;"
            " return [(b.x + b.w * fx - v.x) * v.zoom, (b.y + b.h * fy - v.y) * v.zoom]; }",
            [node, across, down],
        )
        return x, y

    def drag(self, start: tuple[float, float], end: tuple[float, float], button: Any = "left") -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down(button=button)
        self.page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self.page.mouse.move(*end)
        self.page.mouse.up(button=button)

    def click(self, point: tuple[float, float], *held: str) -> None:
        for key in held:
            self.page.keyboard.down(key)
        self.page.mouse.click(*point)
        for key in held:
            self.page.keyboard.up(key)

    def record(self, node: str) -> dict[str, Any]:
        record: dict[str, Any] = self.page.evaluate("id => flows.get(id)", node)
        return record

    def selection(self) -> set[str]:
        return set(self.page.evaluate("[...engine.selection]"))

    def calls(self, name: str) -> list[Any]:
        found: list[Any] = self.page.evaluate("name => calls.filter(c => c[0] === name).map(c => c[1])", name)
        return found


@pytest.fixture
def canvas(browser: Browser, address: str) -> Iterator[Canvas]:
    page = browser.new_page(viewport={"width": 1100, "height": 680})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}?demo")
    page.wait_for_function("window.readyAfter > 0")
    yield Canvas(page)
    page.close()
    assert errors == []


def test_a_drag_moves_a_node_on_the_grid_and_undo_puts_it_back(canvas: Canvas) -> None:
    before = canvas.record("un")
    x, y = canvas.at("un")
    canvas.drag((x, y), (x + 47, y + 31))
    moved = canvas.record("un")
    width = canvas.page.evaluate("engine.boxOf('un').w")
    assert (moved["x"] - width / 2) % 20 == 0
    assert moved["x"] - before["x"] == pytest.approx(47, abs=10)
    assert moved["y"] - before["y"] == 40
    canvas.page.evaluate("flows.undo()")
    assert canvas.record("un")["x"] == before["x"]
    assert canvas.at("un") == (x, y)


def test_a_wire_is_drawn_from_port_to_port_both_ways(canvas: Canvas) -> None:
    canvas.drag(canvas.at("ml", 1), canvas.at("d1", 0))
    assert canvas.record("ml")["wires"] == [["d1"]]
    canvas.drag(canvas.at("mq", 0), canvas.at("ml", 1))
    assert canvas.record("ml")["wires"] == [["d1", "mq"]]


def test_shift_drag_takes_wires_from_one_port_to_another(canvas: Canvas) -> None:
    canvas.page.keyboard.down("Shift")
    canvas.drag(canvas.at("d1", 0), canvas.at("d2", 0))
    canvas.page.keyboard.up("Shift")
    assert canvas.record("ch")["wires"] == [["d2"]]
    assert canvas.record("sf")["wires"][0] == ["d2"]


def test_a_node_without_wires_goes_into_the_wire_it_is_dropped_on(canvas: Canvas) -> None:
    canvas.page.evaluate(
        "flows.transact('', tx => { tx.update('ml', { name: 'x' }); tx.update('ml', { wires: [[]] }); })"
    )
    x1, y1 = canvas.at("i1", 1)
    x2, _ = canvas.at("p1", 0)
    canvas.page.evaluate("flows.transact('', tx => tx.update('p1', { x: 480 }))")
    x2, _ = canvas.at("p1", 0)
    canvas.drag(canvas.at("ml"), ((x1 + x2) / 2, y1))
    assert canvas.record("i1")["wires"] == [["ml"]]
    assert canvas.record("ml")["wires"] == [["p1"]]


def test_a_lasso_selects_and_ctrl_adds_and_takes_away(canvas: Canvas) -> None:
    canvas.drag((60, 250), (400, 360))
    assert canvas.selection() == {"c1", "i1", "p1"}
    canvas.click(canvas.at("un"), "Control")
    assert canvas.selection() == {"c1", "i1", "p1", "un"}
    canvas.click(canvas.at("un"), "Control")
    assert canvas.selection() == {"c1", "i1", "p1"}
    canvas.click((1050, 640))
    assert canvas.selection() == set()


def test_a_click_on_a_wire_selects_it(canvas: Canvas) -> None:
    x1, y1 = canvas.at("i1", 1)
    x2, _ = canvas.at("p1", 0)
    canvas.click(((x1 + x2) / 2, y1))
    assert canvas.page.evaluate("engine.selectedWires") == [{"source": "i1", "port": 0, "target": "p1"}]


def test_link_nodes_are_joined_and_parted_by_dragging_their_grips(canvas: Canvas) -> None:
    canvas.drag(canvas.at("li", 0), canvas.at("lo"))
    assert canvas.record("li")["links"] == []
    assert canvas.record("lo")["links"] == ["far"]
    canvas.drag(canvas.at("lo", 1), canvas.at("li"))
    assert canvas.record("li")["links"] == ["lo"]
    assert canvas.record("lo")["links"] == ["far", "li"]


def test_a_group_moves_with_its_members_and_stretches_around_one(canvas: Canvas) -> None:
    group, member = canvas.record("g1"), canvas.record("r1")
    x, y = canvas.at("g1", 0.5, 0.9)
    canvas.drag((x, y), (x + 20, y + 20))
    assert canvas.record("g1")["x"] != group["x"]
    assert canvas.record("r1")["x"] - member["x"] == canvas.record("g1")["x"] - group["x"]
    wide = canvas.record("g1")
    x, y = canvas.at("r1")
    canvas.drag((x, y), (x + 100, y))
    assert canvas.record("g1")["w"] > wide["w"]


def test_double_click_edits_and_buttons_press(canvas: Canvas) -> None:
    canvas.page.mouse.dblclick(*canvas.at("f1"))
    assert canvas.calls("edit") == ["f1"]
    x, y = canvas.at("d2", 1)
    canvas.click((x + 12, y))
    assert canvas.calls("button") == ["d2"]
    assert canvas.record("d2")["active"] is True
    x, y = canvas.at("i1", 0)
    canvas.click((x - 15, y))
    assert canvas.calls("button") == ["d2", "i1"]


def test_ctrl_click_asks_for_a_node_on_the_sheet_and_on_a_wire(canvas: Canvas) -> None:
    canvas.click((1000, 600), "Control")
    x1, y1 = canvas.at("i1", 1)
    x2, _ = canvas.at("p1", 0)
    canvas.click(((x1 + x2) / 2, y1), "Control")
    sheet, wire = canvas.calls("quickAdd")
    assert sheet["x"] == pytest.approx(1000)
    assert wire["wire"] == {"source": "i1", "port": 0, "target": "p1"}


def test_a_right_click_opens_the_menu_of_what_is_there(canvas: Canvas) -> None:
    canvas.page.mouse.click(*canvas.at("p1"), button="right")
    assert canvas.calls("menu") == [{"kind": "node", "id": "p1"}]
    assert canvas.selection() == {"p1"}


def test_a_right_drag_leads_wires_through_a_junction_and_an_alt_drag_cuts_them(canvas: Canvas) -> None:
    count = "flows.all().filter(r => r.type === 'junction').length"
    x, y = canvas.at("ca", 1)
    canvas.drag((x + 40, y - 20), (x + 40, y + 20), button="right")
    assert canvas.page.evaluate(count) == 2
    assert canvas.calls("menu") == []
    canvas.page.keyboard.down("Alt")
    canvas.drag((x + 20, y - 20), (x + 20, y + 20))
    canvas.page.keyboard.up("Alt")
    assert canvas.record("ca")["wires"] == [[]]


def test_the_wheel_pans_and_with_ctrl_zooms_at_the_pointer(canvas: Canvas) -> None:
    before = canvas.at("p1")
    canvas.page.mouse.move(500, 300)
    canvas.page.mouse.wheel(0, 100)
    canvas.page.wait_for_function("engine.viewport.y === 100")
    assert canvas.at("p1")[1] == before[1] - 100
    canvas.page.mouse.move(*canvas.at("p1"))
    under = canvas.at("p1")
    canvas.page.keyboard.down("Control")
    canvas.page.mouse.wheel(0, -120)
    canvas.page.keyboard.up("Control")
    canvas.page.wait_for_function("engine.viewport.zoom > 1")
    assert canvas.at("p1") == pytest.approx(under, abs=0.5)


def test_space_and_drag_moves_the_view(canvas: Canvas) -> None:
    canvas.click((1050, 640))
    canvas.page.keyboard.down("Space")
    canvas.drag((500, 300), (450, 260))
    canvas.page.keyboard.up("Space")
    assert canvas.page.evaluate("[engine.viewport.x, engine.viewport.y]") == [50, 40]


def test_a_node_is_dragged_out_of_a_palette_onto_the_grid_and_into_a_wire(canvas: Canvas) -> None:
    page = canvas.page
    page.evaluate(
        "() => { const chip = document.createElement('div'); chip.id = 'chip'; chip.textContent = 'change';"
        " chip.style.cssText = 'position:fixed;right:0;bottom:0;width:80px;height:30px;background:#eee';"
        " chip.onpointerdown = event => engine.beginPaletteDrag('change', event); document.body.append(chip); }"
    )
    page.mouse.move(1080, 670)
    page.mouse.down()
    page.mouse.move(900, 620)
    page.mouse.move(1000, 600)
    assert page.locator(".wl-canvas-ghost").count() == 1
    page.mouse.up()
    assert page.locator(".wl-canvas-ghost").count() == 0
    (node,) = canvas.selection()
    assert canvas.record(node)["type"] == "change"
    assert page.evaluate("id => engine.boxOf(id).x % 20", node) == 0
    x1, y1 = canvas.at("ca", 1)
    x2, _ = canvas.at("dis", 0)
    page.mouse.move(1080, 670)
    page.mouse.down()
    page.mouse.move(600, 600)
    page.mouse.move((x1 + x2) / 2, y1)
    page.mouse.up()
    (spliced,) = canvas.selection()
    assert canvas.record("ca")["wires"] == [[spliced]]
    assert canvas.record(spliced)["wires"] == [["dis"]]


def test_what_is_carried_follows_the_mouse_until_a_click_and_escape_takes_it_back(canvas: Canvas) -> None:
    page = canvas.page
    add = (
        "() => { flows.transact('Paste', tx => tx.add({ id: 'new', type: 'change', z: 'show', x: 300, y: 600,"
        " wires: [[]] }), { mergeKey: 'k' }); engine.select(['new']); engine.carrySelection('k'); }"
    )
    page.mouse.move(200, 620)
    page.evaluate(add)
    page.mouse.move(1000, 620)
    page.keyboard.press("Escape")
    assert page.evaluate("flows.has('new')") is False
    page.evaluate(add)
    page.mouse.move(900, 600)
    page.mouse.click(1000, 620)
    assert canvas.record("new")["x"] == pytest.approx(1000, abs=20)
    page.mouse.move(300, 300)
    assert canvas.record("new")["x"] == pytest.approx(1000, abs=20)
    page.evaluate("flows.undo()")
    assert page.evaluate("flows.has('new')") is False


def test_nodes_are_named_for_screen_readers_and_follow_the_selection(canvas: Canvas) -> None:
    page = canvas.page
    page.evaluate("engine.select(['p1'])")
    option = page.get_by_role("option", name="moving average, 21.4 °C, python")
    option.wait_for()
    assert option.get_attribute("aria-selected") == "true"
    assert page.get_by_role("listbox").get_attribute("aria-activedescendant") == "wl-node-p1"


def test_two_fingers_zoom_and_one_pans(browser: Browser, address: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 900, "height": 600})
    page = context.new_page()
    page.goto(f"{address}?demo")
    page.wait_for_function("window.readyAfter > 0")
    touch = context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    send("touchStart", (700, 560))
    send("touchMove", (650, 560))
    send("touchMove", (600, 560))
    send("touchEnd")
    assert page.evaluate("engine.viewport.x") == pytest.approx(100, abs=20)
    send("touchStart", (300, 300))
    send("touchStart", (300, 300), (400, 300))
    send("touchMove", (250, 300), (450, 300))
    send("touchEnd")
    assert page.evaluate("engine.viewport.zoom") == pytest.approx(2, abs=0.1)
    context.close()
