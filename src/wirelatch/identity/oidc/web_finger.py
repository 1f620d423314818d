"""`/.well-known/webfinger`: whom to ask about an account. https://openid.net/specs/openid-connect-discovery-1_0.html#IssuerDiscovery

The answer does not depend on the account, so that it tells nobody which there are. It is the issuer that providers share
(issuer mode `global`), that of the default application of the brand that was asked, or that of the only application.
"""

from __future__ import annotations

from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.installation.brands import brand_of
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call, Reply, json_reply
from wirelatch.identity.web.form import query_of

ISSUER = "http://openid.net/specs/connect/1.0/issuer"
LONGEST = 1000


async def web_finger(call: Call, services: Services) -> Reply:
    """RFC 7033: a JSON resource descriptor."""
    query = query_of(call)
    resource = query.get("resource", "")
    if not resource or len(resource) > LONGEST or ":" not in resource:
        return json_reply({"error": "invalid_request", "error_description": "The resource is missing"}, 400)
    issuer = _issuer(call, await services.catalog.current())
    if issuer is None:
        return json_reply({"error": "not_found", "error_description": "There is no one issuer"}, 404)
    links = [{"rel": ISSUER, "href": issuer}] if query.get("rel", ISSUER) == ISSUER else []
    reply = json_reply({"subject": resource, "links": links}, headers={"Access-Control-Allow-Origin": "*"})
    reply.headers[0] = ("Content-Type", "application/jrd+json")
    return reply


def _issuer(call: Call, snapshot: Snapshot) -> str | None:
    usable = [
        (application, application.provider)
        for application in snapshot.applications
        if application.provider is not None
    ]
    wanted = brand_of(call, snapshot.brands).default_application
    for application, provider in usable:
        if application.id == wanted:
            return issuer_of(call.base_url, provider, application)
    for application, provider in usable:
        if provider.issuer_mode == "global" or len(usable) == 1:
            return issuer_of(call.base_url, provider, application)
    return None
