"""The two applications in the browser, `/if/admin/` and `/if/user/`, for who is signed in; and starting an application."""

from __future__ import annotations

from starlette.responses import HTMLResponse

from wirelatch.identity.applications.access import decide_access
from wirelatch.identity.browser import csrf
from wirelatch.identity.browser.current_session import current_session
from wirelatch.identity.directory import rights
from wirelatch.identity.directory.people import Person
from wirelatch.identity.installation.brands import brand_of
from wirelatch.identity.login.initial_setup import PATH as SETUP_PATH
from wirelatch.identity.login.initial_setup import is_set_up
from wirelatch.identity.login.sign_in import sign_in_url
from wirelatch.identity.pages.branding import look
from wirelatch.identity.pages.render import Page, page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call
from wirelatch.webkit.assets import Assets

ASSETS = Assets()


async def interface(call: Call, services: Services, entry: str) -> Page:
    """The built page `console` (for who may enter it) or `user`."""
    if not await is_set_up(services):
        return redirect(SETUP_PATH)
    session = await current_session(call, services)
    if session is None:
        return redirect(sign_in_url(call.path))
    if entry == "console" and not await _may_enter_console(services, session.person):
        values = {
            "message": "The admin interface is for administrators.",
            "person": session.person,
            "switch_url": sign_in_url(call.path, again=True),
        }
        return page("denied.html", values, status=403)
    if entry == "user" and (elsewhere := await _default_application(call, services, session.person)):
        return redirect(elsewhere)
    nonce = call.scope.get("state", {}).get("csp_nonce", "")
    response = HTMLResponse(look().in_interface(ASSETS.html(entry, nonce), nonce), headers=NO_STORE)
    csrf.keep(response, call, csrf.token_for(call, session, services))
    return response


async def _may_enter_console(services: Services, person: Person) -> bool:
    held = await services.database.read(lambda connection: rights.of_person(connection, person))
    return held.holds("authentik_rbac.access_admin_interface")


async def _default_application(call: Call, services: Services, person: Person) -> str | None:
    """Where a user of type external is taken in place of My applications; None where that is not set, or not for them."""
    snapshot = await services.catalog.current()
    wanted = brand_of(call, snapshot.brands).default_application
    if person.type != "external" or wanted is None:
        return None
    application = next((item for item in snapshot.applications if item.id == wanted), None)
    if application is None or not (await decide_access(services.database, application, person, call)).passing:
        return None
    return application.launch_url({"username": person.username}) or None


async def launch(call: Call, services: Services, slug: str) -> Page:
    """Go to an application, if the user may use it."""
    session = await current_session(call, services)
    if session is None:
        return redirect(sign_in_url(call.path))
    application = (await services.catalog.current()).by_slug.get(slug)
    if (
        application is None
        or not (await decide_access(services.database, application, session.person, call)).passing
    ):
        return refused("Not found", "There is no such application.", status=404)
    url = application.launch_url({"username": session.person.username})
    return (
        redirect(url) if url else refused("Not found", "The application has no address to open.", status=404)
    )
