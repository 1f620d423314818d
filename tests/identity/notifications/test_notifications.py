"""Rules tell their people what happened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.requests import Request
from starlette.responses import Response
from tests.support.mail_server import mail_server
from tests.webkit.serving import serving

from wirelatch.database import now
from wirelatch.identity.clearing_up import clear_up
from wirelatch.identity.notifications.delivery import Notifier
from wirelatch.identity.notifications.tables import KEPT, notification_deliveries, notifications


async def post(identity: Any, path: str, **values: Any) -> Any:
    answer = await identity.api.post(path, json=values)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def rule_for(identity: Any, action: str, *transports: str) -> str:
    """A rule that tells administrators of an act."""
    groups = (await identity.api.get("core/groups/?name=Wirelatch Admins")).json()["results"]
    rule = await post(
        identity, "events/rules/", name="r", transports=transports, destination_group=groups[0]["pk"]
    )
    policy = await post(identity, "policies/event_matcher/", name="m", action=action)
    await post(identity, "policies/bindings/", target=rule["pk"], policy=policy["pk"], order=0)
    return str(rule["pk"])


async def told(identity: Any) -> list[str]:
    notifier = Notifier(identity.app.services)
    while await notifier.look():
        pass
    found = (await identity.api.get("events/notifications/?ordering=created")).json()["results"]
    return [each["body"] for each in found]


async def test_a_rule_tells_the_members_of_its_group_once_and_only_of_what_matches(identity: Any) -> None:
    transport = await post(identity, "events/transports/", name="here", mode="local")
    await told(identity)
    await rule_for(identity, "password_set", transport["pk"])
    await identity.user("ada")
    assert await told(identity) == ["Password set: ada"]
    assert await told(identity) == ["Password set: ada"]
    await identity.api.post("events/notifications/mark_all_seen/")
    assert (await identity.api.get("events/notifications/?seen=false")).json()["results"] == []


async def test_nobody_sees_the_notifications_of_others(identity: Any) -> None:
    transport = await post(identity, "events/transports/", name="here", mode="local")
    await identity.api.post(f"events/transports/{transport['pk']}/test/")
    ada = identity.api_client(await identity.user_token(await identity.user("ada")))
    assert (await ada.get("events/notifications/")).json()["results"] == []
    own = (await identity.api.get("events/notifications/")).json()["results"]
    assert (await ada.get(f"events/notifications/{own[0]['pk']}/")).status_code in (403, 404)


async def test_a_webhook_does_not_call_into_the_own_network(identity: Any) -> None:
    hook = await post(
        identity, "events/transports/", name="hook", mode="webhook", webhook_url="https://127.0.0.1:1/x"
    )
    answer = await identity.api.post(f"events/transports/{hook['pk']}/test/")
    assert answer.status_code == 400
    assert "neither public nor in fetch_networks" in answer.text


async def test_what_was_told_a_month_ago_is_cleared_up(identity: Any) -> None:
    transport = await post(identity, "events/transports/", name="here", mode="local")
    await identity.api.post(f"events/transports/{transport['pk']}/test/")
    database = identity.app.services.database
    assert len(await told(identity)) == 1
    await database.write(
        lambda connection: connection.execute(update(notifications).values(created=now() - KEPT))
    )
    await clear_up(database)
    assert await told(identity) == []


class Hook:
    """Somewhere on a port of its own that webhooks are sent to; answers with `status`."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], Any]] = []
        self.status = 200
        self.url = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        self.heard.append((dict(request.headers), await request.json()))
        await Response(status_code=self.status)(scope, receive, send)


@pytest.fixture
async def hook(identity: Any) -> AsyncIterator[Hook]:
    made = Hook()
    identity.app.settings.fetch_networks = "127.0.0.0/8"
    async with serving(made) as base:
        made.url = f"{base}/hook"
        yield made


async def deliveries(identity: Any) -> list[Any]:
    return list(
        await identity.app.services.database.read(lambda c: c.execute(select(notification_deliveries)).all())
    )


async def due_now(identity: Any) -> None:
    await identity.app.services.database.write(
        lambda c: c.execute(update(notification_deliveries).values(due=now()))
    )


async def test_a_webhook_hears_who_did_what_and_no_values(identity: Any, hook: Hook) -> None:
    transport = await post(identity, "events/transports/", name="hook", mode="webhook", webhook_url=hook.url)
    await told(identity)
    await rule_for(identity, "password_set", transport["pk"])
    await identity.user("ada")
    await told(identity)
    ((_, body),) = hook.heard
    assert (body["body"], body["severity"]) == ("Password set: ada", "notice")
    assert (body["user_username"], body["event_user_username"]) == ("admin", "admin")
    assert set(body["event"]) == {"action", "user", "client_ip", "created", "object"}
    assert await deliveries(identity) == []


async def test_a_webhook_that_fails_is_called_again(identity: Any, hook: Hook) -> None:
    transport = await post(identity, "events/transports/", name="hook", mode="webhook", webhook_url=hook.url)
    await told(identity)
    await rule_for(identity, "password_set", transport["pk"])
    await identity.user("ada")
    hook.status = 503
    await told(identity)
    (waiting,) = await deliveries(identity)
    assert (waiting.attempts, waiting.last_error) == (1, "the webhook answered with status 503")
    assert waiting.due > now()
    await told(identity)
    assert len(hook.heard) == 1  # not before it is due
    hook.status = 200
    await due_now(identity)
    await told(identity)
    assert len(hook.heard) == 2
    assert await deliveries(identity) == []


async def test_what_could_not_be_told_in_time_is_given_up(identity: Any, hook: Hook) -> None:
    transport = await post(identity, "events/transports/", name="hook", mode="webhook", webhook_url=hook.url)
    await told(identity)
    await rule_for(identity, "password_set", transport["pk"])
    hook.status = 500
    await identity.user("ada")
    await told(identity)
    await identity.app.services.database.write(
        lambda c: c.execute(update(notification_deliveries).values(due=now(), expires=now()))
    )
    await told(identity)
    assert (len(hook.heard), await deliveries(identity)) == (1, [])


async def test_mappings_make_body_and_headers_of_a_webhook(identity: Any, hook: Hook) -> None:
    made = {}
    for name, expression in (
        ("body", 'return {"text": notification["body"].upper()}'),
        ("headers", 'return {"X-For": user["username"]}'),
    ):
        path = "propertymappings/notification/"
        made[name] = (await post(identity, path, name=name, expression=expression))["pk"]
    transport = await post(
        identity,
        "events/transports/",
        name="hook",
        mode="webhook",
        webhook_url=hook.url,
        webhook_mapping_body=made["body"],
        webhook_mapping_headers=made["headers"],
    )
    await identity.api.post(f"events/transports/{transport['pk']}/test/")
    ((headers, body),) = hook.heard
    assert (headers["x-for"], body) == ("admin", {"text": "TEST OF THE TRANSPORT HOOK"})


async def test_slack_hears_it_as_an_attachment(identity: Any, hook: Hook) -> None:
    transport = await post(
        identity, "events/transports/", name="slack", mode="webhook_slack", webhook_url=hook.url
    )
    await identity.api.post(f"events/transports/{transport['pk']}/test/")
    ((_, body),) = hook.heard
    assert body["text"] == "Test of the transport slack"
    assert {"title": "Severity", "value": "notice", "short": True} in body["attachments"][0]["fields"]


@pytest.mark.parametrize(
    ("template", "line"),
    [("email/event_notification.html", "action: password_set"), ("email/notice.html", "Hello ")],
)
async def test_mail_is_written_with_the_transports_template(identity: Any, template: str, line: str) -> None:
    async with mail_server() as server:
        outbox = identity.app.services.mail
        outbox.server = replace(outbox.server, host="127.0.0.1", port=server.port, tls="none",
                                sender="us@example.com")  # fmt: skip
        transport = await post(
            identity,
            "events/transports/",
            name="mail",
            mode="email",
            email_subject_prefix="House: ",
            email_template=template,
        )
        await told(identity)
        await rule_for(identity, "password_set", transport["pk"])
        await identity.user("ada")
        await told(identity)
        await outbox.deliver()
        message = await server.message()
    assert message["Subject"] == "House: Password set: ada"
    assert message["To"] == "admin@example.com"
    assert line in server.text_of(message)
    other = await identity.api.patch(
        f"events/transports/{transport['pk']}/", json={"email_template": "email/password_reset.html"}
    )
    assert (other.status_code, list(other.json())) == (400, ["email_template"])


async def test_who_may_see_events_sees_the_one_that_a_notification_is_about(identity: Any) -> None:
    transport = await post(identity, "events/transports/", name="here", mode="local")
    await told(identity)
    rule = await rule_for(identity, "login", transport["pk"])
    await identity.api.patch(f"events/rules/{rule}/", json={"destination_event_user": True})
    ada = await identity.user("ada")
    await identity.signed_in("ada", "a password")
    await told(identity)
    (mine,) = (await identity.api.get("events/notifications/")).json()["results"]
    assert (mine["event"]["action"], mine["event"]["user"]["username"]) == ("login", "ada")
    client = identity.api_client(await identity.user_token(ada))
    (own,) = (await client.get("events/notifications/")).json()["results"]
    assert own["event"] is None
