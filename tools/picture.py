"""Take the picture of the editor that README.md shows: a small flow, deployed and running, in a real browser."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402
from tests.support.browser import launched  # noqa: E402
from tests.support.processes import ADMIN_PASSWORD, ADMIN_TOKEN, BOOTSTRAP, wirelatch  # noqa: E402
from tests.support.sign_in import sign_in  # noqa: E402

GREET = (
    "const name = msg.req.query.name || 'world';\nmsg.payload = { hello: name, at: new Date() };\nreturn msg;"
)
AVERAGE = 'import statistics\n\nseen = context.get("seen") or []\nseen = [*seen, msg.payload][-10:]\ncontext.set("seen", seen)\nmsg.payload = statistics.mean(seen)\nreturn msg\n'


def record(
    node_id: str, type_name: str, x: int, y: int, wires: list[list[str]], **more: Any
) -> dict[str, Any]:
    """A node on the pictured flow."""
    return {"id": node_id, "type": type_name, "z": "tab", "x": x, "y": y, "wires": wires, **more}


FLOWS = [
    {"id": "tab", "type": "tab", "label": "Greeting service", "disabled": False, "info": "", "env": []},
    {"id": "tab2", "type": "tab", "label": "Sensors", "disabled": False, "info": "", "env": []},
    {
        "id": "group", "type": "group", "z": "tab", "name": "An endpoint", "style": {"label": True},
        "nodes": ["in", "fn", "ch", "out", "dbg"], "x": 74, "y": 79, "w": 792, "h": 142,
    },
    record("in", "http in", 160, 120, [["fn"]], g="group", name="", url="/hello", method="get"),
    record("fn", "function", 340, 120, [["ch"]], g="group", name="greet", func=GREET, outputs=1),
    record("ch", "change", 540, 120, [["out", "dbg"]], g="group", name="say who answers",
           rules=[{"t": "set", "p": "payload.by", "pt": "msg", "to": "wirelatch", "tot": "str"}]),
    record("out", "http response", 770, 120, [], g="group", name=""),
    record("dbg", "debug", 780, 180, [], g="group", name="greeted", active=True, tosidebar=True, complete="payload",
           targetType="msg", statusVal="payload.hello", statusType="msg", tostatus=True),
    record("inj", "inject", 160, 300, [["py"]], name="every second", props=[{"p": "payload"}], repeat="1",
           payload="$round($random() * 100)", payloadType="jsonata", once=True, onceDelay=0.1),
    record("py", "python", 360, 300, [["sw"]], name="moving average", func=AVERAGE, outputs=1),
    record("sw", "switch", 560, 300, [["hot"], ["fine"]], name="too high?", property="payload", propertyType="msg",
           rules=[{"t": "gte", "v": "50", "vt": "num"}, {"t": "else"}], checkall="false", outputs=2),
    record("hot", "debug", 780, 280, [], name="too high", active=True, tosidebar=True, complete="payload",
           targetType="msg", tostatus=True, statusType="auto"),
    record("fine", "debug", 780, 340, [], name="fine", active=False, tosidebar=True, complete="payload",
           targetType="msg", tostatus=True, statusType="auto"),
    record("err", "catch", 150, 420, [["log"]], name="", scope=None, uncaught=False),
    record("log", "file", 360, 420, [[]], name="keep the errors", filename="errors.log", filenameType="str",
           appendNewline=True, createDir=False, overwriteFile="false"),
]  # fmt: skip


def main(target: Path) -> None:
    """Run the flow, send it some traffic, and photograph the editor."""
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
    with (
        tempfile.TemporaryDirectory() as folder,
        wirelatch("run", Path(folder), environment=BOOTSTRAP) as running,
        launched() as browser,
    ):
        page = browser.new_page(viewport={"width": 1440, "height": 810}, device_scale_factor=1.5)
        page.goto(running.flows)
        sign_in(page, "admin", ADMIN_PASSWORD)
        page.wait_for_url(f"{running.flows}/**")
        httpx.post(f"{running.flows}/flows", json=FLOWS, headers=headers).raise_for_status()
        page.reload()
        page.get_by_role("tab", name="Debug").click()
        page.mouse.move(720, 700)
        for name in ("Ada", "Grace"):
            httpx.get(f"{running.flows}/hello", params={"name": name}).raise_for_status()
        page.wait_for_timeout(4000)
        page.screenshot(path=target)


if __name__ == "__main__":
    main(ROOT / "docs/images/editor.png")
