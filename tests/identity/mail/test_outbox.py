"""E-mail: what is posted with an act arrives at a real SMTP server, and what cannot is tried again."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.identity.conftest import Identity
from tests.support.certificates import make_certificates
from tests.support.mail_server import MailServer as Server
from tests.support.mail_server import mail_server

from wirelatch.database import now
from wirelatch.identity.mail import BadAddressError, MailNotConfiguredError, MailServer, Outbox, compose
from wirelatch.identity.mail.outbox import GIVE_UP_AFTER
from wirelatch.identity.mail.tables import outbox

TO = "alice@example.com"


def server_at(port: int, **changes: Any) -> MailServer:
    values = {"host": "127.0.0.1", "sender": "Example <sign-in@example.com>", "tls": "none", "timeout": 5.0}
    return MailServer(**{**values, "port": port, **changes})


def notice(**changes: Any) -> Any:
    values = {
        "title": "A passkey was added",
        "paragraphs": ["If it was you: fine."],
        "url": "",
        "url_name": "",
    }
    options = {"to": TO, "subject": "A passkey was added", **changes}
    return compose("email/notice.html", values=values, **options)


@pytest.fixture
async def mail(identity: Identity) -> Outbox:
    """An outbox that only delivers when it is told to."""
    services = identity.app.services
    outbox = Outbox(services.settings, services.database, services.ledger, services.sealer)
    # The application's own must not be faster.
    for task in identity.app._background:
        task.cancel()
    await asyncio.gather(*identity.app._background, return_exceptions=True)
    return outbox


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with mail_server() as running:
        yield running


async def rows(mail: Outbox) -> list[Any]:
    return list(await mail._database.read(lambda connection: connection.execute(select(outbox)).all()))


async def make_due(mail: Outbox, **values: Any) -> None:
    changes = {"due": now() - timedelta(seconds=1), **values}
    await mail._database.write(lambda connection: connection.execute(update(outbox).values(**changes)))


async def test_a_message_arrives_as_text_and_as_html(mail: Outbox, server: Server) -> None:
    mail.server = server_at(server.port)
    await mail.post(notice())
    await mail.deliver()
    message = server.received[0]
    assert (message["From"], message["To"]) == ("Example <sign-in@example.com>", TO)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.com>")
    assert message.get_content_type() == "multipart/alternative"
    assert "If it was you: fine." in server.text_of(message)
    assert "<p" in message.get_body(("html",)).get_content()
    assert await rows(mail) == []


async def test_what_was_sent_is_in_the_events_without_its_text(
    identity: Identity, mail: Outbox, server: Server
) -> None:
    mail.server = server_at(server.port)
    values = {"token": "482915", "expires": None}
    await mail.post(compose("email/email_otp.html", to=TO, subject="Your code", values=values), user_id=1)
    stored = (await rows(mail))[0]
    assert "482915" not in repr(stored)
    await mail.deliver()
    assert "482915" in server.text_of(server.received[0])
    event = (await identity.events("email_sent"))[0]
    assert event["user"]["username"] == "admin"
    assert "482915" not in repr(event)
    assert "Your code" in repr(event)


async def test_names_that_users_chose_smuggle_in_no_headers(mail: Outbox, server: Server) -> None:
    mail.server = server_at(server.port)
    await mail.post(notice(subject="Hello Eve\r\nBcc: victim@example.org\r\n\r\nwin"))
    await mail.deliver()
    message = server.received[0]
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Eve Bcc: victim@example.org win"
    assert server.recipients == [[TO]]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alice",
        "alice@",
        "@example.com",
        "a@b.c, d@e.f",
        "a@b.c\r\nBcc: d@e.f",
        "a@b.c\nd@e.f",
        "Alice <a@b.c>",
        "a@b@c",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddressError):
        notice(to=address)


async def test_markup_in_a_name_is_text_in_the_html(mail: Outbox, server: Server) -> None:
    mail.server = server_at(server.port)
    values = {
        "user": {"name": "<script>alert(1)</script>", "username": "x"},
        "url": "https://id.example.com/?a=1&b=2",
    }
    await mail.post(
        compose("email/password_reset.html", to=TO, subject="Reset", values={**values, "expires": now()})
    )
    await mail.deliver()
    message = server.received[0]
    assert "<script>" not in message.get_body(("html",)).get_content()
    assert "https://id.example.com/?a=1&b=2" in server.text_of(message)


async def test_without_a_mail_server_it_says_which_setting_is_missing(
    identity: Identity, mail: Outbox
) -> None:
    assert "smtp_host" in mail.problem
    with pytest.raises(MailNotConfiguredError, match="smtp_host"):
        await mail.post(notice())
    mail.server = server_at(25, sender="")
    assert "mail_from" in mail.problem
    mail.server = server_at(25, sender="no address")
    assert "no address" in mail.problem


async def test_a_server_that_hangs_holds_up_nobody_and_gets_the_message_later(
    mail: Outbox, server: Server
) -> None:
    mail.server = server_at(server.port, timeout=0.3)
    server.hang = asyncio.Event()
    await asyncio.wait_for(mail.post(notice()), 2)
    await asyncio.wait_for(mail.deliver(), 5)
    assert "did not answer" in (await mail.state()).last_error
    assert await mail.deliver() == 0  # not due yet
    server.hang = None
    await make_due(mail)
    await mail.deliver()
    assert len(server.received) == 1
    assert (await mail.state()).waiting == 0


async def test_a_server_that_is_not_there_is_asked_again(mail: Outbox, server: Server) -> None:
    mail.server = server_at(1)
    await mail.post(notice())
    await mail.deliver()
    (row,) = await rows(mail)
    assert row.attempts == 1
    assert row.due > now()
    assert "cannot be reached" in row.last_error
    mail.server = server_at(server.port)
    await make_due(mail)
    await mail.deliver()
    assert len(server.received) == 1


async def test_a_deferral_is_tried_again_and_a_refusal_is_not(
    identity: Identity, mail: Outbox, server: Server
) -> None:
    mail.server = server_at(server.port)
    server.refusal = "451 later please"
    await mail.post(notice(), user_id=1)
    await mail.deliver()
    assert len(await rows(mail)) == 1
    server.refusal = "550 no such mailbox"
    await make_due(mail)
    await mail.deliver()
    assert await rows(mail) == []
    event = (await identity.events("system_task_exception"))[0]
    assert "550 no such mailbox" in repr(event)


async def test_a_message_is_given_up_when_it_is_of_no_more_use(identity: Identity, mail: Outbox) -> None:
    mail.server = server_at(1)
    await mail.post(notice())
    (row,) = await rows(mail)
    assert row.expires - row.created_at == GIVE_UP_AFTER
    await make_due(mail, expires=now())
    await mail.deliver()
    assert await rows(mail) == []
    assert len(await identity.events("system_task_exception")) == 1


async def test_two_processes_send_a_message_once(mail: Outbox, server: Server) -> None:
    mail.server = server_at(server.port)
    for number in range(5):
        await mail.post(notice(to=f"user{number}@example.com"))
    await asyncio.gather(*(mail.deliver() for _ in range(4)))
    assert sorted(server.recipients) == [[f"user{number}@example.com"] for number in range(5)]


async def test_a_message_posted_in_a_transaction_that_fails_is_not_sent(mail: Outbox, server: Server) -> None:
    mail.server = server_at(server.port)

    def work(connection: Any) -> None:
        mail.post_in(connection, notice())
        raise LookupError

    with pytest.raises(LookupError):
        await mail._database.write(work)
    assert await mail.deliver() == 0


async def test_the_running_half_sends_what_is_posted(identity: Identity, server: Server) -> None:
    mail = identity.app.services.mail
    mail.server = server_at(server.port)
    await mail.post(notice())
    assert (await server.message())["To"] == TO


@pytest.mark.parametrize("kind", ["tls", "starttls"])
async def test_the_way_to_the_server_is_encrypted_and_its_certificate_checked(
    mail: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    certificates = make_certificates(tmp_path / "certificates")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.path("server.pem"), certificates.path("server.key"))
    async with mail_server(**{kind: context}, password="secret") as server:
        mail.server = server_at(server.port, tls=kind, username="wirelatch", password="secret")
        await mail.post(notice())
        await mail.deliver()
        assert server.received == []
        assert "certificate verify failed" in (await mail.state()).last_error.lower()
        monkeypatch.setenv("SSL_CERT_FILE", certificates.path("ca.pem"))
        await make_due(mail)
        await mail.deliver()
        assert len(server.received) == 1


async def test_starttls_is_insisted_on(mail: Outbox, server: Server) -> None:
    mail.server = server_at(server.port, tls="starttls")
    await mail.post(notice())
    await mail.deliver()
    assert server.received == []


async def test_a_wrong_password_is_said_and_the_message_kept(mail: Outbox) -> None:
    async with mail_server(password="secret") as server:
        mail.server = server_at(server.port, username="wirelatch", password="wrong")
        await mail.post(notice())
        await mail.deliver()
        state = await mail.state()
        assert (state.waiting, "smtp_username" in state.last_error) == (1, True)
        assert "wrong" not in state.last_error
        assert server.received == []
