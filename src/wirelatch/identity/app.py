"""The identity half as one ASGI application.

In front, plain ASGI: what clients ask often (token, keys, metadata, userinfo). Behind it Starlette with the pages and
the management API, wrapped in security headers.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, NamedTuple

import orjson
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from wirelatch.database import Database, is_unavailable
from wirelatch.database.locks import Lock
from wirelatch.identity.api.core.expired_tokens import end_expired_tokens
from wirelatch.identity.api.dispatch import api
from wirelatch.identity.api.tasks.schedules import EVERY
from wirelatch.identity.authenticators.well_known import passkey_origins
from wirelatch.identity.blueprints.folder import Folder
from wirelatch.identity.clearing_up import clear_up, trim_ledger
from wirelatch.identity.flows.routes import cancel, default_flow, flow
from wirelatch.identity.installation.brands import brand_of
from wirelatch.identity.keys.master_key import open_sealer
from wirelatch.identity.login.initial_setup import PATH as SETUP_PATH
from wirelatch.identity.login.initial_setup import is_set_up
from wirelatch.identity.login.interfaces import ASSETS, interface, launch
from wirelatch.identity.notifications.delivery import Notifier
from wirelatch.identity.oidc.authorization.endpoint import authorize
from wirelatch.identity.oidc.authorization.refuse import add_redirect_uri
from wirelatch.identity.oidc.back_channel_logout import BackChannelLogout
from wirelatch.identity.oidc.cors import cors_headers
from wirelatch.identity.oidc.device.authorization import PAGE as DEVICE_PATH
from wirelatch.identity.oidc.device.authorization import device_authorization
from wirelatch.identity.oidc.device.page import device
from wirelatch.identity.oidc.discovery import discovery, global_discovery, global_jwks, jwks
from wirelatch.identity.oidc.end_session import relying_party_logout, shared_logout
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.front_channel_logout import PATH as FRONT_CHANNEL_PATH
from wirelatch.identity.oidc.front_channel_logout import front_channel_logout
from wirelatch.identity.oidc.introspect import introspect
from wirelatch.identity.oidc.push_request import push_request
from wirelatch.identity.oidc.registration.manage import manage_registration
from wirelatch.identity.oidc.registration.register import PATH as REGISTER_PATH
from wirelatch.identity.oidc.registration.register import register, register_for
from wirelatch.identity.oidc.revoke import revoke
from wirelatch.identity.oidc.token.endpoint import token
from wirelatch.identity.oidc.try_it import try_it
from wirelatch.identity.oidc.userinfo import userinfo
from wirelatch.identity.oidc.web_finger import web_finger
from wirelatch.identity.pages import branding
from wirelatch.identity.pages.render import STATIC_PATH, redirect, refused, static_file
from wirelatch.identity.services import Services
from wirelatch.identity.sources.callback import source_callback
from wirelatch.identity.sources.connecting import source_connect
from wirelatch.identity.sources.login import source_login
from wirelatch.identity.sources.plug_in import plug_in
from wirelatch.identity.start_up import prepare
from wirelatch.identity.web import language
from wirelatch.identity.web.call import NO_STORE, BadRequestError, Call, Reply, json_reply
from wirelatch.identity.web.measure import DatabaseFigures, measured, name_route, note
from wirelatch.settings import Settings
from wirelatch.webkit.errors import exception_handlers
from wirelatch.webkit.health import health_routes
from wirelatch.webkit.metrics import metrics_route
from wirelatch.webkit.security_headers import SecurityHeaders

log = logging.getLogger(__name__)

FIRST_CLEAR_UP_SECONDS = 20.0
"""After the start, when there is more urgent work."""
RETRY = {"Retry-After": "5"}
UNAVAILABLE = "The database cannot be reached. Please try again in a moment."
Endpoint = Callable[[Call, Services], Awaitable[Reply]]
View = Callable[..., Awaitable[Response]]

PROTOCOL: dict[str, Endpoint] = {
    "/application/o/token/": token,
    "/application/o/par/": push_request,
    "/application/o/userinfo/": userinfo,
    "/application/o/introspect/": introspect,
    "/application/o/revoke/": revoke,
    "/application/o/device/": device_authorization,
    REGISTER_PATH: register,
}
PUBLIC: dict[str, Endpoint] = {
    "/.well-known/openid-configuration": global_discovery,
    "/.well-known/oauth-authorization-server": global_discovery,
    "/.well-known/webauthn": passkey_origins,
    "/.well-known/webfinger": web_finger,
    "/application/o/jwks/": global_jwks,
}
"""Documents that every origin may read."""
_SLUG = r"(?P<slug>[-\w]+)"
REGISTRATION: tuple[tuple[re.Pattern[str], Callable[..., Awaitable[Reply]]], ...] = (
    (
        re.compile(r"/application/o/register/(?P<client_id>[\x21-\x2e\x30-\x7e]{1,255})", re.ASCII),
        manage_registration,
    ),
    (re.compile(rf"/application/o/{_SLUG}/register/", re.ASCII), register_for),
)
PER_APPLICATION: tuple[tuple[re.Pattern[str], Callable[..., Awaitable[Reply]]], ...] = (
    (re.compile(rf"/application/o/{_SLUG}/\.well-known/openid-configuration/?", re.ASCII), discovery),
    (re.compile(rf"/\.well-known/oauth-authorization-server/application/o/{_SLUG}/?", re.ASCII), discovery),
    (re.compile(rf"/application/o/{_SLUG}/jwks/", re.ASCII), jwks),
)


class _Found(NamedTuple):
    """What answers at a path in front of the pages; `route` is its name in the metrics."""

    endpoint: Endpoint
    route: str
    is_document: bool


_FIXED = {
    path: _Found(endpoint, path, endpoints is PUBLIC)
    for endpoints in (PROTOCOL, PUBLIC)
    for path, endpoint in endpoints.items()
}


def _find(path: str) -> _Found | None:
    found = _FIXED.get(path)
    if found is not None:
        return found
    is_document = "/.well-known/" in path or path.endswith("/jwks/")
    if is_document or "/register/" in path:
        for pattern, handler in PER_APPLICATION if is_document else REGISTRATION:
            match = pattern.fullmatch(path)
            if match is not None:
                return _Found(partial(handler, **match.groupdict()), handler.__name__, is_document)
    return None


def create_app(settings: Settings, *, hasher: PasswordHasher | None = None) -> IdentityApp:
    """The application for these settings; it opens its database when it is started (ASGI lifespan)."""
    return IdentityApp(settings, hasher)


class IdentityApp:
    """Dispatches requests; `start` and `stop` frame its life where no ASGI server does."""

    def __init__(self, settings: Settings, hasher: PasswordHasher | None = None) -> None:
        self.settings = settings
        self._hasher = hasher
        self._services: Services | None = None
        self._background: list[asyncio.Task[None]] = []
        self._public_url = settings.identity_url
        self.pages: ASGIApp = SecurityHeaders(self._starlette())

    @property
    def services(self) -> Services:
        """The running parts."""
        if self._services is None:
            raise RuntimeError("the application is not started")
        return self._services

    async def start(self) -> None:
        """Open and prepare the database."""
        plug_in()
        database = Database(self.settings.identity_database_url)
        try:
            sealer = await asyncio.to_thread(open_sealer, self.settings, database)
        except BaseException:
            await database.close()
            raise
        services = Services.make(self.settings, database, sealer, self._hasher)
        try:
            await prepare(services)
        except BaseException:
            await services.close()
            raise
        self._services = services
        services.database.notices.held = Lock.MASTER_KEY
        services.database.notices.start()
        work = (
            self._clear_up_now_and_then(),
            BackChannelLogout(services).run(),
            services.mail.run(),
            Folder(services).run(),
            Notifier(services).run(),
        )
        self._background = [asyncio.create_task(each) for each in work]

    async def stop(self) -> None:
        """Let go of everything."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        if self._services is not None:
            await self._services.close()
            self._services = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.pages(scope, receive, send)
            return
        found = _find(scope["path"])
        if found is None:
            await measured(self.pages, scope, receive, send)
            return
        begun = time.perf_counter()
        call = Call(scope, receive, public_url=self._public_url)
        reply = await self._answer(found.endpoint, call, found.is_document)
        try:
            await reply.send(send, head_only=call.method == "HEAD")
        finally:
            note(found.route, call.method, reply.status, begun)

    async def _answer(self, endpoint: Endpoint, call: Call, is_document: bool) -> Reply:
        try:
            cors = [] if is_document else await cors_headers(call, self.services)
            if call.method == "OPTIONS":
                return Reply(
                    204,
                    b"",
                    [
                        ("Allow", "GET, POST, OPTIONS"),
                        *(cors or [("Access-Control-Allow-Origin", "*")] * is_document),
                    ],
                )
            try:
                reply = await endpoint(call, self.services)
            except OAuthError as error:
                reply = json_reply(error.to_json(), error.status, {**NO_STORE, **error.headers})
            reply.headers = [*reply.headers, *cors]
        except BadRequestError as error:
            reply = json_reply(
                {"error": "invalid_request", "error_description": str(error)}, error.status, NO_STORE
            )
        except Exception as error:
            if is_unavailable(error):
                log.error("%s %s: the database: %s", call.method, call.path, str(error).split("\n")[0])
                body = {"error": "temporarily_unavailable", "error_description": UNAVAILABLE}
                return json_reply(body, 503, {**NO_STORE, **RETRY})
            log.exception("%s %s failed", call.method, call.path)
            reply = json_reply(
                {"error": "server_error", "error_description": "Internal error; the log has the details"}, 500
            )
        return reply

    async def _clear_up_now_and_then(self) -> None:
        await asyncio.sleep(FIRST_CLEAR_UP_SECONDS)
        while True:
            try:
                services = self.services
                await end_expired_tokens(services)
                await clear_up(services.database)
                await trim_ledger(services.database, services.ledger, self.settings.ledger_days)
            except Exception:
                log.exception("clearing up failed")
            await asyncio.sleep(EVERY.total_seconds())

    def _view(self, view: View, **fixed: Any) -> Callable[[Request], Awaitable[Response]]:
        route = fixed.get("entry", view.__name__)

        async def handle(request: Request) -> Response:
            call = Call(request.scope, request.receive, public_url=self._public_url)
            name_route(request.scope, route)
            try:
                if not call.path.startswith(("/api/", STATIC_PATH)):
                    snapshot = await self.services.catalog.current()
                    brand = brand_of(call, snapshot.brands)
                    branding.use(brand, snapshot.system.footer_links)
                    language.use(call, brand.locale)
                return await view(call, self.services, **fixed, **request.path_params)
            except BadRequestError as error:
                return refused("Request Error", str(error), status=error.status)
            except Exception as error:
                if not is_unavailable(error):
                    raise
                log.error("%s %s: the database: %s", call.method, call.path, str(error).split("\n")[0])
                if call.path.startswith("/api/"):
                    body = {"detail": UNAVAILABLE, "code": "temporarily_unavailable"}
                    return Response(orjson.dumps(body), 503, RETRY, "application/json")
                answer = refused("Temporarily unavailable", UNAVAILABLE, status=503)
                answer.headers.update(RETRY)
                return answer

        return handle

    def _starlette(self) -> Starlette:
        view = self._view
        form = ["GET", "POST"]

        async def start_page(call: Call, services: Services) -> Response:
            return redirect("/if/user/" if await is_set_up(services) else SETUP_PATH)

        async def issuer_root(call: Call, services: Services, slug: str) -> Response:
            return redirect(f"/application/o/{slug}/.well-known/openid-configuration")

        async def file(call: Call, services: Services, version: str, name: str) -> Response:
            return static_file(version, name)

        async def api_call(call: Call, services: Services, path: str) -> Response:
            reply = await api(call, services, path)
            response = Response(reply.body, reply.status)
            for name, value in reply.headers:
                response.headers.append(name, value)
            return response

        return Starlette(
            routes=[
                Route("/", view(start_page)),
                Route("/application/o/authorize/", view(authorize), methods=form),
                Route("/application/o/end-session/", view(shared_logout), methods=form),
                Route(FRONT_CHANNEL_PATH, view(front_channel_logout)),
                Route("/application/o/{slug}/end-session/", view(relying_party_logout), methods=form),
                Route("/application/o/{slug}/try/", view(try_it)),
                Route("/application/o/{slug}/redirect-uris/", view(add_redirect_uri), methods=["POST"]),
                Route("/application/o/{slug}/", view(issuer_root)),
                Route("/application/launch/{slug}/", view(launch)),
                Route(DEVICE_PATH, view(device), methods=form),
                Route(DEVICE_PATH + "/", view(device), methods=form),
                Route("/if/flow/{slug}/", view(flow), methods=form),
                Route("/flows/-/default/{purpose}/", view(default_flow)),
                Route("/flows/-/cancel/", view(cancel)),
                Route("/source/oauth/login/{slug}/", view(source_login)),
                Route("/source/oauth/callback/{slug}/", view(source_callback)),
                Route("/source/oauth/connect/{slug}/", view(source_connect), methods=["POST"]),
                Route("/if/admin/", view(interface, entry="console")),
                Route("/if/user/", view(interface, entry="user")),
                Route(
                    "/api/v3/{path:anything}",
                    view(api_call),
                    methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
                ),
                Route(STATIC_PATH + "{version}/{name}", view(file)),
                Mount("/assets", ASSETS.app),
                *health_routes(
                    lambda: self._services is not None, lambda: self.services.database.is_reachable()
                ),
                metrics_route(
                    self.settings.metrics_token,
                    [DatabaseFigures(lambda: self._services.database if self._services else None)],
                ),
            ],
            exception_handlers=exception_handlers,
            lifespan=self._lifespan,
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        await self.start()
        try:
            yield
        finally:
            await self.stop()
