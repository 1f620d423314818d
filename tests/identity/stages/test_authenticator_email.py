"""Codes by e-mail on the pages: sent to the stored address, good once, in the run they were sent for."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update
from tests.identity.conftest import Browser, Identity
from tests.identity.stages.people import EMAIL_SETUP, amr_of, is_signed_in, password_page_passed
from tests.support.mail_server import MailServer as Server
from tests.support.mail_server import mail_server

from wirelatch.identity.authenticators.tables import email_codes
from wirelatch.identity.directory.tables import users
from wirelatch.identity.mail import MailServer


@pytest.fixture
async def server(identity: Identity) -> AsyncIterator[Server]:
    async with mail_server() as running:
        mail = identity.app.services.mail
        mail.server = MailServer("127.0.0.1", "id@example.com", port=running.port, tls="none", timeout=5)
        yield running


async def code_in(server: Server) -> str:
    """The code of the next message that has one."""
    while True:
        found = re.search(r"^ {4}(\d{6})$", server.text_of(await server.message()), re.MULTILINE)
        if found:
            return found[1]


async def enroll(browser: Browser, server: Server) -> None:
    page = await browser.get(EMAIL_SETUP)
    assert "a***n@example.com" in page.text
    answer = await browser.submit(page, code=await code_in(server))
    assert answer.status_code == 303, answer.text


async def a_minute_later(identity: Identity) -> None:
    """Let the pause between two messages be over."""

    def work(connection: object) -> None:
        for row in connection.execute(select(email_codes)).all():  # type: ignore[attr-defined]
            earlier = row.created_at - timedelta(minutes=1)
            this = email_codes.c.id == row.id
            connection.execute(update(email_codes).where(this).values(created_at=earlier))  # type: ignore[attr-defined]

    await identity.app.services.database.write(work)


async def test_who_reads_the_code_has_the_address_and_signs_in_with_the_next_one(
    identity: Identity, browser: Browser, server: Server
) -> None:
    await enroll(browser, server)
    verified = await identity.app.services.database.read(
        lambda connection: connection.execute(select(users.c.email_verified).where(users.c.id == 1)).scalar()
    )
    assert verified is True
    await a_minute_later(identity)
    fresh = identity.browser()
    page = await password_page_passed(fresh)
    assert not await is_signed_in(fresh)
    code = await code_in(server)
    assert server.recipients[-1] == ["admin@example.com"]
    assert (await fresh.submit(page, code=code)).status_code == 303
    assert await amr_of(fresh, identity) == {"pwd", "otp", "mfa"}


async def test_ghsa_qgqp_the_recipient_is_never_taken_from_the_request(
    identity: Identity, browser: Browser, server: Server
) -> None:
    await enroll(browser, server)
    await a_minute_later(identity)
    fresh = identity.browser()
    page = await password_page_passed(fresh)
    await code_in(server)
    uid = re.search(r'name="selected_device" value="(\d+)"', page.text)[1]
    await a_minute_later(identity)
    await fresh.submit(page, selected_device=uid, email="mallory@example.com")
    await code_in(server)
    assert {recipient for each in server.recipients for recipient in each} == {"admin@example.com"}


async def test_in_setting_up_the_address_is_the_users_own_whatever_is_sent(
    identity: Identity, browser: Browser, server: Server
) -> None:
    page = await browser.get(EMAIL_SETUP)
    await code_in(server)
    await browser.submit(page, email="mallory@example.com", resend="true")
    assert server.recipients == [["admin@example.com"]]


async def test_a_code_for_one_browser_is_worth_nothing_in_another(
    identity: Identity, browser: Browser, server: Server
) -> None:
    await enroll(browser, server)
    await a_minute_later(identity)
    one, other = identity.browser("192.0.2.1"), identity.browser("192.0.2.2")
    await password_page_passed(one)
    code = await code_in(server)
    page: httpx.Response = await password_page_passed(other)
    await code_in(server)
    assert (await other.submit(page, code=code)).status_code == 401


async def test_reloading_the_page_sends_no_further_code(
    identity: Identity, browser: Browser, server: Server
) -> None:
    await browser.get(EMAIL_SETUP)
    await code_in(server)
    await browser.get(EMAIL_SETUP)
    rows = await identity.app.services.database.read(
        lambda connection: connection.execute(select(email_codes)).all()
    )
    assert len(rows) == 1
