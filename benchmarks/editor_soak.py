"""The editor in a real Chromium for half an hour with live traffic: what it and the server hold must not grow.

Fifty messages a second go through debug nodes, live wires are on, nodes change their status, one fails every second, and
traces are recorded. Meanwhile a person edits, deploys, undoes, pans, zooms, selects, changes flows and panels. At the end
of each minute, with the editor always in the same state and after a forced collection, we read the heap, the DOM nodes
and the event listeners of the page, and the memory of the server.

**The rule**: after the warm-up, growth is the median of the slopes between all pairs of samples (Theil–Sen, which one
odd sample does not move), times the minutes from the first to the last of them; it must stay under `ALLOWED`.

`python -m benchmarks.editor_soak [minutes]`; half an hour by default. tests/e2e/editor/test_soak.py is one minute of it.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, expect
from tests.support.browser import launched
from tests.support.editor import box_of, canvas_of, deploy, edit, run_command, select

from benchmarks.peers import Contender, Flows, ours

MINUTES = 30
ROUND = 20.0
"""Seconds for each turn of what the person does; it deploys once."""
WARM_UP = 10.0
"""Minutes that do not count: lists that have a limit fill up to it, and V8 compiles what runs often once more and better
(half a megabyte of machine code)."""
HEAP, ELEMENTS, LISTENERS, SERVER = "heap, MB", "DOM nodes", "event listeners", "server, MB"
ALLOWED = {HEAP: 1.0, ELEMENTS: 100.0, LISTENERS: 20.0, SERVER: 8.0}
"""Growth over the whole time that is noise: deploys add versions to the server's list and steps to the undo history."""
SETTLE = 6.0
"""Seconds before a sample: what was removed in the middle of a transition is let go after five (ui/transitions.ts)."""
CHAINS = 5
"""Each sends ten messages a second."""


def flows_of() -> Flows:
    """Five chains of inject, function with a status, change, and debug; one that fails; a flow without anything live."""
    records: list[dict[str, Any]] = [
        {"id": "live", "type": "tab", "label": "Live"},
        {"id": "quiet", "type": "tab", "label": "Quiet"},
        *({"id": f"still{at}", "type": "comment", "z": "quiet", "name": f"still {at}", "x": 160 + at % 5 * 220, "y": 80 + at // 5 * 60, "wires": []} for at in range(40)),
        {"id": "note", "type": "change", "z": "live", "name": "note 0", "rules": [], "x": 140, "y": 60, "wires": [[]]},
        {"id": "group", "type": "group", "z": "live", "name": "chains", "nodes": [f"change{at}" for at in range(CHAINS)], "style": {"label": True}},
        {"id": "tick", "type": "inject", "z": "live", "name": "tick", "props": [{"p": "payload"}], "repeat": "1", "payloadType": "date", "x": 140, "y": 520, "wires": [["fail"]]},
        {"id": "fail", "type": "function", "z": "live", "name": "fail", "func": "throw new Error('as every second')", "outputs": 1, "x": 360, "y": 520, "wires": [[]]},
    ]  # fmt: skip
    for at in range(CHAINS):
        place = {"z": "live", "y": 120 + at * 80}
        records += [
            {**place, "id": f"inject{at}", "type": "inject", "name": f"inject {at}", "props": [{"p": "payload"}], "repeat": "0.1", "payload": '{"station": {"name": "harbour", "values": [1, 2, 3]}}', "payloadType": "json", "x": 140, "wires": [[f"function{at}"]]},
            {**place, "id": f"function{at}", "type": "function", "name": f"function {at}", "func": "node.status({text: String(Date.now())}); msg.at = Date.now(); return msg;", "outputs": 1, "x": 360, "wires": [[f"change{at}"]]},
            {**place, "id": f"change{at}", "type": "change", "g": "group", "name": f"change {at}", "rules": [{"t": "set", "p": "a", "pt": "msg", "to": "1", "tot": "num"}], "x": 580, "wires": [[f"debug{at}"]]},
            {**place, "id": f"debug{at}", "type": "debug", "name": f"debug {at}", "active": True, "tosidebar": True, "complete": "true", "targetType": "full", "x": 800, "wires": []},
        ]  # fmt: skip
    return records


class Soak:
    """The editor in a page, its server, and the samples so far."""

    def __init__(self, page: Page, contender: Contender, say: Callable[[str], object] = print) -> None:
        self.page, self.contender, self.say = page, contender, say
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")
        self.session.send("HeapProfiler.enable")
        self.samples: list[tuple[float, dict[str, float]]] = []
        """Minutes since the start, and what was held then."""
        self._began = time.monotonic()
        self._names = itertools.count(1)

    def minutes(self) -> float:
        """Since the start."""
        return (time.monotonic() - self._began) / 60

    def turn(self, seconds: float) -> None:
        """What a person does, once; it takes so many seconds at least, and ends where it began."""
        until = time.monotonic() + seconds
        self._rename_and_deploy()
        self._look_about()
        self._select_and_drag()
        self._visit_the_other_flow()
        self._follow_a_message()
        self._read_messages()
        self.page.mouse.move(640, 3)
        self.page.wait_for_timeout(max(0.0, until - time.monotonic()) * 1000)

    def sample(self) -> None:
        """Collect what nobody holds, and read what is left."""
        self.page.wait_for_timeout(SETTLE * 1000)
        for _ in range(2):  # what the first collection's callbacks let go
            self.session.send("HeapProfiler.collectGarbage")
            self.page.wait_for_timeout(100)
        metrics = {
            each["name"]: each["value"] for each in self.session.send("Performance.getMetrics")["metrics"]
        }
        figures = {
            HEAP: metrics["JSHeapUsedSize"] / 1e6,
            ELEMENTS: metrics["Nodes"],
            LISTENERS: metrics["JSEventListeners"],
            SERVER: self.contender.memory(),
        }
        self.samples.append((self.minutes(), figures))
        self.say(f"{self.minutes():5.1f} min  " + "  ".join(f"{name} {value:,.1f}" for name, value in figures.items()))  # fmt: skip

    def growth(self, warm_up: float) -> dict[str, float]:
        """By figure: how much it has grown after so many minutes."""
        counted = [(at, figures) for at, figures in self.samples if at >= warm_up]
        return {name: growth([(at, figures[name]) for at, figures in counted]) for name in ALLOWED}

    def _rename_and_deploy(self) -> None:
        number = next(self._names)
        tray = edit(self.page, f"note {number - 1}", "change")
        tray.get_by_role("textbox", name="Name", exact=True).fill(f"note {number}")
        tray.get_by_role("button", name="Done", exact=True).click()
        expect(tray).to_have_count(0)
        deploy(self.page)

    def _look_about(self) -> None:
        mouse = self.page.mouse
        mouse.move(640, 400)
        mouse.down(button="middle")
        for step in range(20):
            mouse.move(640 - step * 8, 400 - step * 5)
        for step in reversed(range(20)):
            mouse.move(640 - step * 8, 400 - step * 5)
        mouse.up(button="middle")
        self.page.keyboard.down("Control")
        for direction in (1, -1):
            for _ in range(5):
                mouse.wheel(0, direction * 60)
                self.page.evaluate("new Promise(requestAnimationFrame)")
        self.page.keyboard.up("Control")
        run_command(self.page, "Zoom to 100 %")

    def _select_and_drag(self) -> None:
        for name in ("function 1", "change 2"):
            select(self.page, name)
        box = box_of(self.page, "change 2")
        x, y = box["x"] + 40, box["y"] + 15
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 60, y + 40, steps=6)
        self.page.mouse.up()
        self.page.keyboard.press("Control+z")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Escape")

    def _visit_the_other_flow(self) -> None:
        self.page.get_by_role("tab", name="Quiet").click()
        expect(canvas_of(self.page).get_by_role("option", name="still 0")).to_be_visible()
        self.page.get_by_role("tab", name="Live").click()
        expect(canvas_of(self.page).get_by_role("option", name="inject 0")).to_be_visible()
        start, end = box_of(self.page, "inject 0"), box_of(self.page, "function 0")
        self.page.mouse.move((start["x"] + start["width"] + end["x"]) / 2, start["y"] + start["height"] / 2)
        expect(self.page.get_by_role("region", name="Wire inject 0")).to_contain_text("station")

    def _follow_a_message(self) -> None:
        run_command(self.page, "Show message traces")
        self.page.get_by_role("list", name="Traces").get_by_role("button").first.click()
        expect(self.page.get_by_role("list", name="Steps").get_by_role("button").first).to_be_visible()
        self.page.get_by_role("button", name="All traces").click()

    def _read_messages(self) -> None:
        run_command(self.page, "Show debug messages")
        messages = self.page.get_by_role("list", name="Debug messages")
        expect(messages.get_by_role("listitem").last).to_be_visible()
        self.page.get_by_role("button", name="Pause").click()
        expect(self.page.get_by_text("Paused:")).to_be_visible()  # what was under way has come
        messages.get_by_role("listitem").last.get_by_role("button", expanded=False).first.click()
        expect(messages.get_by_role("button", expanded=True).first).to_be_visible()
        self.page.get_by_role("button", name="Go on").click()


def growth(samples: Sequence[tuple[float, float]]) -> float:
    """The median of the slopes between all pairs of (when, how much), times the time between first and last."""
    slopes = [
        (after - before) / (later - sooner)
        for (sooner, before), (later, after) in itertools.combinations(samples, 2)
    ]
    return statistics.median(slopes) * (samples[-1][0] - samples[0][0])


@contextmanager
def opened(say: Callable[[str], object] = print) -> Iterator[Soak]:
    """The editor with the flows of the soak, live wires on; errors of the page are told and fail it."""
    with launched() as browser, ours(flows_of()) as contender:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(30_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(contender.url)
        expect(canvas_of(page).get_by_role("option", name="note 0")).to_be_visible()
        page.keyboard.press("Control+Alt+w")
        yield Soak(page, contender, say)
        assert errors == []


def main(minutes: float) -> int:
    """Run it; says what grew too much, and returns 1 when anything did."""
    with opened(lambda line: print(line, flush=True)) as soak:
        mark = 1
        while soak.minutes() < minutes:
            soak.turn(ROUND)
            if soak.minutes() >= mark:
                soak.sample()
                mark = int(soak.minutes()) + 1
        grown = soak.growth(min(WARM_UP, minutes / 3))
    for name, much in grown.items():
        print(f"{name}: grown by {much:+.2f}, allowed {ALLOWED[name]}")
    return int(any(much > ALLOWED[name] for name, much in grown.items()))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES))
