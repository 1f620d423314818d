"""The settings that nodes read, by Node-RED's names, and their defaults.

https://nodered.org/docs/user-guide/runtime/configuration
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DEFAULT_SETTINGS: Mapping[str, Any] = {
    "httpNodeRoot": "/",
    "debugMaxLength": 1000,
    "debugStatusLength": 32,
    "functionTimeout": 0,
    "mqttReconnectTime": 5000,
    "serialReconnectTime": 5000,
    "socketReconnectTime": 10000,
    "socketTimeout": 0,
    "tcpMsgQueueSize": 1000,
    "httpRequestTimeout": 120000,
    "nodeMessageBufferMaxLength": 0,
    "nodeCloseTimeout": 15000,
    "fileWorkingDirectory": "",
    "flowFile": "flows.json",
    "credentialFormat": "auto",
    "runtimeSyncDelivery": False,
}
"""Node-RED's settings that nodes read, with its defaults."""
