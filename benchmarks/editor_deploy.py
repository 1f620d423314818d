"""From the click on Deploy to the notice, after a change of one node among many: our editor beside Node-RED's.

Both in a real Chromium, each with its own server, with the same flows; times are those of the page: from the button's
release to the frame that shows the notice. Processor time is that of page and server together.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tests.support.browser import ARGUMENTS, chromium_path

from benchmarks.editor_canvas import PATIENCE, READY, VIEW, flows_of
from benchmarks.peers import Contender, both
from benchmarks.report import Row

SIZES = (1_000, 10_000)
ROUNDS = 7
CHANGED = "n0"
"""The inject node at the corner of the first flow."""
KINDS = {
    "from Deploy to the notice, one node changed": ("Modified nodes", "modified-nodes"),
    "from Deploy to the notice, full": ("Full", "full"),
}
"""By name: the type of deploy in our menu, and in Node-RED's actions."""
NAMES = [f"{size:,} nodes: {name}" for size in SIZES for name in KINDS]

WATCH = """() => {
  window.deployTook = new Promise((resolve) => {
    let began = 0
    document.addEventListener("pointerup", () => { began ||= performance.now() }, { capture: true, once: true })
    const observer = new MutationObserver((changes) => {
      if (!began) return
      for (const change of changes) for (const node of change.addedNodes)
        if (node.textContent?.includes("Successfully deployed")) {
          observer.disconnect()
          requestAnimationFrame(() => resolve(performance.now() - began))
          return
        }
    })
    observer.observe(document.body, { childList: true, subtree: true })
  })
}"""


def change_ours(page: Page, name: str) -> None:
    """Give the node another name, as a user does."""
    box = page.locator(f'.wl-node[data-id="{CHANGED}"]').bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tray = page.get_by_role("dialog")
    tray.get_by_role("textbox", name="Name", exact=True).fill(name)
    tray.get_by_role("button", name="Done", exact=True).click()
    tray.wait_for(state="detached")


def deploy_ours(page: Page) -> None:
    """Press the button."""
    page.get_by_role("button", name="Deploy", exact=True).click()


def change_theirs(page: Page, name: str) -> None:
    """What the edit tray of Node-RED does to a node."""
    page.evaluate(
        """([id, name]) => {
          const node = RED.nodes.node(id)
          node.name = name
          node.changed = node.dirty = true
          RED.nodes.dirty(true)
          RED.view.redraw()
        }""",
        [CHANGED, name],
    )


def deploy_theirs(page: Page) -> None:
    """Press the button."""
    page.locator("#red-ui-header-button-deploy").click()


def measure(
    browser: Browser,
    contender: Contender,
    kind: str,
    change: Callable[[Page, str], None],
    deploy: Callable[[Page], None],
) -> tuple[float, float]:
    """Medians of the deploys but the first, which is for warming up: milliseconds, and those of processor time."""
    times: list[tuple[float, float]] = []
    page = browser.new_page(viewport=VIEW)
    page.set_default_timeout(PATIENCE)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        in_page = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
        return float(in_page) + contender.cpu()

    page.goto(contender.url)
    # Asked from outside: pages with a content security policy let nobody evaluate text inside.
    while not page.evaluate(READY[contender.name]):
        page.wait_for_timeout(50)
    if contender.name == "node-red":
        page.evaluate("kind => RED.actions.invoke(`core:set-deploy-type-to-${kind}`)", kind)
    else:
        page.get_by_role("button", name="Deploy options").click()
        page.get_by_role("menuitemradio", name=kind).click()
    page.keyboard.press("Escape")
    for number in range(ROUNDS + 1):
        change(page, f"changed {number}")
        page.wait_for_timeout(1500)  # nothing else is under way
        page.evaluate(WATCH)
        before = busy()
        deploy(page)
        took = float(page.evaluate("window.deployTook"))
        times.append((took, (busy() - before) * 1000))
        page.wait_for_timeout(5500 if contender.name == "node-red" else 500)  # its notice is gone
    page.close()
    took, cpu = (statistics.median(column) for column in zip(*times[1:], strict=True))
    return took, cpu


def run(rows: Sequence[str], sizes: Sequence[int] = SIZES) -> list[Row]:
    """The rows that are asked for."""
    found: list[Row] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(chromium_path()), args=ARGUMENTS)
        for size in sizes:
            for name, (kind, their_kind) in KINDS.items():
                row = f"{size:,} nodes: {name}"
                if row not in rows:
                    continue
                with both(flows_of(size)) as (our, their):
                    mine = measure(browser, our, kind, change_ours, deploy_ours)
                    others = measure(browser, their, their_kind, change_theirs, deploy_theirs)
                found.append(Row(row, "ms", mine[0], others[0], cpu=(mine[1], others[1])))
        browser.close()
    return found
