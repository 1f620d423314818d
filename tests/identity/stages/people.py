"""People with authenticators: what they do on the pages of the default flows."""

from __future__ import annotations

import html
import json
import re
import time
from typing import Any

import httpx
import pyotp
from sqlalchemy import Connection, select, update
from tests.identity.conftest import ADMIN_PASSWORD, Browser, Identity
from tests.support.soft_authenticator import SoftAuthenticator

from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.authenticators import totp
from wirelatch.identity.flows.tables import stages

SIGN_IN = "/if/flow/default-authentication-flow/"
TOTP_SETUP = "/if/flow/default-authenticator-totp-setup/"
STATIC_SETUP = "/if/flow/default-authenticator-static-setup/"
WEBAUTHN_SETUP = "/if/flow/default-authenticator-webauthn-setup/"
EMAIL_SETUP = "/if/flow/default-authenticator-email-setup/"
ORIGIN = "http://localhost:9000"


class Phone:
    """An authenticator app. It shows the code of the next step after each use, as if half a minute went by."""

    def __init__(self, secret: str) -> None:
        self.otp = pyotp.TOTP(secret)
        self.step = 0

    def code(self) -> str:
        present = int(time.time()) // totp.STEP_SECONDS
        self.step = max(self.step + 1, present - 1)
        return self.otp.generate_otp(self.step)


def options_of(page: httpx.Response, name: str = "get") -> dict[str, Any]:
    """What a page wants the browser to ask its passkeys."""
    attribute = "data-passkey" if name == "sign-in" else f"data-passkey-{name}"
    return json.loads(html.unescape(re.search(rf'{attribute}="([^"]*)"', page.text)[1]))


async def password_page_passed(
    browser: Browser, username: str = "admin", password: str = ADMIN_PASSWORD
) -> httpx.Response:
    """The page after name and password."""
    answer = await browser.submit(await browser.get(SIGN_IN), uid_field=username, password=password)
    return await browser.follow(answer) if answer.is_redirect else answer


async def enroll_totp(browser: Browser) -> Phone:
    """Set up an authenticator app in a browser that is signed in."""
    page = await browser.get(TOTP_SETUP)
    secret = re.search(r'class="secret"[^>]*>([^<]+)<', page.text)[1].replace(" ", "")
    phone = Phone(secret)
    answer = await browser.submit(page, code=phone.code())
    assert answer.status_code == 303, answer.text
    return phone


async def enroll_codes(browser: Browser) -> list[str]:
    """Get recovery codes in a browser that is signed in."""
    page = await browser.get(STATIC_SETUP)
    codes = re.findall(r"<li><code>([^<]+)</code>", page.text)
    answer = await browser.submit(page, saved="true")
    assert answer.status_code == 303, answer.text
    return codes


async def enroll_passkey(browser: Browser, **device: Any) -> SoftAuthenticator:
    """Register a passkey in a browser that is signed in."""
    page = await browser.get(WEBAUTHN_SETUP)
    authenticator = SoftAuthenticator(ORIGIN, **device)
    response = authenticator.create(options_of(page, "create"))
    answer = await browser.submit(page, response=json.dumps(response))
    assert answer.status_code == 303, answer.text
    return authenticator


def at_localhost(identity: Identity) -> Browser:
    """A browser that has opened us by a name, as passkeys need it."""
    browser = identity.browser()
    browser.base_url = httpx.URL(ORIGIN)
    return browser


async def change_stage(identity: Identity, name: str, **settings: Any) -> str:
    """Change the settings of a default stage; returns its id."""
    services = identity.app.services

    def work(connection: Connection) -> str:
        row = connection.execute(select(stages).where(stages.c.name == name)).one()
        changed = {**row.settings, **settings}
        connection.execute(update(stages).where(stages.c.id == row.id).values(settings=changed))
        count_up(connection)
        return str(row.id)

    pk = await services.database.write(work)
    services.catalog.changed()
    return pk


async def is_signed_in(browser: Browser) -> bool:
    return (await browser.get("/api/v3/core/users/me/")).status_code == 200


async def amr_of(browser: Browser, identity: Identity) -> set[str]:
    """How the browser's session says that its user signed in."""
    rp = await identity.relying_party("amr")
    return set((await rp.verified((await rp.tokens(browser))["id_token"]))["amr"])
