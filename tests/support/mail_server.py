"""A real SMTP server on a free port of 127.0.0.1 that keeps what it is given."""

from __future__ import annotations

import asyncio
import contextlib
import email
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class MailServer:
    """`received`: the messages; `refusal`: what recipients are answered instead of 250."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refusal: str = ""
    hang: asyncio.Event | None = None
    """While it is not set, the end of a message is not answered."""
    connections: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hang is not None:
            await self.hang.wait()
        self.received.append(email.message_from_bytes(envelope.content, policy=default))
        self.recipients.append(list(envelope.rcpt_tos))
        self.arrived.set()
        return "250 taken"

    async def message(self) -> EmailMessage:
        """The next message that arrives, or the last one that has."""
        await asyncio.wait_for(self.arrived.wait(), 10)
        self.arrived.clear()
        return self.received[-1]

    @staticmethod
    def text_of(message: EmailMessage) -> str:
        """Its plain text."""
        part = message.get_body(("plain",))
        assert part is not None
        return part.get_content().replace("\r\n", "\n")


@contextlib.asynccontextmanager
async def mail_server(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, password: str = ""
) -> AsyncIterator[MailServer]:
    """A server that speaks TLS from the first byte (`tls`), or after STARTTLS, or not at all."""
    kept = MailServer()

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        return AuthResult(
            success=isinstance(data, LoginPassword) and data.password == password.encode(), handled=False
        )

    def protocol() -> SMTP:
        kept.connections += 1
        return SMTP(
            kept,
            hostname="localhost",
            loop=asyncio.get_running_loop(),
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=bool(password),
            auth_require_tls=starttls is not None,
            authenticator=authenticate if password else None,
            enable_SMTPUTF8=True,
        )

    server = await asyncio.get_running_loop().create_server(partial(protocol), "127.0.0.1", 0, ssl=tls)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        if kept.hang is not None:
            kept.hang.set()
        server.close()
