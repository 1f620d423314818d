"""The SMTP server that mail goes out through, and handing one message to it. https://www.rfc-editor.org/rfc/rfc5321"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import asdict, dataclass
from email.errors import HeaderParseError, MessageError
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from wirelatch.settings import Settings

if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage

PORTS = {"none": 25, "starttls": 587, "tls": 465}


class MailNotConfiguredError(Exception):
    """Mail cannot be sent; the text says which setting is missing."""


class DeliveryError(Exception):
    """The server did not take a message; `final`: nor will it when asked again."""

    def __init__(self, message: str, *, final: bool) -> None:
        super().__init__(message)
        self.final = final


@dataclass(frozen=True)
class MailServer:
    """Where to send, as whom; `tls` is `none`, `starttls` or `tls`, a port of 0 the usual one for it; seconds."""

    host: str
    sender: str
    port: int = 0
    username: str = ""
    password: str = ""
    tls: str = "starttls"
    timeout: float = 30.0

    @classmethod
    def of(cls, settings: Settings) -> MailServer:
        """The one that the settings name."""
        return cls(
            host=settings.smtp_host,
            sender=settings.mail_from,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=settings.smtp_password,
            tls=settings.smtp_tls,
            timeout=settings.mail_timeout,
        )

    def to_json(self) -> dict[str, Any]:
        """With the password; to be sealed."""
        return asdict(self)

    @property
    def problem(self) -> str:
        """Why nothing can be sent through it; empty when all is there."""
        if not self.host:
            return "No mail server is configured: set smtp_host."
        if not self.sender:
            return "The mail server is configured, but not whom mail comes from: set mail_from."
        try:
            self.sender_address()
        except MailNotConfiguredError as error:
            return str(error)
        return ""

    def sender_address(self) -> Address:
        """Whom mail comes from; raises MailNotConfiguredError."""
        from email.headerregistry import Address

        name, address = parseaddr(self.sender)
        try:
            parsed = Address(display_name=name, addr_spec=address)
        except (HeaderParseError, MessageError, ValueError, IndexError):
            parsed = Address()
        if not parsed.username or not parsed.domain:
            raise MailNotConfiguredError(f"mail_from is not an address: {self.sender!r}")
        return parsed

    async def deliver(self, message: EmailMessage) -> None:
        """Hand over a message; raises DeliveryError. Never takes longer than `timeout` seconds."""
        import aiosmtplib  # here, because most installations start without mail

        try:
            async with asyncio.timeout(self.timeout):
                await aiosmtplib.send(
                    message,
                    hostname=self.host,
                    port=self.port or PORTS[self.tls],
                    username=self.username or None,
                    password=self.password or None,
                    use_tls=self.tls == "tls",
                    start_tls=self.tls == "starttls",
                    tls_context=None if self.tls == "none" else ssl.create_default_context(),
                    timeout=self.timeout,
                    local_hostname=self.sender_address().domain,
                )
        except TimeoutError as error:  # aiosmtplib's own are TimeoutErrors too
            raise DeliveryError(
                f"{self.host} did not answer in {self.timeout:g} seconds", final=False
            ) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            refusals = error.recipients
            final = all(500 <= each.code < 600 for each in refusals)
            raise DeliveryError(_said(refusals[0]) if refusals else "refused", final=final) from error
        except aiosmtplib.SMTPAuthenticationError as error:
            # The message is all right: whoever runs this has to mend the settings.
            raise DeliveryError(f"{self.host} refused smtp_username: {_said(error)}", final=False) from error
        except aiosmtplib.SMTPNotSupported as error:
            raise DeliveryError(f"{self.host}: {error}", final=True) from error
        except aiosmtplib.SMTPResponseException as error:
            data = isinstance(error, aiosmtplib.SMTPDataError)
            raise DeliveryError(_said(error), final=data and 500 <= error.code < 600) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"{self.host} cannot be reached: {error}"[:500], final=False) from error


def _said(answer: Any) -> str:
    return f"{answer.code} {answer.message}".replace("\r", " ").replace("\n", " ")[:500]
