"""The user must have agreed, where the provider's authorization flow or the client asks for it.

Consent is remembered, and asked again only for more scopes. https://openid.net/specs/openid-connect-core-1_0.html#Consent
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from wirelatch.database import now
from wirelatch.identity import flows
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.flows.models import Flow, FlowSnapshot, StageBinding
from wirelatch.identity.oidc import marker
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.authorization.require_login import back_to
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import consents
from wirelatch.identity.pages.render import Page, redirect
from wirelatch.identity.services import Services

LIFETIME = timedelta(weeks=4)


async def require_consent(request: AuthorizationRequest, session: Session, services: Services) -> Page | None:
    """None when the provider's authorization flow was gone through or shows nothing; otherwise the way to it.

    A mark proves that it was, for this request and session. A provider whose flow is gone asks explicitly.
    """
    asked_by_client = "consent" in request.prompt
    known = await services.flows.current()
    flow = flow_to_agree(request, known)
    steps = known.bindings_of(flow)
    if not steps and not asked_by_client:
        return None
    mark = request.mark(marker.CONSENTED)
    if marker.read(services.marker_key, marker.CONSENTED, mark, *_facts(request, session)) is not None:
        return None
    if not asked_by_client and await _is_remembered(request, session, services, known, steps):
        return None
    if "none" in request.prompt:
        raise OAuthError("consent_required", "The user has not agreed yet")
    query = urlencode({"next": back_to(request, {})})
    return redirect(f"{flow.path}?{query}")


def flow_to_agree(request: AuthorizationRequest, known: FlowSnapshot) -> Flow:
    """The one flow whose end counts as the user's agreement to this request: any other proves nothing.

    Raises OAuthError when there is none.
    """
    flow = known.flows.get(request.provider.authorization_flow)
    if flow is not None and (known.bindings_of(flow) or "consent" not in request.prompt):
        return flow
    flow = known.flows.get(flows.EXPLICIT_CONSENT.pk)
    if flow is None or not known.bindings_of(flow):
        raise OAuthError("server_error", "There is no flow that asks for consent")
    return flow


async def _is_remembered(
    request: AuthorizationRequest,
    session: Session,
    services: Services,
    known: FlowSnapshot,
    steps: tuple[StageBinding, ...],
) -> bool:
    """Whether the flow only asks for a consent that was given: no need to go there and back."""
    bound = await services.catalog.current()
    for step in steps:
        stage = known.stages.get(step.stage)
        if stage is None or stage.kind != "consentstage" or bound.bindings_of(step.id):
            return False
        if stage.settings.get("mode") == "always_require":
            return False
    if bound.bindings_of(steps[0].target):
        return False
    agreed = await services.database.read(lambda connection: remembered_items(connection, request, session))
    return set(request.consent_items) <= set(agreed)


def remembered_items(
    connection: Connection, request: AuthorizationRequest, session: Session
) -> tuple[str, ...]:
    """What the user has agreed to for this application, and still holds."""
    row = connection.execute(
        select(consents.c.scope).where(
            consents.c.user_id == session.person.id,
            consents.c.application_id == request.application.id,
            consents.c.expires > now(),
        )
    ).first()
    return tuple(row.scope.split()) if row is not None else ()


def remember(
    connection: Connection, request: AuthorizationRequest, session: Session, lifetime: timedelta = LIFETIME
) -> None:
    """Store that the user agreed to this request's scopes, besides those agreed to before."""
    this = (consents.c.user_id == session.person.id) & (consents.c.application_id == request.application.id)
    expires = now() + lifetime
    found = select(consents).where(this).with_for_update()
    row = connection.execute(found).first()
    if row is None:
        values = {
            "user_id": session.person.id,
            "application_id": request.application.id,
            "scope": " ".join(request.consent_items),
            "expires": expires,
        }
        try:
            with connection.begin_nested():
                connection.execute(insert(consents).values(**values))
            return
        except IntegrityError:  # agreed in another tab at the same moment
            row = connection.execute(found).one()
    before = row.scope.split() if row.expires > now() else []
    scope = " ".join(dict.fromkeys([*before, *request.consent_items]))
    connection.execute(update(consents).where(this).values(scope=scope, expires=expires))


def consented_url(request: AuthorizationRequest, session: Session, services: Services) -> str:
    """Where to go on after the user agreed."""
    mark = marker.make(services.marker_key, marker.CONSENTED, *_facts(request, session))
    return back_to(request, {marker.CONSENTED: mark})


def _facts(request: AuthorizationRequest, session: Session) -> tuple[str, ...]:
    items = " ".join(request.consent_items)
    return (
        session.uuid,
        session.person.uuid,
        request.provider.client_id,
        items,
        request.state or "",
        request.nonce or "",
    )
