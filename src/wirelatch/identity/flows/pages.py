"""The pages of flows, `/if/flow/<slug>/`: plain forms that need no script.

After an answer that was taken the browser is sent on (303), so that going back and reloading ask nothing twice.
"""

from __future__ import annotations

from typing import Any

from wirelatch.identity.browser import csrf
from wirelatch.identity.flows import tokens
from wirelatch.identity.flows.conditions import SIGN_IN_FIRST, check_requirement, title_of
from wirelatch.identity.flows.denial import denied_page, note_denial
from wirelatch.identity.flows.executor import Ended, Finished, Late, Left, Shown, Stopped, execute
from wirelatch.identity.flows.models import Flow
from wirelatch.identity.flows.run import Run
from wirelatch.identity.flows.start import TOKEN_PARAMETER, address_of, following, form_address, run_for
from wirelatch.identity.flows.store import keep_cookie
from wirelatch.identity.login.sign_in import sign_in_url
from wirelatch.identity.login.sign_out import logged_out_page
from wirelatch.identity.oidc.authorization.respond import form_action_source
from wirelatch.identity.pages.render import Page, page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.stages.interface import WHOLE, Answer, Challenge, Invalid
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import query_of, read_page_form
from wirelatch.identity.web.language import translate

EXPIRED = "The page had been open for too long. Please try again."
STAGE_FIELD = "stage"


async def flow_page(call: Call, services: Services, slug: str) -> Page:
    """Answer a request for the page of a flow."""
    flow = (await services.flows.current()).by_slug.get(slug)
    if flow is None:
        return refused("Not found", "There is no such page.", status=404)
    run = await run_for(call, services, flow, query_of(call), is_json=False)
    if call.method == "POST":
        return await _answered(run)
    leaving = await _already_there(run)
    if leaving is not None:
        return leaving
    if run.query.get(TOKEN_PARAMETER):
        return await _token_page(run)
    return await told(run, await execute(run), status=200)


async def _answered(run: Run) -> Page:
    form = await read_page_form(run.call)
    if not csrf.is_genuine(run.call, run.session, run.services, form.get(csrf.FIELD)):
        return await _forged(run)
    run.may_act = True
    key = run.query.get(TOKEN_PARAMETER)
    if key:
        if not await tokens.redeem(run, key):
            return await _token_page(run)
        return await told(run, await execute(run), status=200, follows_post=True)
    answer = Answer({name: value for name, value in form.items() if name not in (csrf.FIELD, STAGE_FIELD)})
    result = await execute(run, answer, form.get(STAGE_FIELD, ""))
    return await told(run, result, status=200, follows_post=True)


async def _forged(run: Run) -> Page:
    """Show the page again: nothing of what came is used but what was typed as a name."""
    result = await execute(run)
    if not isinstance(result, Shown):
        return await told(run, result, status=403)
    invalid = Invalid({WHOLE: [EXPIRED]}, "csrf", status=403)
    return await _shown(run, Shown(result.challenge, result.stage, invalid))


async def _already_there(run: Run) -> Page | None:
    """Where the flow has nothing to do for this visitor."""
    flow, session = run.flow, run.session
    if flow.designation == "authentication" and session is not None and not run.signs_in_again:
        return redirect(run.target)
    if flow.designation == "invalidation" and session is None:
        return redirect(run.target) if run.target else logged_out_page()
    denied = check_requirement(run) if run.stored is None else None
    if denied is not None and denied.messages == (SIGN_IN_FIRST,):
        return redirect(sign_in_url(address_of(run)))
    return None


async def told(run: Run, result: Any, *, status: int, follows_post: bool = False) -> Page:
    """Answer with what a run has come to. `follows_post`: the browser is sent on rather than shown a page here."""
    after = 303 if follows_post else 302
    if isinstance(result, Shown):
        if follows_post and result.invalid is None:
            response = redirect(address_of(run), 303)
        else:
            return await _shown(run, result)
    elif isinstance(result, Finished):
        target = following(run)
        response = redirect(target, after) if target else logged_out_page()
    elif isinstance(result, Ended):
        response = result.response
    elif isinstance(result, Left):
        response = redirect(result.url, after)
    elif isinstance(result, Late):
        return redirect(address_of(run), after)
    else:
        assert isinstance(result, Stopped)
        await note_denial(run, result.denied)
        response = denied_page(run, result.denied, after)
    for change in run.respond:
        change(response)
    keep_cookie(response, run)
    return response


async def _shown(run: Run, result: Shown) -> Page:
    challenge, invalid = result.challenge, result.invalid
    token = csrf.token_for(run.call, run.session, run.services)
    application = run.authorization.application if run.authorization is not None else None
    about = await run.about_user()
    errors = dict(invalid.errors) if invalid is not None else {}
    values = {
        **challenge.values,
        "challenge": challenge.fields,
        "errors": errors,
        "flow": run.flow,
        "title": heading(run.flow, run, application.name if application is not None else ""),
        "application": application,
        "user": about["pending_user"],
        "stage": result.stage,
        "action": form_address(run),
        "csrf_token": token,
        "scripts": challenge.scripts,
        "restart_url": restart_url(run),
        "session_person": run.session.person if run.session is not None else None,
        "switch_url": sign_in_url(run.target or "/if/user/", again=True),
    }
    leads_to = (form_action_source(run.authorization.redirect_uri),) if run.authorization is not None else ()
    response = page(
        challenge.template,
        values,
        status=invalid.status if invalid is not None else 200,
        form_action=leads_to,
        script=bool(challenge.scripts),
        headers={"Retry-After": str(invalid.retry_after)}
        if invalid is not None and invalid.retry_after
        else None,
    )
    csrf.keep(response, run.call, token)
    for change in run.respond:
        change(response)
    keep_cookie(response, run)
    return response


def heading(flow: Flow, run: Run, application: str) -> str:
    """What stands above the form."""
    if flow.designation == "authentication" and application:
        return translate("Sign in to {name}", name=application)
    person = run.session.person.display_name if run.session is not None else ""
    return title_of(flow, application=application, user=person)


def restart_url(run: Run) -> str | None:
    """ "Not you?": gives the run up, where somebody has been identified."""
    if not run.context.is_identified or run.context.is_pinned:
        return None
    address = address_of(run)
    return f"/flows/-/cancel/?flow={run.flow.slug}&" + address.partition("?")[2]


async def _token_page(run: Run) -> Page:
    """Ask to go on: opening a link must not use it up, since programs that look at mail open links too."""
    found = await tokens.find(run.services, run.flow, run.query[TOKEN_PARAMETER])
    if found is None:
        return refused(
            "This link is no longer valid",
            "It has expired or has been used. Please ask for a new one.",
            status=400,
        )
    token = csrf.token_for(run.call, run.session, run.services)
    values = {
        "challenge": Challenge("ak-stage-dummy").fields,
        "errors": {},
        "flow": run.flow,
        "title": heading(run.flow, run, ""),
        "application": None,
        "lead": "The link works once. Press Continue to use it now.",
        "user": "",
        "stage": "",
        "action": f"{run.flow.path}?{run.call.query}",
        "csrf_token": token,
        "scripts": (),
        "restart_url": None,
        "session_person": None,
    }
    # The link stays within this site. Not "no-referrer": browsers then send the form with "Origin: null".
    response = page("stages/confirm.html", values, headers={"Referrer-Policy": "same-origin"})
    csrf.keep(response, run.call, token)
    return response
