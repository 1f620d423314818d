"""The flows half, put together: runtime, endpoints of flows, Admin API, comms, sign-in, editor.

A request goes by its first path segment either to the table of guarded routes or, without anything in between, to the
endpoints of flows, which are the hot path.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from wirelatch.access.bearer import BearerTokens
from wirelatch.access.fetching import new_client
from wirelatch.access.gate import Gate
from wirelatch.access.guarded_routes import GuardedRoutes, Route, first_segment
from wirelatch.access.pages import page
from wirelatch.access.registration import configured, registered, remembered
from wirelatch.access.relying_party import Client, RelyingParty
from wirelatch.access.sign_in import SignIn
from wirelatch.adminapi.comms import Comms
from wirelatch.adminapi.node_sets import NodeSets
from wirelatch.adminapi.routes import admin_routes
from wirelatch.adminapi.service import Service
from wirelatch.adminapi.user_settings import UserSettings
from wirelatch.context.stores import StoreConfigurationError
from wirelatch.engine.palette import NodeRegistry
from wirelatch.engine.runtime import Runtime
from wirelatch.nodes.installed import installed_types
from wirelatch.settings import Settings, SettingsError
from wirelatch.webkit.assets import Assets
from wirelatch.webkit.below import add_slash, below, outside
from wirelatch.webkit.errors import HttpError
from wirelatch.webkit.health import health_routes
from wirelatch.webkit.http_routes import HttpRoutes
from wirelatch.webkit.metrics import RequestCounts, metrics_route
from wirelatch.webkit.security_headers import SecurityHeaders
from wirelatch.workbench.deploying import Deploying
from wirelatch.workbench.drafts.drafts import Drafts
from wirelatch.workbench.drafts.live import LiveDrafts
from wirelatch.workbench.drafts.routes import LIVE, DraftRoutes
from wirelatch.workbench.flow_test_recording import FlowTestRecording
from wirelatch.workbench.live import Live
from wirelatch.workbench.live_routes import LiveRoutes
from wirelatch.workbench.metrics import RuntimeMetrics
from wirelatch.workbench.problems import Problems
from wirelatch.workbench.python_code.routes import PythonCode
from wirelatch.workbench.routes import Workbench
from wirelatch.workbench.versions.recorder import VersionRecorder
from wirelatch.workbench.versions.routes import VersionRoutes

if TYPE_CHECKING:
    from wirelatch.projects.projects import Projects

log = logging.getLogger(__name__)

OPERATIONS = ("-", "metrics")
"""First path segments of what the machine's operators ask: they are not below the root of the editor."""
COMMS = "/comms"
"""Where editors listen to what happens."""


class FlowsApp:
    """One flows half: an ASGI application, with what has to happen before and after it serves."""

    def __init__(self, settings: Settings, registry: NodeRegistry | None = None) -> None:
        self.settings = settings
        self.ready = False
        self.loaded = asyncio.Event()
        """Set when everything is in memory that will stay there."""
        self.http = HttpRoutes(
            settings.http_node_root,
            settings.api_max_length,
            [settings.admin_root + COMMS, settings.admin_root + LIVE],
        )
        node_sets = NodeSets(settings.data, registry or installed_types())
        node_sets.load()
        try:
            self.runtime = Runtime(
                data_dir=settings.data,
                registry=node_sets.registry,
                settings=settings.runtime(),
                http=self.http,
                secret=settings.credential_secret or None,
            )
        except StoreConfigurationError as error:
            origin = settings.origin("context_storage")
            raise SettingsError(f"setting context_storage ({origin}): {error}") from None
        self._client = new_client()
        bearer = BearerTokens(  # API tokens are the identity half's
            self._client, settings.own_identity_url, settings.permissions, settings.oidc_groups_claim
        )
        self.gate = Gate(settings, bearer)
        self.sign_in = SignIn(self.gate)
        self.comms = Comms(self.gate, self.runtime.events)
        self._drafts = Drafts(self.runtime, Path(settings.data) / "drafts")
        self._live_drafts = LiveDrafts(self.gate, self._drafts, settings.api_max_length)
        self._sockets: Mapping[str, ASGIApp] = {COMMS: self.comms, LIVE: self._live_drafts}
        live = self._live = Live(self.runtime)
        self.comms.add_channel("live", live)
        self._versions = VersionRecorder(settings, self.runtime, self.gate)
        self._assets = Assets()
        users = UserSettings(settings.data)
        service = Service(settings, self.runtime, self.gate, self.sign_in, node_sets, users)
        self._projects: Projects | None = None
        project_routes: list[Route] = []
        if settings.projects:
            from wirelatch.projects.projects import Projects, git_is_there
            from wirelatch.projects.routes import ProjectRoutes

            if git_is_there():
                self._projects = Projects(settings, self.runtime, users, self._drafts.discard_all)
                project_routes = ProjectRoutes(service, self._projects).routes()
        self._python_code = PythonCode(service, live.shapes)
        self._api_requests = RequestCounts(
            "wirelatch_api_requests", "Requests answered by the editor and its APIs"
        )
        self._root = settings.admin_root
        self._otherwise: ASGIApp = self._flows if self._root else self.http
        self.routes = GuardedRoutes(
            [
                *([] if settings.disable_editor else [Route("GET", "/", None, self._editor)]),
                *self.sign_in.routes(),
                *admin_routes(service),
                *Workbench(service).routes(),
                *Deploying(service).routes(),
                *VersionRoutes(service, self._versions).routes(),
                *LiveRoutes(service, live).routes(),
                *Problems(service).routes(),
                *self._python_code.routes(),
                *FlowTestRecording(service, live).routes(),
                *DraftRoutes(service, self._drafts).routes(),
                *project_routes,
                *self._operation_routes(),
            ],
            self.gate,
            self._otherwise,
            self._api_requests,
        )
        form_targets = {"form-action": "'self'"}
        guarded: ASGIApp = SecurityHeaders(self.routes, form_targets)
        self._by_segment: Mapping[str, ASGIApp] = {
            **dict.fromkeys(self.routes.segments, guarded),
            "assets": self._assets_or_flows,
        }
        self._settling: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to whoever it is for."""
        if scope["type"] not in ("http", "websocket"):
            return
        root, inner = self._root, below(self._root, scope) if self.settings.has_admin else None
        if scope["type"] == "websocket":
            socket = self._sockets.get(inner["path"].rstrip("/")) if inner is not None else None
            target = self.http if socket is None or self.settings.disable_editor else socket
            await target(scope, receive, send)
        elif inner is not None:
            await self._by_segment.get(first_segment(inner["path"]), self._otherwise)(inner, receive, send)
        elif first_segment(scope["path"]) in OPERATIONS:
            await self._by_segment[first_segment(scope["path"])](scope, receive, send)
        elif root and scope["path"].lower() == root.lower() and scope["method"] == "GET":
            await add_slash(root, scope, send)
        else:
            await self.http(scope, receive, send)

    async def _flows(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The endpoints of flows, which are not below the root of the editor."""
        await self.http(outside(scope), receive, send)

    async def start(self) -> None:
        """Load and start the flows; what signing in needs is made ready beside them."""
        await self.runtime.start(safe=self.settings.safe_mode)
        await self._drafts.open()
        self.ready = True
        self._settling = asyncio.create_task(self._settle())

    async def settled(self) -> None:
        """Wait until signing in is possible."""
        if self._settling is not None:
            await self._settling

    async def stop(self) -> None:
        """Stop the flows and let go of everything."""
        self.ready = False
        if self._settling is not None:
            self._settling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._settling
        await self._live_drafts.close()
        await self._drafts.close()
        await self.comms.close()
        await self._python_code.close()
        await self._live.close()
        await self.runtime.stop()
        if self._projects is not None:
            await self._projects.settled()
        await self._versions.settled()
        await self._client.aclose()
        await self.gate.close()

    async def _settle(self) -> None:
        """Open the database, and find out who we are at the provider."""
        with contextlib.suppress(HttpError):  # said in the log; each request tries again
            await self.gate.store()
        await self._versions.look_at_file()
        self.loaded.set()
        if self.settings.sign_in:
            await self._register()

    async def _register(self) -> None:
        settings = self.settings
        client = configured(settings) or remembered(settings, self.gate.public_urls)
        if client is not None:
            self._use(client)
        if configured(settings) is not None:
            return
        try:
            current = await registered(settings, self._client, self.gate.public_urls)
        except Exception:
            log.exception("the link to the provider cannot be made")
            return
        if current != client:
            self._use(current)

    def _use(self, client: Client) -> None:
        settings = self.settings
        self.gate.relying_party = RelyingParty(
            client, settings.oidc_scope, settings.oidc_groups_claim, self._client
        )

    async def _editor(self, request: Request) -> Response:
        """The editor's page, for whoever is signed in; everybody else is led to sign in first."""
        if await self.gate.identify(request.scope) is None:
            return RedirectResponse(f"{self._root}/auth/strategy", 302)
        if not self.ready:
            return page("Just a moment", "The flows are being started.", status=503, refresh=1)
        try:
            html = self._assets.html("editor", request.scope["state"]["csp_nonce"], self._root)
        except HttpError as error:
            return page("There is no editor here", error.message, status=error.status)
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    async def _assets_or_flows(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The built files; other paths below `/assets/` belong to flows."""
        has_file = scope["method"] in ("GET", "HEAD") and self._assets.has(scope["path"])
        await (self._assets.app if has_file else self._otherwise)(scope, receive, send)

    def _operation_routes(self) -> list[Route]:
        """Health and metrics; they look after themselves as to who may ask."""
        collectors = (RuntimeMetrics(self.runtime), self.http.requests, self._api_requests)
        routes = [*health_routes(lambda: self.ready), metrics_route(self.settings.metrics_token, collectors)]
        endpoints: list[tuple[str, Any]] = [(route.path, route.endpoint) for route in routes]
        return [Route("GET", path, None, endpoint) for path, endpoint in endpoints]
