"""No flow can be saved that would lock every administrator out."""

from __future__ import annotations

import pytest
from tests.identity.conftest import ADMIN_PASSWORD
from tests.identity.flows.conftest import AUTHENTICATION

LOCKED = "lock every administrator out"


async def refused(answer) -> bool:
    return answer.status_code == 400 and LOCKED in answer.text


async def binding_of(builder, name: str):
    return next(b for b in await builder.bindings(AUTHENTICATION) if b["stage_obj"]["name"] == name)


async def test_the_login_stage_cannot_be_taken_out(identity, builder) -> None:
    binding = await binding_of(builder, "default-authentication-login")
    assert await refused(await identity.api.delete(f"flows/bindings/{binding['pk']}/"))
    assert await refused(await identity.api.delete(f"stages/all/{binding['stage']}/"))
    assert await refused(await identity.api.delete(f"stages/user_login/{binding['stage']}/"))
    await identity.signed_in()


async def test_nobody_can_be_refused_without_condition(identity, builder) -> None:
    flow = await builder.get(f"flows/instances/{AUTHENTICATION}/")
    deny = await builder.stage("deny", "no")
    body = {"target": flow["pk"], "stage": deny["pk"], "order": 50}
    assert await refused(await identity.api.post("flows/bindings/", json=body))
    after = await identity.api.post("flows/bindings/", json=body | {"order": 200})
    assert after.status_code == 201


@pytest.mark.parametrize(
    ("path", "name", "change"),
    [
        ("password", "default-authentication-password", {"backends": ["authentik.core.auth.TokenBackend"]}),
        ("identification", "default-authentication-identification", {"user_fields": []}),
    ],
)
async def test_a_stage_stays_one_that_an_administrator_can_pass(
    identity, builder, path, name, change
) -> None:
    stage = await builder.default_stage(name)
    assert await refused(await identity.api.patch(f"stages/{path}/{stage['pk']}/", json=change))


async def test_the_flow_stays_one_that_strangers_may_enter(identity, builder) -> None:
    path = f"flows/instances/{AUTHENTICATION}/"
    assert await refused(await identity.api.patch(path, json={"authentication": "require_authenticated"}))
    assert (await identity.api.delete(path)).status_code == 400


async def test_without_a_proof_of_identity_it_is_no_way_in(identity, builder) -> None:
    binding = await binding_of(builder, "default-authentication-password")
    assert (await identity.api.delete(f"flows/bindings/{binding['pk']}/")).status_code == 204
    stage = await builder.default_stage("default-authentication-identification")
    change = await identity.api.patch(f"stages/identification/{stage['pk']}/", json={"password_stage": None})
    assert await refused(change)


async def test_other_flows_can_be_anything(identity, builder) -> None:
    flow = await builder.flow("other", "enrollment")
    await builder.bind(flow, await builder.stage("deny", "no"), 0)


async def test_a_changed_default_flow_is_restored_by_one_action(identity, builder) -> None:
    before = [b["stage"] for b in await builder.bindings(AUTHENTICATION)]
    stage = await builder.default_stage("default-authentication-identification")
    await identity.api.patch(f"stages/identification/{stage['pk']}/", json={"user_fields": ["username"]})
    binding = await binding_of(builder, "default-authentication-password")
    await identity.api.delete(f"flows/bindings/{binding['pk']}/")
    assert (await identity.api.post(f"flows/instances/{AUTHENTICATION}/restore/")).status_code == 204
    assert [b["stage"] for b in await builder.bindings(AUTHENTICATION)] == before
    assert (await builder.default_stage("default-authentication-identification"))["name"]
    await identity.signed_in("admin@example.com", ADMIN_PASSWORD)


async def test_a_condition_of_the_flow_cannot_keep_every_administrator_out(identity, builder) -> None:
    user = await identity.user("ada")
    flow = await builder.get(f"flows/instances/{AUTHENTICATION}/")
    body = {"target": flow["pk"], "user": user["pk"], "order": 0}
    assert await refused(await identity.api.post("policies/bindings/", json=body))
    assert (await identity.api.post("policies/bindings/", json=body | {"negate": True})).status_code == 201
