"""`admin/mail/`: whether mail can be sent, and a message that shows it. authentik has a command for the latter."""

from __future__ import annotations

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.permissions import system
from wirelatch.identity.mail import BadAddressError, compose
from wirelatch.identity.mail.server import DeliveryError
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, refused
from wirelatch.identity.web.fields import ABSENT, Field, line, parse
from wirelatch.identity.web.shapes import INTEGER, STRING, Shape

endpoints = Endpoints()
STATE = Shape(
    "MailState",
    {"host": STRING, "sender": STRING, "problem": STRING, "waiting": INTEGER, "last_error": STRING},
    description="`problem`: why no mail can be sent, empty when it can; `waiting`: messages not delivered yet.",
)
BODY = {"to": Field(line(254), ABSENT, description="Your own address unless given.")}


@endpoints.on("GET", "admin/mail/", system("view_system_settings"), answers=STATE)
async def mail_state(request: ApiRequest) -> Reply:
    """How it stands with mail."""
    mail = request.services.mail
    state = await mail.state()
    shown = {"host": mail.server.host, "sender": mail.server.sender}
    return answer({**shown, **state._asdict()})


@endpoints.on(
    "POST",
    "admin/mail/test/",
    system("edit_system_settings"),
    body=BODY,
    body_name="MailTest",
    answers=Shape("MailTestResult", {"to": STRING}),
)
async def send_test_mail(request: ApiRequest) -> Reply:
    """Send a message at once and say what the mail server said: 400 where it did not take it."""
    person = request.principal.person
    to = parse(BODY, await request.json()).get("to") or (person.email if person else "")
    if not to:
        raise invalid("to", "Your account has no address; enter one.")
    server = request.services.mail.server
    if server.problem:
        raise refused(server.problem)
    try:
        mail = compose(
            "email/notice.html",
            to=to,
            subject="Test of the mail settings",
            values={
                "user": None,
                "title": "Mail works",
                "paragraphs": ["This message was sent to try out the mail settings."],
                "url": "",
                "url_name": "",
            },
        )
        await server.deliver(mail.message(server))
    except BadAddressError as error:
        raise invalid("to", str(error)) from None
    except DeliveryError as error:
        raise refused(str(error)) from None
    await request.write(
        lambda connection: request.record(
            connection, "email_sent", "", {"to_email": to, "template": mail.template, "subject": mail.subject}
        )
    )
    return answer({"to": to})
