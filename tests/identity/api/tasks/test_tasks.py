"""What waits to be sent, seen and sent again over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from wirelatch.database import now
from wirelatch.identity.oidc.tables import logout_notices

LATER = timedelta(hours=1)


@pytest.fixture
async def noted(identity, rp) -> int:
    """News of an ended session that could not be told, and is due again in an hour."""

    def work(connection):
        values = {"provider_id": rp.provider_id, "user_id": 1, "user": None, "session_uuid": None}
        row = values | {"created_at": now(), "due": now() + LATER, "attempts": 2}
        return connection.execute(insert(logout_notices).values(row)).inserted_primary_key[0]

    return await identity.app.services.database.write(work)


async def test_what_waits_is_listed_with_what_it_is_about(identity, rp, noted) -> None:
    (task,) = (await identity.api.get("tasks/tasks/")).json()["results"]
    assert (task["actor_name"], task["uid"]) == ("back_channel_logout", f"back_channel_logout:{noted}")
    assert (task["retries"], task["aggregated_status"]) == (2, "error")
    assert task["rel_obj_id"] == str(rp.provider_id)
    assert (await identity.api.get(f"tasks/tasks/{task['message_id']}/")).json()["uid"] == task["uid"]
    counted = (await identity.api.get("tasks/tasks/status/")).json()
    assert (counted["error"], counted["queued"]) == (1, 0)
    for query, count in (({"actor_name": "send_mail"}, 0), ({"aggregated_status": "error"}, 1)):
        found = (await identity.api.get("tasks/tasks/", params=query)).json()
        assert found["pagination"]["count"] == count


async def test_a_task_can_be_tried_at_once(identity, noted) -> None:
    (task,) = (await identity.api.get("tasks/tasks/")).json()["results"]
    assert (await identity.api.post(f"tasks/tasks/{task['message_id']}/retry/")).status_code == 204
    due = select(logout_notices.c.due).where(logout_notices.c.id == noted)
    found = await identity.app.services.database.read(lambda c: c.execute(due).scalar())
    assert found is None or found <= now()  # None: it has been sent already
    unknown = "00000000-0000-4000-8000-000000000000"
    assert (await identity.api.post(f"tasks/tasks/{unknown}/retry/")).status_code == 404


async def test_a_mail_that_cannot_be_sent_says_why(identity) -> None:
    from wirelatch.identity.mail.tables import outbox

    def work(connection):
        connection.execute(
            insert(outbox).values(
                recipient="ada@example.com", template="email/setup.html", content="sealed", created_at=now(),
                due=now() + LATER, expires=now() + LATER, attempts=1, last_error="connection refused",
            )
        )  # fmt: skip

    await identity.app.services.database.write(work)
    (task,) = (await identity.api.get("tasks/tasks/", params={"actor_name": "send_mail"})).json()["results"]
    assert [line["event"] for line in task["logs"]] == ["connection refused"]
    assert "sealed" not in str(task)


async def test_schedules_and_workers_are_told(identity) -> None:
    listed = (await identity.api.get("tasks/schedules/")).json()["results"]
    assert [one["actor_name"] for one in listed] == ["end_expired_tokens", "clear_up", "trim_ledger"]
    one = (await identity.api.get(f"tasks/schedules/{listed[1]['id']}/")).json()
    assert (one["crontab"], one["paused"]) == ("*/5 * * * *", False)
    (worker,) = (await identity.api.get("tasks/workers/")).json()
    assert worker["version_matching"] is True


async def test_versions_are_kept(identity) -> None:
    (first,) = (await identity.api.get("admin/version/history/")).json()
    current = (await identity.api.get("admin/version/")).json()["version_current"]
    assert (first["id"], first["version"]) == (1, current)
    assert (await identity.api.get("admin/version/history/1/")).json() == first
    assert (await identity.api.get("admin/version/history/2/")).status_code == 404
    assert (await identity.api.get("admin/version/history/", params={"version": "0"})).json() == []


@pytest.mark.parametrize("path", ["core/applications", "core/application_entitlements"])
async def test_nothing_can_be_requested(identity, rp, path) -> None:
    assert (await identity.api.get(f"{path}/requestable/")).json()["results"] == []
