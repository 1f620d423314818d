"""authentik's official client from PyPI drives the operator's part of our API: what it reads must fit its models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import authentik_client as ak
import pytest
from authentik_client.exceptions import ApiException, BadRequestException, ForbiddenException

from tests.support.processes import ADMIN_TOKEN, BOOTSTRAP, wirelatch

pytestmark = [pytest.mark.peers, pytest.mark.timeout(120)]
URI = {
    "matching_mode": "strict",
    "url": "https://nodered.company/auth/strategy/callback",
    "redirect_uri_type": "authorization",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with wirelatch("identity", tmp_path_factory.mktemp("data"), environment=BOOTSTRAP) as running:
        yield running.identity


def connect(address: str, token: str = ADMIN_TOKEN) -> ak.ApiClient:
    return ak.ApiClient(ak.Configuration(host=f"{address}/api/v3", access_token=token))


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[ak.ApiClient]:
    with connect(address) as opened:
        yield opened


@pytest.fixture(scope="module")
def flows(client: ak.ApiClient) -> dict[str, str]:
    listed = ak.FlowsApi(client).flows_instances_list(page_size=100).results
    return {flow.slug: str(flow.pk) for flow in listed}


@pytest.fixture(scope="module")
def provider(client: ak.ApiClient, flows: dict[str, str]) -> ak.OAuth2Provider:
    return ak.ProvidersApi(client).providers_oauth2_create(
        ak.OAuth2ProviderRequest(
            name="Shared provider", redirect_uris=[ak.RedirectURIRequest(**URI)], **chosen(flows)
        )
    )


@pytest.fixture(scope="module")
def application(client: ak.ApiClient, provider: ak.OAuth2Provider) -> ak.Application:
    return ak.CoreApi(client).core_applications_create(
        ak.ApplicationRequest(name="Shared", slug="shared", provider=provider.pk)
    )


def chosen(flows: dict[str, str]) -> dict[str, str]:
    return {
        "authorization_flow": flows["default-provider-authorization-implicit-consent"],
        "invalidation_flow": flows["default-provider-invalidation-flow"],
    }


class Kind:
    """How objects of one kind are made and changed with the client."""

    def __init__(self, api: str, prefix: str, make: Any, change: tuple[str, Any], key: str = "pk") -> None:
        self.api, self.prefix, self.make, self.change, self.key = api, prefix, make, change, key


KINDS = {
    "users": Kind(
        "CoreApi",
        "core_users",
        lambda _: ak.UserRequest(username="ada", name="Ada", groups=[], attributes={"team": "engines"}),
        ("name", "Ada Lovelace"),
    ),
    "groups": Kind(
        "CoreApi",
        "core_groups",
        lambda _: ak.GroupRequest(name="Team", attributes={"a": 1}),
        ("name", "Crew"),
    ),
    "tokens": Kind(
        "CoreApi",
        "core_tokens",
        lambda _: ak.TokenRequest(identifier="script", intent="api", description="x"),
        ("description", "y"),
        key="identifier",
    ),
    "applications": Kind(
        "CoreApi",
        "core_applications",
        lambda _: ak.ApplicationRequest(name="Wiki", slug="wiki", meta_launch_url="https://wiki.example.com"),
        ("meta_publisher", "Us"),
        key="slug",
    ),
    "brands": Kind(
        "CoreApi",
        "core_brands",
        lambda _: ak.BrandRequest(domain="company.example", branding_title="Company"),
        ("branding_title", "The Company"),
        key="brand_uuid",
    ),
    "oauth2 providers": Kind(
        "ProvidersApi",
        "providers_oauth2",
        lambda flows: ak.OAuth2ProviderRequest(
            name="Wiki", redirect_uris=[ak.RedirectURIRequest(**URI)], **chosen(flows)
        ),
        ("access_token_validity", "hours=2"),
    ),
    "scope mappings": Kind(
        "PropertymappingsApi",
        "propertymappings_provider_scope",
        lambda _: ak.ScopeMappingRequest(
            name="Team", scope_name="team", expression='return {"team": user.name}', description="Your team"
        ),
        ("description", "The team"),
    ),
    "expression policies": Kind(
        "PoliciesApi",
        "policies_expression",
        lambda _: ak.ExpressionPolicyRequest(name="Always", expression="return True"),
        ("name", "Ever"),
    ),
    "password policies": Kind(
        "PoliciesApi",
        "policies_password",
        lambda _: ak.PasswordPolicyRequest(name="Long", length_min=12, error_message="Longer"),
        ("length_min", 15),
    ),
    "reputation policies": Kind(
        "PoliciesApi",
        "policies_reputation",
        lambda _: ak.ReputationPolicyRequest(name="Good", threshold=-5),
        ("threshold", -3),
    ),
    "event matchers": Kind(
        "PoliciesApi",
        "policies_event_matcher",
        lambda _: ak.EventMatcherPolicyRequest(name="Logins", action="login"),
        ("name", "Sign-ins"),
    ),
    "roles": Kind("RbacApi", "rbac_roles", lambda _: ak.RoleRequest(name="Helpers"), ("name", "Aides")),
    "flows": Kind(
        "FlowsApi",
        "flows_instances",
        lambda _: ak.FlowRequest(name="Own", slug="own", title="Own", designation="authentication"),
        ("title", "Our own"),
        key="slug",
    ),
    "prompt stages": Kind(
        "StagesApi",
        "stages_prompt_stages",
        lambda _: ak.PromptStageRequest(name="Ask", fields=[]),
        ("name", "Ask more"),
    ),
    "password stages": Kind(
        "StagesApi",
        "stages_password",
        lambda _: ak.PasswordStageRequest(name="Secret", backends=["authentik.core.auth.InbuiltBackend"]),
        ("failed_attempts_before_cancel", 3),
    ),
    "invitation stages": Kind(
        "StagesApi",
        "stages_invitation_stages",
        lambda _: ak.InvitationStageRequest(name="Invite"),
        ("continue_flow_without_invitation", True),
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_objects_are_created_read_listed_changed_and_deleted(client, flows, name) -> None:
    kind = KINDS[name]
    api = getattr(ak, kind.api)(client)

    def call(verb: str, *arguments: Any, **named: Any) -> Any:
        return getattr(api, f"{kind.prefix}_{verb}")(*arguments, **named)

    request = kind.make(flows)
    made = call("create", request)
    key = getattr(made, kind.key)
    key = key if isinstance(key, int) else str(key)
    assert call("retrieve", key) == made or name == "tokens"
    listed = call("list", page_size=100)
    assert key in [
        str(getattr(item, kind.key)) if isinstance(key, str) else getattr(item, kind.key)
        for item in listed.results
    ]
    assert listed.pagination.count >= len(listed.results) >= 1
    field, value = kind.change
    patched_type = getattr(ak, "Patched" + type(request).__name__)
    assert getattr(call("partial_update", key, patched_type(**{field: value})), field) == value
    replaced = call("update", key, request)
    assert getattr(replaced, kind.key) == getattr(made, kind.key)
    assert call("used_by_list", key) == []
    call("destroy", key)
    with pytest.raises(ApiException) as gone:
        call("retrieve", key)
    assert gone.value.status == 404


def test_the_wizards_call_makes_application_provider_and_bindings_at_once(client, flows) -> None:
    core = ak.CoreApi(client)
    group = core.core_groups_create(ak.GroupRequest(name="Wizards"))
    request = ak.TransactionApplicationRequest(
        app=ak.ApplicationRequest(name="Node-RED", slug="node-red"),
        provider_model="authentik_providers_oauth2.oauth2provider",
        provider=ak.ModelRequest(
            ak.OAuth2ProviderRequest(
                name="Provider for Node-RED", redirect_uris=[ak.RedirectURIRequest(**URI)], **chosen(flows)
            )
        ),
        policy_bindings=[ak.TransactionPolicyBindingRequest(group=str(group.pk), order=0)],
    )
    made = core.core_transactional_applications_update(request)
    assert made.applied is True
    application = core.core_applications_retrieve("node-red")
    provider = ak.ProvidersApi(client).providers_oauth2_retrieve(application.provider)
    assert (len(provider.client_id), len(provider.client_secret)) == (40, 128)
    bindings = ak.PoliciesApi(client).policies_bindings_list(target=str(application.pk)).results
    assert [binding.group for binding in bindings] == [group.pk]
    with pytest.raises(BadRequestException) as again:
        core.core_transactional_applications_update(request)
    assert '"provider"' in again.value.body


def test_what_is_wrong_is_told_by_field(client) -> None:
    with pytest.raises(BadRequestException) as refused:
        ak.CoreApi(client).core_applications_create(ak.ApplicationRequest(name="x", slug="token"))
    assert refused.value.data.to_dict()["slug"] == ["This slug is reserved."] or "slug" in refused.value.body


def test_a_wrong_token_is_refused(address) -> None:
    with connect(address, "wrong") as stranger, pytest.raises(ForbiddenException) as refused:
        ak.CoreApi(stranger).core_users_me_retrieve()
    assert "Token invalid/expired" in refused.value.body


def test_pages_are_followed_by_number(client) -> None:
    core, names, page = ak.CoreApi(client), [], 1
    for number in range(7):
        core.core_groups_create(ak.GroupRequest(name=f"Page {number}"))
    while page:
        listed = core.core_groups_list(search="Page ", page=page, page_size=3, ordering="name")
        names += [group.name for group in listed.results]
        page = int(listed.pagination.next)
    assert names == [f"Page {number}" for number in range(7)]


def test_users_have_their_actions(client, address) -> None:
    core = ak.CoreApi(client)
    me = core.core_users_me_retrieve()
    assert (me.user.username, me.user.is_superuser) == ("admin", True)
    account = core.core_users_service_account_create(
        ak.UserServiceAccountRequest(name="robot", create_group=True, expiring=False)
    )
    assert (len(account.token), account.username) == (60, "robot")
    core.core_users_set_password_create(
        account.user_pk, ak.UserPasswordSetRequest(password="a long password")
    )
    assert "goauthentik.io/service-accounts" in core.core_users_paths_retrieve().paths
    core.core_groups_remove_user_create(account.group_pk, ak.UserAccountRequest(pk=account.user_pk))
    core.core_groups_add_user_create(account.group_pk, ak.UserAccountRequest(pk=account.user_pk))
    assert core.core_users_list(groups_by_pk=[account.group_pk]).results[0].username == "robot"
    token = core.core_tokens_create(ak.TokenRequest(identifier="viewed", intent="api"))
    key = core.core_tokens_view_key_retrieve(token.identifier).key
    with connect(address, key) as second:
        assert ak.CoreApi(second).core_users_me_retrieve().user.username == "admin"


def test_roles_are_given_permissions_and_users_roles(client, address) -> None:
    core, rbac = ak.CoreApi(client), ak.RbacApi(client)
    user = core.core_users_create(ak.UserRequest(username="helper", name="Helper"))
    role = rbac.rbac_roles_create(ak.RoleRequest(name="User readers"))
    rbac.rbac_roles_add_user_create(str(role.pk), ak.UserAccountSerializerForRoleRequest(pk=user.pk))
    token = core.core_tokens_create(ak.TokenRequest(identifier="helper", intent="api", user=user.pk))
    key = core.core_tokens_view_key_retrieve(token.identifier).key
    with connect(address, key) as helper:
        with pytest.raises(ForbiddenException):
            ak.CoreApi(helper).core_users_list()
        given = rbac.rbac_permissions_assigned_by_roles_assign(
            str(role.pk), ak.PermissionAssignRequest(permissions=["authentik_core.view_user"])
        )
        assert len(given) == 1
        assert ak.CoreApi(helper).core_users_list().pagination.count >= 2
        with pytest.raises(ForbiddenException):
            ak.CoreApi(helper).core_groups_list()
    listed = rbac.rbac_permissions_assigned_by_roles_list(model="authentik_core.user").results
    assert "User readers" in [entry.name for entry in listed]
    assert rbac.rbac_permissions_list(codename="view_user").results[0].app_label == "authentik_core"
    permission = rbac.rbac_permissions_list(codename="view_group").results[0]
    initial = rbac.rbac_initial_permissions_create(
        ak.InitialPermissionsRequest(name="Own groups", role=str(role.pk), permissions=[permission.id])
    )
    assert rbac.rbac_initial_permissions_retrieve(initial.pk).permissions_obj[0].codename == "view_group"


def test_providers_tell_their_addresses_and_preview_claims(client, application, provider) -> None:
    api = ak.ProvidersApi(client)
    urls = api.providers_oauth2_setup_urls_retrieve(provider.pk)
    assert urls.issuer.endswith("/application/o/shared/")
    assert api.providers_oauth2_preview_user_retrieve(provider.pk).preview["preferred_username"] == "admin"
    assert provider.pk in [entry.pk for entry in api.providers_all_list().results]
    assert "ak-provider-oauth2-form" in [kind.component for kind in api.providers_all_types_list()]
    assert [entry.name for entry in api.providers_all_used_by_list(provider.pk)] == ["Shared"]
    assert ak.CoreApi(client).core_applications_check_access_retrieve("shared").passing is True


def test_bindings_and_tests_of_policies(client, application) -> None:
    api = ak.PoliciesApi(client)
    policy = api.policies_expression_create(
        ak.ExpressionPolicyRequest(name="Only admin", expression='return request.user.username == "admin"')
    )
    binding = api.policies_bindings_create(
        ak.PolicyBindingRequest(target=str(application.pk), policy=str(policy.pk), order=0)
    )
    assert api.policies_bindings_retrieve(str(binding.pk)).policy_obj.name == "Only admin"
    tested = api.policies_all_test_create(str(policy.pk), ak.PolicyTestRequest(user=1, context={}))
    assert tested.passing is True
    assert "Only admin" in [entry.name for entry in api.policies_all_list().results]
    assert [entry.model_name for entry in api.policies_all_used_by_list(str(policy.pk))] != []
    api.policies_bindings_destroy(str(binding.pk))


def test_certificates_are_generated_and_shown(client) -> None:
    api = ak.CryptoApi(client)
    made = api.crypto_certificatekeypairs_generate_create(
        ak.CertificateGenerationRequest(common_name="own", validity_days=30, alg="ecdsa")
    )
    assert made.private_key_available
    shown = api.crypto_certificatekeypairs_view_certificate_retrieve(str(made.pk))
    assert "BEGIN CERTIFICATE" in shown.data
    assert str(made.pk) in [
        str(pair.pk) for pair in api.crypto_certificatekeypairs_list(has_key=True).results
    ]
    api.crypto_certificatekeypairs_destroy(str(made.pk))


def test_sessions_consents_and_issued_tokens_are_listed(client) -> None:
    core, oauth2 = ak.CoreApi(client), ak.Oauth2Api(client)
    for listed in (
        core.core_authenticated_sessions_list(),
        core.core_user_consent_list(),
        oauth2.oauth2_access_tokens_list(),
        oauth2.oauth2_refresh_tokens_list(),
        oauth2.oauth2_authorization_codes_list(),
    ):
        assert listed.pagination.count == len(listed.results)
    assert core.core_authenticated_sessions_bulk_delete_destroy(user_pks=[1]).deleted == 0


def test_the_log_is_listed_and_counted(client) -> None:
    api = ak.EventsApi(client)
    listed = api.events_events_list(action="model_created", page_size=5)
    assert listed.results[0].user["username"] == "admin"
    assert api.events_events_retrieve(str(listed.results[0].pk)) == listed.results[0]
    assert api.events_events_list(context_model_app="authentik_core", context_model_name="group").results
    assert sum(entry.count for entry in api.events_events_volume_list()) >= listed.pagination.count
    assert api.events_events_top_per_user_list(top_n=5) == []
    assert api.events_events_stats_retrieve(count_steps=["hours=1"]).count_step["hours=1"] > 0
    assert "login" in [kind.component for kind in api.events_events_actions_list()]


def test_the_installation_tells_of_itself_and_is_set(client) -> None:
    admin = ak.AdminApi(client)
    assert admin.admin_version_retrieve().version_current
    assert admin.admin_system_retrieve().runtime.python_version
    settings = admin.admin_settings_retrieve()
    assert settings.default_user_change_username is False
    changed = admin.admin_settings_partial_update(
        ak.PatchedSettingsRequest(footer_links=[{"name": "Help", "href": "https://help.example.com"}])
    )
    assert changed.footer_links == [{"name": "Help", "href": "https://help.example.com"}]
    current = ak.CoreApi(client).core_brands_current_retrieve()
    assert (current.branding_title, current.ui_footer_links[0].name) == ("Wirelatch", "Help")
    assert ak.RootApi(client).root_config_retrieve().error_reporting.enabled is False


def test_flows_have_bindings_and_stages_types(client, flows) -> None:
    api, stages = ak.FlowsApi(client), ak.StagesApi(client)
    flow = api.flows_instances_create(
        ak.FlowRequest(name="Bound", slug="bound", title="Bound", designation="stage_configuration")
    )
    stage = stages.stages_deny_create(ak.DenyStageRequest(name="No"))
    binding = api.flows_bindings_create(
        ak.FlowStageBindingRequest(target=str(flow.pk), stage=str(stage.pk), order=0)
    )
    assert api.flows_bindings_retrieve(str(binding.pk)).stage_obj.name == "No"
    assert "No" in [entry.name for entry in stages.stages_all_list(page_size=100).results]
    assert api.flows_instances_diagram_retrieve("bound").diagram.startswith("graph")
    assert len(stages.stages_all_types_list()) > 5
    api.flows_instances_destroy("bound")


def test_sources_and_their_connections(client: ak.ApiClient, flows: dict[str, str]) -> None:
    api = ak.SourcesApi(client)
    made = api.sources_oauth_create(
        ak.OAuthSourceRequest(
            name="GitHub",
            slug="github",
            provider_type="github",
            consumer_key="id",
            consumer_secret="secret",
            authentication_flow=flows["default-source-authentication"],
            enrollment_flow=flows["default-source-enrollment"],
        )
    )
    assert made.callback_url.endswith("/source/oauth/callback/github/")
    changed = api.sources_oauth_partial_update(
        "github", ak.PatchedOAuthSourceRequest(user_matching_mode="email_link")
    )
    assert changed.user_matching_mode == "email_link"
    assert [source.slug for source in api.sources_all_list().results] == ["github"]
    assert {kind.name for kind in api.sources_oauth_source_types_list()} >= {"github", "openidconnect"}
    assert [kind.model_name for kind in api.sources_all_types_list()] == ["oauthsource"]
    assert [each.object_uid for each in api.sources_all_user_settings_list()] == ["github"]
    me = ak.CoreApi(client).core_users_me_retrieve().user.pk
    linked = api.sources_user_connections_oauth_create(
        ak.UserOAuthSourceConnectionRequest(source=made.pk, identifier="583231")
    )
    listed = api.sources_user_connections_all_list(user=me).results
    assert [(each.pk, each.identifier) for each in listed] == [(linked.pk, "583231")]
    api.sources_user_connections_oauth_destroy(linked.pk)
    api.sources_all_destroy("github")
    assert api.sources_oauth_list().results == []
