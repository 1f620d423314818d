"""The user must have agreed, where the provider's authorization flow or the client asks for it.

Consent is remembered, and asked again only for more scopes. https://openid.net/specs/openid-connect-core-1_0.html#Consent
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import Connection, insert, select, update

from wirelatch.database import now
from wirelatch.identity import flows
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.oidc import marker
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.authorization.require_login import back_to
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import consents
from wirelatch.identity.pages.render import Page, redirect
from wirelatch.identity.services import Services

LIFETIME = timedelta(weeks=4)


async def require_consent(request: AuthorizationRequest, session: Session, services: Services) -> Page | None:
    """None when consent is given or not needed; otherwise the way to the consent page."""
    asked_by_client = "consent" in request.prompt
    explicit = request.provider.authorization_flow != flows.IMPLICIT_CONSENT.pk
    if not explicit and not asked_by_client:
        return None
    if asked_by_client:
        mark = request.mark(marker.CONSENTED)
        given = (
            marker.read(services.marker_key, marker.CONSENTED, mark, *_facts(request, session)) is not None
        )
    else:
        given = await services.database.read(lambda connection: _remembered(connection, request, session))
    if given:
        return None
    if "none" in request.prompt:
        raise OAuthError("consent_required", "The user has not agreed yet")
    query = urlencode({"next": back_to(request, {})})
    return redirect(f"/if/flow/{flows.EXPLICIT_CONSENT.slug}/?{query}")


def _remembered(connection: Connection, request: AuthorizationRequest, session: Session) -> bool:
    row = connection.execute(
        select(consents.c.scope).where(
            consents.c.user_id == session.person.id,
            consents.c.application_id == request.application.id,
            consents.c.expires > now(),
        )
    ).first()
    return row is not None and set(request.consent_items) <= set(row.scope.split())


def remember(connection: Connection, request: AuthorizationRequest, session: Session) -> None:
    """Store that the user agreed to this request's scopes, besides those agreed to before."""
    this = (consents.c.user_id == session.person.id) & (consents.c.application_id == request.application.id)
    row = connection.execute(select(consents).where(this)).first()
    expires = now() + LIFETIME
    if row is None:
        connection.execute(
            insert(consents).values(
                user_id=session.person.id,
                application_id=request.application.id,
                scope=" ".join(request.consent_items),
                expires=expires,
            )
        )
        return
    before = row.scope.split() if row.expires > now() else []
    scope = " ".join(dict.fromkeys([*before, *request.consent_items]))
    connection.execute(update(consents).where(this).values(scope=scope, expires=expires))


def consented_url(request: AuthorizationRequest, session: Session, services: Services) -> str:
    """Where to go on after the user agreed."""
    mark = marker.make(services.marker_key, marker.CONSENTED, *_facts(request, session))
    return back_to(request, {marker.CONSENTED: mark} if "consent" in request.prompt else {})


def _facts(request: AuthorizationRequest, session: Session) -> tuple[str, ...]:
    items = " ".join(request.consent_items)
    return (session.uuid, request.provider.client_id, items, request.state or "", request.nonce or "")
