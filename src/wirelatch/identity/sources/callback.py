"""`/source/oauth/callback/<slug>/`: the browser comes back from the provider, with a code or an error.

Nothing counts before the `state` is that of an attempt which this very browser began at this very source; then `iss`
(RFC 9207), then the rest. Whoever it is goes on in the source's flow for signing in or for enrolling.
https://www.rfc-editor.org/rfc/rfc9700#section-4.4
"""

from __future__ import annotations

import hmac
from typing import Any

from wirelatch.identity.directory import people, users
from wirelatch.identity.flows import store as runs
from wirelatch.identity.flows.context import RunContext
from wirelatch.identity.flows.executor import execute
from wirelatch.identity.flows.pages import told
from wirelatch.identity.flows.start import run_for
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.parameters import read_parameters
from wirelatch.identity.pages.render import Page, refused
from wirelatch.identity.policies import PolicyRequest, decide
from wirelatch.identity.services import Services
from wirelatch.identity.sources import attempt as attempts
from wirelatch.identity.sources import joining, matching, record
from wirelatch.identity.sources.attempt import Attempt
from wirelatch.identity.sources.connecting import ask_to_connect
from wirelatch.identity.sources.exchange import account_for
from wirelatch.identity.sources.matching import NOT_ALLOWED, Action, Match
from wirelatch.identity.sources.oauth_types import Account
from wirelatch.identity.sources.properties import mapped
from wirelatch.identity.sources.source import Endpoints, Source, UpstreamError, by_slug, endpoints_of
from wirelatch.identity.web.call import Call

LONGEST_CODE = 4096
EXPIRED = "This sign-in has expired, was finished already, or was begun in another browser. Please try again."


async def source_callback(call: Call, services: Services, slug: str) -> Page:
    """Answer the provider's redirect."""
    source = await by_slug(services, slug)
    if source is None:
        return refused("Not found", "There is no such way to sign in.", status=404)
    try:
        parameters = read_parameters(call.query)
    except OAuthError as error:
        return refused(record.TITLE, str(error))
    state = parameters.values.get("state", "")
    begun = attempts.read(call, services, state)
    if begun is None or begun.source_id != source.id or parameters.repeated:
        return refused(record.TITLE, EXPIRED)
    response = await _came_back(call, services, source, begun, parameters.values)
    attempts.forget(response, call, state)
    return response


async def _came_back(
    call: Call, services: Services, source: Source, begun: Attempt, values: dict[str, str]
) -> Page:
    try:
        endpoints = await endpoints_of(source, services)
        _check_response_issuer(source, endpoints, values)
        if not await attempts.use_up(services, begun):
            return refused(record.TITLE, EXPIRED)
        if "error" in values:
            return await _refused_there(call, services, source, values)
        code = values.get("code", "")
        if not 0 < len(code) <= LONGEST_CODE:
            raise UpstreamError("there is no code in the answer")
        account = await account_for(code, begun, source, endpoints, services)
    except UpstreamError as error:
        return await record.failed(call, services, source, error)
    if begun.link_session:
        return await ask_to_connect(call, services, source, account, begun.link_session)
    return await _sign_in(call, services, source, begun, account)


def _check_response_issuer(source: Source, endpoints: Endpoints, values: dict[str, str]) -> None:
    """RFC 9207 2.4: the answer is of the provider that was asked, not of one that mixes itself in."""
    if not source.kind.is_oidc or source.kind.issuer_has_tenant:
        return
    given = values.get("iss")
    if given is None and endpoints.sends_issuer:
        raise UpstreamError("the answer does not say who issued it (iss), as this provider's always do")
    if given is not None and not hmac.compare_digest(
        given.encode("utf-8", "replace"), endpoints.issuer.encode("utf-8", "replace")
    ):
        raise UpstreamError("the answer is of another issuer than was asked")


async def _refused_there(call: Call, services: Services, source: Source, values: dict[str, str]) -> Page:
    """The provider says no: what it says is shown, escaped and cut."""
    error, description = values["error"][:100], values.get("error_description", "")[:500]
    details = (("Error", error), *((("Description", description),) if description else ()))
    message = (
        "You did not allow it, or the provider does not."
        if error == "access_denied"
        else "The provider answered with an error."
    )
    return await record.failed(
        call,
        services,
        source,
        UpstreamError(f"the provider answered {error}: {description}", message),
        details,
    )


async def _sign_in(call: Call, services: Services, source: Source, begun: Attempt, account: Account) -> Page:
    account, found_groups = await mapped(source, account, call, services)
    match = await services.database.read(lambda connection: matching.match(connection, source, account))
    if match.action is Action.DENY:
        username = match.user.username if match.user is not None else ""
        return await record.denied(call, services, source, match.message, reason=match.reason, user=username)
    refused_by = await _policies(call, services, source, match, account)
    if refused_by is not None:
        return await record.denied(call, services, source, refused_by[0], reason=refused_by[1])
    flow_id = source.enrollment_flow if match.action is Action.ENROLL else source.authentication_flow
    flow = (await services.flows.current()).flows.get(flow_id or "")
    if flow is None:
        what = "enrollment" if match.action is Action.ENROLL else "authentication"
        message = (
            "There is no account for you here, and none can be made this way."
            if match.action is Action.ENROLL
            else NOT_ALLOWED
        )
        return await record.denied(call, services, source, message, reason=f"the source has no {what} flow")
    query = {
        name: value
        for name, value in (("next", begun.target), ("again", "1" if begun.again else ""))
        if value
    }
    run = await run_for(call, services, flow, query, is_json=False)
    if run.stored is not None:  # an earlier attempt of this browser that got stuck in the flow
        await services.database.write(lambda connection: runs.give_up_in(connection, run))
    run.stored, run.plan, run.planned, run.context = None, [], False, RunContext()
    run.state, run.asked, run.proven_before = {}, False, 0
    described = joining.describe(source, account, found_groups, links=match.action is Action.LINK)
    run.context.data.update(source=described, is_redirected=True)
    if match.user is not None:
        run.identify(match.user.id, match.user.username, pin=True)
        run.prove("source", *described["amr"])
    else:
        taken = bool(account.username) and await _is_taken(services, account.username)
        run.context.prompt_data.update(joining.prompt_data(account, is_taken=taken))
        run.changed = True
    # The state shows that somebody went to the provider from a page of ours, so stages may act.
    run.may_act = True
    return await told(run, await execute(run), status=200, follows_post=True)


async def _policies(
    call: Call, services: Services, source: Source, match: Match, account: Account
) -> tuple[str, str] | None:
    """What the source's bindings say: None to let pass, else a message and the reason."""
    bindings = (await services.catalog.current()).bindings_of(source.id)
    if not bindings:
        return None
    person = None
    if match.user is not None:
        user_id = match.user.id
        person = await services.database.read(lambda connection: people.find(connection, user_id))
    context: dict[str, Any] = {
        "is_sso": True,
        "source": {"pk": source.id, "slug": source.slug, "name": source.name},
        "oauth_userinfo": dict(account.info),
        "pending_user": person,
    }
    request = PolicyRequest.of(call, person, context=context)
    result = await decide(services.database, bindings, request, mode=source.policy_engine_mode)
    if result.passing:
        return None
    return " ".join(result.messages) or NOT_ALLOWED, "; ".join(result.explanation())[:1000]


async def _is_taken(services: Services, username: str) -> bool:
    row = await services.database.read(lambda connection: users.by_username(connection, username))
    return row is not None
