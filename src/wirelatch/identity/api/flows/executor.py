"""`flows/executor/<slug>/`: going through a flow in JSON, as authentik's pages and programs do.

`GET` tells the challenge, `POST` answers it: after an answer that was taken, 302 to the same address; at the end the
challenge `xak-flow-redirect`. An unsafe request carries the CSRF token in `X-authentik-CSRF`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
from starlette.responses import Response

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission
from wirelatch.identity.browser import csrf
from wirelatch.identity.flows import tokens
from wirelatch.identity.flows.conditions import title_of
from wirelatch.identity.flows.denial import goes_on, note_denial
from wirelatch.identity.flows.executor import Ended, Finished, Late, Left, Shown, Stopped, execute
from wirelatch.identity.flows.run import Run
from wirelatch.identity.flows.start import TOKEN_PARAMETER, following, run_for
from wirelatch.identity.flows.store import keep_cookie
from wirelatch.identity.stages.interface import Answer, Invalid
from wirelatch.identity.stages.registry import stage_of
from wirelatch.identity.web.call import NO_STORE, Reply
from wirelatch.identity.web.errors import ApiError, not_found
from wirelatch.identity.web.shapes import STRING, Parameter, Shape

endpoints = Endpoints()
PATH = "flows/executor/{flow_slug}/"
QUERY = {"query": Parameter(STRING)}
CHALLENGE = Shape("ChallengeTypes", {"component": STRING}, is_open=True)


@endpoints.on(
    "GET", PATH, Permission.ANYONE, answers=CHALLENGE, query=QUERY, summary="Get the pending challenge"
)
async def challenge(request: ApiRequest) -> Reply:
    run = await _run(request)
    # A GET with the token comes from a script of ours, not from a link.
    run.may_act = csrf.is_genuine(
        request.call, run.session, request.services, request.call.headers.get(csrf.HEADER)
    )
    done = _nothing_to_do(run)
    return _reply(run, done) if done is not None else await _told(run, await execute(run))


@endpoints.on("POST", PATH, Permission.ANYONE, answers=CHALLENGE, query=QUERY, summary="Solve the challenge")
async def solve(request: ApiRequest) -> Reply:
    run = await _run(request)
    if not csrf.is_genuine(
        request.call, run.session, request.services, request.call.headers.get(csrf.HEADER)
    ):
        raise ApiError(
            403, {"detail": "CSRF Failed: CSRF token missing or incorrect.", "code": "csrf_failed"}
        )
    body = await request.json()
    done = _nothing_to_do(run)
    if done is not None:
        return _reply(run, done)
    run.may_act = True
    key = run.query.get(TOKEN_PARAMETER)
    if key:
        if not await tokens.redeem(run, key):
            return _reply(run, _denied(run, ("This link is no longer valid.",)))
        return await _told(run, await execute(run), answered=True)
    component, step = body.pop("component", None), run.step
    answer: Answer | None = Answer(body, is_json=True)
    stage = stage_of(run.snapshot, step.stage) if step is not None else None
    if stage is not None and stage.acts and component not in (None, "", stage.component):
        # The answer to a page that was left behind must not confirm what comes now.
        answer, run.may_act = None, False
    return await _told(run, await execute(run, answer), answered=True)


async def _run(request: ApiRequest) -> Run:
    services = request.services
    flow = (await services.flows.current()).by_slug.get(request.arguments["flow_slug"])
    if flow is None:
        raise not_found("Flow")
    try:
        query = dict(
            parse_qsl(request.query.get("query", "").lstrip("?"), keep_blank_values=True, max_num_fields=50)
        )
    except ValueError:
        query = {}
    query = {name: value for name, value in query.items() if "\x00" not in value}
    return await run_for(request.call, services, flow, query, is_json=True)


def _nothing_to_do(run: Run) -> dict[str, Any] | None:
    if run.flow.designation == "authentication" and run.session is not None and not run.signs_in_again:
        return _to(run.target)
    return None


async def _told(run: Run, result: Any, *, answered: bool = False) -> Reply:
    if isinstance(result, Late) or (answered and isinstance(result, Shown) and result.invalid is None):
        query = urlencode({"query": _query_of(run)})
        return _with_cookies(
            run, Response(None, 302, {"Location": f"/api/v3/flows/executor/{run.flow.slug}/?{query}"})
        )
    if isinstance(result, Shown):
        fields = {**result.challenge.fields, "component": result.challenge.component}
        return _reply(run, {**fields, **_errors(result.invalid)}, retry_after=_wait(result.invalid))
    if isinstance(result, Finished):
        return _reply(run, {**_to(following(run) or "/"), "final_redirect": True})
    if isinstance(result, Left):
        return _reply(run, _to(result.url))
    if isinstance(result, Ended):
        return _reply(run, _to(result.response.headers.get("location", "/")))
    assert isinstance(result, Stopped)
    await note_denial(run, result.denied)
    if goes_on(run):
        return _reply(run, _to(run.target or "/"))
    return _reply(run, _denied(run, result.denied.messages))


def _denied(run: Run, messages: tuple[str, ...]) -> dict[str, Any]:
    person = run.session.person.username if run.session is not None else ""
    return {
        "component": "ak-stage-access-denied",
        "pending_user": person or run.context.identifier,
        "pending_user_avatar": "",
        "error_message": " ".join(messages) or None,
    }


def _to(url: str) -> dict[str, Any]:
    return {"component": "xak-flow-redirect", "to": url, "final_redirect": False}


def _errors(invalid: Invalid | None) -> dict[str, Any]:
    if invalid is None:
        return {}
    told = {
        name: [{"string": message, "code": invalid.code} for message in messages]
        for name, messages in invalid.errors.items()
    }
    return {"response_errors": told}


def _wait(invalid: Invalid | None) -> int:
    return invalid.retry_after if invalid is not None else 0


def _query_of(run: Run) -> str:
    return urlencode({name: value for name, value in run.query.items() if name != TOKEN_PARAMETER})


def _reply(run: Run, body: dict[str, Any], *, retry_after: int = 0) -> Reply:
    application = run.authorization.application.name if run.authorization is not None else ""
    info = {
        "title": title_of(run.flow, application=application),
        "background": run.flow.background,
        "background_themed_urls": None,
        "cancel_url": "/flows/-/cancel/",
        "layout": run.flow.layout,
    }
    response = Response(
        orjson.dumps({"flow_info": info, **body}, default=str),
        media_type="application/json",
        headers={"Retry-After": str(retry_after)} if retry_after else None,
    )
    return _with_cookies(run, response)


def _with_cookies(run: Run, response: Response) -> Reply:
    for change in run.respond:
        change(response)
    keep_cookie(response, run)
    token = csrf.token_for(run.call, run.session, run.services)
    csrf.keep(response, run.call, token)
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers]
    kept = [(name, value) for name, value in headers if name != "content-length"]
    return Reply(response.status_code, bytes(response.body), [*kept, *NO_STORE.items()])
