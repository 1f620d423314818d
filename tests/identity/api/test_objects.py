"""Users, groups, tokens, mappings, certificates and bindings over the API, in authentik's shapes."""

from __future__ import annotations

import pytest


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


async def group(identity, name: str, **values) -> dict:
    answer = await identity.api.post("core/groups/", json={"name": name, **values})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_lists_have_pages_search_and_ordering(identity) -> None:
    for number in range(25):
        await identity.api.post(
            "core/users/", json={"username": f"user{number:02}", "name": f"Name {number}"}
        )
    page = (
        await identity.api.get("core/users/", params={"ordering": "-username", "page": 2, "page_size": 10})
    ).json()
    assert page["pagination"] == {
        "next": 3,
        "previous": 1,
        "count": 26,
        "current": 2,
        "total_pages": 3,
        "start_index": 11,
        "end_index": 20,
    }
    assert page["results"][0]["username"] == "user14"
    found = (await identity.api.get("core/users/", params={"search": "NAME 7"})).json()["results"]
    assert [user["username"] for user in found] == ["user07"]
    assert (await identity.api.get("core/users/", params={"search": "%"})).json()["results"] == []
    assert (await identity.api.get("core/users/", params={"page": "x"})).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "username"),
        ({"username": ""}, "username"),
        ({"username": "x" * 151}, "username"),
        ({"username": "a\u0000b"}, "username"),
        ({"username": "x", "email": "nonsense"}, "email"),
        ({"username": "x", "is_active": "yes"}, "is_active"),
        ({"username": "x", "groups": ["nonsense"]}, "groups"),
        ({"username": "x", "groups": ["00000000-0000-4000-8000-000000000000"]}, "groups"),
        ({"username": "x", "attributes": []}, "attributes"),
        ({"username": "x", "type": "magic"}, "type"),
        ({"username": "ADMIN"}, "username"),
        ({"username": None}, "username"),
    ],
)
async def test_a_wrong_user_is_told_by_field(identity, body, field) -> None:
    answer = await identity.api.post("core/users/", json=body)
    assert answer.status_code == 400
    assert list(answer.json()) == [field]


async def test_a_change_is_in_the_ledger_with_before_and_after(identity) -> None:
    user = await identity.user("ada")
    await identity.api.patch(f"core/users/{user['pk']}/", json={"name": "Ada Lovelace"})
    event = (await identity.events("model_updated"))[0]
    assert event["user"]["username"] == "admin"
    assert event["context"]["model"] == {
        "app": "authentik_core",
        "model_name": "user",
        "pk": str(user["pk"]),
        "name": "ada",
    }
    assert event["context"]["changes"] == {"name": {"before": "Ada", "after": "Ada Lovelace"}}
    assert (await identity.api.get(f"events/events/{event['pk']}/")).json() == event
    assert (await identity.app.services.ledger.verify()).intact


async def test_the_last_administrator_cannot_be_removed(identity) -> None:
    admins = (await identity.api.get("core/groups/?name=Wirelatch Admins")).json()["results"][0]
    attempts = [
        identity.api.patch("core/users/1/", json={"is_active": False}),
        identity.api.patch("core/users/1/", json={"groups": []}),
        identity.api.delete("core/users/1/"),
        identity.api.post(f"core/groups/{admins['pk']}/remove_user/", json={"pk": 1}),
        identity.api.patch(f"core/groups/{admins['pk']}/", json={"is_superuser": False}),
        identity.api.delete(f"core/groups/{admins['pk']}/"),
    ]
    for attempt in attempts:
        answer = await attempt
        assert (answer.status_code, answer.json()["non_field_errors"]) == (
            400,
            ["This would leave no active administrator."],
        )
    assert (await identity.api.get("core/users/me/")).json()["user"]["is_superuser"]


async def test_rights_come_from_groups_above_too(identity) -> None:
    top = await group(identity, "Top", is_superuser=True)
    middle = await group(identity, "Middle", parents=[top["pk"]])
    bottom = await group(identity, "Bottom", parents=[middle["pk"]])
    user = await identity.user("ada", groups=[bottom["pk"]])
    assert (await identity.api.get(f"core/users/{user['pk']}/")).json()["is_superuser"]
    ada = identity.api_client(await identity.user_token(user))
    assert (await ada.get("core/users/")).status_code == 200
    await identity.api.patch(f"core/groups/{middle['pk']}/", json={"parents": []})
    assert (await ada.get("core/users/")).status_code == 403


async def test_a_group_cannot_be_its_own_ancestor(identity) -> None:
    top = await group(identity, "Top")
    bottom = await group(identity, "Bottom", parents=[top["pk"]])
    answer = await identity.api.patch(f"core/groups/{top['pk']}/", json={"parents": [bottom["pk"]]})
    assert (answer.status_code, list(answer.json())) == (400, ["parents"])


async def test_members_are_added_and_removed(identity) -> None:
    made, user = await group(identity, "Team"), await identity.user("ada")
    for _ in range(2):
        assert (
            await identity.api.post(f"core/groups/{made['pk']}/add_user/", json={"pk": user["pk"]})
        ).status_code == 204
    assert (await identity.api.get(f"core/groups/{made['pk']}/")).json()["users"] == [user["pk"]]
    listed = (await identity.api.get("core/groups/", params={"members_by_pk": user["pk"]})).json()["results"]
    assert [entry["name"] for entry in listed] == ["Team"]
    await identity.api.post(f"core/groups/{made['pk']}/remove_user/", json={"pk": user["pk"]})
    assert (await identity.api.get(f"core/groups/{made['pk']}/")).json()["users_obj"] == []


async def test_users_change_their_own_name_and_nothing_that_says_who_they_are(identity) -> None:
    user = await identity.user("ada")
    ada = identity.api_client(await identity.user_token(user))
    for refused in ({"username": "root"}, {"email": "root@example.com"}):
        assert (await ada.patch("core/users/me/", json=refused)).status_code == 403
    answer = await ada.patch("core/users/me/", json={"name": "Ada L.", "groups": []})
    assert (answer.status_code, answer.json()["name"]) == (200, "Ada L.")
    after = (await identity.api.get(f"core/users/{user['pk']}/")).json()
    assert (after["name"], after["username"], after["email"]) == ("Ada L.", user["username"], user["email"])
    blank = await ada.patch("core/users/me/", json={"name": " "})
    assert (blank.status_code, list(blank.json())) == (400, ["name"])


async def test_a_wrong_present_password_is_refused_from_administrators_too(identity) -> None:
    answer = await identity.api.post(
        "core/users/1/set_password/", json={"password": "another one", "current_password": "wrong"}
    )
    assert (answer.status_code, answer.json()) == (
        400,
        {"current_password": ["The current password is wrong."]},
    )


async def test_a_tokens_key_is_shown_at_creation_and_once_more_to_its_maker(identity) -> None:
    made = (await identity.api.post("core/tokens/", json={"identifier": "ci"})).json()
    assert len(made["key"]) == 60
    assert "key" not in (await identity.api.get("core/tokens/ci/")).json()
    assert (await identity.api.get("core/tokens/ci/view_key/")).json() == {"key": made["key"]}
    assert (await identity.api.get("core/tokens/ci/view_key/")).status_code == 403
    assert (await identity.api_client(made["key"]).get("core/users/me/")).status_code == 200


async def test_users_see_and_make_only_their_own_tokens(identity) -> None:
    ada = identity.api_client(await identity.user_token(await identity.user("ada")))
    await identity.api.post("core/tokens/", json={"identifier": "of-admin"})
    assert (await ada.post("core/tokens/", json={"identifier": "own"})).status_code == 201
    assert (await ada.post("core/tokens/", json={"identifier": "x", "user": 1})).status_code == 403
    assert all(t["user_obj"]["username"] == "ada" for t in (await ada.get("core/tokens/")).json()["results"])
    for method in ("GET", "PATCH", "DELETE"):
        assert (await ada.request(method, "core/tokens/of-admin/", json={})).status_code == 404


async def test_the_owner_of_a_token_cannot_be_changed__cve_2024_37905(identity) -> None:
    ada = identity.api_client(await identity.user_token(await identity.user("ada")))
    await ada.post("core/tokens/", json={"identifier": "own"})
    answer = await ada.patch("core/tokens/own/", json={"user": 1})
    assert (answer.status_code, answer.json()) == (400, {"user": ["The owner of a token cannot be changed."]})


async def test_an_expired_token_is_refused(identity) -> None:
    body = {"identifier": "old", "expires": "2020-01-01T00:00:00Z"}
    key = (await identity.api.post("core/tokens/", json=body)).json()["key"]
    assert (await identity.api_client(key).get("core/users/me/")).status_code == 403


async def test_users_see_and_end_only_their_own_sessions(identity, browser) -> None:
    ada = identity.api_client(await identity.user_token(await identity.user("ada")))
    session = (await identity.api.get("core/authenticated_sessions/")).json()["results"][0]
    assert (await ada.get("core/authenticated_sessions/")).json()["results"] == []
    assert (await ada.delete(f"core/authenticated_sessions/{session['uuid']}/")).status_code == 404


async def test_users_change_their_own_password_with_the_present_one(identity) -> None:
    user = await identity.user("ada")
    ada = identity.api_client(await identity.user_token(user))
    path = f"core/users/{user['pk']}/set_password/"
    assert (await ada.post(path, json={"password": "new password"})).status_code == 400
    body = {"password": "new password", "current_password": "a password"}
    assert (await ada.post(path, json=body)).status_code == 204
    await identity.signed_in("ada", "new password")
    assert (await ada.post("core/users/1/set_password/", json=body)).status_code == 404


async def test_people_choose_no_password_that_is_too_short(identity) -> None:
    user = await identity.user("ada")
    ada = identity.api_client(await identity.user_token(user))
    body = {"password": "seven77", "current_password": "a password"}
    answer = await ada.post(f"core/users/{user['pk']}/set_password/", json=body)
    assert (answer.status_code, answer.json()) == (400, {"password": ["Use at least 8 characters."]})


async def test_a_service_account_comes_with_a_token(identity) -> None:
    made = (
        await identity.api.post("core/users/service_account/", json={"name": "robot", "create_group": True})
    ).json()
    assert set(made) == {"username", "user_pk", "user_uid", "group_pk", "token"}
    rp = await identity.relying_party()
    form = {
        "grant_type": "client_credentials",
        "username": "robot",
        "password": made["token"],
        "client_secret": None,
    }
    assert (await rp.token(**form)).status_code == 200


@pytest.mark.parametrize(
    "expression",
    [
        "import os",
        "return __import__('os')",
        "return user.__class__",
        "return (lambda: 1)()",
        "return 9 ** 9",
        "x = 1",
        "return [x for x in y for z in x]()",
    ],
)
async def test_a_mapping_that_could_run_code_cannot_be_stored__cve_2026_25227(identity, expression) -> None:
    body = {"name": "x", "scope_name": "x", "expression": expression}
    answer = await identity.api.post("propertymappings/provider/scope/", json=body)
    if (
        answer.status_code == 201
    ):  # well-formed, but without effect: attributes are looked up in plain data only
        rp = await identity.relying_party("x", property_mappings=[answer.json()["pk"]])
        preview = (await identity.api.get(f"providers/oauth2/{rp.provider_id}/preview_user/")).json()[
            "preview"
        ]
        assert set(preview) == {"iss", "sub", "aud", "acr"}
    else:
        assert list(answer.json()) == ["expression"]


async def test_private_keys_never_come_out__cve_2024_42490(identity) -> None:
    body = {"common_name": "mine", "validity_days": 10}
    made = (await identity.api.post("crypto/certificatekeypairs/generate/", json=body)).json()
    assert made["private_key_available"] is True
    for path in ("", f"{made['pk']}/", f"{made['pk']}/view_certificate/"):
        assert "PRIVATE KEY" not in (await identity.api.get(f"crypto/certificatekeypairs/{path}")).text
    assert (
        await identity.api.get(f"crypto/certificatekeypairs/{made['pk']}/view_private_key/")
    ).status_code == 404


async def test_a_key_must_belong_to_its_certificate(identity) -> None:
    from wirelatch.identity.keys.generating import generate

    one, two = generate("one", algorithm="ecdsa"), generate("two", algorithm="ecdsa")
    body = {"name": "x", "certificate_data": one.certificate, "key_data": two.key}
    answer = await identity.api.post("crypto/certificatekeypairs/", json=body)
    assert answer.json() == {"key_data": ["The private key does not belong to the certificate."]}
    body["key_data"] = one.key
    assert (await identity.api.post("crypto/certificatekeypairs/", json=body)).status_code == 201
    assert (await identity.api.post("crypto/certificatekeypairs/", json=body)).status_code == 400


async def test_a_pair_in_use_cannot_be_deleted(identity) -> None:
    body = {"common_name": "mine", "validity_days": 10, "alg": "ecdsa"}
    made = (await identity.api.post("crypto/certificatekeypairs/generate/", json=body)).json()
    rp = await identity.relying_party("app", signing_key=made["pk"])
    assert (await identity.api.delete(f"crypto/certificatekeypairs/{made['pk']}/")).status_code == 400
    await rp.change(signing_key=None)
    assert (await identity.api.delete(f"crypto/certificatekeypairs/{made['pk']}/")).status_code == 204


async def test_bindings_decide_who_sees_an_application(identity) -> None:
    team = await group(identity, "Team")
    user = await identity.user("ada", groups=[team["pk"]])
    ada = identity.api_client(await identity.user_token(user))
    bob = identity.api_client(await identity.user_token(await identity.user("bob")))
    await identity.relying_party("app", bindings=[{"group": team["pk"], "order": 0}])
    assert [a["slug"] for a in (await ada.get("core/applications/")).json()["results"]] == ["app"]
    assert (await bob.get("core/applications/")).json()["results"] == []
    assert (await bob.get("core/applications/app/")).status_code == 404
    assert (await bob.get("core/applications/app/check_access/")).json()["passing"] is False
    why = (
        await identity.api.get("core/applications/app/check_access/", params={"for_user": user["pk"]})
    ).json()
    assert why["passing"] is True
    assert "passes" in why["log_messages"][0]["event"]
    assert (await bob.get("core/applications/", params={"for_user": user["pk"]})).status_code == 403


async def test_an_application_does_not_open_to_everyone_when_its_group_is_deleted(identity) -> None:
    team = await group(identity, "Team")
    await identity.relying_party("app", bindings=[{"group": team["pk"], "order": 0}])
    await identity.api.delete(f"core/groups/{team['pk']}/")
    assert (await identity.api.get("core/applications/app/check_access/")).json()["passing"] is False


async def test_a_binding_names_exactly_one_of_group_and_user(identity) -> None:
    await identity.relying_party("app")
    target = (await identity.api.get("core/applications/app/")).json()["pk"]
    team = await group(identity, "Team")
    for body in ({}, {"group": team["pk"], "user": 1}, {"policy": target}):
        answer = await identity.api.post("policies/bindings/", json={"target": target, "order": 0, **body})
        assert answer.status_code == 400
    made = await identity.api.post("policies/bindings/", json={"target": target, "order": 1, "user": 1})
    assert made.json()["user_obj"]["username"] == "admin"
    path = f"policies/bindings/{made.json()['pk']}/"
    assert (await identity.api.patch(path, json={"user": None, "group": team["pk"]})).json()["group_obj"][
        "name"
    ] == "Team"
    assert (await identity.api.delete(path)).status_code == 204


async def test_a_refused_name_that_two_requests_wanted_at_once_is_400(identity) -> None:
    import asyncio

    answers = await asyncio.gather(
        *(identity.api.post("core/groups/", json={"name": "Same"}) for _ in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 7


async def test_the_default_flows_are_listed(identity) -> None:
    flows = (await identity.api.get("flows/instances/", params={"designation": "authorization"})).json()[
        "results"
    ]
    assert [flow["slug"] for flow in flows] == [
        "default-provider-authorization-explicit-consent",
        "default-provider-authorization-implicit-consent",
    ]


async def test_the_volume_of_events_is_counted(identity) -> None:
    await identity.user("ada")
    counted = (
        await identity.api.get("events/events/volume/", params={"actions": "password_set,model_created"})
    ).json()
    assert {entry["action"]: entry["count"] for entry in counted}["password_set"] == 1
    assert all(set(entry) == {"action", "time", "count"} for entry in counted)


@pytest.mark.parametrize("levels", [230, 250, 300, 900])
async def test_values_nested_without_end_are_refused_and_lists_go_on(identity, levels) -> None:
    for path, values in (("core/users/", {"username": "deep"}), ("core/groups/", {"name": "deep"})):
        deep: dict = {}
        for _ in range(levels):
            deep = {"a": deep}
        answer = await identity.api.post(path, json={**values, "attributes": deep})
        assert answer.status_code == (400 if levels > 230 else 201)
        assert (await identity.api.get(path)).status_code == 200


async def test_users_are_found_by_attributes_roles_and_rights(identity) -> None:
    await identity.user("ada", attributes={"team": {"name": "engines", "size": 3}, "remote": True})
    await identity.user("bob", attributes={"team": {"name": "pumps", "size": 3}})

    async def found(**query: str) -> list[str]:
        answer = await identity.api.get("core/users/", params=query)
        assert answer.status_code == 200, answer.text
        return [user["username"] for user in answer.json()["results"]]

    assert await found(attributes='{"team": {"name": "engines"}}') == ["ada"]
    assert await found(attributes='{"team": {"size": 3}}') == ["ada", "bob"]
    assert await found(attributes='{"remote": true}') == ["ada"]
    assert await found(is_superuser="true") == ["admin"]
    assert await found(last_login__isnull="true", search="bob") == ["bob"]
    assert await found(date_joined__lt="2020-01-01T00:00:00Z") == []
    assert (await identity.api.get("core/users/", params={"attributes": "{"})).status_code == 400


async def test_events_are_found_by_what_they_are_about(identity, rp, browser) -> None:
    user = await identity.user("ada")
    await rp.tokens(browser)
    application = (await identity.api.get("core/applications/app/")).json()

    async def found(**query: str) -> list[str]:
        answer = await identity.api.get("events/events/", params=query)
        return [event["ledger_action"] for event in answer.json()["results"]]

    about = {"context_model_app": "authentik_core", "context_model_name": "user"}
    assert await found(**about, context_model_pk=str(user["pk"])) == ["password_set", "model_created"]
    assert await found(context_authorized_app=application["pk"]) == ["authorize_application"]
    assert await found(actions="password_set,login", ordering="created") == ["login", "password_set"]
    top = (await identity.api.get("events/events/top_per_user/")).json()
    assert [(entry["application"]["name"], entry["counted_events"]) for entry in top] == [("App", 1)]
    stats = (await identity.api.get("events/events/stats/?count_steps=hours=1&action=login")).json()
    assert stats == {"unique_users": 1, "count_step": {"hours=1": 1}}


async def test_users_are_exported_without_secrets_and_without_formulas(identity) -> None:
    await identity.user("ada", attributes={"secret": "x"})
    await identity.api.patch("core/users/2/", json={"name": "=HYPERLINK(1)"})
    made = (await identity.api.post("core/users/export/", params={"username": "ada"})).json()
    text = (await identity.api.get(made["file_url"].removeprefix("/api/v3/"))).text.splitlines()
    assert len(text) == 2
    assert ",'=HYPERLINK(1)," in text[1]
    assert "secret" not in text[1]


async def test_a_password_can_be_brought_along_as_a_hash(identity) -> None:
    from argon2 import PasswordHasher

    user = await identity.user("ada")
    path = f"core/users/{user['pk']}/set_password_hash/"
    assert (await identity.api.post(path, json={"password": "pbkdf2_sha256$1$x$y"})).status_code == 400
    brought = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("from elsewhere")
    assert (await identity.api.post(path, json={"password": "argon2" + brought})).status_code == 204
    await identity.signed_in("ada", "from elsewhere")
