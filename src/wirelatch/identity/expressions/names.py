"""The names that expressions of policies and mappings find: authentik's, as far as they can be had safely."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from wirelatch.identity.applications.models import Application, Entitlement, Provider
from wirelatch.identity.directory.people import Person
from wirelatch.identity.expressions.compiling import Program
from wirelatch.identity.expressions.directory import Directory, directory_of_run
from wirelatch.identity.expressions.errors import ExpressionError
from wirelatch.identity.expressions.functions import CONSTANTS, address_view, checked
from wirelatch.identity.expressions.values import Function, View, plain_copy, wrap_with

if TYPE_CHECKING:
    from wirelatch.identity.policies.request import HttpFacts, PolicyRequest

ASKING_THE_REQUEST = frozenset(
    {
        "ak_client_ip", "ak_is_sso_flow", "context", "http_request", "oauth_scopes", "oauth_grant_type",
        "oauth_code_challenge", "oauth_code_challenge_method", "oauth_max_age", "oauth_redirect_uri",
        "oauth_response_type", "oauth_code_verifier", "oauth_jwt", "geoip", "asn",
    }
)  # fmt: skip
"""What only the front channel can tell, whether as a name or as a field of `request`."""
POLICY_NAMES = frozenset(
    {*CONSTANTS, *ASKING_THE_REQUEST, "request", "user", "ak_message", "ak_call_policy", "ak_is_group_member",
     "ak_user_by", "ak_user_has_authenticator", "obj"}
)  # fmt: skip
MAPPING_NAMES = frozenset(
    {*POLICY_NAMES, "provider", "token", "client", "info", "oauth_userinfo", "properties", "event", "notification",
     "group", "prompt_context", "source", "userinfo", "group_id", "header", "body"}
)  # fmt: skip
_EVERYWHERE = ("CONTENT_LENGTH", "CONTENT_TYPE")


def asks_request(program: Program) -> bool:
    """Whether an expression looks at what only a browser's request can tell."""
    return bool(ASKING_THE_REQUEST & (program.reads | program.fields))


def unknown_names(program: Program, known: frozenset[str]) -> ExpressionError | None:
    """What to say when an expression reads names that nobody will give; None when it does not."""
    from wirelatch.identity.expressions.hints import for_name

    missing = program.unknown_names(known)
    return ExpressionError(for_name(missing[0]), kind="NameError") if missing else None


@contextmanager
def looking_up_in(directory: Directory) -> Iterator[None]:
    """Have users that the expression finds in containers looked up there."""
    token = directory_of_run.set(directory)
    try:
        yield
    finally:
        directory_of_run.reset(token)


def common(directory: Directory) -> dict[str, Any]:
    """Names of every expression, with the functions that ask the directory."""
    return {
        **CONSTANTS,
        "ak_is_group_member": Function("ak_is_group_member", directory.is_group_member),
        "ak_user_by": Function("ak_user_by", directory.user_by),
    }


def for_mapping(
    person: Person | None,
    directory: Directory,
    *,
    provider: Provider | None = None,
    application: Application | None = None,
    http: HttpFacts | None = None,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Names of a mapping."""
    user = directory.user(person)
    request = View(
        "request", {"user": user, "http_request": lambda: see_http(http, ""), "context": dict, "obj": None}
    )
    return {
        **common(directory),
        "user": user,
        "request": request,
        "http_request": see_http(http, "") if http is not None else None,
        "provider": see_provider(provider, application) if provider is not None else None,
        "context": {},
        **(more or {}),
    }


def for_policy(request: PolicyRequest, directory: Directory, own: Mapping[str, Any]) -> dict[str, Any]:
    """Names of a policy; `own` are the functions that belong to one evaluation."""
    user = directory.user(request.person)
    context = request.context if isinstance(request.context, dict) else dict(request.context)
    names: dict[str, Any] = {
        **common(directory),
        "user": user,
        "context": context,
        "request": View(
            "request",
            {
                "user": user,
                "http_request": lambda: see_http(request.http, request.address),
                "context": lambda: context,
                "obj": lambda: request.obj,
            },
        ),
        "obj": request.obj,
        "ak_is_sso_flow": bool(context.get("is_sso")),
        **request.names,
        **own,
    }
    if request.http is not None:
        names["http_request"] = see_http(request.http, request.address)
        names["ak_client_ip"] = see_address(request.address)
    return names


def see_address(address: str) -> View:
    """An address; as in authentik, one that is not known is 255.255.255.255."""
    try:
        return address_view(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return address_view(ipaddress.ip_address("255.255.255.255"))


def see_http(http: HttpFacts | None, address: str) -> View:
    """The browser's request: no cookies, no credentials, no body."""
    if http is None:
        raise ExpressionError("there is no browser's request here", kind="AttributeError")
    headers = {
        "-".join(part.title() for part in name.split("-")): value for name, value in http.headers.items()
    }
    meta = {
        (
            name.upper().replace("-", "_")
            if name.upper().replace("-", "_") in _EVERYWHERE
            else "HTTP_" + name.upper().replace("-", "_")
        ): value
        for name, value in http.headers.items()
    } | {
        "REMOTE_ADDR": address,
        "REQUEST_METHOD": http.method,
        "PATH_INFO": http.path,
        "HTTP_HOST": http.host,
    }

    def header(name: Any) -> str:
        return http.headers[str(name).lower()]

    def get(run: Any, name: Any, default: Any = None) -> Any:
        return http.headers.get(str(name).lower(), default)

    return View(
        "http_request",
        {
            "method": http.method,
            "path": http.path,
            "scheme": http.scheme,
            "GET": lambda: dict(http.query),
            "POST": dict,
            "META": lambda: meta,
            "headers": lambda: View(
                "headers",
                {"get": Function("get", checked("get", get, 1, 2))},
                item=header,
                contains=lambda name: str(name).lower() in http.headers,
                iterate=lambda: list(headers),
            ),
            "get_host": Function("get_host", checked("get_host", lambda run: http.host, 0, 0)),
            "is_secure": Function(
                "is_secure", checked("is_secure", lambda run: http.scheme == "https", 0, 0)
            ),
            "get_full_path": Function("get_full_path", checked("get_full_path", lambda run: http.path, 0, 0)),
        },
    )


def see_application(application: Application) -> View:
    """An application; nothing of it is secret."""
    fields: dict[str, Any] = {
        name: getattr(application, name)
        for name in (
            "name", "slug", "group", "policy_engine_mode", "open_in_new_tab", "meta_launch_url", "meta_icon",
            "meta_description", "meta_publisher",
        )
    }  # fmt: skip
    fields |= {
        "pk": application.id,
        "pbm_uuid": application.id,
        "provider": lambda: see_provider(application.provider, application) if application.provider else None,
    }
    return View("application", fields, origin=application, text=lambda: application.name)


def see_provider(provider: Provider, application: Application | None = None) -> View:
    """A provider without its secret."""
    fields: dict[str, Any] = {
        "pk": provider.id,
        "name": provider.name,
        "client_id": provider.client_id,
        "client_type": provider.client_type,
        "application": lambda: see_application(application) if application is not None else None,
    }
    return View("provider", fields, origin=provider, text=lambda: provider.name)


def see_entitlement(entitlement: Entitlement) -> View:
    """An entitlement of an application."""
    fields = {
        "name": entitlement.name,
        "pk": entitlement.id,
        "attributes": lambda: plain_copy(entitlement.attributes),
    }
    return View("entitlement", fields, origin=entitlement, text=lambda: entitlement.name)


wrap_with(Application, see_application)
wrap_with(Provider, see_provider)
wrap_with(Entitlement, see_entitlement)
