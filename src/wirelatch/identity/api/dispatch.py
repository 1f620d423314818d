"""Finding the endpoint of a request, and letting in only who may call it."""

from __future__ import annotations

import logging

from sqlalchemy.exc import IntegrityError

from wirelatch.identity.api import (
    applications,
    bindings,
    certificates,
    credentials,
    events,
    groups,
    information,
    mappings,
    providers,
    sessions,
    tokens,
    transactional,
    users,
)
from wirelatch.identity.api.endpoints import ApiRequest, Endpoint, Permission
from wirelatch.identity.api.errors import ApiError, forbidden, not_authenticated
from wirelatch.identity.api.principal import Principal, authenticate
from wirelatch.identity.directory.superusers import LastSuperuserError
from wirelatch.identity.login.form import query_of
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, BadRequestError, Call, Reply, json_reply
from wirelatch.identity.web.measure import name_route

log = logging.getLogger(__name__)

ENDPOINTS: tuple[Endpoint, ...] = tuple(
    endpoint
    for module in (
        users,
        credentials,
        groups,
        tokens,
        sessions,
        transactional,
        applications,
        providers,
        mappings,
        certificates,
        bindings,
        events,
        information,
    )
    for endpoint in module.endpoints.all
)


async def api(call: Call, services: Services, path: str) -> Reply:
    """Answer a request for `/api/v3/<path>`."""
    try:
        return await _answer(call, services, path)
    except ApiError as error:
        return json_reply(error.body, error.status, NO_STORE)
    except BadRequestError as error:
        return json_reply({"detail": str(error), "code": "invalid_request"}, error.status, NO_STORE)
    except LastSuperuserError as error:
        return json_reply({"non_field_errors": [str(error)]}, 400, NO_STORE)
    except IntegrityError as error:
        # Two requests at once, both of which found the name free.
        log.info("%s %s: %s", call.method, call.path, error.orig)
        body = {"non_field_errors": ["An object with this name, or what it refers to, is in the way."]}
        return json_reply(body, 400, NO_STORE)


async def _answer(call: Call, services: Services, path: str) -> Reply:
    candidates = [(endpoint, match) for endpoint in ENDPOINTS if (match := endpoint.pattern.fullmatch(path))]
    if not candidates or "\x00" in path:
        raise ApiError(404, {"detail": "Not found.", "code": "not_found"})
    method = "GET" if call.method == "HEAD" else call.method
    for endpoint, match in candidates:
        if endpoint.method == method:
            name_route(call.scope, "/api/v3/" + endpoint.path)
            principal = await authenticate(call, services)
            admit(principal, endpoint.permission)
            return await endpoint.handler(
                ApiRequest(call, services, principal, match.groupdict(), query_of(call))
            )
    allowed = ", ".join(sorted({endpoint.method for endpoint, _ in candidates}))
    body = {"detail": f'Method "{call.method}" not allowed.', "code": "method_not_allowed"}
    return json_reply(body, 405, {"Allow": allowed})


def admit(principal: Principal, permission: Permission) -> None:
    """Raise unless the caller has the permission. What is not listed here is refused."""
    match permission:
        case Permission.ANYONE:
            return
        case Permission.SIGNED_IN if principal.person is not None:
            return
        case Permission.SUPERUSER if principal.is_superuser:
            return
        case Permission.SUPERUSER_OR_LINK if principal.is_superuser or principal.is_link:
            return
        case Permission.SIGNED_IN_OR_LINK if principal.person is not None or principal.is_link:
            return
    raise forbidden() if principal.person is not None or principal.is_link else not_authenticated()
