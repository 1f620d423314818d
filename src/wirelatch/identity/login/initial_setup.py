"""`/if/flow/initial-setup/`: the first administrator's password; works while no administrator has ever existed."""

from __future__ import annotations

import contextlib
import ipaddress
import re
from urllib.parse import urlsplit

from sqlalchemy import Connection

from wirelatch.identity import flows
from wirelatch.identity.browser import csrf
from wirelatch.identity.browser.current_session import current_session, set_session
from wirelatch.identity.directory import first_administrator, sessions
from wirelatch.identity.directory.first_administrator import USERNAME, AlreadySetUpError
from wirelatch.identity.directory.passwords import SHORTEST_PASSWORD
from wirelatch.identity.login.pending_application import pending_request
from wirelatch.identity.login.sign_in import sign_in_url
from wirelatch.identity.oidc.authorization.respond import form_action_source
from wirelatch.identity.pages.render import Page, page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import query_of, read_page_form
from wirelatch.identity.web.relative import relative

PATH = f"/if/flow/{flows.INITIAL_SETUP.slug}/"
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,185}")


async def is_set_up(services: Services) -> bool:
    """Whether the first administrator exists or existed; asked of the database until it is so."""
    if not services.set_up:
        services.set_up = await services.database.read(first_administrator.is_set_up)
    return services.set_up


async def initial_setup(call: Call, services: Services) -> Page:
    """Show the form, or make the administrator and sign in."""
    target = relative(query_of(call).get("next"), "/if/admin/")
    if await is_set_up(services):
        return redirect(sign_in_url(target), 303 if call.method == "POST" else 302)
    if not _is_named_by_us(call, services):
        return refused(
            "Open this page under another address",
            "The first administrator is set up at an IP address, at localhost, or at the address that the setting "
            "identity_url (WIRELATCH_IDENTITY_URL) names. Under any other name, the page could be somebody else's.",
            status=421,
        )
    if call.method != "POST":
        return await _form(call, services, target)
    form = await read_page_form(call)
    target = relative(form.get("next"), "/if/admin/")
    email, password = form.get("email", "").strip()[:254], form.get("password", "")
    errors = _errors(email, password, form.get("password_repeat", ""))
    if not csrf.is_genuine(call, None, services, form.get(csrf.FIELD)):
        errors = ["The page had been open for too long. Please try again."]
    if errors:
        return await _form(call, services, target, email, errors)
    password_hash = await services.passwords.hash(password)
    replacing = await current_session(call, services)

    def work(connection: Connection) -> str:
        user_id = first_administrator.create(connection, password_hash=password_hash, email=email)
        secret, _ = sessions.begin(
            connection,
            user_id,
            amr=("pwd",),
            address=call.address,
            user_agent=call.user_agent,
            replacing=replacing,
        )
        for action in ("model_created", "login"):
            services.ledger.append_in(
                connection,
                actor=USERNAME,
                action=action,
                target=f"user:{user_id}",
                address=call.address,
                changes={"message": "initial setup"},
            )
        return secret

    try:
        secret = await services.database.write(work)
    except AlreadySetUpError:
        services.set_up = True
        return redirect(sign_in_url(target), 303)
    services.set_up = True
    answer = redirect(target, 303)
    set_session(answer, call, secret)
    return answer


def _is_named_by_us(call: Call, services: Services) -> bool:
    """Whether the address in the browser is one that no stranger can have pointed at this machine (DNS rebinding).

    Names without a dot are nobody's to register.
    """
    netloc = call.headers.get("host", "")
    if netloc.lower() == urlsplit(services.settings.identity_base_url).netloc.lower():
        return True
    host = urlsplit(f"//{netloc}").hostname or ""
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(host)
        return True
    return "." not in host or host.endswith(".localhost")


def _errors(email: str, password: str, repeat: str) -> list[str]:
    errors = []
    if email and not EMAIL.fullmatch(email):
        errors.append("Enter a valid email address.")
    if len(password) < SHORTEST_PASSWORD:
        errors.append(f"The password needs at least {SHORTEST_PASSWORD} characters.")
    if len(password) > 1024:
        errors.append("The password is too long.")
    if password != repeat:
        errors.append("The passwords do not match.")
    return errors


async def _form(
    call: Call, services: Services, target: str, email: str = "", errors: list[str] | None = None
) -> Page:
    token = csrf.token_for(call, None, services)
    values = {
        "username": USERNAME,
        "email": email,
        "errors": errors or [],
        "next": target,
        "csrf_token": token,
    }
    pending = await pending_request(call, services, target)
    response = page(
        "setup.html",
        values,
        status=400 if errors else 200,
        form_action=(form_action_source(pending.redirect_uri),) if pending else (),
    )
    csrf.keep(response, call, token)
    return response
