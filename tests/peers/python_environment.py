"""A virtual environment for peers written in Python, installed once into `tests/peers/.cache`.

What they need is pinned, with hashes, in a requirements file of theirs and never mixes with what Wirelatch needs.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

from tests.peers.npm import CACHE


def python_with(requirements: Path) -> Path:
    """The interpreter of an environment that holds exactly these requirements."""
    key = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = CACHE / f"python-{key}"
    folder.mkdir(parents=True, exist_ok=True)
    interpreter = folder / "bin/python"
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / ".installed"
        if not done.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, timeout=120)
            command = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run(
                [*command, "--require-hashes", "-r", requirements],
                check=True,
                stdout=subprocess.DEVNULL,
                timeout=600,
            )
            done.touch()
    return interpreter
