"""The addresses of flows' pages, and those that lead to the right flow."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from wirelatch.identity.flows import defaults, store
from wirelatch.identity.flows.choice import brand_flow, flow_for
from wirelatch.identity.flows.models import Flow
from wirelatch.identity.flows.pages import flow_page
from wirelatch.identity.flows.run import Run
from wirelatch.identity.flows.start import run_for
from wirelatch.identity.installation.brands import brand_of
from wirelatch.identity.login.initial_setup import PATH as SETUP_PATH
from wirelatch.identity.login.initial_setup import initial_setup, is_set_up
from wirelatch.identity.login.pending_application import pending_request
from wirelatch.identity.login.sign_out import logged_out_page
from wirelatch.identity.pages.render import redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import query_of

_PURPOSES = {
    defaults.AUTHENTICATION.slug: "authentication",
    defaults.INVALIDATION.slug: "invalidation",
    defaults.UNENROLLMENT.slug: "unenrollment",
    defaults.USER_SETTINGS.slug: "user_settings",
}


async def flow(call: Call, services: Services, slug: str) -> Response:
    """`/if/flow/<slug>/`; before there is an administrator every flow leads to setting one up."""
    if slug == defaults.INITIAL_SETUP.slug:
        return await initial_setup(call, services)
    if not await is_set_up(services):
        return redirect(SETUP_PATH + (f"?{call.query}" if call.query else ""))
    if slug == defaults.PROVIDER_INVALIDATION.slug:
        found = (await services.flows.current()).by_slug.get(slug)
        if found is None or not (await services.flows.current()).bindings_of(found):
            return logged_out_page()
    chosen = await _chosen(call, services, slug) if call.method != "POST" else None
    if chosen is not None and chosen.slug != slug:
        return redirect(chosen.path + (f"?{call.query}" if call.query else ""))
    return await flow_page(call, services, slug)


async def _chosen(call: Call, services: Services, slug: str) -> Flow | None:
    """What stands for a default flow here: the brand's choice, or that of the provider whose application waits."""
    purpose = _PURPOSES.get(slug)
    if purpose is None:
        return None
    catalog = await services.catalog.current()
    pending = await pending_request(call, services, query_of(call).get("next", ""))
    provider = pending.provider if pending is not None else None
    return flow_for(purpose, brand_of(call, catalog.brands), await services.flows.current(), provider)


async def default_flow(call: Call, services: Services, purpose: str) -> Response:
    """`/flows/-/default/<purpose>/`: the flow that serves a purpose for this host name."""
    chosen = (
        await brand_flow(call, services, purpose) if purpose in ("authentication", "invalidation") else None
    )
    if chosen is None:
        return refused("Not found", "There is no flow for this.", status=404)
    return redirect(chosen.path + (f"?{call.query}" if call.query else ""))


async def cancel(call: Call, services: Services) -> Response:
    """`/flows/-/cancel/`: give a run up; with `flow`, begin that one anew."""
    query = query_of(call)
    found = (await services.flows.current()).by_slug.get(query.pop("flow", ""))
    if found is None:
        return redirect("/")
    run: Run = await run_for(call, services, found, query, is_json=False)
    kept = {name: value for name, value in query.items() if name in ("next", "again", "itoken")}
    response = redirect(found.path + (f"?{urlencode(kept)}" if kept else ""))
    if run.stored is not None:
        await services.database.write(lambda connection: store.give_up_in(connection, run))
        run.stored = None
    store.keep_cookie(response, run)
    return response
