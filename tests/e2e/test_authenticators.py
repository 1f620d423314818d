"""Passkeys in a real browser with a virtual authenticator: registered, as second factor, and instead of a password.

https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.support.browser import launched
from tests.support.processes import ADMIN_PASSWORD, BOOTSTRAP, wirelatch

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

SIGN_IN = "/if/flow/default-authentication-flow/"
WEBAUTHN_SETUP = "/if/flow/default-authenticator-webauthn-setup/"


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Passkeys need a host name: this one browsers trust without HTTPS."""
    with wirelatch("identity", tmp_path_factory.mktemp("identity"), environment=BOOTSTRAP) as running:
        yield f"http://localhost:{urlsplit(running.identity).port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on(
        "console",
        lambda message: failures.append(message.text) if "Content Security" in message.text else None,
    )
    yield page
    context.close()
    assert failures == []


def plug_in(page: Page, *, verifies_user: bool = True) -> tuple[CDPSession, str]:
    """Give the browser a virtual authenticator that says yes to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal" if verifies_user else "usb",
        "hasResidentKey": verifies_user,
        "hasUserVerification": verifies_user,
        "isUserVerified": verifies_user,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in(page: Page, identity: str, target: str) -> None:
    page.goto(f"{identity}{SIGN_IN}?next={target}")
    page.get_by_label("Email or username").fill("admin")
    page.get_by_label("Password").fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Log in").click()


def delete_device(page: Page) -> None:
    """Delete the one device on the page of one's settings."""
    page.get_by_role("list", name="MFA devices").get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Only your password protects this account")).to_be_visible()


def test_a_passkey_is_registered_and_then_signs_in_without_a_name(identity: str, page: Page) -> None:
    session, authenticator = plug_in(page)
    sign_in(page, identity, "/if/user/%23/settings?tab=mfa")
    page.get_by_role("button", name="Enroll").click()
    page.get_by_role("menuitem", name="Passkey or security key").click()
    # The page asks the browser by itself, and leads back when that went well.
    devices = page.get_by_role("list", name="MFA devices")
    expect(devices.get_by_role("listitem")).to_have_count(1)
    (credential,) = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    assert (credential["rpId"], credential["isResidentCredential"]) == ("localhost", True)
    page.get_by_role("button", name="Rename ").click()
    page.get_by_role("dialog").get_by_label("Name").fill("My laptop")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(devices.get_by_text("My laptop")).to_be_visible()
    page.context.clear_cookies()
    # The list that the name field drops down: the virtual authenticator picks the passkey as soon as it is offered.
    page.goto(identity + SIGN_IN)
    page.wait_for_url(f"{identity}/if/user/**")
    page.context.clear_cookies()
    session.send(
        "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": authenticator, "enabled": False}
    )
    page.goto(identity + SIGN_IN)
    expect(page.get_by_label("Email or username")).to_have_attribute("autocomplete", "username webauthn")
    session.send(
        "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": authenticator, "enabled": True}
    )
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{identity}/if/user/**")
    page.goto(f"{identity}/if/user/#/settings?tab=mfa")
    delete_device(page)


def test_a_security_key_is_the_second_factor_after_a_password(identity: str, page: Page) -> None:
    plug_in(page, verifies_user=False)
    sign_in(page, identity, WEBAUTHN_SETUP)
    page.wait_for_url(f"{identity}/if/user/**")
    page.context.clear_cookies()
    sign_in(page, identity, "/if/user/%23/settings?tab=mfa")
    page.wait_for_url(f"{identity}/if/user/**")
    device = page.get_by_role("list", name="MFA devices").get_by_role("listitem")
    expect(device).to_contain_text("Last used")
    delete_device(page)


def test_without_the_key_nobody_gets_in(identity: str, page: Page) -> None:
    session, authenticator = plug_in(page, verifies_user=False)
    sign_in(page, identity, WEBAUTHN_SETUP)
    page.wait_for_url(f"{identity}/if/user/**")
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})
    page.context.clear_cookies()
    sign_in(page, identity, "/if/user/")
    expect(page.get_by_role("heading", name="Passkey or security key")).to_be_visible()
    page.goto(f"{identity}/if/user/")
    expect(page.get_by_role("heading", name="Passkey or security key")).to_be_visible()
