"""The editor client of Node-RED 5, as npm has it, works against our Admin API: in a real browser, with real clicks.

What a person does here goes through `/nodes`, `/flows`, `/comms`, `/library`, `/context`, `/settings` and their
neighbours as that client uses them; nothing of the client is ours but the definitions of our node types.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import launched
from tests.support.processes import Wirelatch, wirelatch
from tests.support.stock_editor import StockEditor, stock_editor

pytestmark = [pytest.mark.peers, pytest.mark.e2e, pytest.mark.timeout(300)]

FLOW: list[dict[str, Any]] = [
    {"id": "t1", "type": "tab", "label": "First", "disabled": False, "info": "", "env": []},
    {"id": "i1", "type": "inject", "z": "t1", "name": "go", "props": [{"p": "payload"}], "repeat": "", "crontab": "",
     "once": False, "onceDelay": 0.1, "topic": "", "payload": "5", "payloadType": "num", "x": 140, "y": 80,
     "wires": [["f1"]]},
    {"id": "f1", "type": "function", "z": "t1", "name": "double", "outputs": 1, "timeout": 0, "noerr": 0,
     "initialize": "", "finalize": "", "libs": [], "x": 340, "y": 80, "wires": [["d1"]],
     "func": "global.set('seen', {count: msg.payload}); node.status({fill: 'green', shape: 'dot', text: 'did it'});\n"
             "msg.payload = {twice: msg.payload * 2}; return msg;"},
    {"id": "d1", "type": "debug", "z": "t1", "name": "out", "active": True, "tosidebar": True, "console": False,
     "tostatus": False, "complete": "payload", "targetType": "msg", "statusVal": "", "statusType": "auto",
     "x": 540, "y": 80, "wires": []},
]  # fmt: skip


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("flows", tmp_path_factory.mktemp("data") / "data", "--no-sign-in") as running:
        yield running


@pytest.fixture(scope="module")
def editor(half: Wirelatch) -> Iterator[tuple[str, StockEditor]]:
    with stock_editor(half.flows) as serving:
        yield serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def page(window: Page, editor: tuple[str, StockEditor], half: Wirelatch) -> Iterator[Page]:
    """The editor, just opened on `FLOW`; it must neither fail nor ask for anything that is refused."""
    deployed(half, FLOW)
    address, application = editor
    application.refused.clear()
    failures: list[str] = []
    failed = lambda error: failures.append(str(error))  # noqa: E731
    window.on("pageerror", failed)
    window.goto("about:blank")
    window.goto(address)
    expect(window.locator("#red-ui-header-button-deploy")).to_be_visible(timeout=30_000)
    expect(palette(window, "inject")).to_be_visible()
    yield window
    window.remove_listener("pageerror", failed)
    assert failures == []
    assert application.refused == []


def deployed(half: Wirelatch, flows: list[dict[str, Any]]) -> None:
    httpx.post(f"{half.flows}/flows", json=flows).raise_for_status()


def on_file(half: Wirelatch) -> dict[str, dict[str, Any]]:
    return {record["id"]: record for record in json.loads((half.data / "flows.json").read_text())}


def palette(page: Page, kind: str) -> Locator:
    return page.locator(f".red-ui-palette-node[data-palette-type='{kind}']")


def drag_in(page: Page, kind: str, x: int, y: int) -> None:
    source = palette(page, kind)
    source.scroll_into_view_if_needed()
    box, chart = source.bounding_box(), page.locator("#red-ui-workspace-chart").bounding_box()
    assert box
    assert chart
    page.mouse.move(box["x"] + 40, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(chart["x"] + x, chart["y"] + y, steps=10)
    page.mouse.up()


def node(page: Page, node_id: str) -> Locator:
    return page.locator(f"[id='{node_id}']")


def edit(page: Page, node_id: str) -> Locator:
    """Double-click a node; the form that opens."""
    box = node(page, node_id).locator(".red-ui-flow-node").first.bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    form = page.locator(".red-ui-tray .wirelatch-form[data-open]")
    expect(form).to_be_visible()
    return form


def done(page: Page) -> None:
    page.locator("#node-dialog-ok").click()
    expect(page.locator(".red-ui-tray")).to_have_count(0)


def deploy(page: Page) -> None:
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith("/flows")
    ) as sent:
        page.locator("#red-ui-header-button-deploy").click()
    assert sent.value.status == 200
    expect(page.locator("#red-ui-header-button-deploy")).to_have_class("red-ui-deploy-button disabled")


def test_the_palette_shows_our_node_types_by_category(page: Page) -> None:
    shown = page.locator(".red-ui-palette-node").evaluate_all(
        "nodes => nodes.map(node => node.dataset.paletteType)"
    )
    assert shown[:3] == ["inject", "debug", "complete"]
    assert {"function", "python", "switch", "http in", "mqtt out", "file in"} <= set(shown)
    assert not {"mqtt-broker", "tls-config", "junction"} & set(shown)
    icon = palette(page, "inject").locator(".red-ui-palette-icon").get_attribute("style") or ""
    assert "icons/wirelatch/inject.svg" in icon


def test_a_dragged_in_node_is_edited_wired_and_deployed(page: Page, half: Wirelatch) -> None:
    drag_in(page, "change", 340, 200)
    added = page.evaluate("RED.nodes.filterNodes({type: 'change'})[0].id")
    page.mouse.move(10, 10)
    form = edit(page, added)
    form.locator("#node-input-name").fill("stamp")
    form.get_by_role("textbox", name="Property").fill("stamped")
    form.get_by_role("textbox", name="To", exact=True).fill("yes")
    done(page)
    ports = [
        node(page, "i1").locator(".red-ui-flow-port-output .red-ui-flow-port").first,
        node(page, added).locator(".red-ui-flow-port-input .red-ui-flow-port").first,
    ]
    (start, end) = (port.bounding_box() for port in ports)
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + 5, steps=8)
    page.mouse.up()
    deploy(page)
    records = on_file(half)
    assert records[added]["name"] == "stamp"
    assert records[added]["rules"] == [{"t": "set", "p": "stamped", "pt": "msg", "to": "yes", "tot": "str"}]
    assert records["i1"]["wires"] == [["f1", added]]
    assert records["f1"]["func"] == FLOW[2]["func"]


def test_pressing_inject_shows_debug_message_status_and_context(page: Page) -> None:
    node(page, "i1").locator(".red-ui-flow-node-button-button").click()
    message = page.get_by_role("log", name="Debug messages").locator(".red-ui-debug-msg")
    expect(message).to_contain_text("msg.payload : Object")
    message.get_by_text("object", exact=True).click()
    expect(message).to_contain_text("twice: 10")
    expect(node(page, "f1").locator(".red-ui-flow-node-status-label")).to_have_text("did it")
    expect(page.locator(".red-ui-notification", has_text="Injected: go")).to_be_visible()
    page.evaluate("RED.actions.invoke('core:show-context-tab')")
    sidebar = page.locator(".red-ui-sidebar-context-stack")
    sidebar.locator("button:has(.fa-refresh)").last.click()
    expect(sidebar).to_contain_text("seen")
    expect(sidebar).to_contain_text("{ count: 5 }")


def test_names_of_nodes_are_text_and_no_html(page: Page, half: Wirelatch) -> None:
    hostile = "<img src=missing onerror=owned=1>"
    places = {"i1": (300, 80), "f1": (300, 200), "d1": (300, 320)}
    named = [
        {**record, "name": hostile, **dict(zip("xy", places[record["id"]], strict=True))}
        if record["id"] in places
        else record
        for record in FLOW
    ]
    status = f"node.status({{text: {json.dumps(hostile)}}}); msg.payload = {{}}; msg.topic = {json.dumps(hostile)};"
    named = [
        {**record, "func": status + "return msg"} if record["id"] == "f1" else record for record in named
    ]
    deployed(half, named)
    page.reload()
    expect(palette(page, "inject")).to_be_visible()
    node(page, "i1").locator(".red-ui-flow-node-button-button").click()
    message = page.get_by_role("log", name="Debug messages").locator(".red-ui-debug-msg")
    expect(message).to_contain_text(hostile)
    expect(page.locator(".red-ui-notification", has_text=hostile)).to_be_visible()
    node(page, "d1").locator(".red-ui-flow-node-button-button").click()
    expect(page.locator(".red-ui-notification", has_text=f"Switched off: {hostile}")).to_be_visible()
    assert page.locator("img[src='missing']").count() == 0
    assert page.evaluate("window.owned") is None


def test_debug_messages_have_a_window_of_their_own(page: Page) -> None:
    with page.expect_popup() as opened:
        page.get_by_title("Open in a window of its own").click()
    window = opened.value
    expect(window.locator("#state")).to_have_text("")
    node(page, "i1").locator(".red-ui-flow-node-button-button").click()
    expect(window.get_by_role("log")).to_contain_text('{"twice":10}')
    window.close()


def test_a_debug_node_is_switched_off_in_the_running_flow(page: Page, half: Wirelatch) -> None:
    button = node(page, "d1").locator(".red-ui-flow-node-button-button")
    with page.expect_response("**/debug/d1/disable") as answer:
        button.click()
    assert answer.value.status == 201
    with page.expect_response("**/debug/d1/enable") as answer:
        button.click()
    assert answer.value.status == 200


@pytest.mark.slow
def test_every_type_opens_its_form_and_done_changes_nothing(page: Page) -> None:
    kinds = page.evaluate(
        "RED.nodes.registry.getNodeTypes().filter(type => !['tab', 'unknown'].includes(type) && RED.nodes.getType(type).set)"
    )
    assert len(kinds) > 35
    page.evaluate(WITHOUT_ANIMATION)
    changed = []
    for kind in kinds:
        page.evaluate(ADD_AND_EDIT, kind)
        form = page.locator(".red-ui-tray .wirelatch-form[data-open]")
        expect(form).to_be_attached()
        page.locator("#node-dialog-ok, #node-config-dialog-ok").last.click()
        expect(page.locator(".red-ui-tray")).to_have_count(0)
        before, after = page.evaluate("[window.before, exported()]")
        if before != after:
            changed.append((kind, before, after))
    assert changed == []


WITHOUT_ANIMATION = """() => {
    const later = window.setTimeout;
    window.setTimeout = (callback, ms, ...more) => later(callback, ms <= 250 ? 0 : ms, ...more);
    jQuery.fx.off = true;
}"""

ADD_AND_EDIT = """kind => {
    const definition = RED.nodes.getType(kind), isConfig = definition.category === 'config';
    const record = {id: 'added-' + kind.replace(/ /g, '-'), type: kind};
    for (const [name, property] of Object.entries(definition.defaults)) record[name] = structuredClone(property.value);
    if (!isConfig) Object.assign(record, {z: RED.workspaces.active(), x: 200, y: 300, wires: []});
    RED.nodes.import([record], {generateIds: false});
    window.exported = () => JSON.stringify(RED.nodes.createExportableNodeSet([RED.nodes.node(record.id)]));
    window.before = window.exported();
    if (isConfig) RED.editor.editConfig('', kind, record.id); else RED.editor.edit(RED.nodes.node(record.id));
}"""


def test_moving_a_rule_of_a_switch_moves_its_wires(page: Page, half: Wirelatch) -> None:
    rules = [{"t": "eq", "v": "1", "vt": "num"}, {"t": "eq", "v": "2", "vt": "num"}]
    switch = {"id": "s1", "type": "switch", "z": "t1", "name": "", "property": "payload", "propertyType": "msg",
              "rules": rules, "checkall": "true", "repair": False, "outputs": 2, "x": 340, "y": 160,
              "wires": [["d1"], []]}  # fmt: skip
    page.evaluate(
        "record => RED.nodes.import([record], {generateIds: false}) && RED.view.redraw(true)", switch
    )
    form = edit(page, "s1")
    removers = form.locator(".red-ui-editableList-item-remove")
    removers.first.click()
    expect(removers).to_have_count(1)
    done(page)
    deploy(page)
    record = on_file(half)["s1"]
    assert (record["rules"], record["outputs"], record["wires"]) == ([rules[1]], 1, [[]])


def test_flows_are_imported_and_exported_through_the_clipboard_dialog(page: Page) -> None:
    page.keyboard.press("Control+i")
    imported = [
        {
            "id": "c9",
            "type": "comment",
            "z": "",
            "name": "imported here",
            "info": "",
            "x": 100,
            "y": 300,
            "wires": [],
        }
    ]
    page.locator("#red-ui-clipboard-dialog-import-text").fill(json.dumps(imported))
    page.locator("#red-ui-clipboard-dialog-ok").click()
    chart = page.locator("#red-ui-workspace-chart").bounding_box()
    assert chart
    page.mouse.click(chart["x"] + 300, chart["y"] + 300)
    assert page.evaluate("RED.nodes.filterNodes({type: 'comment'}).map(node => node.name)") == [
        "imported here"
    ]
    page.keyboard.press("Control+e")
    page.locator("#red-ui-clipboard-dialog-export-rng-flow").click()
    page.get_by_text("JSON", exact=True).last.click()
    shown = page.locator("#red-ui-clipboard-dialog-export-text").input_value()
    assert {record["type"] for record in json.loads(shown)} >= {
        "tab",
        "inject",
        "function",
        "debug",
        "comment",
    }
    page.locator("#red-ui-clipboard-dialog-cancel").click()


def test_flows_are_kept_in_the_library_and_taken_from_it(page: Page, half: Wirelatch) -> None:
    with page.expect_response("**/library/local/flows/**"):  # asked for as the dialog is built
        page.evaluate("RED.actions.invoke('core:show-library-export-dialog')")
    page.locator("#red-ui-clipboard-dialog-export-rng-flow").click()
    page.locator("#red-ui-clipboard-dialog-export-tabs").get_by_text("Local", exact=True).click()
    page.locator("#red-ui-clipboard-dialog-tab-library-name").fill("kept flow.json")
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and "/library/" in answer.url
    ) as answer:
        page.locator("#red-ui-clipboard-dialog-export").click()
    assert answer.value.status == 204
    kept = json.loads((half.data / "lib/flows/kept flow.json").read_text())
    assert {record["type"] for record in kept} >= {"tab", "inject", "function", "debug"}
    page.evaluate("RED.actions.invoke('core:show-library-import-dialog')")
    page.locator("#red-ui-clipboard-dialog-import-tabs").get_by_text("Local", exact=True).click()
    page.locator("#red-ui-clipboard-dialog-import-tabs-content").get_by_text("kept flow.json").click()
    page.locator("#red-ui-clipboard-dialog-ok").click()
    page.get_by_role("button", name="Import copy").click()  # the nodes are still there
    page.wait_for_function("RED.nodes.filterNodes({type: 'inject'}).length === 2")


def test_search_finds_nodes_by_name_and_property(page: Page) -> None:
    page.keyboard.press("Control+f")
    page.locator(".red-ui-search-container input").first.press_sequentially("double")
    result = page.locator(".red-ui-search-results-container .red-ui-search-result-node-label")
    expect(result.first).to_have_text("double")
    page.keyboard.press("Escape")


def test_a_subflow_is_made_of_a_selection_and_deployed(page: Page, half: Wirelatch) -> None:
    page.evaluate(
        "RED.view.select({nodes: [RED.nodes.node('f1')]}); RED.actions.invoke('core:convert-to-subflow')"
    )
    deploy(page)
    records = on_file(half).values()
    subflow = next(record for record in records if record["type"] == "subflow")
    instance = next(record for record in records if record["type"] == f"subflow:{subflow['id']}")
    assert instance["wires"] == [["d1"]]
    node(page, "i1").locator(".red-ui-flow-node-button-button").click()
    expect(page.get_by_role("log", name="Debug messages")).to_contain_text("msg.payload : Object")
    page.evaluate("id => RED.workspaces.show(id)", subflow["id"])
    form = edit(page, "f1")
    form.locator("#node-input-name").fill("inside")
    done(page)
    deploy(page)
    assert on_file(half)["f1"]["name"] == "inside"


def test_credentials_are_written_and_come_back_masked(page: Page, half: Wirelatch) -> None:
    broker = {
        "id": "b1",
        "type": "mqtt-broker",
        "name": "broker",
        "broker": "127.0.0.1",
        "port": "1",
        "autoConnect": False,
    }
    page.evaluate("record => RED.nodes.import([record], {generateIds: false})", broker)
    page.evaluate("RED.editor.editConfig('', 'mqtt-broker', 'b1')")
    page.get_by_role("button", name="Security").click()
    page.locator("#node-config-input-user").fill("ada")
    page.locator("#node-config-input-password").fill("secret word")
    page.locator("#node-config-dialog-ok").click()
    deploy(page)
    assert "secret word" not in (half.data / "flows_cred.json").read_text()
    shown = httpx.get(f"{half.flows}/credentials/mqtt-broker/b1").json()
    assert shown["user"] == "ada"
    assert shown["has_password"] is True
    assert "secret word" not in json.dumps(shown)


def test_somebody_elses_deploy_leads_to_the_conflict_dialog(
    page: Page, half: Wirelatch, editor: tuple[str, StockEditor]
) -> None:
    drag_in(page, "comment", 300, 300)
    page.mouse.move(10, 10)
    deployed(half, [*FLOW, {"id": "t2", "type": "tab", "label": "Theirs"}])
    expect(
        page.locator(".red-ui-notification", has_text="flows on the server have been updated")
    ).to_be_visible()
    page.locator("#red-ui-header-button-deploy").click()
    expect(
        page.locator(
            "#red-ui-deploy-dialog-confirm-unimportant, .red-ui-notification:has-text('conflict'), .red-ui-notification:has-text('server')"
        ).last
    ).to_be_visible()
    assert "t2" in on_file(half)
    editor[1].refused.clear()


def test_preferences_are_kept_for_the_user_on_the_server(page: Page, half: Wirelatch) -> None:
    with page.expect_response("**/settings/user") as answer:
        page.evaluate("RED.settings.set('editor.view.view-show-grid', false)")
    assert answer.value.status == 204
    kept = json.loads((half.data / ".config.users.json").read_text())
    assert kept["_"]["editor"]["view"]["view-show-grid"] is False


def test_a_type_that_is_switched_off_leaves_the_palette_and_comes_back(page: Page, half: Wirelatch) -> None:
    address = f"{half.flows}/nodes/wirelatch/range"
    httpx.put(address, json={"enabled": False}).raise_for_status()
    expect(palette(page, "range")).to_be_hidden()
    httpx.put(address, json={"enabled": True}).raise_for_status()
    expect(palette(page, "range")).to_be_visible()
