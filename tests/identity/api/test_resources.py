"""What holds for every kind of record of the API: replacing, changing, unique names, filters. Kinds as parameters."""

from __future__ import annotations

import pytest

SCOPES = "propertymappings/provider/scope/"
NAMED = {
    "core/users/": ({"username": "first"}, "username", {"username": "second", "name": "Two"}),
    "core/groups/": ({"name": "first"}, "name", {"name": "second", "attributes": {"a": 1}}),
    SCOPES: (
        {"name": "first", "scope_name": "s", "expression": "return {}"},
        "name",
        {"name": "second", "scope_name": "s", "expression": "return {}", "description": "Two"},
    ),
    "core/tokens/": ({"identifier": "first"}, "identifier", {"identifier": "second", "description": "Two"}),
}


async def created(identity, path: str, body: dict) -> tuple[str, dict]:
    answer = await identity.api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    record = answer.json()
    return f"{path}{record['identifier'] if path == 'core/tokens/' else record['pk']}/", record


@pytest.mark.parametrize("path", NAMED)
async def test_put_resets_what_is_not_given_and_patch_leaves_it(identity, path) -> None:
    minimal, key, body = NAMED[path]
    address, record = await created(identity, path, body)
    optional = next(name for name in reversed(body) if name not in minimal)
    assert (await identity.api.patch(address, json={})).json()[optional] == body[optional]
    assert (await identity.api.put(address, json={})).status_code == 400
    required = {name: body[name] for name in minimal}
    replaced = (await identity.api.put(address, json=required)).json()
    assert (replaced[key], replaced["pk"]) == (record[key], record["pk"])
    assert not replaced[optional]


@pytest.mark.parametrize("path", NAMED)
async def test_a_name_that_is_taken_is_refused_by_its_field_unless_it_is_ones_own(identity, path) -> None:
    minimal, key, body = NAMED[path]
    await created(identity, path, minimal)
    address, record = await created(identity, path, body)
    taken = {key: ["This field must be unique."]}
    assert (await identity.api.post(path, json=minimal)).json() == taken
    assert (await identity.api.patch(address, json={key: minimal[key]})).json() == taken
    assert (await identity.api.patch(address, json={key: record[key]})).status_code == 200


@pytest.mark.parametrize("path", NAMED)
async def test_a_list_is_narrowed_by_the_fields_that_are_asked_for(identity, path) -> None:
    minimal, key, body = NAMED[path]
    await created(identity, path, minimal)
    await created(identity, path, body)
    found = (await identity.api.get(path, params={key: "second"})).json()["results"]
    assert [record[key] for record in found] == ["second"]


@pytest.mark.parametrize(("wanted", "shown"), [("true", True), ("false", False), ("maybe", None)])
async def test_a_flag_that_is_neither_true_nor_false_narrows_nothing(identity, wanted, shown) -> None:
    await created(identity, "core/users/", {"username": "asleep", "is_active": False})
    found = (await identity.api.get("core/users/", params={"is_active": wanted})).json()["results"]
    assert {user["is_active"] for user in found} == ({True, False} if shown is None else {shown})


async def test_the_ledger_names_each_record_by_its_kind(identity) -> None:
    _, group = await created(identity, "core/groups/", {"name": "Staff"})
    address, _ = await created(identity, SCOPES, NAMED[SCOPES][0])
    await identity.api.delete(address)
    events = (await identity.api.get("events/events/", params={"page_size": 3})).json()["results"]
    assert [(event["action"], event["context"]["model"]["model_name"]) for event in events] == [
        ("model_deleted", "scopemapping"),
        ("model_created", "scopemapping"),
        ("model_created", "group"),
    ]
    assert events[2]["context"]["target"] == f"group:{group['pk']}"
