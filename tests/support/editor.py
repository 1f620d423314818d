"""What a person does in the editor, with a real mouse: drag from the palette, wire, open a tray."""

from __future__ import annotations

from playwright.sync_api import FloatRect, Locator, Page


def canvas_of(page: Page) -> Locator:
    """The sheet that shows the flow."""
    return page.get_by_role("listbox", name="Flow")


def drag_from_palette(page: Page, type_label: str, x: int, y: int) -> None:
    """Drag a node type from the palette to a point of the canvas, given relative to its corner."""
    palette = page.get_by_role("navigation", name="Palette")
    item = palette.get_by_role("button", name=type_label, exact=True).last  # the category comes first
    item.scroll_into_view_if_needed()
    source = item.bounding_box()
    canvas = canvas_of(page).bounding_box()
    assert source
    assert canvas
    page.mouse.move(source["x"] + source["width"] / 2, source["y"] + source["height"] / 2)
    page.mouse.down()
    page.mouse.move(canvas["x"] + x, canvas["y"] + y, steps=8)
    page.mouse.up()


def nodes(page: Page) -> Locator:
    """Every node that the sheet shows."""
    return canvas_of(page).get_by_role("option")


def node(page: Page, name: str) -> Locator:
    """A node on the canvas by its label or by its type, both of which are part of its accessible name."""
    return canvas_of(page).get_by_role("option", name=name)


def box_of(page: Page, name: str) -> FloatRect:
    """Where a node's body is; its element reaches further, around its ports and status."""
    box = node(page, name).locator(".wl-node-body").bounding_box()
    assert box
    return box


def select(page: Page, name: str) -> None:
    """Click a node. The sheet takes all pointer events, so the mouse goes by place."""
    box = box_of(page, name)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def edit(page: Page, name: str, type_label: str) -> Locator:
    """Double-click a node; the tray that opens."""
    box = box_of(page, name)
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return page.get_by_role("dialog", name=f"Edit {type_label} node")


def wire(page: Page, source: str, target: str) -> None:
    """Drag from the source's output port to the target's input port, which sit at the ends of the nodes."""
    start, end = box_of(page, source), box_of(page, target)
    page.mouse.move(start["x"] + start["width"], start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"], end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def press_button(page: Page, name: str) -> None:
    """Press the button at the left of an inject node."""
    box = box_of(page, name)
    page.mouse.click(box["x"] - 14, box["y"] + box["height"] / 2)


def run_command(page: Page, name: str) -> None:
    """Run a command by its name, as Ctrl+Shift+P finds it."""
    page.keyboard.press("Control+Shift+P")
    page.get_by_role("combobox").fill(name)
    page.get_by_role("option", name=name).first.click()


def deploy(page: Page) -> None:
    """Press Deploy and wait until it is done."""
    with page.expect_response(
        lambda answer: answer.url.endswith("/flows") and answer.request.method in ("POST", "PATCH")
    ):
        page.get_by_role("button", name="Deploy", exact=True).click()
