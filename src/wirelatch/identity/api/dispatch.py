"""Finding the endpoint of a request, and letting in only who may call it."""

from __future__ import annotations

import importlib
import logging
import pkgutil
import re
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.exc import IntegrityError, NoResultFound
from starlette.convertors import Convertor, register_url_convertor

from wirelatch.identity import api as package
from wirelatch.identity.api.endpoints import ApiRequest, Endpoint, Endpoints
from wirelatch.identity.api.permissions import Needs, admit, admit_to_object, is_about_object
from wirelatch.identity.api.principal import Principal, authenticate
from wirelatch.identity.directory import rights
from wirelatch.identity.directory.superusers import LastSuperuserError
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, BadRequestError, Call, Reply, json_reply
from wirelatch.identity.web.errors import ApiError
from wirelatch.identity.web.form import query_of
from wirelatch.identity.web.measure import name_route

log = logging.getLogger(__name__)


def _find_endpoints() -> tuple[Endpoint, ...]:
    """Those of every module of this package and its subfolders that has a collection called `endpoints`."""
    found: list[Endpoint] = []
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if module.name == __name__:
            continue
        collection = getattr(importlib.import_module(module.name), "endpoints", None)
        if isinstance(collection, Endpoints):
            found += collection.all
    return tuple(sorted(found, key=lambda endpoint: (endpoint.specificity, endpoint.path)))


ENDPOINTS: tuple[Endpoint, ...] = _find_endpoints()
_Key = tuple[str, int]
_INDEX: dict[_Key, list[Endpoint]] = {}
for _endpoint in ENDPOINTS:
    _parts = _endpoint.path.split("/")
    _INDEX.setdefault((_parts[0], len(_parts)), []).append(_endpoint)

OBSERVERS: list[Callable[[Endpoint, Reply], None]] = []
"""Told of every answer; the tests compare them with what the endpoint declares."""


class _AnyPath(Convertor[str]):
    """Starlette's `path` stops at a line break, whose answer would then not be the API's."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _AnyPath())


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
    except NoResultFound:
        # What the path names is not there, or has gone since the request was let in.
        return json_reply({"detail": "Not found.", "code": "not_found"}, 404, NO_STORE)
    except IntegrityError as error:
        # Two requests at once, both of which found the name free.
        log.info("%s %s: %s", call.method, call.path, error.orig)
        body = {"non_field_errors": ["An object with this name, or what it refers to, is in the way."]}
        return json_reply(body, 400, NO_STORE)


def find(method: str, path: str) -> tuple[Endpoint, re.Match[str]]:
    """The endpoint for a path; raises ApiError 404 or 405."""
    parts = path.split("/")
    allowed = set()
    for endpoint in _INDEX.get((parts[0], len(parts)), ()) if "\x00" not in path else ():
        match = endpoint.pattern.fullmatch(path)
        if match is None:
            continue
        if endpoint.method == method:
            return endpoint, match
        allowed.add(endpoint.method)
    if not allowed:
        raise ApiError(404, {"detail": "Not found.", "code": "not_found"})
    body = {"detail": f'Method "{method}" not allowed.', "code": "method_not_allowed"}
    raise MethodNotAllowedError(405, body, ", ".join(sorted(allowed)))


class MethodNotAllowedError(ApiError):
    """405; `allowed` is the header."""

    def __init__(self, status: int, body: object, allowed: str) -> None:
        super().__init__(status, body)
        self.allowed = allowed


async def _answer(call: Call, services: Services, path: str) -> Reply:
    try:
        endpoint, match = find("GET" if call.method == "HEAD" else call.method, path)
    except MethodNotAllowedError as error:
        return json_reply(error.body, error.status, {"Allow": error.allowed})
    name_route(call.scope, "/api/v3/" + endpoint.path)
    principal = await _with_rights(await authenticate(call, services), services)
    admit(principal, endpoint.permission)
    needed = endpoint.permission
    if isinstance(needed, Needs) and is_about_object(principal, needed):
        wanted = match[needed.argument]
        await services.database.read(
            lambda connection: admit_to_object(connection, principal, needed, wanted)
        )
    system = (await services.catalog.current()).system
    reply = await endpoint.handler(
        ApiRequest(call, services, principal, match.groupdict(), query_of(call), system)
    )
    for observe in OBSERVERS:
        observe(endpoint, reply)
    return reply


async def _with_rights(principal: Principal, services: Services) -> Principal:
    person = principal.person
    if person is None:
        return principal
    if person.is_superuser:
        return replace(principal, rights=rights.ALL)
    held = await services.database.read(lambda connection: rights.of_person(connection, person))
    return replace(principal, rights=held)
