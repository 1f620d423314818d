"""`/diagnostics`: a report for support requests, in the shape of Node-RED's, without secrets.

https://nodered.org/docs/api/admin/methods/get/diagnostics/
"""

from __future__ import annotations

import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wirelatch import __version__
from wirelatch.adminapi.service import Service


def report(service: Service) -> dict[str, Any]:
    """The report. Reads a few small files of the system."""
    at = datetime.now(UTC)
    local = at.astimezone()
    return {
        "report": "diagnostics",
        "scope": "basic",
        "time": {"utc": at.strftime("%a, %d %b %Y %H:%M:%S GMT"), "local": local.isoformat()},
        "intl": {"locale": "en-US", "timeZone": str(local.tzinfo)},
        "python": {
            "version": platform.python_version(),
            "implementation": sys.implementation.name,
            "largestMemory": _largest_memory(),
        },
        "os": _system(),
        "runtime": _runtime(service),
    }


def _system() -> dict[str, Any]:
    return {
        "containerised": _is_container(),
        "wsl": "microsoft" in platform.release().lower(),
        "totalmem": _pages("SC_PHYS_PAGES"),
        "freemem": _pages("SC_AVPHYS_PAGES"),
        "arch": platform.machine(),
        "cpus": os.cpu_count(),
        "loadavg": list(os.getloadavg()) if hasattr(os, "getloadavg") else [],
        "platform": sys.platform,
        "release": platform.release(),
        "type": platform.system(),
        "uptime": round(time.clock_gettime(time.CLOCK_BOOTTIME), 2) if hasattr(time, "CLOCK_BOOTTIME") else 0,
        "version": platform.version(),
    }


def _largest_memory() -> int:
    """Bytes that this process has had at most; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _pages(name: str) -> int:
    try:
        return os.sysconf(name) * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return 0


def _is_container() -> bool | str:
    if Path("/.dockerenv").exists():
        return True
    try:
        groups = Path("/proc/self/cgroup").read_text()
    except OSError:
        return False
    return next((name for name in ("docker", "kubepod", "lxc") if name in groups), False)


def _runtime(service: Service) -> dict[str, Any]:
    runtime, settings = service.runtime, service.settings
    types: dict[str, int] = {}
    for record in runtime.flows:
        name = str(record.get("type"))
        types[name] = types.get(name, 0) + 1
    modules = {entry["module"]: entry["version"] for entry in service.node_sets.all().values()}
    stores = {name: {"module": type(store).__name__} for name, store in runtime.contexts.stores.items()}

    def said(value: Any) -> str:
        return "SET" if value else "UNSET"

    return {
        "version": __version__,
        "isStarted": runtime.state == "start",
        "flows": {
            "state": runtime.state,
            "started": runtime.state == "start",
            "rev": runtime.revision,
            "types": types,
        },
        "modules": modules,
        "settings": {
            "available": True,
            "apiMaxLength": str(settings.api_max_length),
            "disableEditor": settings.disable_editor,
            "contextStorage": stores,
            "debugMaxLength": str(settings.debug_max_length),
            "editorTheme": settings.editor_theme or {},
            "flowFile": str(runtime.settings["flowFile"]),
            **{
                name: str(runtime.settings[name]) if runtime.settings.get(name) else "UNSET"
                for name in (
                    "mqttReconnectTime",
                    "serialReconnectTime",
                    "socketReconnectTime",
                    "socketTimeout",
                    "tcpMsgQueueSize",
                    "inboundWebSocketTimeout",
                )
            },
            "runtimeState": {"enabled": True, "ui": True},
            "adminAuth": said(settings.sign_in),
            "httpAdminRoot": settings.http_admin_root,
            "httpAdminCors": "UNSET",
            "httpNodeAuth": said(runtime.settings.get("httpNodeAuth")),
            "httpNodeRoot": settings.http_node_root,
            "httpNodeCors": said(runtime.settings.get("httpNodeCors")),
            "httpStatic": said(runtime.settings.get("httpStatic")),
            "httpStaticRoot": "UNSET",
            "httpStaticCors": "UNSET",
            "uiHost": said(settings.host),
            "uiPort": said(settings.flows_port),
            "userDir": said(settings.data),
            "nodesDir": "UNSET",
            "safeMode": settings.safe_mode,
            "signIn": settings.sign_in,
            "functionTimeout": settings.function_timeout,
        },
    }
