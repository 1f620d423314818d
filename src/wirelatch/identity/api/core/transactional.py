"""`PUT core/transactional/applications/`: application, provider and bindings at once, or nothing of them.

This is what the console's wizard submits, and how the flows half registers itself with the link token; registering
again brings its entry up to date and leaves alone what an administrator has added.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.api.core import application, applications
from wirelatch.identity.api.core.models import APPLICATION
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.openapi import request_schema
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.policies import bindings
from wirelatch.identity.api.providers import oauth2 as providers
from wirelatch.identity.api.providers.check import check as check_provider
from wirelatch.identity.api.providers.models import LINK_SLUG, MODEL, OAUTH2_PROVIDER, PROVIDER
from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.oidc import provider_fields
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import ApiError, forbidden
from wirelatch.identity.web.fields import Field, choice, json_object, list_of, parse, typed
from wirelatch.identity.web.shapes import BOOLEAN, STRING, Shape, array

endpoints = Endpoints()
APP_REQUEST = request_schema(application.SCHEMA, is_partial=False)
PROVIDER_REQUEST = request_schema(provider_fields.SCHEMA, is_partial=False)
BINDING_REQUEST = request_schema(bindings.SCHEMA, is_partial=False)
_LINK_UPDATES = ("client_id", "client_secret", "logout_uri", "logout_method")


@endpoints.on(
    "PUT",
    "core/transactional/applications/",
    may("add", APPLICATION, link=True),
    body={
        "app": Field(typed(APP_REQUEST)(json_object)),
        "provider_model": Field(choice((MODEL,))),
        "provider": Field(typed(PROVIDER_REQUEST)(json_object)),
        "policy_bindings": Field(list_of(typed(BINDING_REQUEST)(json_object), 200), list),
    },
    body_name="TransactionApplication",
    answers=Shape("TransactionApplicationResponse", {"applied": BOOLEAN, "logs": array(STRING)}),
)
async def create(request: ApiRequest) -> Reply:
    """Create an application, its provider and its bindings, or nothing of them.

    Errors are told under the part they belong to: `{"app": {"slug": ["…"]}}`.
    """
    body = await request.json()
    if not request.principal.is_link:
        _check_rights(request, body)
    if body.get("provider_model") != MODEL:
        raise ApiError(400, {"provider_model": [f'"{body.get("provider_model")}" is not a valid choice.']})
    app = _parse("app", application.SCHEMA, body)
    provider = _parse("provider", provider_fields.SCHEMA, body)
    wanted = body.get("policy_bindings") or []
    if not isinstance(wanted, list) or len(wanted) > 200:
        raise ApiError(400, {"policy_bindings": ["Expected a list of items."]})
    bound = [bindings.parse_binding(item, "policy_bindings") for item in wanted]
    if request.principal.is_link:
        if app["slug"] != LINK_SLUG or bound:
            raise forbidden("The link token registers the flows half and nothing else.")
        existing = (await request.services.catalog.current()).by_slug.get(LINK_SLUG)
        if existing is not None and existing.provider is not None:
            return await _update(request, existing, existing.provider, provider)

    def work(connection: Connection) -> None:
        with _prefixed("provider"):
            provider_id = providers.create_in(connection, request, provider)
        with _prefixed("app"):
            app_id = applications.create_in(
                connection, request, {**app, "provider": provider_id}, own_provider=True
            )
        for binding in bound:
            bindings.create_in(connection, request, {**binding, "target": app_id})
        PROVIDER.record(request, connection, "model_created", provider_id, provider["name"])
        application.KIND.record(request, connection, "model_created", app_id, app["name"], key=app["slug"])

    await request.change_catalog(work)
    return answer({"applied": True, "logs": []})


def _check_rights(request: ApiRequest, body: dict[str, Any]) -> None:
    wanted = [OAUTH2_PROVIDER.permission("add")]
    if body.get("policy_bindings"):
        wanted.append("authentik_policies.add_policybinding")
    if not all(request.rights.holds(permission) for permission in wanted):
        raise forbidden()


async def _update(
    request: ApiRequest, registered: Application, provider: Provider, wanted: dict[str, Any]
) -> Reply:
    known = [uri.to_json() for uri in provider.redirect_uris]
    added = [uri for uri in wanted["redirect_uris"] if uri not in known]
    values = {name: wanted[name] for name in _LINK_UPDATES}

    def work(connection: Connection) -> None:
        check_provider(connection, values, provider.id)
        provisioning.update_provider(
            connection, request.services.sealer, provider.id, {**values, "redirect_uris": known + added}
        )
        changes = {"redirect_uris": {"before": known, "after": known + added}}
        application.record(request, connection, "model_updated", registered, changes=changes)

    await request.change_catalog(work)
    return answer({"applied": True, "logs": []})


def _parse(part: str, schema: Any, body: dict[str, Any]) -> dict[str, Any]:
    value = body.get(part)
    if not isinstance(value, dict):
        raise ApiError(400, {part: ["This field is required."]})
    with _prefixed(part):
        return parse(schema, value)


class _prefixed:  # noqa: N801 - reads as a statement
    """Errors of a part are told under its name, so that the wizard can lead back to the step."""

    def __init__(self, part: str) -> None:
        self.part = part

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, ApiError) and error.status == 400:
            error.body = {self.part: error.body}
