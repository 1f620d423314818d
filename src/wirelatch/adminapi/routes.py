"""All routes of the Admin API, in one table."""

from __future__ import annotations

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.auth import Auth
from wirelatch.adminapi.buttons import Buttons
from wirelatch.adminapi.context import Context
from wirelatch.adminapi.flows import Flows
from wirelatch.adminapi.library import Library
from wirelatch.adminapi.nodes import Nodes
from wirelatch.adminapi.package_files import PackageFiles
from wirelatch.adminapi.runtime_settings import RuntimeSettings
from wirelatch.adminapi.service import Service
from wirelatch.adminapi.stock_editor import StockEditor
from wirelatch.adminapi.udp_ports import UdpPorts

OF_EDITORS = (
    "/icons",
    "/theme",
    "/locales",
    "/library",
    "/credentials",
    "/settings/user",
    "/resources",
    "/debug/view",
)
"""What only editors ask for; Node-RED has none of it where its `disableEditor` is set."""


def admin_routes(service: Service) -> list[Route]:
    """Node-RED's paths, each with the permission it needs."""
    groups = (
        Auth,
        Flows,
        StockEditor,
        Nodes,
        Context,
        RuntimeSettings,
        Library,
        Buttons,
        UdpPorts,
        PackageFiles,
    )
    routes = [route for group in groups for route in group(service).routes()]
    if not service.settings.disable_editor:
        return routes
    return [route for route in routes if not route.path.startswith(OF_EDITORS)]
