"""`/udp-ports/:id`: the UDP ports that flows use, for the form of `udp in` nodes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.nodes.network.udp.sockets import sockets_of
from wirelatch.webkit.errors import json_response


class UdpPorts:
    """The ports in use; the id in the path is that of the node that asks, and does not matter."""

    def __init__(self, service: Service) -> None:
        self._runtime = service.runtime

    def routes(self) -> list[Route]:
        """The route with Node-RED's permission."""
        return [Route("GET", "/udp-ports/{id}", "udp-ports.read", self.ports)]

    async def ports(self, request: Request) -> Response:
        """A list of texts, as in Node-RED."""
        return json_response([str(port) for port in sockets_of(self._runtime).ports()])
