"""Rules tell their people what happened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from wirelatch.database import now
from wirelatch.identity.clearing_up import clear_up
from wirelatch.identity.notifications.delivery import Notifier
from wirelatch.identity.notifications.tables import KEPT, notifications


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
