"""Events as a file."""

from __future__ import annotations

import csv
import io

FILE = "events/events/export/"


async def exported(identity, **query) -> list[dict[str, str]]:
    answer = await identity.api.post(FILE, params=query)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["completed"], made["content_type"]["model"], made["query_params"]) == (True, "event", query)
    file = await identity.api.get(made["file_url"].removeprefix("/api/v3/"))
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["content-disposition"] == 'attachment; filename="events.csv"'
    return list(csv.DictReader(io.StringIO(file.text)))


async def test_the_file_holds_what_the_list_shows(identity) -> None:
    await identity.user("ada")
    await identity.signed_in("ada", "a password")
    rows = await exported(identity)
    assert [int(row["seq"]) for row in rows] == sorted((int(row["seq"]) for row in rows), reverse=True)
    assert {"model_created", "login"} <= {row["action"] for row in rows}
    narrowed = await exported(identity, action="login", username="ada")
    assert [(row["action"], row["actor"]) for row in narrowed] == [("login", "ada")]
    assert await exported(identity, target="no such thing") == []


async def test_no_cell_is_a_formula(identity) -> None:
    page = await identity.browser().get("/if/flow/default-authentication-flow/")
    browser = identity.browser()
    page = await browser.get("/if/flow/default-authentication-flow/")
    await browser.submit(page, uid_field="=1+1", password="x")
    cells = [cell for row in await exported(identity) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


async def test_an_export_is_an_event_itself(identity) -> None:
    await exported(identity, action="login")
    (event,) = await identity.events("export_ready")
    assert event["context"]["query"] == {"action": "login"}


async def test_who_may_not_see_events_gets_no_file(identity) -> None:
    client = identity.api_client(await identity.user_token(await identity.user("ada")))
    for method, path in (("POST", FILE), ("GET", f"{FILE}file/")):
        assert (await client.request(method, path)).status_code == 403
