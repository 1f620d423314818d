"""The editor for people who use a keyboard or a screen reader, by axe-core: each panel, pane, dialog and form; the phone is light, the rest dark.

Panels and settings are those that the page offers. Dialogs are those that `web/src/editor/*/dialogs.ts` name: one that is
not in the table below fails a test, until the table says how it is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.axe import violations
from tests.support.browser import launched
from tests.support.canvas_pages import focus_canvas, opened, placed, tab
from tests.support.editor import canvas_of, nodes, run_command, select
from tests.support.processes import Wirelatch, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

EDITOR = Path(__file__).parents[3] / "web" / "src" / "editor"

COMMANDS = {
    "about": "About Wirelatch",
    "choose-group": "Move into group…",
    "choose-wire-end": "Wire to…",
    "commands": "",
    "draft-changes": "Whose changes…",
    "draft-question": "Discard the draft…",
    "event-log": "Event log",
    "export": "Export…",
    "flow-test": "New test",
    "flow-diff": "Compare with the flows that run",
    "import": "Import…",
    "node-docs": "Show description",
    "quick-add": "Add node…",
    "search": "Search…",
    "settings": "Settings",
    "system-info": "System information",
    "tour": "Tour of the editor",
    "versions": "Version history",
}
"""The command that opens each dialog, with a node of the flow selected."""

DIALOG = ":is(section[role=dialog], section[role=alertdialog])"
"""A dialog; notices have the role too, but are no sections."""

BY_DEPLOYS = {"deploy-warnings", "deploy-conflict", "signed-out"}
"""Dialogs that no command opens, but an unsafe deploy, somebody else's, a session's end: a test of their own."""
ELSEWHERE = BY_DEPLOYS | {"project", "projects"}
"""Those of projects are looked at in test_projects.py."""

DIALOGS = re.findall(
    r'^  "?([a-z-]+)"?: \(\) =>',
    "\n".join(path.read_text("utf-8") for path in sorted(EDITOR.glob("*/dialogs.ts"))),
    re.MULTILINE,
)
"""The kinds of dialogs that there are."""

KINDS = (
    "inject",
    "debug",
    "function",
    "switch",
    "change",
    "template",
    "http request",
    "delay",
    "csv",
    "trigger",
)

FLOWS: list[dict[str, Any]] = [
    tab("t1", "Sensors"),
    *(placed(kind, kind, 160, 40 + 40 * at, "join") for at, kind in enumerate(KINDS)),
    placed("join", "join", 500, 80, "stranger", info="What it **joins**."),
    placed("stranger", "not installed", 700, 80),
    {"id": "g1", "type": "group", "z": "t1", "name": "Together", "nodes": ["note"],
     "x": 434, "y": 379, "w": 212, "h": 82, "style": {"label": True, "fill": "#ffcf3f"}},
    placed("note", "comment", 540, 420, g="g1"),
    {"id": "s1", "type": "subflow", "name": "Smooth", "in": [], "out": [], "env": [
        {"name": "factor", "type": "num", "value": "3", "ui": {"type": "spinner", "opts": {"min": 0}}},
        {"name": "secret", "type": "cred", "ui": {"icon": "font-awesome/fa-key"}},
    ]},
]  # fmt: skip


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("flows", tmp_path_factory.mktemp("accessibility"), "--no-sign-in") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module", params=["dark"])
def page(browser: Browser, program: Wirelatch, request: pytest.FixtureRequest) -> Iterator[Page]:
    look = {"bypass_csp": True, "reduced_motion": "reduce", "color_scheme": request.param}
    with opened(browser, program, FLOWS, **look) as page:
        yield page


@pytest.fixture(autouse=True)
def closed(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "page" in request.fixturenames:
        page: Page = request.getfixturevalue("page")
        page.keyboard.press("Escape")
        expect(page.locator(DIALOG)).to_have_count(0)


def has_no_violations(page: Page) -> None:
    assert violations(page) == []


def opened_by(page: Page, command: str) -> Locator:
    """The dialog that a command opens, which the focus is in; "" is the list of commands itself."""
    if command:
        run_command(page, command)
        expect(page.get_by_role("option", name=command)).to_have_count(0)
    else:
        page.keyboard.press("Control+Shift+P")
    dialog = page.locator(DIALOG)
    expect(dialog).to_be_visible()
    return dialog


def test_each_dialog_is_looked_at() -> None:
    assert len(DIALOGS) > 10
    assert set(DIALOGS) - set(COMMANDS) - ELSEWHERE == set()


def test_the_page_has_no_violations(page: Page) -> None:
    expect(nodes(page)).to_have_count(len(FLOWS) - 3)  # a flow, a group and a subflow are no nodes
    has_no_violations(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Flow Sensors")


def test_every_panel_of_the_sidebar_has_no_violations(page: Page) -> None:
    tabs = page.get_by_role("tablist", name="Sidebar").get_by_role("tab")
    found: dict[str, list[str]] = {}
    for one in tabs.all():
        one.click()
        name = one.get_attribute("aria-label") or ""
        expect(
            page.get_by_role("tabpanel", name=name).get_by_role("heading", name=name).first
        ).to_be_visible()
        found[name] = violations(page, "aside")
    assert found == {name: [] for name in found}
    assert len(found) >= 8


@pytest.mark.parametrize("kind", [kind for kind in DIALOGS if kind in COMMANDS])
def test_a_dialog_has_no_violations_and_gives_the_focus_back(page: Page, kind: str) -> None:
    focus_canvas(page)
    if kind in {"choose-wire-end", "choose-group", "node-docs"}:
        select(page, "join")
    opened_by(page, COMMANDS[kind])
    assert violations(page, DIALOG) == []
    expect(page.locator(f"{DIALOG} :focus, {DIALOG}:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_have_count(0)
    expect(page.locator("body *:focus")).to_have_count(1)


def test_every_pane_of_the_settings_has_no_violations(page: Page) -> None:
    focus_canvas(page)
    dialog = opened_by(page, "Settings")
    found: dict[str, list[str]] = {}
    for one in dialog.get_by_role("tab").all():
        one.click()
        expect(dialog.get_by_role("tabpanel")).to_be_visible()
        found[one.inner_text()] = violations(page, "[role=dialog]")
    assert found == {name: [] for name in found}
    assert len(found) >= 4


def test_forms_of_nodes_have_no_violations(page: Page) -> None:
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        select(page, kind)
        page.keyboard.press("Enter")
        tray = page.get_by_role("dialog", name=re.compile("^Edit "))
        expect(tray).to_be_visible()
        found[kind] = violations(page, "[role=dialog]")
        tray.get_by_role("button", name="Cancel").click()
        expect(tray).to_have_count(0)
    assert found == {kind: [] for kind in KINDS}


def test_the_form_builder_of_a_subflow_has_no_violations(page: Page) -> None:
    focus_canvas(page)
    run_command(page, "Show explorer")
    page.get_by_role("treeitem", name="Smooth").first.dblclick()
    tray = page.get_by_role("dialog", name="Edit subflow")
    found: dict[str, list[str]] = {}
    for one in tray.get_by_role("tab").all():
        one.click()
        expect(tray.get_by_role("tabpanel")).to_be_visible()
        found[one.inner_text()] = violations(page, "[role=dialog]")
    tray.get_by_role("button", name="Cancel").click()
    page.get_by_role("tab", name="Sensors").click()
    assert found == {name: [] for name in found}
    assert len(found) >= 3


def test_the_questions_of_a_deploy_have_no_violations(page: Page) -> None:
    found: dict[str, list[str]] = {}

    def look(title: str) -> Locator:
        dialog = page.get_by_role("dialog", name=title)
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("progressbar")).to_have_count(0)
        found[title] = violations(page, DIALOG)
        return dialog

    def answer(status: int, body: dict[str, str]) -> None:
        page.route("**/flows", lambda route: route.fulfill(status=status, json=body)
                   if route.request.method in {"POST", "PATCH"} else route.fallback())  # fmt: skip

    select(page, "trigger")
    page.keyboard.press("ArrowRight")
    answer(409, {"code": "version_mismatch", "message": "somebody else has deployed"})
    page.get_by_role("button", name="Deploy", exact=True).click()
    look("Deploy with these warnings?").get_by_role("button", name="Deploy anyway").click()
    conflict = look("Somebody else has deployed")
    conflict.get_by_role("button", name="Cancel").click()
    expect(conflict).to_have_count(0)
    answer(401, {"code": "unauthorized", "message": "sign in"})
    page.get_by_role("button", name="Deploy", exact=True).click()
    look("Your session has ended").get_by_role("button", name="Close").click()
    page.unroute("**/flows")
    focus_canvas(page)
    page.keyboard.press("Control+z")
    assert found == {title: [] for title in found}
    assert len(found) == len(BY_DEPLOYS)


def test_on_a_phone_nothing_is_cut_off_and_nothing_violates(browser: Browser, program: Wirelatch) -> None:
    look = {"bypass_csp": True, "reduced_motion": "reduce", "viewport": {"width": 390, "height": 844}}
    with opened(browser, program, FLOWS, **look) as page:
        has_no_violations(page)
        for name in ("Main menu", "Deploy"):
            box = page.get_by_role("button", name=name, exact=True).bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
        expect(canvas_of(page)).to_be_in_viewport(ratio=0.9)


def test_the_buttons_of_a_row_are_reached_with_tab(page: Page) -> None:
    focus_canvas(page)
    run_command(page, "Show explorer")
    tree = page.get_by_role("tree", name="Explorer")
    tree.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hide Sensors")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(tree).to_be_focused()


def test_what_goes_over_a_wire_is_inspected_by_keyboard(page: Page) -> None:
    select(page, "inject")
    page.keyboard.press("Control+Alt+i")
    inspector = page.get_by_role("region", name="Wire inject → join")
    expect(inspector).to_be_focused()
    assert violations(page, "main") == []
    page.keyboard.press("Escape")
    expect(inspector).to_have_count(0)
    expect(canvas_of(page)).to_be_focused()
    page.keyboard.press("Control+Alt+w")


def test_in_forced_colours_what_is_chosen_is_told_apart(browser: Browser, program: Wirelatch) -> None:
    with opened(browser, program, FLOWS, forced_colors="active") as page:
        chosen = page.get_by_role("tablist", name="Sidebar").get_by_role("tab", selected=True)
        mark = "element => getComputedStyle(element, '::after').backgroundColor"
        assert chosen.evaluate(mark) not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
        select(page, "join")
        body = canvas_of(page).get_by_role("option", name="join", selected=True).locator(".wl-node-body")
        assert body.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
