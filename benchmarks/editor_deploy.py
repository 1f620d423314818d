"""From the click on Deploy to the notice, after a change of one node among many: our editor beside Node-RED's.

Both in a real Chromium, each with its own server, with the same flows; times are those of the page: from the button's
release to the frame that shows the notice. Beside them the processor time that page and server took for it, which other
work on the machine does not change. Run it alone: `python -m benchmarks.editor_deploy [nodes …]`.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tests.support.browser import ARGUMENTS, chromium_path

from benchmarks.peers import Contender, Flows, ours, theirs
from benchmarks.start_and_size import flows_of

SIZES = (1_000, 10_000)
ROUNDS = 7
CHANGED = "n0-1"
"""A change node in the first flow."""

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
    page.get_by_role("listbox", name="Flow").get_by_role("option").nth(1).wait_for()
    box = page.get_by_role("listbox", name="Flow").get_by_role("option").nth(1).bounding_box()
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
    """Press the button; the first time, past the question about the user directory's state."""
    page.locator("#red-ui-header-button-deploy").click()


def measure(
    browser: Browser,
    contender_of: Callable[..., AbstractContextManager[Contender]],
    flows: Flows,
    kind: str,
    change: Callable[[Page, str], None],
    deploy: Callable[[Page], None],
) -> list[tuple[float, float, float]]:
    """Of each deploy but the first, which is for warming up: milliseconds, those of the page's and the server's CPU."""
    times: list[tuple[float, float, float]] = []
    with contender_of(flows) as contender:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(120_000)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def busy() -> float:
            metrics = session.send("Performance.getMetrics")["metrics"]
            return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))

        page.goto(contender.url)
        if contender.name == "node-red":
            page.wait_for_function(
                "window.RED?.nodes?.node?.('n0-1') && !document.querySelector('#red-ui-loading-progress:not([style*=none])')"
            )
            page.evaluate("kind => RED.actions.invoke(`core:set-deploy-type-to-${kind}`)", kind)
            page.keyboard.press("Escape")
        else:
            page.get_by_role("listbox", name="Flow").get_by_role("option").first.wait_for()
            page.get_by_role("button", name="Deploy options").click()
            label = "Full" if kind == "full" else "Modified nodes"
            page.get_by_role("menuitemradio", name=label).click()
            page.keyboard.press("Escape")
        for number in range(ROUNDS + 1):
            change(page, f"changed {number}")
            page.wait_for_timeout(1500)  # the notice before this one is gone, and nothing else is under way
            page.evaluate(WATCH)
            before, server = busy(), contender.cpu()
            deploy(page)
            took = float(page.evaluate("window.deployTook"))
            times.append((took, (busy() - before) * 1000, (contender.cpu() - server) * 1000))
            page.wait_for_timeout(5500 if contender.name == "node-red" else 500)
        page.close()
    return times[1:]


def main(sizes: list[int]) -> None:
    """Print a line per editor, size and type of deploy."""
    print(
        "| nodes | deploy | editor | median ms | worst ms | CPU of page | of server |\n|---|---|---|---|---|---|---|"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(chromium_path()), args=ARGUMENTS)
        for size in sizes:
            flows = flows_of(size)
            for kind, theirs_kind in (("nodes", "modified-nodes"), ("full", "full")):
                for name, peer, its_kind, change, deploy in (
                    ("wirelatch", ours, kind, change_ours, deploy_ours),
                    ("node-red", theirs, theirs_kind, change_theirs, deploy_theirs),
                ):
                    times = measure(browser, peer, flows, its_kind, change, deploy)
                    took, in_page, in_server = (list(column) for column in zip(*times, strict=True))
                    figures = (
                        statistics.median(took),
                        max(took),
                        statistics.mean(in_page),
                        statistics.mean(in_server),
                    )
                    print(
                        f"| {size} | {kind} | {name} | "
                        + " | ".join(f"{figure:.0f}" for figure in figures)
                        + " |",
                        flush=True,
                    )
        browser.close()


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or list(SIZES))
