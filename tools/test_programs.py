"""See to it that the programs the tests drive are there: a browser, an MQTT broker, a PostgreSQL server, an Apache.

As root on a Debian-like system what is missing is installed; anywhere else the command to run is named, and the
tests do not start. Nothing is skipped in silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "apache2-bin": ("/usr/sbin/apache2",),
    "chromium": ("/usr/bin/chromium",),
    "libapache2-mod-auth-openidc": ("/usr/lib/apache2/modules/mod_auth_openidc.so",),
    "oidc-agent-cli": ("/usr/bin/oidc-agent",),
    "mosquitto": ("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"),
    "postgresql": tuple(str(p) for p in Path("/usr/lib/postgresql").glob("*/bin/postgres")),
}
"""Debian package to the places where its program is looked for."""


def missing() -> list[str]:
    """The packages none of whose programs is there."""
    return [
        package
        for package, places in PACKAGES.items()
        if not any(Path(place).exists() for place in places) and not shutil.which(package)
    ]


def main() -> None:
    """Install what is missing, or say how."""
    wanted = missing()
    if not wanted:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *wanted]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests need {', '.join(wanted)}. On Debian: sudo {' '.join(command)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "--quiet"], env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
