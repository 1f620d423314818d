"""grant_type=jwt-bearer: a token of a provider or source that the client's provider trusts, as a grant. RFC 7523 2.1

`client_credentials` takes the same as `client_assertion`, as authentik has it; there it is the only credential.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from wirelatch.database import now
from wirelatch.identity.applications.access import check_access
from wirelatch.identity.oidc.authorization.check_scope import OFFLINE
from wirelatch.identity.oidc.dpop import bound_to
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.token.grant_request import GrantRequest
from wirelatch.identity.oidc.token.issue_tokens import Granted, begin_grant
from wirelatch.identity.oidc.token.trusted_token import read_access_token
from wirelatch.identity.services import Services
from wirelatch.identity.sources.federation import Vouched, account_of_workload, vouched_by_source

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


async def jwt_bearer(request: GrantRequest, services: Services) -> Granted:
    """Tokens for the user of the assertion; raises OAuthError."""
    assertion = request.form.get("assertion")
    if assertion is None:
        raise OAuthError("invalid_request", "The assertion is missing")
    if request.provider.is_public:
        raise OAuthError("unauthorized_client", "A public client cannot use this grant")
    return await grant_by_assertion(request, services, assertion)


async def grant_by_assertion(request: GrantRequest, services: Services, assertion: str) -> Granted:
    """Tokens for whom a trusted provider's access token speaks for. ID tokens are seen by too many to be a credential.

    Tokens of sources that are trusted speak for workloads of theirs.
    """
    vouched = await vouched_by_source(
        assertion, request.provider, request.application, request.base_url, services
    )
    if vouched is not None:
        try:
            return await services.database.write(
                lambda connection: _grant_to_workload(connection, request, services, vouched)
            )
        except IntegrityError:  # another request at the same time made the account
            return await services.database.write(
                lambda connection: _grant_to_workload(connection, request, services, vouched)
            )

    def work(connection: Connection) -> Granted:
        token = read_access_token(connection, assertion, request)
        if token is None or token.provider.id not in request.provider.jwt_federation_providers:
            raise OAuthError(
                "invalid_grant", "The assertion is invalid, expired, or of an issuer that is not trusted"
            )
        bound = bound_to(token.claims)
        if bound is not None and bound != request.jkt:
            raise OAuthError("invalid_grant", "The assertion is bound to a key that was not proved")
        if not check_access(
            request.application, token.person, connection, request=request.policy_request(token.person)
        ).passing:
            raise OAuthError("invalid_grant", "The user may not use this application")
        moment = now()
        return begin_grant(
            connection,
            services,
            request,
            token.person,
            _scope(request),
            moment,
            lifetime=min(request.provider.access_token_validity, token.expires - moment),
            session_uuid=token.session_uuid,
            parent_id=token.grant_id,
        )

    return await services.database.write(work)


def _grant_to_workload(
    connection: Connection, request: GrantRequest, services: Services, vouched: Vouched
) -> Granted:
    if bound_to(dict(vouched.claims)) not in (None, request.jkt):
        raise OAuthError("invalid_grant", "The assertion is bound to a key that was not proved")
    person = account_of_workload(connection, vouched, request.provider, request.application)
    asked = request.policy_request(person) if person is not None else None
    if asked is not None:
        asked = replace(asked, names={**asked.names, "oauth_jwt": dict(vouched.claims)})
    if person is None or not check_access(request.application, person, connection, request=asked).passing:
        raise OAuthError("invalid_grant", "The subject may not use this application")
    moment = now()
    if vouched.expires <= moment:
        raise OAuthError("invalid_grant", "The assertion has expired")
    return begin_grant(
        connection,
        services,
        request,
        person,
        _scope(request),
        moment,
        lifetime=min(request.provider.access_token_validity, vouched.expires - moment),
    )


def _scope(request: GrantRequest) -> str:
    """What was asked, as far as the provider is configured for it."""
    asked = request.form.get("scope")
    allowed = [scope for scope in request.provider.scopes if scope not in (OFFLINE, "goauthentik.io/api")]
    return " ".join(scope for scope in allowed if asked is None or scope in asked.split())
