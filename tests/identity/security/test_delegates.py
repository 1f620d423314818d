"""People with nearly every permission, who are not administrators, and must not become so by what they may configure."""

from __future__ import annotations

import pytest
from tests.identity.api.test_escalation import administrators, delegate
from tests.identity.stages.people import enroll_totp

from wirelatch.identity.api.models import known_permissions

ALL = sorted(known_permissions())


async def test_no_stage_puts_people_into_a_group_with_rights_that_its_maker_lacks__ghsa_h6c5(
    identity,
) -> None:
    _, api = await delegate(identity, *ALL)
    admins = await administrators(identity)
    refused = await api.post("stages/user_write/", json={"name": "up", "create_users_group": admins})
    assert refused.status_code == 400, refused.text
    stage = (await api.post("stages/user_write/", json={"name": "plain"})).json()
    refused = await api.patch(f"stages/user_write/{stage['pk']}/", json={"create_users_group": admins})
    assert refused.status_code == 400, refused.text
    given = await identity.api.patch(f"stages/user_write/{stage['pk']}/", json={"create_users_group": admins})
    assert given.status_code == 200, given.text


@pytest.mark.parametrize("kind", ["email", "authenticator/email"])
async def test_only_administrators_say_which_server_gets_the_mail_that_leads_into_accounts(
    identity, kind
) -> None:
    _, api = await delegate(identity, *ALL)
    listening = {"host": "mail.attacker.example", "use_global_settings": False}
    assert (await api.post(f"stages/{kind}/", json={"name": "own", **listening})).status_code == 403
    made = await api.post(f"stages/{kind}/", json={"name": "usual", "use_global_settings": True})
    assert made.status_code == 201, made.text
    path = f"stages/{kind}/{made.json()['pk']}/"
    assert (await api.patch(path, json=listening)).status_code == 403
    assert (await api.patch(path, json={"host": "mail.attacker.example"})).status_code == 200
    assert (await api.patch(path, json={"use_global_settings": False})).status_code == 403
    assert (await api.patch(path, json={"subject": "Hello"})).status_code == 200
    assert (await identity.api.patch(path, json=listening)).status_code == 200


async def test_nobody_takes_a_second_factor_from_who_can_do_more(identity, browser) -> None:
    _, api = await delegate(identity, *ALL)
    await enroll_totp(browser)
    (device,) = (await api.get("authenticators/admin/totp/")).json()["results"]
    assert (await api.delete(f"authenticators/admin/totp/{device['pk']}/")).status_code == 403
    assert (await api.delete(f"authenticators/totp/{device['pk']}/")).status_code == 403
    assert (await identity.api.delete(f"authenticators/admin/totp/{device['pk']}/")).status_code == 204


async def test_styles_of_a_brand_send_nothing_of_a_form_elsewhere(identity) -> None:
    brand = (await identity.api.get("core/brands/")).json()["results"][0]["brand_uuid"]
    for value in (
        'image-set("https://e.example/a" 1x)', '-webkit-image-set("https://e.example/a" 1x)', 'src("//e.example")',
        'cross-fade("https://e.example/a", red)', "URL (//e.example)", "u\\72l(//e.example)", 'image("//e.example")',
    ):  # fmt: skip
        css = f'input[name="csrf_token"][value^="a"] {{ background: {value} }}'
        answer = await identity.api.patch(f"core/brands/{brand}/", json={"branding_custom_css": css})
        assert answer.status_code == 400, value
    fine = ".panel { background: linear-gradient(red, blue); transition: all .2s }"
    answer = await identity.api.patch(f"core/brands/{brand}/", json={"branding_custom_css": fine})
    assert answer.status_code == 200, answer.text


async def test_only_administrators_say_who_gets_tokens_that_act_in_the_api(identity, rp) -> None:
    _, api = await delegate(identity, *ALL)
    scopes = await identity.scopes("openid", "goauthentik.io/api")
    plain = await identity.scopes("openid", "email")
    own = {
        "matching_mode": "strict",
        "url": "https://attacker.example/cb",
        "redirect_uri_type": "authorization",
    }
    path = f"providers/oauth2/{rp.provider_id}/"
    assert (await api.patch(path, json={"property_mappings": scopes})).status_code == 400
    assert (await api.patch(path, json={"property_mappings": plain})).status_code == 200
    renamed = {"scope_name": "goauthentik.io/api"}
    mine = {"name": "mine", "scope_name": "mine", "expression": "return {}"}
    mapping = (await api.post("propertymappings/provider/scope/", json=mine)).json()["pk"]
    assert (await api.patch(path, json={"property_mappings": [*plain, mapping]})).status_code == 200
    refused = await api.patch(f"propertymappings/provider/scope/{mapping}/", json=renamed)
    assert refused.status_code == 400, refused.text
    assert (await identity.api.patch(path, json={"property_mappings": scopes})).status_code == 200
    known = (await api.get(path)).json()["redirect_uris"]
    refused = await api.patch(path, json={"redirect_uris": [*known, own]})
    assert "redirect_uris" in refused.json(), refused.text
    kept = await api.patch(path, json={"redirect_uris": known, "property_mappings": scopes, "name": "Other"})
    assert kept.status_code == 200, kept.text
    new = (await api.get(path)).json() | {"name": "New", "client_id": "new", "redirect_uris": [own]}
    asked = {
        name: new[name]
        for name in (
            "name",
            "client_id",
            "redirect_uris",
            "authorization_flow",
            "invalidation_flow",
            "property_mappings",
        )
    }
    refused = await api.post("providers/oauth2/", json=asked)
    assert "property_mappings" in refused.json(), refused.text
    registering = {"provider": rp.provider_id}
    refused = await api.post("providers/oauth2-dcr/", json=registering)
    assert "property_mappings" in refused.json(), refused.text
    assert (await identity.api.patch(path, json={"redirect_uris": [*known, own]})).status_code == 200
    assert (await identity.api.patch(path, json={"property_mappings": plain})).status_code == 200
    refused = await api.post(
        "providers/oauth2-dcr/", json=registering | {"override_property_mappings": scopes}
    )
    assert "property_mappings" in refused.json(), refused.text
    made = await api.post("providers/oauth2-dcr/", json=registering)
    assert made.status_code == 201, made.text
