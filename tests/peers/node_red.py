"""The real Node-RED 5, in a user directory of its own on a free port."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.peers.npm import NODE, installed, node_environment
from tests.support.ports import free_port
from tests.support.processes import Program, start

VERSION = "5.0.7"

SETTINGS = """
module.exports = {{
    uiHost: "127.0.0.1",
    uiPort: {port},
    flowFile: "flows.json",
    credentialSecret: false,
    telemetry: {{ enabled: false, updateNotification: false }},
    editorTheme: {{ tours: false }},
    functionExternalModules: false,
    {more}
}};
"""


@dataclass
class NodeRed:
    """A running Node-RED."""

    program: Program
    user_dir: Path
    url: str

    def deploy(self, flows: Sequence[Any], kind: str = "full") -> None:
        """Deploy through the Admin API, and return when the flows have started."""
        response = httpx.post(
            f"{self.url}/flows", json=list(flows), headers={"Node-RED-Deployment-Type": kind}, timeout=30
        )
        response.raise_for_status()
        self.program.wait_for("Started")

    def inject(self, node_id: str) -> None:
        """Press an inject node's button."""
        httpx.post(f"{self.url}/inject/{node_id}", json={}).raise_for_status()


@contextlib.contextmanager
def node_red(
    user_dir: Path,
    *,
    flows: Sequence[Any] | None = (),
    more_settings: str = "",
    packages: Sequence[str] = (),
    port: int = 0,
) -> Iterator[NodeRed]:
    """Run Node-RED until the block ends; `more_settings` is JavaScript put into its settings object.

    With `flows` None it runs those that the directory already holds.
    """
    port = port or free_port()
    modules = installed(f"node-red@{VERSION}", *packages)
    user_dir.mkdir(parents=True, exist_ok=True)
    (user_dir / "settings.js").write_text(SETTINGS.format(port=port, more=more_settings))
    if flows is not None:
        (user_dir / "flows.json").write_text(json.dumps(list(flows)))
    link = user_dir / "node_modules"
    if not link.exists():
        link.symlink_to(modules)
    program = start(
        [NODE, modules / "node-red/red.js", "--userDir", user_dir, "--settings", user_dir / "settings.js"],
        node_environment(),
        cwd=user_dir,
    )
    running = NodeRed(program, user_dir, f"http://127.0.0.1:{port}")
    try:
        program.wait_for("Started flows")
        _wait_for_editor(running)
        yield running
    finally:
        if program.process.poll() is None:
            program.stop()


def _wait_for_editor(running: NodeRed, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{running.url}/settings").status_code in (200, 401):
                return
        time.sleep(0.1)
    raise AssertionError("Node-RED did not answer:\n" + "\n".join(running.program.lines))
