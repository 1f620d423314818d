"""`propertymappings/`: what mappings tell clients, how they are tried, and entitlements."""

from __future__ import annotations

import pytest

SCOPE = "propertymappings/provider/scope/"


async def mapping(identity, expression: str, scope: str = "custom", name: str = "custom") -> dict:
    answer = await identity.api.post(
        SCOPE, json={"name": name, "scope_name": scope, "expression": expression}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def told(identity, rp, *mappings: dict) -> dict:
    """The ID token's claims for the administrator, with these mappings besides the usual ones."""
    usual = await identity.scopes("openid", "email", "profile")
    await rp.change(property_mappings=[*usual, *(each["pk"] for each in mappings)])
    scope = " ".join(["openid", "email", "profile", *(each["scope_name"] for each in mappings)])
    tokens = await rp.tokens(await identity.signed_in(), scope=scope)
    return await rp.verified(tokens["id_token"])


async def group(identity, name: str, **values) -> dict:
    answer = await identity.api.post("core/groups/", json={"name": name, **values})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_the_default_mappings_tell_what_authentiks_tell(identity, rp) -> None:
    claims = await told(identity, rp)
    assert claims["email"] == "admin@example.com"
    assert claims["preferred_username"] == claims["nickname"] == "admin"
    assert claims["name"] == claims["given_name"]
    assert claims["groups"] == ["Wirelatch Admins"]


async def test_email_verified_is_told_as_it_is(identity, rp) -> None:
    for verified in (True, False):
        await identity.api.patch("core/users/1/", json={"email_verified": verified})
        assert (await told(identity, rp))["email_verified"] is verified


async def test_groups_above_are_told_by_a_profile_mapping_that_asks_for_all_groups(identity, rp) -> None:
    above = await group(identity, "above")
    await group(identity, "below", users=[1], parents=[above["pk"]])
    assert (await told(identity, rp))["groups"] == ["Wirelatch Admins", "below"]
    own = await mapping(
        identity, 'return {"groups": [g.name for g in request.user.all_groups()]}', "profile", "own"
    )
    await rp.change(property_mappings=[*(await identity.scopes("openid")), own["pk"]])
    tokens = await rp.tokens(await identity.signed_in())
    claims = await rp.verified(tokens["id_token"])
    assert claims["groups"] == ["Wirelatch Admins", "above", "below"]


async def test_mappings_are_merged_deeply_in_the_order_of_their_scopes(identity, rp) -> None:
    one = await mapping(identity, 'return {"x": {"a": 1, "b": [1]}, "y": 1}', "za", "one")
    two = await mapping(identity, 'return {"x": {"b": [2], "c": 3}, "y": None}', "zb", "two")
    claims = await told(identity, rp, two, one)
    assert claims["x"] == {"a": 1, "b": [2], "c": 3}
    assert "y" not in claims


async def test_a_mapping_that_fails_tells_nothing_and_the_event_says_why_once(identity, rp) -> None:
    broken = await mapping(identity, 'return {"a": user.attributes["missing"]}', "broken")
    for _ in range(2):
        claims = await told(identity, rp, broken)
        assert claims["preferred_username"] == "admin"
    found = await identity.events("configuration_error")
    assert found
    assert len(found) <= 2  # once for each state of the configuration
    assert "missing" in found[0]["context"]["message"]


async def test_a_mapping_can_ask_the_directory(identity, rp) -> None:
    await group(identity, "quota", users=[1], attributes={"quota": 5, "deep": {"a": 1}})
    await identity.api.patch("core/users/1/", json={"attributes": {"deep": {"b": 2}}})
    asks = await mapping(
        identity,
        'attributes = user.group_attributes()\nreturn {"quota": attributes.get("quota"), "deep": attributes["deep"], '
        '"other": ak_user_by(username="nobody") is None, "who": ak_user_by(email="admin@example.com").username}',
    )
    claims = await told(identity, rp, asks)
    assert (claims["quota"], claims["deep"], claims["other"], claims["who"]) == (
        5,
        {"a": 1, "b": 2},
        True,
        "admin",
    )


async def test_entitlements_are_told_to_whom_they_are_bound(identity, rp) -> None:
    app = (await identity.api.get("core/applications/app/")).json()
    made = []
    for name in ("editor", "reader", "nobody's"):
        answer = await identity.api.post(
            "core/application_entitlements/",
            json={"name": name, "app": app["pk"], "attributes": {"level": name}},
        )
        assert answer.status_code == 201, answer.text
        made.append(answer.json())
    team = await group(identity, "team", users=[1])
    other = await group(identity, "other")
    for entitlement, bound in ((made[0], team), (made[1], other)):
        answer = await identity.api.post(
            "policies/bindings/", json={"target": entitlement["pbm_uuid"], "group": bound["pk"], "order": 0}
        )
        assert answer.status_code == 201, answer.text
    (scope,) = await identity.scopes("entitlements")
    claims = await told(identity, rp, {"pk": scope, "scope_name": "entitlements"})
    assert claims["entitlements"] == claims["roles"] == ["editor"]
    policy = await identity.api.post("policies/expression/", json={"name": "p", "expression": "return True"})
    refused = await identity.api.post(
        "policies/bindings/", json={"target": made[2]["pbm_uuid"], "policy": policy.json()["pk"], "order": 0}
    )
    assert refused.status_code == 400
    assert list(refused.json()) == ["policy"]
    again = await identity.api.post(
        "core/application_entitlements/", json={"name": "editor", "app": app["pk"]}
    )
    assert again.status_code == 400
    assert (
        await identity.api.delete(f"core/application_entitlements/{made[0]['pbm_uuid']}/")
    ).status_code == 204
    both = {"target_in": [made[0]["pbm_uuid"], made[1]["pbm_uuid"]]}
    left = (await identity.api.get("policies/bindings/", params=both)).json()["results"]
    assert [item["target"] for item in left] == [made[1]["pbm_uuid"]]


async def test_trying_a_mapping_tells_the_result_or_the_error(identity) -> None:
    made = await mapping(identity, 'return {"name": user.username, "x": context["x"]}')
    path = f"propertymappings/all/{made['pk']}/test/"
    answer = (await identity.api.post(path, json={"user": 1, "context": {"x": 1}})).json()
    assert answer == {"result": '{"name": "admin", "x": 1}', "successful": True}
    broken = (await identity.api.post(path, json={"user": 1})).json()
    assert not broken["successful"]
    assert "line 1" in broken["result"]


async def test_mappings_of_every_kind_are_found_in_one_list(identity) -> None:
    hook = await identity.api.post(
        "propertymappings/notification/",
        json={"name": "hook", "expression": 'return {"text": notification.body}'},
    )
    source = await identity.api.post(
        "propertymappings/source/oauth/",
        json={"name": "source", "expression": 'return {"name": info.get("name")}'},
    )
    assert (hook.status_code, source.status_code) == (201, 201), (hook.text, source.text)
    listed = (await identity.api.get("propertymappings/all/", params={"managed__isnull": "true"})).json()[
        "results"
    ]
    assert {item["name"]: item["component"] for item in listed} == {
        "hook": "ak-property-mapping-notification-form",
        "source": "ak-property-mapping-source-oauth-form",
    }
    assert (
        await identity.api.get(f"propertymappings/notification/{source.json()['pk']}/")
    ).status_code == 404
    assert (await identity.api.delete(f"propertymappings/all/{hook.json()['pk']}/")).status_code == 204
    assert len((await identity.api.get("propertymappings/all/types/")).json()) == 3


@pytest.mark.parametrize(
    "expression", ["import os", "return missing_name", "return user.__class__", "return 1 +"]
)
async def test_a_mapping_outside_the_language_is_refused_when_it_is_stored(identity, expression) -> None:
    answer = await identity.api.post(SCOPE, json={"name": "x", "scope_name": "x", "expression": expression})
    assert answer.status_code == 400
    assert list(answer.json()) == ["expression"]
