"""`/.well-known/webauthn`: on which other origins our passkeys may be used. https://www.w3.org/TR/webauthn-3/#sctn-related-origins"""

from __future__ import annotations

from wirelatch.identity.authenticators.relying_party import related_origins, relying_party
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call, Reply, json_reply


async def passkey_origins(call: Call, services: Services) -> Reply:
    """The origins of the setting `webauthn_origins`, and our own; 404 where there are no others."""
    if not related_origins(services):
        return json_reply({"detail": "There are no related origins."}, 404)
    return json_reply({"origins": list(relying_party(call, services).origins)})
