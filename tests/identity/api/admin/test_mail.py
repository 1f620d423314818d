"""An administrator sees whether mail works, and tries it out."""

from __future__ import annotations

from tests.identity.conftest import Identity
from tests.support.mail_server import mail_server

from wirelatch.identity.mail import MailServer


async def test_without_a_mail_server_the_console_is_told_which_setting_is_missing(identity: Identity) -> None:
    state = (await identity.api.get("admin/mail/")).json()
    assert "smtp_host" in state["problem"]
    answer = await identity.api.post("admin/mail/test/", json={})
    assert (answer.status_code, "smtp_host" in answer.text) == (400, True)


async def test_a_test_message_arrives_and_is_in_the_log(identity: Identity) -> None:
    async with mail_server() as server:
        identity.app.services.mail.server = MailServer(
            "127.0.0.1", "id@example.com", port=server.port, tls="none", timeout=5
        )
        assert (await identity.api.get("admin/mail/")).json()["problem"] == ""
        answer = await identity.api.post("admin/mail/test/", json={})
        assert answer.json() == {"to": "admin@example.com"}
        message = await server.message()
        assert (message["To"], message["Subject"]) == ("admin@example.com", "Test of the mail settings")
    (event,) = await identity.events("email_sent")
    assert event["user"]["username"] == "admin"


async def test_what_the_mail_server_says_is_told(identity: Identity) -> None:
    async with mail_server() as server:
        server.refusal = "550 no such mailbox"
        identity.app.services.mail.server = MailServer(
            "127.0.0.1", "id@example.com", port=server.port, tls="none", timeout=5
        )
        answer = await identity.api.post("admin/mail/test/", json={"to": "nobody@example.com"})
        assert answer.status_code == 400
        assert "no such mailbox" in answer.text


async def test_an_address_that_is_none_is_refused_at_its_field(identity: Identity) -> None:
    identity.app.services.mail.server = MailServer("127.0.0.1", "id@example.com", port=1, tls="none")
    answer = await identity.api.post("admin/mail/test/", json={"to": "a@b.example\r\nBcc: c@d.example"})
    assert (answer.status_code, list(answer.json())) == (400, ["to"])
