"""A tablet: one finger moves the view or a node, two zoom, a tap on two ports wires, a long press opens the menu."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.canvas_pages import opened, placed, records, tab
from tests.support.editor import box_of, canvas_of, node
from tests.support.processes import Wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FLOWS = [
    tab("t1", "Flow"),
    placed("go", "inject", 160, 100),
    placed("change", "change", 400, 200),
    placed("out", "debug", 400, 320),
]
TABLET: dict[str, Any] = {"has_touch": True, "viewport": {"width": 1180, "height": 820}}

Point = tuple[float, float]


@pytest.fixture
def page(browser: Browser, program: Wirelatch) -> Iterator[Page]:
    with opened(browser, program, FLOWS, **TABLET) as page:
        expect(node(page, "out")).to_be_visible()
        yield page


class Fingers:
    """Fingers on the screen, as the browser's own input pipeline sees them."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def send(self, kind: str, *points: Point) -> None:
        fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    def tap(self, point: Point) -> None:
        self.send("touchStart", point)
        self.send("touchEnd")

    def drag(self, start: Point, end: Point) -> None:
        self.send("touchStart", start)
        for step in range(1, 9):
            self.send(
                "touchMove",
                (start[0] + (end[0] - start[0]) * step / 8, start[1] + (end[1] - start[1]) * step / 8),
            )
        self.send("touchEnd")


@pytest.fixture
def fingers(page: Page) -> Fingers:
    return Fingers(page)


def middle(page: Page, name: str) -> Point:
    box = box_of(page, name)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def output(page: Page, name: str) -> Point:
    box = box_of(page, name)
    return box["x"] + box["width"], box["y"] + box["height"] / 2


def input_of(page: Page, name: str) -> Point:
    box = box_of(page, name)
    return box["x"], box["y"] + box["height"] / 2


def empty(page: Page) -> Point:
    box = canvas_of(page).bounding_box()
    assert box
    return box["x"] + 560, box["y"] + 520


def test_one_finger_on_the_sheet_moves_the_view(page: Page, fingers: Fingers) -> None:
    before = middle(page, "go")
    x, y = empty(page)
    fingers.drag((x, y), (x - 60, y - 40))
    after = middle(page, "go")
    assert after == pytest.approx((before[0] - 60, before[1] - 40), abs=12)


def test_two_fingers_zoom_and_move(page: Page, fingers: Fingers) -> None:
    x, y = empty(page)
    fingers.send("touchStart", (x - 50, y))
    fingers.send("touchStart", (x - 50, y), (x + 50, y))
    fingers.send("touchMove", (x - 75, y), (x + 75, y))
    fingers.send("touchMove", (x - 100, y - 40), (x + 100, y - 40))
    fingers.send("touchEnd")
    expect(page.get_by_role("button", name="Reset zoom")).to_have_text("200%")


def test_one_finger_drags_a_node(page: Page, fingers: Fingers) -> None:
    before = records(page)["out"]
    x, y = middle(page, "out")
    fingers.drag((x, y), (x + 80, y + 60))
    after = records(page)["out"]
    assert (after["x"], after["y"]) == pytest.approx((before["x"] + 80, before["y"] + 60), abs=20)


def test_a_finger_draws_a_wire_and_two_taps_do_as_well(page: Page, fingers: Fingers) -> None:
    fingers.drag(output(page, "go"), input_of(page, "change"))
    fingers.tap(output(page, "change"))
    fingers.tap(input_of(page, "out"))
    found = records(page)
    assert found["go"]["wires"] == [["change"]]
    assert found["change"]["wires"] == [["out"]]


def test_a_wire_let_go_over_the_sheet_asks_for_its_other_end(page: Page, fingers: Fingers) -> None:
    fingers.drag(output(page, "go"), empty(page))
    dialog = page.get_by_role("dialog", name="Add a node")
    dialog.get_by_role("combobox").fill("template")
    expect(dialog.get_by_role("option")).to_have_count(1)  # from then on nothing moves under the finger
    dialog.get_by_role("option", name="template").tap()
    expect(dialog).to_have_count(0)  # until it has gone, it has the keys
    (target,) = records(page)["go"]["wires"][0]
    assert records(page)[target]["type"] == "template"


def test_a_long_press_opens_the_menu_of_a_node(page: Page, fingers: Fingers) -> None:
    fingers.send("touchStart", middle(page, "change"))
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    fingers.send("touchEnd")
    expect(node(page, "change")).to_have_attribute("aria-selected", "true")
    menu.get_by_role("menuitem", name=re.compile("^Delete(?! and)")).tap()
    expect(node(page, "change")).to_have_count(0)


def test_a_double_tap_opens_the_form_of_a_node(page: Page, fingers: Fingers) -> None:
    at = middle(page, "change")
    fingers.tap(at)
    fingers.tap(at)
    expect(page.get_by_role("dialog", name="Edit change node")).to_be_visible()


def test_a_node_is_dragged_out_of_the_palette_with_a_finger(page: Page, fingers: Fingers) -> None:
    item = page.get_by_role("navigation", name="Palette").get_by_role("button", name="comment", exact=True)
    box = item.bounding_box()
    assert box
    fingers.drag((box["x"] + 40, box["y"] + 10), empty(page))
    expect(node(page, "comment")).to_be_visible()
