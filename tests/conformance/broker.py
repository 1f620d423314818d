"""A broker for the MQTT specs, which Node-RED runs only when the environment names one."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.mosquitto import mosquitto


@contextlib.contextmanager
def broker_environment(wanted: bool) -> Iterator[Mapping[str, str]]:
    """The variables that point the specs to a broker of our own; none where Mosquitto is not installed."""
    if (
        not wanted
        or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin") is None
    ):
        yield {}
        return
    with (
        tempfile.TemporaryDirectory(prefix="wirelatch-broker-") as directory,
        mosquitto(Path(directory)) as broker,
    ):
        yield {"NR_MQTT_TESTS": "1", "MQTT_BROKER_SERVER": "127.0.0.1", "MQTT_BROKER_PORT": str(broker.port)}
