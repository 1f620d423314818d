"""Messages from templates: plain text and HTML side by side, with headers that nothing can be smuggled into.

Whatever stands in a header is parsed and serialised by the standard library's `email` (RFC 5322, RFC 2047), which refuses
line breaks; subjects, which may hold names that users chose, are made one line before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import HeaderParseError, MessageError
from email.utils import format_datetime, make_msgid
from functools import cache
from typing import TYPE_CHECKING, Any

from wirelatch.database import now
from wirelatch.identity.mail.server import MailNotConfiguredError, MailServer
from wirelatch.identity.web.language import language, of_user, plain, spoken, strong, translate
from wirelatch.webkit.brand import BRAND

if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage

    from jinja2 import Environment

LONGEST_SUBJECT = 200
TEMPLATES = {
    "email/password_reset.html": "Password Reset",
    "email/account_confirmation.html": "Account Confirmation",
    "email/email_otp.html": "Email OTP",
    "email/event_notification.html": "Event Notification",
    "email/invitation.html": "Invitation",
    "email/notice.html": "Notice to a user",
}
"""Name to description, as `stages/email/templates/` lists them. Beside each `.html` stands a `.txt`.

Each takes `user` (anything with `username` and `name`, or None). Besides: password_reset, account_confirmation and
invitation take `url` and `expires` (a datetime or None); email_otp takes `token` and `expires`; event_notification takes
`title`, `body` and `key_value` (a mapping); notice takes `title`, `paragraphs`, `url` and `url_name` (may be empty).
"""


class BadAddressError(ValueError):
    """Not one e-mail address."""


@dataclass(frozen=True)
class Mail:
    """A message to one address."""

    to: str
    subject: str
    text: str
    html: str
    template: str = ""

    def message(self, server: MailServer) -> EmailMessage:
        """As it travels; raises MailNotConfiguredError when the server's settings do not suffice."""
        from email.message import EmailMessage
        from email.policy import SMTP  # 1 MB with all the headers it knows, for the first message

        if server.problem:
            raise MailNotConfiguredError(server.problem)
        sender = server.sender_address()
        message = EmailMessage(policy=SMTP)
        message["From"] = sender
        message["To"] = check_address(self.to)
        message["Subject"] = self.subject
        message["Date"] = format_datetime(now())
        message["Message-ID"] = make_msgid(domain=sender.domain)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no "out of office" in return, please
        message.set_content(self.text)
        message.add_alternative(self.html, subtype="html")
        return message


def check_address(address: str) -> Address:
    """The parsed address; raises BadAddressError for what is not exactly one."""
    from email.headerregistry import Address

    try:
        if not address.isprintable():
            raise BadAddressError("An e-mail address is one line.")
        parsed = Address(addr_spec=address)
    except (HeaderParseError, MessageError, ValueError, IndexError):
        raise BadAddressError(f"Not an e-mail address: {address[:100]!r}") from None
    if not parsed.username or not parsed.domain or "@" in parsed.username:
        raise BadAddressError(f"Not an e-mail address: {address[:100]!r}")
    return parsed


def compose(template: str, *, to: str, subject: str, values: Mapping[str, Any]) -> Mail:
    """A message from one of `TEMPLATES`, in the language of its `user`; subjects of ours are translated as well.

    Raises BadAddressError, and KeyError for an unknown template.
    """
    if template not in TEMPLATES:
        raise KeyError(template)
    check_address(to)
    with spoken(of_user(values.get("user"))):
        subject = one_line(plain(subject))
        given = {"user": None, **values, "subject": subject}
        text = _templates().get_template(template.removesuffix(".html") + ".txt").render(given)
        return Mail(to, subject, text, _templates().get_template(template).render(given), template)


def one_line(text: str) -> str:
    """Text for a header: control characters and runs of blanks become one blank."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_SUBJECT]


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    templates = Environment(
        loader=PackageLoader("wirelatch.identity", "mail/templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "brand": BRAND,
        "_": translate,
        "plain": plain,
        "strong": strong,
        "language": language,
    }
    return templates
