"""E-mail to users: composed from templates, kept in an outbox, sent over SMTP.

`services.mail` is the :class:`Outbox`. Ask `services.mail.problem` whether mail can be sent at all; compose a message
and put it in the outbox in the transaction of the act it belongs to::

    mail = compose("email/password_reset.html", to=user.email, subject="Password reset", values={...})
    services.mail.post_in(connection, mail, user_id=user.id, expires=now() + timedelta(minutes=30))
"""

from wirelatch.identity.mail.compose import TEMPLATES, BadAddressError, Mail, check_address, compose
from wirelatch.identity.mail.outbox import Outbox
from wirelatch.identity.mail.server import MailNotConfiguredError, MailServer

__all__ = [
    "TEMPLATES",
    "BadAddressError",
    "Mail",
    "MailNotConfiguredError",
    "MailServer",
    "Outbox",
    "check_address",
    "compose",
]
