"""Taking up a run for a request, or beginning one."""

from __future__ import annotations

import contextlib
from urllib.parse import urlencode

from wirelatch.identity.browser.current_session import current_session
from wirelatch.identity.flows import store
from wirelatch.identity.flows.models import Flow
from wirelatch.identity.flows.run import Run
from wirelatch.identity.login.pending_application import pending_request
from wirelatch.identity.oidc.authorization.parse import check
from wirelatch.identity.oidc.authorization.require_consent import consented_url, flow_to_agree
from wirelatch.identity.oidc.device.brand_flow import passed_url
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.relative import relative

TOKEN_PARAMETER = "flow_token"  # noqa: S105 - the name of a parameter
_KEPT = ("next", "again", "login_hint", "itoken")
"""The parameters that a flow's page keeps in its address."""
_AFTER = {"stage_configuration": "/if/user/#/settings", "unenrollment": "/", "invalidation": ""}


async def run_for(call: Call, services: Services, flow: Flow, query: dict[str, str], *, is_json: bool) -> Run:
    """The browser's run of a flow, taken up or fresh."""
    session = await current_session(call, services)
    run = Run(call, services, flow, await services.flows.current(), session, query, is_json=is_json)
    following = query.get("next", "")
    run.target = relative(following, _AFTER.get(flow.designation, "/if/user/"))
    run.authorization = await pending_request(call, services, following) if following else None
    await store.load(run)
    return run


def address_of(run: Run) -> str:
    """The address of the run's page, with the parameters that have to be there at each of its requests."""
    kept = {name: run.query[name] for name in _KEPT if run.query.get(name)}
    return run.flow.path + (f"?{urlencode(kept)}" if kept else "")


def form_address(run: Run) -> str:
    """Where the page's form is sent: to the address in the browser, where that is the page's own.

    Named as empty, a browser keeps its fragment there, and so finds back to `/if/admin/#/…`, of which we are never told.
    It is not kept on the way to a client: a stranger's link could hand the client whatever fragment it likes.
    """
    own = address_of(run)
    if run.authorization is not None:
        return own
    query = run.call.scope.get("query_string", b"").decode("latin-1")
    return "" if own == run.call.path + (f"?{query}" if query else "") else own


def following(run: Run) -> str:
    """Where to go on at the end; empty: nowhere, there is a page that says it is over."""
    request = run.authorization
    if request is not None and run.session is not None and not run.leaves:
        with contextlib.suppress(OAuthError):  # the authorization endpoint says what is wrong
            check(request)
            if run.stands_for != flow_to_agree(request, run.snapshot).id:
                return run.target  # some other flow: its end is no agreement
            return consented_url(request, run.session, run.services)
    if run.session is not None and not run.leaves:
        return passed_url(run.services, run.session, run.stands_for, run.target) or run.target
    return run.target
