"""A running identity half, browsers without JavaScript, and relying parties that speak to it over HTTP."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import html
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from argon2 import PasswordHasher
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey
from tests.support import answers
from tests.support.postgresql import postgresql_database

from wirelatch.identity.app import IdentityApp, create_app
from wirelatch.settings import Settings, load

answers.watch()
BASE = "http://127.0.0.1:9000"
ADMIN_PASSWORD = "correct horse battery staple"
ADMIN_TOKEN = "administrators-token-for-tests"
LINK_TOKEN = "link-token-for-tests"
CALLBACK = "https://app.example.com/callback"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def settings_for(folder: Path, database_url: str = "", **changes: Any) -> Settings:
    settings = load({"data": str(folder)}, {})
    settings.identity_database = database_url
    settings.link_token = LINK_TOKEN
    settings.bootstrap_password = ADMIN_PASSWORD
    settings.bootstrap_token = ADMIN_TOKEN
    settings.bootstrap_email = "admin@example.com"
    for name, value in changes.items():
        setattr(settings, name, value)
    return settings


class Browser(httpx.AsyncClient):
    """Follows no redirects by itself; knows how to fill in the one form of a page."""

    def __init__(self, app: IdentityApp, address: str = "127.0.0.1") -> None:
        transport = httpx.ASGITransport(app=app, client=(address, 40000))
        super().__init__(transport=transport, base_url=BASE)

    async def submit(self, page: httpx.Response, **values: str) -> httpx.Response:
        """Post the page's form, its hidden fields included."""
        action = html.unescape(re.search(r'<form method="post" action="([^"]*)"', page.text)[1])
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        form = {name: html.unescape(value) for name, value in hidden.items()}
        return await self.post(action or str(page.url), data=form | values, headers={"Origin": BASE})

    async def sign_in(self, username: str = "admin", password: str = ADMIN_PASSWORD) -> None:
        """Sign in on the sign-in page."""
        answer = await self.submit(
            await self.get("/if/flow/default-authentication-flow/?again=1"),
            uid_field=username,
            password=password,
        )
        assert answer.status_code == 303, answer.text

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Follow redirects as long as they stay here."""
        while answer.is_redirect and answer.headers["location"].startswith("/"):
            answer = await self.get(answer.headers["location"])
        return answer


def answered(response: httpx.Response) -> dict[str, str]:
    """The parameters that a redirect took to the client."""
    assert response.is_redirect, response.text
    parts = urlsplit(response.headers["location"])
    return dict(parse_qsl(parts.fragment or parts.query, keep_blank_values=True))


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass
class RelyingParty:
    """A client of the provider; its methods speak the protocol as a client library would."""

    identity: Identity
    slug: str
    provider_id: int
    client_id: str
    client_secret: str
    redirect_uri: str = CALLBACK
    http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.identity.app), base_url=BASE)

    @property
    def issuer(self) -> str:
        return f"{BASE}/application/o/{self.slug}/"

    async def authorize(self, browser: httpx.AsyncClient, **changes: str | None) -> httpx.Response:
        """The answer of the authorization endpoint; a change to None leaves a parameter out."""
        parameters: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile email",
            "state": "state-1",
        }
        given = {name: value for name, value in (parameters | changes).items() if value is not None}
        return await browser.get("/application/o/authorize/", params=given)

    async def code(self, browser: httpx.AsyncClient, **changes: str | None) -> str:
        """A code for a browser that is signed in."""
        values = answered(await self.authorize(browser, **changes))
        assert "code" in values, values
        return values["code"]

    async def token(self, **form: str | None) -> httpx.Response:
        """A token request with client_secret_post, unless the changes say otherwise."""
        values: dict[str, str | None] = {"client_id": self.client_id, "client_secret": self.client_secret}
        given = {name: value for name, value in (values | form).items() if value is not None}
        return await self.http.post("/application/o/token/", data=given)

    async def redeem(self, code: str, **form: str | None) -> httpx.Response:
        return await self.token(
            **({"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri} | form)
        )

    async def tokens(self, browser: httpx.AsyncClient, **changes: str | None) -> dict[str, Any]:
        """A whole sign-in."""
        answer = await self.redeem(await self.code(browser, **changes))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def userinfo(self, access_token: str) -> httpx.Response:
        return await self.http.get(
            "/application/o/userinfo/", headers={"Authorization": f"Bearer {access_token}"}
        )

    async def verified(self, token: str) -> dict[str, Any]:
        """The claims of a token, its signature checked against the published keys."""
        keys = (await self.http.get(f"/application/o/{self.slug}/jwks/")).json()
        return jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256", "ES256", "EdDSA"]).claims

    def verified_hs256(self, token: str) -> dict[str, Any]:
        return jwt.decode(token, OctKey.import_key(self.client_secret), algorithms=["HS256"]).claims

    async def change(self, **values: Any) -> None:
        """Change the provider."""
        answer = await self.identity.api.patch(f"providers/oauth2/{self.provider_id}/", json=values)
        assert answer.status_code == 200, answer.text


class Identity:
    """The running half and its administrator."""

    def __init__(self, app: IdentityApp) -> None:
        self.app = app
        self.api = self.api_client(ADMIN_TOKEN)

    def api_client(self, token: str | None = None) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url=f"{BASE}/api/v3/",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    def browser(self, address: str = "127.0.0.1") -> Browser:
        return Browser(self.app, address)

    async def signed_in(self, username: str = "admin", password: str = ADMIN_PASSWORD) -> Browser:
        browser = self.browser()
        await browser.sign_in(username, password)
        return browser

    async def user(self, username: str, password: str = "a password", **values: Any) -> dict[str, Any]:
        """A user with a password."""
        created = await self.api.post(
            "core/users/", json={"username": username, "name": username.title(), **values}
        )
        assert created.status_code == 201, created.text
        answer = await self.api.post(
            f"core/users/{created.json()['pk']}/set_password/", json={"password": password}
        )
        assert answer.status_code == 204, answer.text
        return created.json()

    async def user_token(self, user: dict[str, Any], intent: str = "api") -> str:
        identifier = secrets.token_hex(8)
        created = await self.api.post(
            "core/tokens/", json={"identifier": identifier, "user": user["pk"], "intent": intent}
        )
        return created.json()["key"]

    async def relying_party(
        self, slug: str = "app", bindings: list[dict[str, Any]] | None = None, **provider: Any
    ) -> RelyingParty:
        """Register an application with its provider."""
        uris = provider.pop("uris", [CALLBACK])
        logout = provider.pop("logout_uris", [])
        provider.setdefault(
            "redirect_uris",
            [{"matching_mode": "strict", "url": uri, "redirect_uri_type": "authorization"} for uri in uris]
            + [{"matching_mode": "strict", "url": uri, "redirect_uri_type": "logout"} for uri in logout],
        )
        answer = await self.api.put(
            "core/transactional/applications/",
            json={
                "app": {"name": slug.title(), "slug": slug},
                "provider_model": "authentik_providers_oauth2.oauth2provider",
                "provider": {"name": f"Provider for {slug}", **provider},
                "policy_bindings": bindings or [],
            },
        )
        assert answer.status_code == 200, answer.text
        pk = (await self.api.get(f"core/applications/{slug}/")).json()["provider"]
        made = (await self.api.get(f"providers/oauth2/{pk}/")).json()
        return RelyingParty(self, slug, pk, made["client_id"], made["client_secret"])

    async def scopes(self, *names: str) -> list[str]:
        """The ids of scope mappings."""
        listed = (await self.api.get("propertymappings/provider/scope/")).json()["results"]
        return [mapping["pk"] for mapping in listed if mapping["scope_name"] in names]

    async def events(self, action: str) -> list[dict[str, Any]]:
        return (await self.api.get("events/events/", params={"action": action})).json()["results"]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory after its first start, to be copied: keys are slow to make."""
    folder = tmp_path_factory.mktemp("prepared")
    start_once(settings_for(folder))
    return folder


def start_once(settings: Settings) -> None:
    app = create_app(settings, hasher=CHEAP)

    async def once() -> None:
        await app.start()
        await app.stop()

    asyncio.run(once())


@pytest.fixture(scope="session")
def prepared_postgresql(prepared: Path, postgresql_server: str) -> Iterator[str]:
    """The name of a PostgreSQL database in the same state, for the same key file."""
    with postgresql_database(postgresql_server) as url:
        start_once(settings_for(prepared, url))
        yield url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def each_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """What `identity_database_url` is overridden with where a test runs on each kind of database."""
    if request.param == "sqlite":
        yield ""
        return
    template = request.getfixturevalue("prepared_postgresql")
    with postgresql_database(request.getfixturevalue("postgresql_server"), template) as url:
        yield url


@pytest.fixture
def identity_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """SQLite, or as `--database` says; overridden where a test runs on each kind of database."""
    if request.config.getoption("--database") == "sqlite":
        yield ""
        return
    template = request.getfixturevalue("prepared_postgresql")
    with postgresql_database(request.getfixturevalue("postgresql_server"), template) as url:
        yield url


@pytest.fixture
async def identity(prepared: Path, tmp_path: Path, identity_database_url: str) -> AsyncIterator[Identity]:
    """A running identity half with the administrator `admin`."""
    folder = tmp_path / "identity"
    shutil.copytree(prepared, folder)
    app = create_app(settings_for(folder, identity_database_url), hasher=CHEAP)
    await app.start()
    yield Identity(app)
    await app.stop()


@pytest.fixture
async def rp(identity: Identity) -> RelyingParty:
    """A confidential client."""
    return await identity.relying_party()


@pytest.fixture
async def browser(identity: Identity) -> Browser:
    """A browser in which the administrator is signed in."""
    return await identity.signed_in()
