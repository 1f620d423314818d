"""Web applications with the client libraries that people use, signed in to with a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.peers.relying_parties.conftest import PASSWORD, Provider
from tests.peers.relying_parties.web_application import Kind, WebApplication, running
from tests.support.sign_in import sign_in

pytestmark = [pytest.mark.peers, pytest.mark.e2e, pytest.mark.timeout(180)]

KINDS = [
    Kind("authlib-flask", "flask_app.py"),
    Kind(
        "mozilla-django-oidc",
        "django_app.py",
        callback="/oidc/callback/",
        login="/oidc/authenticate/",
        logout="/oidc/logout/",
        scopes=("openid", "profile", "email"),
    ),
    Kind(
        "express-openid-connect",
        "express_app.cjs",
        packages=("express@5.2.1", "express-openid-connect@3.4.0"),
        after_logout="",
    ),
    Kind(
        "auth-js",
        "authjs_app.mjs",
        packages=("express@5.2.1", "@auth/express@0.12.3"),
        callback="/auth/callback/authentik",
        login="/auth/signin",
        logout="/auth/signout",
        scopes=("openid", "profile", "email"),
        button="Sign in with Authentik",
    ),
    Kind(
        "django-allauth",
        "allauth_app.py",
        callback="/accounts/oidc/authentik/login/callback/",
        login="/accounts/oidc/authentik/login/",
        scopes=("openid", "profile", "email"),
    ),
    Kind(
        "python-social-auth",
        "social_app.py",
        callback="/complete/oidc/",
        scopes=("openid", "profile", "email"),
        button="Sign in with authentik",
    ),
    Kind(
        "better-auth",
        "better_auth_app.mjs",
        packages=("express@5.2.1", "better-auth@1.7.25"),
        callback="/api/auth/callback/authentik",
        scopes=("openid", "profile", "email"),
    ),
    Kind(
        "fastify-oauth2",
        "fastify_app.cjs",
        packages=(
            "fastify@5.12.8",
            "@fastify/cookie@11.1.5",
            "@fastify/oauth2@8.3.0",
            "@fastify/session@11.1.3",
        ),
    ),
]

REST_BETWEEN_LOOKS = ("express-openid-connect", "better-auth")
"""They look for keys that they do not know once in half a minute."""


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def application(
    request: pytest.FixtureRequest, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebApplication]:
    with running(request.param, provider, tmp_path_factory.mktemp("web")) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def log_in(page: Page, application: WebApplication) -> None:
    """Start signing in at the application."""
    page.goto(f"{application.base}{application.kind.login}")
    if application.kind.button:
        page.get_by_role("button", name=application.kind.button).click()


def claims(page: Page, application: WebApplication) -> Any:
    """What the application knows of who is signed in; null for nobody."""
    page.wait_for_url(
        re.compile(re.escape(application.base) + r"/(\?state=.*)?$")
    )  # Authlib: after logging out
    return json.loads(page.locator("pre").inner_text())


def test_a_person_signs_in_also_after_the_keys_have_changed_and_signs_out(
    provider: Provider, application: WebApplication, page: Page
) -> None:
    log_in(page, application)
    sign_in(page, "ada", PASSWORD)
    known = claims(page, application)
    assert (known["preferred_username"], known["email"]) == ("ada", "ada@example.org")
    assert known["groups"] == ["makers"]
    if "offline_access" in application.kind.scopes:
        page.goto(f"{application.base}/refresh")
        assert claims(page, application)["preferred_username"] == "ada"
    page.context.clear_cookies(domain="localhost")
    page.goto(f"{application.base}/")
    assert claims(page, application) is None
    if application.kind.name not in REST_BETWEEN_LOOKS:
        provider.rotate_key(application.registered)
    log_in(page, application)  # signed in at the provider: no question is asked
    assert claims(page, application)["preferred_username"] == "ada"
    page.goto(f"{application.base}{application.kind.logout}")
    if application.kind.name == "auth-js":  # signs out of itself only, and asks first
        page.get_by_role("button", name="Sign out").click()
    assert claims(page, application) is None


def test_who_is_not_in_the_group_stays_outside(application: WebApplication, page: Page) -> None:
    log_in(page, application)
    sign_in(page, "eve", PASSWORD)
    expect(page.get_by_role("heading", name="Permission denied")).to_be_visible()
    page.get_by_role("link", name="Go back to").click()
    page.wait_for_url(f"{application.base}/**")
    page.goto(f"{application.base}/")
    assert claims(page, application) is None
