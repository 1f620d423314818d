"""`policies/`: each kind, bindings of any target, trying a policy out, explanations, reputation, in authentik's shapes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wirelatch.database import now
from wirelatch.identity.policies import reputation

KINDS = {
    "expression": ({"expression": "return True"}, {"expression": "return False"}),
    "password": ({"error_message": "no"}, {"length_min": 12}),
    "password_expiry": ({"days": 3}, {"deny_only": True}),
    "reputation": ({}, {"threshold": -2}),
    "event_matcher": ({"action": "login"}, {"model": "authentik_core.user"}),
    "dummy": ({"result": True}, {"result": False}),
    "network": ({"networks": ["10.0.0.1/8"]}, {"networks": ["::1/128"]}),
    "time": ({}, {"start": "08:00", "days": [0, 1]}),
}


async def created(identity, path: str, **values) -> dict:
    answer = await identity.api.post(path, json=values)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def policy(identity, source: str, name: str = "policy") -> dict:
    return await created(identity, "policies/expression/", name=name, expression=source)


async def explained(identity, slug: str, user: dict | None = None) -> dict:
    params = {"for_user": user["pk"]} if user else {}
    return (await identity.api.get(f"core/applications/{slug}/check_access/", params=params)).json()


@pytest.mark.parametrize("kind", KINDS)
async def test_policies_of_each_kind_are_made_changed_and_deleted(identity, kind) -> None:
    first, change = KINDS[kind]
    path = f"policies/{kind}/"
    known = {item["pk"] for item in (await identity.api.get("policies/all/")).json()["results"]}
    made = await created(identity, path, name="p", **first)
    assert made["bound_to"] == 0
    assert made["meta_model_name"].endswith(kind.replace("_", "").replace("expiry", "expiry") + "policy")
    changed = await identity.api.patch(f"{path}{made['pk']}/", json=change)
    assert changed.status_code == 200, changed.text
    assert {**made, **change} == changed.json()
    listed = (await identity.api.get(path)).json()["results"]
    assert [item["pk"] for item in listed if item["pk"] not in known] == [made["pk"]]
    others = (await identity.api.get("policies/dummy/" if kind != "dummy" else "policies/time/")).json()[
        "results"
    ]
    assert others == []
    anything = (await identity.api.get("policies/all/")).json()["results"]
    told = [(item["pk"], item["component"]) for item in anything if item["pk"] not in known]
    assert told == [(made["pk"], made["component"])]
    other = "policies/dummy/" if kind != "dummy" else "policies/time/"
    assert (await identity.api.get(f"{other}{made['pk']}/")).status_code == 404
    assert (await identity.api.delete(f"{path}{made['pk']}/")).status_code == 204
    assert (await identity.api.get(f"{path}{made['pk']}/")).status_code == 404


async def test_the_kinds_are_listed_with_their_components(identity) -> None:
    found = {
        item["model_name"]: item["component"]
        for item in (await identity.api.get("policies/all/types/")).json()
    }
    assert found["expressionpolicy"] == "ak-policy-expression-form"
    assert len(found) == len(KINDS)
    assert (await identity.api.get("policies/all/cache_info/")).json() == {"count": 0}
    assert (await identity.api.post("policies/all/cache_clear/")).status_code == 204


@pytest.mark.parametrize(
    ("path", "values", "field"),
    [
        ("expression", {"expression": "import os"}, "expression"),
        ("expression", {"expression": "return recuests"}, "expression"),
        ("expression", {"expression": "return 1 +"}, "expression"),
        ("network", {"networks": ["nowhere"]}, "networks"),
        ("time", {"start": "25:00"}, "start"),
        ("time", {"timezone": "Moon/Sea"}, "timezone"),
        ("reputation", {"check_ip": False, "check_username": False}, "non_field_errors"),
        ("event_matcher", {"query": "x"}, "query"),
        ("password", {"length_min": -1}, "length_min"),
    ],
)
async def test_settings_that_cannot_be_are_refused_by_name(identity, path, values, field) -> None:
    answer = await identity.api.post(f"policies/{path}/", json={"name": "p", **values})
    assert answer.status_code == 400
    assert list(answer.json()) == [field]


async def test_a_policy_lets_in_whom_its_expression_lets_in(identity) -> None:
    rp = await identity.relying_party()
    app = (await identity.api.get("core/applications/app/")).json()
    made = await policy(identity, 'ak_message("Only ada.")\nreturn request.user.username == "ada"')
    await created(identity, "policies/bindings/", target=app["pk"], policy=made["pk"], order=0)
    ada, bob = await identity.user("ada"), await identity.user("bob")
    assert (await explained(identity, "app", ada))["passing"]
    refused = await explained(identity, "app", bob)
    assert refused["messages"] == ["Only ada."]
    assert "policy “policy” does not pass" in refused["log_messages"][0]["event"]
    assert "code" in (await rp.authorize(await identity.signed_in("ada", "a password"))).headers["location"]
    denied = await rp.authorize(await identity.signed_in("bob", "a password"))
    assert "code=" not in denied.headers.get("location", "")
    bound = (await identity.api.get(f"policies/expression/{made['pk']}/")).json()
    assert bound["bound_to"] == 1


@pytest.mark.parametrize(("network", "passing"), [("127.0.0.0/8", True), ("10.0.0.0/8", False)])
async def test_a_network_policy_holds_for_sign_in_and_for_client_credentials(
    identity, network, passing
) -> None:
    rp = await identity.relying_party()
    app = (await identity.api.get("core/applications/app/")).json()
    made = await created(identity, "policies/network/", name="here", networks=[network])
    await created(identity, "policies/bindings/", target=app["pk"], policy=made["pk"], order=0)
    machine = await rp.token(grant_type="client_credentials")
    assert (machine.status_code == 200) is passing, machine.text
    listed = (await identity.api.get("core/applications/", params={"only_with_launch_url": "true"})).json()
    assert bool(listed["results"]) is passing
    browser = await identity.signed_in()
    if not passing:
        assert "code=" not in (await rp.authorize(browser)).headers.get("location", "")
        return
    tokens = await rp.tokens(browser)  # what the browser passed holds for the tokens that it got
    assert (await rp.userinfo(tokens["access_token"])).status_code == 200


async def test_a_binding_that_expires_lets_nobody_in_any_more(identity) -> None:
    rp = await identity.relying_party(bindings=[{"user": 1, "order": 0}])
    app = (await identity.api.get("core/applications/app/")).json()
    bound = await identity.api.get("policies/bindings/", params={"target": app["pk"]})
    (binding,) = bound.json()["results"]
    tokens = await rp.tokens(await identity.signed_in())
    past = (now() - timedelta(minutes=1)).isoformat()
    changed = (await identity.api.patch(f"policies/bindings/{binding['pk']}/", json={"expires": past})).json()
    assert changed["expiring"] is True
    refused = await explained(identity, "app")
    assert not refused["passing"]
    assert "expired" in refused["log_messages"][0]["event"]
    assert (await rp.userinfo(tokens["access_token"])).status_code == 401
    await identity.api.patch(f"policies/bindings/{binding['pk']}/", json={"expiring": False})
    assert (await explained(identity, "app"))["passing"]


async def test_what_a_deleted_policy_was_bound_to_is_closed_not_open(identity) -> None:
    await identity.relying_party()
    app = (await identity.api.get("core/applications/app/")).json()
    made = await policy(identity, "return True")
    binding = await created(identity, "policies/bindings/", target=app["pk"], policy=made["pk"], order=0)
    used = (await identity.api.get(f"policies/expression/{made['pk']}/used_by/")).json()
    assert [(item["model_name"], item["pk"]) for item in used] == [("policybinding", binding["pk"])]
    await identity.api.delete(f"policies/all/{made['pk']}/")
    assert not (await explained(identity, "app"))["passing"]


async def test_bindings_are_narrowed_by_target_policy_and_kind(identity) -> None:
    await identity.relying_party()
    await identity.relying_party("other")
    apps = {
        item["slug"]: item["pk"] for item in (await identity.api.get("core/applications/")).json()["results"]
    }
    made = await policy(identity, "return True")
    first = await created(identity, "policies/bindings/", target=apps["app"], policy=made["pk"], order=0)
    second = await created(
        identity, "policies/bindings/", target=apps["other"], user=1, order=1, enabled=False
    )
    assert first["policy_obj"]["name"] == "policy"
    assert second["user_obj"]["username"] == "admin"
    both = {"target_in": list(apps.values())}
    for params, wanted in (
        ({"target": apps["app"]}, [first]),
        ({"policy": made["pk"]}, [first]),
        ({"policy__isnull": "true", **both}, [second]),
        ({"policy__isnull": "false", **both}, [first]),
        ({"enabled": "false"}, [second]),
        (both, [first, second]),
        ({"target_in": [apps["other"]]}, [second]),
        ({"search": "adm"}, [second]),
    ):
        found = (await identity.api.get("policies/bindings/", params=params)).json()["results"]
        assert [item["pk"] for item in found] == [item["pk"] for item in wanted], params


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"order": 0}, "non_field_errors"),
        ({"order": 0, "user": 1, "group": "00000000-0000-4000-8000-000000000000"}, "group"),
        ({"order": 0, "user": 99}, "user"),
        ({"order": 0, "policy": "00000000-0000-4000-8000-000000000000"}, "policy"),
        ({"user": 1}, "order"),
        ({"order": 0, "user": 1, "target": "00000000-0000-4000-8000-000000000000"}, "target"),
    ],
)
async def test_bindings_that_cannot_be_are_refused(identity, values, field) -> None:
    await identity.relying_party()
    app = (await identity.api.get("core/applications/app/")).json()
    answer = await identity.api.post("policies/bindings/", json={"target": app["pk"], **values})
    assert answer.status_code == 400
    assert field in answer.json()


async def test_deleting_an_application_deletes_its_bindings(identity) -> None:
    await identity.relying_party(bindings=[{"user": 1, "order": 0}])
    app = (await identity.api.get("core/applications/app/")).json()
    assert (await identity.api.delete("core/applications/app/")).status_code == 204
    left = await identity.api.get("policies/bindings/", params={"target": app["pk"]})
    assert left.json()["results"] == []


async def test_trying_a_policy_tells_result_messages_and_log(identity) -> None:
    made = await policy(
        identity,
        'ak_logger.info("looked", user=request.user.username)\nak_message("hello")\nreturn context["n"] == 3',
    )
    path = f"policies/all/{made['pk']}/test/"
    answer = (await identity.api.post(path, json={"user": 1, "context": {"n": 3}})).json()
    assert answer["passing"] is True
    assert answer["messages"] == ["hello"]
    assert answer["log_messages"][0]["event"] == "looked user=admin"
    broken = (await identity.api.post(path, json={"user": 1})).json()
    assert not broken["passing"]
    assert "line 3" in broken["log_messages"][-1]["event"]
    assert (await identity.api.post(path, json={"user": 99})).status_code == 400


async def test_trying_a_policy_or_a_mapping_needs_the_right_to_change_it__cve_2026_25227(identity) -> None:
    made = await policy(identity, "return True")
    mapping = (await identity.scopes("openid"))[0]
    somebody = await identity.user("viewer")
    role = await created(identity, "rbac/roles/", name="viewers")
    for permission in ("authentik_policies.view_policy", "authentik_core.view_propertymapping"):
        answer = await identity.api.post(
            f"rbac/permissions/assigned_by_roles/{role['pk']}/assign/", json={"permissions": [permission]}
        )
        assert answer.status_code == 200, answer.text
    await identity.api.patch(f"core/users/{somebody['pk']}/", json={"roles": [role["pk"]]})
    client = identity.api_client(await identity.user_token(somebody))
    assert (await client.get(f"policies/all/{made['pk']}/")).status_code == 200
    assert (await client.post(f"policies/all/{made['pk']}/test/", json={"user": 1})).status_code == 403
    assert (await client.get(f"propertymappings/all/{mapping}/")).status_code == 200
    assert (await client.post(f"propertymappings/all/{mapping}/test/", json={"user": 1})).status_code == 403


async def test_reputation_scores_are_listed_and_forgiven(identity) -> None:
    await identity.app.services.database.write(
        lambda connection: reputation.record(connection, "ada", "10.0.0.1", -1)
    )
    (score,) = (await identity.api.get("policies/reputation/scores/")).json()["results"]
    assert (score["identifier"], score["ip"], score["score"]) == ("ada", "10.0.0.1", -1)
    assert (await identity.api.delete(f"policies/reputation/scores/{score['pk']}/")).status_code == 204
    assert (await identity.api.get("policies/reputation/scores/")).json()["results"] == []
