"""What is done when the JavaScript process does not answer: look which function it is in, save its finished work.

The process is paused through its inspector (https://chromedevtools.github.io/devtools-protocol/v8/), which V8 serves on a
thread of its own; while it stands still, it writes the answers that it has not sent yet. Then it can be killed without
losing or repeating anything that was done.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from wirelatch.jshost.child import Child

_SECONDS = 3.0
_FUNCTION = re.compile(r"Function node( setup| cleanup)?:.*#(\d+)\Z", re.DOTALL)


@dataclass
class Finding:
    """Where the process stood."""

    key: int | None = None
    """The function whose code was running, None when that is not known."""
    call: int = 0
    """The call it was running for; 0 for a timer or other work outside of calls."""
    begun: int | None = None
    """The last call that was begun; None when that is not known."""
    line: int | None = None
    part: str = ""


async def examine(child: Child) -> Finding:
    """Pause the process, have it hand over its answers, and tell where it stood."""
    finding = Finding()
    try:
        async with asyncio.timeout(_SECONDS):
            child.interrupt()
            address = await child.inspector
            async with connect(
                address, open_timeout=_SECONDS, close_timeout=0.1, compression=None, max_size=None
            ) as inspector:
                await _examine(inspector, finding)
    except Exception:  # noqa: S110 - whatever fails here, the process is killed and the rest is guessed
        pass
    return finding


async def _examine(inspector: ClientConnection, finding: Finding) -> None:
    numbers = itertools.count(1)

    urls: dict[str, str] = {}
    paused = asyncio.Event()

    def note(event: dict[str, Any]) -> None:
        if event.get("method") == "Debugger.scriptParsed":
            urls[event["params"]["scriptId"]] = event["params"]["url"]
        elif event.get("method") == "Debugger.paused":
            _note_frames(event["params"]["callFrames"], urls, finding)
            paused.set()

    async def ask(method: str, **params: Any) -> dict[str, Any]:
        number = next(numbers)
        await inspector.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(await inspector.recv())
            note(answer)
            if answer.get("id") == number:
                result: dict[str, Any] = answer.get("result") or {}
                return result

    await ask("Debugger.enable")
    await ask("Debugger.pause")
    while not paused.is_set():
        note(json.loads(await inspector.recv()))
    answer = await ask(
        "Runtime.evaluate",
        expression="globalThis[Symbol.for('wirelatch.rescue')]()",
        returnByValue=True,
    )
    state = (answer.get("result") or {}).get("value")
    if isinstance(state, dict):
        finding.call, finding.begun = state["call"], state["begun"]
        if finding.key is None and state["key"] >= 0:
            finding.key = state["key"]


def _note_frames(frames: list[dict[str, Any]], urls: dict[str, str], finding: Finding) -> None:
    for frame in frames:
        match = _FUNCTION.match(frame.get("url") or urls.get(frame["location"]["scriptId"], ""))
        if match:
            finding.key = int(match[2])
            finding.part = (match[1] or "").strip()
            finding.line = int(frame["location"]["lineNumber"]) + 1
            return
