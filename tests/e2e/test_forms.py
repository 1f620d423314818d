"""The edit forms of all node types in a real browser: they open, change nothing by themselves, and what is set works."""

from __future__ import annotations

import json
import re
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from websockets.sync.client import connect

from tests.support.browser import launched
from tests.support.editor import box_of, canvas_of, deploy, drag_from_palette, edit, node, press_button, wire
from tests.support.ports import free_port
from tests.support.processes import Wirelatch, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

Record = dict[str, Any]
WITHOUT_FORM = {"junction", "unknown"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("flows", tmp_path_factory.mktemp("forms"), "--no-sign-in") as program:
        yield program


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture
def api(running: Wirelatch) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.flows) as client:
        yield client


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose console has to stay free of errors."""
    context = browser.new_context(viewport={"width": 1600, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(10000)
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda line: failures.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert failures == []


def open_flows(page: Page, running: Wirelatch, api: httpx.Client, records: list[Record]) -> None:
    """Deploy the records and open the editor, without what an earlier page left in the draft."""
    api.post("/flows", json=records).raise_for_status()
    api.post("/api/v1/draft/discard", json={}).raise_for_status()
    page.goto(running.flows)
    expect(page.get_by_role("tablist", name="Flows").get_by_role("tab").first).to_be_visible()


def tray(page: Page) -> Locator:
    """The topmost edit tray."""
    return page.locator("section[role=dialog]").last


def done(page: Page) -> None:
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.locator("section[role=dialog]")).to_have_count(0)


def inject_and_debug(payload: str) -> list[Record]:
    """A flow with an inject node that sends a text, and a debug node, and room between them."""
    return [
        {"id": "t1", "type": "tab", "label": "Flow", "disabled": False, "info": "", "env": []},
        {"id": "i1", "type": "inject", "z": "t1", "name": "go", "props": [{"p": "payload"}], "repeat": "", "crontab": "",
         "once": False, "onceDelay": 0.1, "topic": "", "payload": payload, "payloadType": "str", "x": 120, "y": 80,
         "wires": [[]]},
        {"id": "d1", "type": "debug", "z": "t1", "name": "out", "active": True, "tosidebar": True, "console": False,
         "tostatus": False, "complete": "payload", "targetType": "msg", "x": 640, "y": 80, "wires": []},
    ]  # fmt: skip


def put_between(page: Page, type_label: str, shown: str) -> None:
    """Drag a node between the inject and the debug node and wire it to both."""
    drag_from_palette(page, type_label, 360, 80)
    wire(page, "go", shown)
    wire(page, shown, "out")


def messages(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Sidebar").get_by_role("listitem")


def go(page: Page) -> None:
    """Deploy, open the debug sidebar, and press the inject node's button."""
    deploy(page)
    page.get_by_role("tab", name="Debug").click()
    press_button(page, "go")


# All forms -------------------------------------------------------------------------------------------------------


def records_of_all_types(types: list[Record], *, bare: bool) -> list[Record]:
    """A node of each type: with the defaults of its type, or without any property, as in old files."""
    configs = {entry["type"]: f"config {entry['type']}" for entry in types if entry["category"] == "config"}
    records: list[Record] = [{"id": "t1", "type": "tab", "label": "Forms"}]
    placed = 0
    for entry in types:
        if entry["type"] in WITHOUT_FORM:
            continue
        record: Record = {"id": configs.get(entry["type"], f"node {entry['type']}"), "type": entry["type"]}
        for field in entry["fields"]:
            names_config = field["widget"] == "config" and configs.get(field["node_type"])
            if names_config and field.get("required"):
                record[field["name"]] = names_config  # the form would choose the first one there is
            elif not bare and field["widget"] != "credential" and field["default"] is not None:
                record[field["name"]] = field["default"]
        record["name"] = f"T{len(records):02}"
        if entry["type"] not in configs:
            record |= {"z": "t1", "x": 110 + 190 * (placed % 5), "y": 60 + 70 * (placed // 5), "wires": [[]]}
            placed += 1
        records.append(record)
    return records


@pytest.mark.parametrize(
    "bare",
    [
        pytest.param(False, id="with all properties", marks=pytest.mark.slow),
        pytest.param(True, id="of old files"),
    ],
)
def test_every_form_opens_and_done_without_changes_leaves_the_file_as_it_is(
    page: Page, running: Wirelatch, api: httpx.Client, bare: bool
) -> None:
    types = api.get("/api/v1/node-types").json()
    records = records_of_all_types(types, bare=bare)
    open_flows(page, running, api, records)
    before = (running.data / "flows.json").read_bytes()
    page.get_by_role("tab", name="Configuration nodes").click()
    canvas = canvas_of(page).bounding_box()
    assert canvas
    for record in records[1:]:
        if "z" in record:
            page.mouse.dblclick(canvas["x"] + record["x"], canvas["y"] + record["y"])
        else:
            labels = next(entry["label"] for entry in types if entry["type"] == record["type"])
            is_named = any("{name}" in label["text"] for label in labels)
            shown = record["name"] if is_named else record["type"]
            page.get_by_role("complementary", name="Sidebar").get_by_text(shown).last.dblclick()
        form = page.locator("section[role=dialog]", has_text=record["id"])
        form.locator("input, select, textarea, .cm-editor").first.wait_for()
        page.keyboard.press("Control+Enter")
        form.wait_for(state="detached")
        assert page.locator("[data-dirty]").count() == 0, f"the form of {record['type']} changed the node"
    page.get_by_role("button", name="Deploy", exact=True).click()
    confirm = page.get_by_role("button", name=re.compile("Deploy anyway"))
    with page.expect_response(lambda answer: answer.request.method in ("POST", "PATCH")):
        confirm.click()
    assert (running.data / "flows.json").read_bytes() == before


def test_a_node_that_lacks_what_it_needs_is_marked_and_named_before_a_deploy(
    page: Page, running: Wirelatch, api: httpx.Client
) -> None:
    open_flows(page, running, api, inject_and_debug(""))
    drag_from_palette(page, "tcp in", 360, 200)
    expect(node(page, "tcp in")).to_have_accessible_name(re.compile("not configured properly"))
    page.get_by_role("button", name="Deploy", exact=True).click()
    expect(page.get_by_role("alertdialog").or_(page.get_by_role("dialog"))).to_contain_text("Port")


# What is set works -----------------------------------------------------------------------------------------------


def test_split_sends_a_message_for_each_part(page: Page, running: Wirelatch, api: httpx.Client) -> None:
    open_flows(page, running, api, inject_and_debug("red,green,blue"))
    put_between(page, "split", "split")
    form = edit(page, "split", "split")
    form.get_by_role("textbox", name="Split using", exact=True).fill(",")
    done(page)
    go(page)
    expect(messages(page)).to_have_count(3)
    for place, text in enumerate(["red", "green", "blue"]):
        expect(messages(page).nth(place)).to_contain_text(text)


def test_csv_reads_rows_with_a_chosen_separator(page: Page, running: Wirelatch, api: httpx.Client) -> None:
    open_flows(page, running, api, inject_and_debug("degrees|soil\n20|moist"))
    put_between(page, "csv", "csv")
    form = edit(page, "csv", "csv")
    form.get_by_role("combobox", name="Separator").select_option(label="other…")
    form.get_by_role("textbox", name="Other separator").fill("|")
    form.get_by_label("First row contains column names").check()
    done(page)
    edit(page, "csv", "csv")
    expect(tray(page).get_by_role("textbox", name="Other separator")).to_have_value("|")
    done(page)
    go(page)
    expect(messages(page).first).to_contain_text(re.compile("degrees.*20.*soil.*moist", re.DOTALL))


def test_exec_runs_its_command_with_the_payload(page: Page, running: Wirelatch, api: httpx.Client) -> None:
    open_flows(page, running, api, inject_and_debug("from the flow"))
    drag_from_palette(page, "exec", 360, 80)
    form = edit(page, "exec", "exec")
    form.get_by_label("Command").fill("echo hello")
    form.get_by_label("Append").fill("payload")
    done(page)
    deploy(page)
    flow = api.get("/flows").json()
    record = next(record for record in flow if record["type"] == "exec")
    assert {key: record[key] for key in ("command", "addpay", "append", "useSpawn", "timer", "oldrc")} == {
        "command": "echo hello", "addpay": "payload", "append": "", "useSpawn": "false", "timer": "", "oldrc": False,
    }  # fmt: skip
    wire(page, "go", "echo hello")
    start, end = box_of(page, "echo hello"), box_of(page, "out")
    page.mouse.move(start["x"] + start["width"], start["y"] + start["height"] / 2 - 13)  # the first of three
    page.mouse.down()
    page.mouse.move(end["x"], end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()
    go(page)
    expect(messages(page).first).to_contain_text("hello from the flow")


def test_tcp_nodes_answer_on_the_port_that_is_set(page: Page, running: Wirelatch, api: httpx.Client) -> None:
    port = free_port()
    open_flows(page, running, api, inject_and_debug("")[:1])
    drag_from_palette(page, "tcp in", 160, 80)
    form = edit(page, "tcp in", "tcp in")
    form.get_by_label("Port").fill(str(port))
    form.get_by_label("Payload").select_option("String")
    done(page)
    drag_from_palette(page, "tcp out", 500, 80)
    form = edit(page, "tcp out", "tcp out")
    form.get_by_label("Type").select_option("Reply to TCP")
    expect(form.get_by_label("Port")).to_have_count(0)
    done(page)
    wire(page, f"tcp:{port}", "tcp out")
    deploy(page)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"there and back")
        assert connection.recv(100) == b"there and back"


def test_a_websocket_listener_added_in_the_form_echoes(
    page: Page, running: Wirelatch, api: httpx.Client
) -> None:
    open_flows(page, running, api, inject_and_debug("")[:1])
    drag_from_palette(page, "websocket in", 160, 80)
    edit(page, "websocket in", "websocket in")
    tray(page).get_by_role("combobox", name="Type").select_option("Connect to")
    tray(page).get_by_role("combobox", name="Type").select_option("Listen on")
    tray(page).get_by_role("button", name="Add new websocket-listener").click()
    tray(page).get_by_role("textbox", name="Path").fill("/ws/echo")
    tray(page).get_by_role("button", name="Add", exact=True).click()
    done(page)
    drag_from_palette(page, "websocket out", 500, 80)
    edit(page, "websocket out", "websocket out")
    expect(tray(page).get_by_role("combobox", name="Path")).to_contain_text("/ws/echo")
    done(page)
    wire(page, "websocket in", "websocket out")
    deploy(page)
    flow = {record["type"]: record for record in api.get("/flows").json()}
    assert "kind" not in flow["websocket in"]
    assert flow["websocket out"]["server"] == flow["websocket-listener"]["id"]
    with connect(running.flows.replace("http", "ws") + "/ws/echo") as client:
        client.send("there and back")
        assert client.recv(10) == "there and back"


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder whose name the debug sidebar shows in full."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_udp_and_watch_tell_of_what_comes_from_outside(
    page: Page, running: Wirelatch, api: httpx.Client, short_path: Path
) -> None:
    port = free_port()
    open_flows(page, running, api, [inject_and_debug("")[0], inject_and_debug("")[2]])
    drag_from_palette(page, "udp in", 160, 80)
    form = edit(page, "udp in", "udp in")
    form.get_by_label("on Port").fill(str(port))
    form.get_by_label("Output").select_option("a String")
    done(page)
    drag_from_palette(page, "watch", 160, 180)
    form = edit(page, "watch", "watch")
    form.get_by_label("File(s)").fill(str(short_path))
    form.get_by_label("Name").fill("folder")
    done(page)
    wire(page, f"udp {port}", "out")
    wire(page, "folder", "out")
    deploy(page)
    page.get_by_role("tab", name="Debug").click()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"by datagram", ("127.0.0.1", port))
    expect(messages(page).first).to_contain_text("by datagram")
    (short_path / "new.txt").write_text("new")
    expect(messages(page).filter(has_text="new.txt").first).to_be_visible()


def test_properties_of_the_newer_protocol_show_where_the_broker_speaks_it(
    page: Page, running: Wirelatch, api: httpx.Client
) -> None:
    broker = {
        "id": "b1",
        "type": "mqtt-broker",
        "name": "B",
        "broker": "127.0.0.1",
        "port": "1",
        "autoConnect": False,
    }
    place = {"type": "mqtt out", "z": "t1", "topic": "a", "wires": [], "x": 300}
    open_flows(page, running, api, [
        inject_and_debug("")[0],
        {**broker, "id": "b4", "protocolVersion": "4"}, {**broker, "id": "b5", "protocolVersion": "5"},
        {**place, "id": "m4", "name": "older", "broker": "b4", "y": 80},
        {**place, "id": "m5", "name": "newer", "broker": "b5", "y": 160},
    ])  # fmt: skip
    form = edit(page, "older", "mqtt out")
    expect(form.get_by_label("Content type")).to_have_count(0)
    done(page)
    form = edit(page, "newer", "mqtt out")
    form.get_by_label("Content type").fill("text/plain")
    done(page)
    deploy(page)
    stored = next(record for record in api.get("/flows").json() if record["id"] == "m5")
    assert stored["contentType"] == "text/plain"


# Secret variables ------------------------------------------------------------------------------------------------


def add_secret(page: Page, name: str, value: str) -> None:
    """Add an environment variable of type credential in the open form."""
    form = tray(page)
    form.get_by_role("button", name="Add environment variable").click()
    form.get_by_label("Name, row 1").fill(name)
    form.get_by_role("button", name=re.compile("^Type of")).click()
    page.get_by_role("menuitemradio", name="credential").click()
    form.locator("input[type=password]").fill(value)


def test_secret_variables_are_credentials_and_reach_the_nodes(
    page: Page, running: Wirelatch, api: httpx.Client
) -> None:
    flow = inject_and_debug("")
    flow[1] |= {
        "payload": '$env("OF_FLOW") & ", " & $env("OF_ALL")',
        "payloadType": "jsonata",
        "wires": [["d1"]],
    }
    open_flows(page, running, api, [*flow, {"id": "gc", "type": "global-config", "env": [], "modules": {}}])
    page.get_by_role("tab", name="Flow", exact=True).dblclick()
    add_secret(page, "OF_FLOW", "s3cret-of-the-flow")
    done(page)
    page.get_by_role("tab", name="Configuration nodes").click()
    page.get_by_role("complementary", name="Sidebar").get_by_text("global-config").last.dblclick()
    add_secret(page, "OF_ALL", "s3cret-of-all")
    done(page)
    go(page)
    expect(messages(page).first).to_contain_text("s3cret-of-the-flow, s3cret-of-all")
    stored = {record["id"]: record for record in api.get("/flows").json()}
    assert stored["t1"]["env"] == [{"name": "OF_FLOW", "type": "cred"}]
    assert stored["gc"]["env"] == [{"name": "OF_ALL", "type": "cred", "value": "__PWRD__"}]
    assert "s3cret" not in json.dumps(api.get("/flows").json())
    assert "s3cret" not in "".join(file.read_text() for file in running.data.glob("flows*.json"))
    assert api.get("/credentials/global-config/gc").json() == {"map": {"has_OF_ALL": True}}

    page.reload()
    page.get_by_role("tab", name="Flow", exact=True).dblclick()
    secret = tray(page).locator("input[type=password]")
    expect(secret).to_have_attribute("placeholder", re.compile("kept"))
    expect(secret).to_have_value("")
    tray(page).get_by_role("button", name="Delete environment variable 1").click()
    done(page)
    deploy(page)
    assert api.get("/credentials/tab/t1").json() == {}
