"""A request whose client or redirect URI is wrong: nothing is sent to it; what the person is shown depends on who it is.

A wrong redirect URI is what most often goes wrong in setting up a client. It is written into the event log, and an
administrator is shown what was received beside what is registered, with a button that registers it. A stranger learns
nothing of either. The button is also how a provider without any redirect URI gets its first one: authentik trusts
whatever comes first, from anybody, which we do not.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection

from wirelatch.identity.applications import provisioning
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.browser import csrf
from wirelatch.identity.browser.current_session import current_session
from wirelatch.identity.directory import rights
from wirelatch.identity.directory.people import Person
from wirelatch.identity.oidc.authorization.check_redirect_uri import is_acceptable
from wirelatch.identity.oidc.authorization.check_scope import API_SCOPE
from wirelatch.identity.oidc.errors import RequestRefusedError
from wirelatch.identity.pages.render import Page, page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import read_page_form
from wirelatch.identity.web.relative import relative

CHANGE_PROVIDER = "authentik_providers_oauth2.change_oauth2provider"
QUIET_SECONDS = 600.0
MOST_EVENTS = 30
"""In `QUIET_SECONDS`: anybody can send such requests."""


async def refuse(call: Call, services: Services, refusal: RequestRefusedError) -> Page:
    """The page for this refusal."""
    session = await current_session(call, services)
    application = None
    if refusal.unregistered is not None:
        slug, received = refusal.unregistered
        application = (await services.catalog.current()).by_slug.get(slug)
        await _note(call, services, slug, received, session.person if session else None)
    if session is None:
        return refused(refusal.title, refusal.message)
    if application is None or application.provider is None or refusal.unregistered is None:
        shown = refusal.details if session.person.is_superuser else ()
        return refused(refusal.title, refusal.message, shown)
    if not await _may_change(services, session.person, application.provider):
        return refused(refusal.title, refusal.message)
    token = csrf.token_for(call, session, services)
    received = refusal.unregistered[1]
    response = page(
        "redirect_uri.html",
        {
            "title": refusal.title,
            "message": refusal.message,
            "application": application,
            "received": received,
            "registered": [uri.to_json() for uri in application.provider.uris("authorization")],
            "can_be_added": is_acceptable(received),
            "is_elsewhere": _is_elsewhere(received, application.provider),
            "action": f"/application/o/{application.slug}/redirect-uris/",
            "next": f"{call.path}?{call.query}",
            "csrf_token": token,
        },
        status=400,
        form_action=tuple(_origins(received)),
    )
    csrf.keep(response, call, token)
    return response


async def add_redirect_uri(call: Call, services: Services, slug: str) -> Page:
    """`POST /application/o/<slug>/redirect-uris/`, from that page: register the URI, and go on with the sign-in."""
    session = await current_session(call, services)
    application = (await services.catalog.current()).by_slug.get(slug)
    if application is None or application.provider is None or session is None:
        return refused("Not found", "There is no such application.", status=404)
    form = await read_page_form(call)
    if not csrf.is_genuine(call, session, services, form.get(csrf.FIELD)):
        return refused("Request Error", "The page had been open for too long. Please try again.", status=403)
    provider, received = application.provider, form.get("redirect_uri", "")
    if not await _may_change(services, session.person, provider):
        return refused("Permission denied", "You do not have permission to change this provider.", status=403)
    if not is_acceptable(received) or (_is_elsewhere(received, provider) and form.get("sure") != "yes"):
        return refused("Redirect URI Error", "This address was not registered.")
    person = session.person

    def work(connection: Connection) -> None:
        _register(connection, services, application, provider.id, received, person, call.address)

    try:
        await services.database.write(work)
    finally:
        services.catalog.changed()
    return redirect(relative(form.get("next")), 303)


def _register(
    connection: Connection,
    services: Services,
    application: Application,
    provider_id: int,
    received: str,
    person: Person,
    address: str,
) -> None:
    provider = services.catalog.read_in(connection).by_provider[provider_id].provider
    assert provider is not None
    before = [uri.to_json() for uri in provider.redirect_uris]
    added = {"matching_mode": "strict", "url": received, "redirect_uri_type": "authorization"}
    if added in before:
        return
    provisioning.update_provider(
        connection, services.sealer, provider_id, {"redirect_uris": [*before, added]}
    )
    services.ledger.append_in(
        connection,
        actor=person.username,
        action="model_updated",
        target=f"provider:{provider_id}",
        address=address,
        changes={
            "model": {
                "app": "authentik_providers_oauth2",
                "model_name": "oauth2provider",
                "pk": str(provider_id),
                "name": provider.name,
            },
            "message": f"registered from the error page of {application.name}",
            "changes": {"redirect_uris": {"before": before, "after": [*before, added]}},
        },
    )


async def _may_change(services: Services, person: Person, provider: Provider) -> bool:
    if person.is_superuser:
        return True
    if API_SCOPE in provider.scopes:  # its tokens act in the API: only administrators say where they go
        return False
    held = await services.database.read(lambda connection: rights.of_person(connection, person))
    return held.holds(CHANGE_PROVIDER, str(provider.id))


async def _note(call: Call, services: Services, slug: str, received: str, person: Person | None) -> None:
    """Write it into the log, each address once in a while and not too many at all."""
    moment, key, noted = time.monotonic(), (slug, received[:500]), services.wrong_redirects
    while noted and moment - next(iter(noted.values())) > QUIET_SECONDS:
        noted.popitem(last=False)
    if key in noted or len(noted) >= MOST_EVENTS:
        return
    noted[key] = moment
    changes: dict[str, Any] = {
        "message": "A sign-in came with a redirect URI that is not registered",
        "application": slug,
        "received": received[:500],
    }
    await services.ledger.append(
        actor=person.username if person else "",
        action="configuration_error",
        target=f"application:{slug}",
        address=call.address,
        changes=changes,
    )


def _is_elsewhere(received: str, provider: Provider) -> bool:
    """Whether the address is on another host than all that are registered: somebody may have sent the link."""
    known = {_host(uri.url) for uri in provider.redirect_uris if uri.matching_mode == "strict"}
    return bool(known) and _host(received) not in known


def _host(uri: str) -> str:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    return (parts.hostname or f"{parts.scheme}:").lower()


def _origins(received: str) -> list[str]:
    from wirelatch.identity.oidc.authorization.respond import form_action_source

    return [form_action_source(received)] if is_acceptable(received) else []
