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
    # Nobody is known yet when a sign-in begins, so that what asks who it is passes for nobody, negated or not.
    assert await refused(await identity.api.post("policies/bindings/", json=body | {"negate": True}))
    await identity.signed_in()


async def test_a_stage_that_is_left_out_before_anybody_is_known_does_not_sign_in(identity, builder) -> None:
    user = next(u for u in (await builder.get("core/users/"))["results"] if u["username"] == "admin")
    binding = await binding_of(builder, "default-authentication-login")
    change = {"evaluate_on_plan": True, "re_evaluate_policies": False}
    assert (await identity.api.patch(f"flows/bindings/{binding['pk']}/", json=change)).status_code == 200
    body = {"target": binding["pk"], "user": user["pk"], "order": 0}
    assert await refused(await identity.api.post("policies/bindings/", json=body))
    change = {"evaluate_on_plan": False, "re_evaluate_policies": True}
    assert (await identity.api.patch(f"flows/bindings/{binding['pk']}/", json=change)).status_code == 200
    assert (await identity.api.post("policies/bindings/", json=body)).status_code == 201
    await identity.signed_in()


@pytest.fixture
async def guarded(identity, builder) -> dict:
    """The sign-in flow with a policy that lets everybody through."""
    policy = await builder.created("policies/expression/", name="guard", expression="return True")
    flow = await builder.get(f"flows/instances/{AUTHENTICATION}/")
    await builder.created("policies/bindings/", target=flow["pk"], policy=policy["pk"], order=0)
    return policy


async def test_a_policy_cannot_be_changed_so_that_it_keeps_every_administrator_out(identity, guarded) -> None:
    path = f"policies/expression/{guarded['pk']}/"
    for expression in ("return False", "return request.user.username == 'admin'"):
        assert await refused(await identity.api.patch(path, json={"expression": expression})), expression
        assert await refused(
            await identity.api.put(path, json={"name": "guard", "expression": expression})
        ), expression
    assert (await identity.api.get(path)).json()["expression"] == "return True"
    harmless = {"expression": "return request.user.username != 'ada'"}
    assert (await identity.api.patch(path, json=harmless)).status_code == 200
    await identity.signed_in()


async def test_a_policy_of_another_kind_counts_as_well(identity, builder) -> None:
    policy = await builder.created("policies/dummy/", name="yes", result=True)
    flow = await builder.get(f"flows/instances/{AUTHENTICATION}/")
    await builder.created("policies/bindings/", target=flow["pk"], policy=policy["pk"], order=0)
    change = await identity.api.patch(f"policies/dummy/{policy['pk']}/", json={"result": False})
    assert await refused(change)


@pytest.mark.parametrize("path", ["expression", "all"])
async def test_the_policy_that_lets_administrators_in_cannot_be_deleted(identity, guarded, path) -> None:
    """What is bound to something that is gone passes for nobody."""
    assert await refused(await identity.api.delete(f"policies/{path}/{guarded['pk']}/"))
    await identity.signed_in()


@pytest.fixture
async def asking(builder) -> dict:
    """The sign-in flow with a page that asks for a colour."""
    prompt = await builder.created(
        "stages/prompt/prompts/", name="colour", field_key="colour", label="Colour", type="text", order=0
    )
    policy = await builder.created("policies/expression/", name="checks", expression="return True")
    stage = await builder.stage(
        "prompt/stages", "asks", fields=[prompt["pk"]], validation_policies=[policy["pk"]]
    )
    await builder.bind(await builder.get(f"flows/instances/{AUTHENTICATION}/"), stage, 50)
    return {"prompt": prompt["pk"], "policy": policy["pk"], "stage": stage["pk"]}


@pytest.mark.parametrize(
    "change", [{"type": "text_read_only"}, {"type": "dropdown"}, {"type": "radio-button-group"}]
)
async def test_a_prompt_stays_one_that_can_be_filled_in(identity, asking, change) -> None:
    path = f"stages/prompt/prompts/{asking['prompt']}/"
    assert await refused(await identity.api.patch(path, json=change))
    filled = change | {"placeholder": "red", "initial_value": "red"}
    assert (await identity.api.patch(path, json=filled)).status_code == 200
    assert (await identity.api.patch(path, json=change | {"required": False})).status_code == 200


async def test_what_a_prompt_stage_checks_stays_something_that_can_be_met(identity, asking) -> None:
    path = f"policies/expression/{asking['policy']}/"
    assert await refused(await identity.api.patch(path, json={"expression": "return False"}))
    assert await refused(await identity.api.delete(path))
    depends = {"expression": 'return request.context["prompt_data"]["colour"] == "red"'}
    assert (await identity.api.patch(path, json=depends)).status_code == 200


async def test_the_stage_that_asks_for_the_password_alone_stays_one_that_can_be_passed(
    identity, builder
) -> None:
    await builder.two_pages()
    stage = await builder.default_stage("default-authentication-password")
    path = f"stages/password/{stage['pk']}/"
    assert await refused(await identity.api.patch(path, json={"backends": []}))
    assert (await identity.api.patch(path, json={"failed_attempts_before_cancel": 2})).status_code == 200


async def test_a_brand_cannot_choose_a_flow_that_lets_no_administrator_in(identity, builder) -> None:
    flow = await builder.flow("nowhere")
    listed = (await builder.get("core/brands/"))["results"]
    brand = next(one for one in listed if one["default"])
    change = {"flow_authentication": flow["pk"]}
    assert await refused(await identity.api.patch(f"core/brands/{brand['brand_uuid']}/", json=change))
    other = {"domain": "other.example.com", **change}
    assert await refused(await identity.api.post("core/brands/", json=other))
    await builder.login_stages(flow)
    assert (await identity.api.post("core/brands/", json=other)).status_code == 201
