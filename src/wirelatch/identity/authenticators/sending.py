"""Sending a code by e-mail: made and put into the outbox in one transaction, bounded by `email_code.begin`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity.authenticators import email_code
from wirelatch.identity.authenticators.email_code import SentCode
from wirelatch.identity.browser.known_device import known_device
from wirelatch.identity.mail import MailServer, Outbox, compose
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call


@dataclass(frozen=True)
class Texts:
    """How a code is sent; `server`: None for that of the settings."""

    subject: str = "Your code"
    template: str = "email/email_otp.html"
    lifetime: timedelta = email_code.LIFETIME
    server: MailServer | None = None

    def problem(self, mail: Outbox) -> str:
        """Why nothing can be sent; empty when it can."""
        return self.server.problem if self.server is not None else mail.problem


async def send_code(call: Call, services: Services, user: Row[Any], email: str, texts: Texts) -> SentCode:
    """Send a code to an address that is the user's, or is to be shown to be.

    Raises TooManyCodesError, MailNotConfiguredError, BadAddressError.
    """
    device = known_device(call, services, user.uuid)

    def work(connection: Connection) -> SentCode:
        sent = email_code.begin(
            connection,
            services.sealer,
            user_id=user.id,
            email=email,
            origin=device or call.address,
            known=device is not None,
            lifetime=texts.lifetime,
        )
        values = {"user": user, "token": sent.code, "expires": sent.expires}
        mail = compose(texts.template, to=email, subject=texts.subject, values=values)
        services.mail.post_in(connection, mail, user_id=user.id, expires=sent.expires, server=texts.server)
        return sent

    return await services.database.write(work)
