"""`providers/oauth2/<id>/setup_urls/` and `…/preview_user/`: what one needs to know to set a client up."""

from __future__ import annotations

from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.providers.lookup import find
from wirelatch.identity.api.providers.models import OAUTH2_PROVIDER
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Provider
from wirelatch.identity.directory import people
from wirelatch.identity.oidc.claims import claims_of, subject_of
from wirelatch.identity.oidc.issuer import endpoints_of
from wirelatch.identity.oidc.token.issue_tokens import ACR
from wirelatch.identity.web.call import Call, Reply
from wirelatch.identity.web.errors import forbidden, invalid
from wirelatch.identity.web.shapes import INTEGER, OBJECT, STRING, Parameter, Shape, nullable

endpoints = Endpoints()
_ENDPOINTS = (
    "issuer", "authorize", "token", "user_info", "provider_info", "logout", "jwks", "introspect", "revoke",
)  # fmt: skip
SETUP_URLS = Shape(
    "OAuth2ProviderSetupURLs",
    dict.fromkeys((*_ENDPOINTS, "device", "dcr_registration"), nullable(STRING)),
    optional=frozenset({"introspect", "revoke", "device"}),
    is_open=True,
)


@endpoints.on(
    "GET",
    "providers/oauth2/{id:int}/setup_urls/",
    may("view", OAUTH2_PROVIDER, on="id"),
    answers=SETUP_URLS,
)
async def setup_urls(request: ApiRequest) -> Reply:
    """The addresses for setting up a client."""
    snapshot = await request.services.catalog.current()
    provider = find(snapshot, int(request.arguments["id"]))
    return answer(urls(request.call, provider, snapshot))


def urls(call: Call, provider: Provider, snapshot: Snapshot) -> dict[str, str | None]:
    """The addresses for setting up a client; those with the application's slug are null while there is none."""
    application = snapshot.by_provider.get(provider.id)
    if application is None:
        start = f"{call.base_url}/application/o/"
        own = dict.fromkeys(("issuer", "provider_info", "logout", "jwks", "dcr_registration"))
        return {
            **own,
            "authorize": start + "authorize/",
            "token": start + "token/",
            "user_info": start + "userinfo/",
        }
    found = endpoints_of(call.base_url, provider, application)
    register = f"{call.base_url}/application/o/{application.slug}/register/"
    return {
        **{name: getattr(found, name) for name in _ENDPOINTS},
        "device": f"{call.base_url}/application/o/device/",
        "dcr_registration": register if provider.registers_clients else None,
    }


@endpoints.on(
    "GET",
    "providers/oauth2/{id:int}/preview_user/",
    may("view", OAUTH2_PROVIDER, on="id"),
    answers=Shape("PropertyMappingPreview", {"preview": OBJECT}),
    query={"for_user": Parameter(INTEGER)},
)
async def preview_user(request: ApiRequest) -> Reply:
    """The claims that a user's ID token would hold."""
    snapshot, services = await request.services.catalog.current(), request.services
    provider = find(snapshot, int(request.arguments["id"]))
    asked = request.query.get("for_user", "")
    person = request.principal.person
    if asked:
        if not asked.isdecimal() or len(asked) > 9:
            raise invalid("for_user", "A valid integer is required.")
        person = await request.read(lambda connection: people.find(connection, int(asked)))
    if person is None:
        raise invalid("for_user", "There is no such user.")
    if person.id != request.own_id and not request.may("preview_user", USER, person.id):
        raise forbidden()
    claims = {
        "iss": urls(request.call, provider, snapshot)["issuer"],
        "sub": subject_of(provider, person, services.installation_id),
        "aud": provider.client_id,
        "acr": ACR,
        **await claims_of(services, provider, person, provider.scopes),
    }
    return answer({"preview": claims})
