"""All routes of the Admin API, in one table."""

from __future__ import annotations

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.auth import Auth
from wirelatch.adminapi.buttons import Buttons
from wirelatch.adminapi.context import Context
from wirelatch.adminapi.flows import Flows
from wirelatch.adminapi.library import Library
from wirelatch.adminapi.nodes import Nodes
from wirelatch.adminapi.runtime_settings import RuntimeSettings
from wirelatch.adminapi.service import Service
from wirelatch.adminapi.stock_editor import StockEditor
from wirelatch.adminapi.udp_ports import UdpPorts


def admin_routes(service: Service) -> list[Route]:
    """Node-RED's paths, each with the permission it needs."""
    groups = (Auth, Flows, StockEditor, Nodes, Context, RuntimeSettings, Library, Buttons, UdpPorts)
    return [route for group in groups for route in group(service).routes()]
