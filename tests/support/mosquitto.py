"""A Mosquitto broker of our own, on a free port."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import free_port


@dataclass
class Broker:
    """A running broker."""

    port: int
    process: subprocess.Popen[bytes]
    _command: list[str]
    websocket_port: int = 0
    """Where it speaks MQTT over WebSocket, if it does."""

    def stop(self) -> None:
        """End it; clients lose their connection."""
        self.process.terminate()
        self.process.wait(10)

    def restart(self) -> None:
        """Start it again on the same port."""
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait(self.port, self.websocket_port)


def program() -> str:
    """The path of the broker's program; an AssertionError says how to get it."""
    found = shutil.which(
        "mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/sbin"
    )
    assert found, "mosquitto is not installed: `apt-get install mosquitto`"
    return found


@contextlib.contextmanager
def mosquitto(
    directory: Path,
    *,
    settings: str = "",
    port: int | None = None,
    websocket: bool = False,
    persistent: bool = False,
) -> Iterator[Broker]:
    """Run a broker until the block ends; `settings` are lines for its configuration file.

    With `websocket` it also listens for MQTT over WebSocket, on a port of its own and with the same settings; with
    `persistent` it remembers sessions and messages when it is started again.
    """
    port = port or free_port()
    websocket_port = free_port() if websocket else 0
    directory.mkdir(parents=True, exist_ok=True)
    configuration = directory / "mosquitto.conf"
    access = "" if "allow_anonymous" in settings else "allow_anonymous true\n"
    if os.geteuid() == 0:  # it would become another user, who cannot read the test's files
        access += "user root\n"
    kept = f"persistence true\npersistence_location {directory}/\n" if persistent else "persistence false\n"
    second = f"listener {websocket_port} 127.0.0.1\nprotocol websockets\n{settings}\n" if websocket else ""
    if "acl_file" in settings:
        second = second.replace(settings, "")
    configuration.write_text(f"{kept}{access}listener {port} 127.0.0.1\n{settings}\n{second}")
    command = [program(), "-c", str(configuration)]
    broker = Broker(
        port,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
        command,
        websocket_port,
    )
    try:
        _wait(port, websocket_port)
        yield broker
    finally:
        if broker.process.poll() is None:
            broker.stop()


def _wait(*ports: int, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    waiting = [port for port in ports if port]
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", waiting[-1]), 1):
            waiting.pop()
            if not waiting:
                return
            continue
        time.sleep(0.02)
    raise AssertionError(f"mosquitto does not listen on port {waiting[-1]}")
