"""Tokens that may be shown once while they are valid: client assertions and DPoP proofs.

Kept in the database, so that none is taken twice by two processes. https://www.rfc-editor.org/rfc/rfc7519#section-4.1.7
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from wirelatch.identity.oidc.tables import used_jtis
from wirelatch.identity.services import Services

LONGEST_JTI = 512
_USED = insert(used_jtis)


async def use_once(services: Services, *facts: str, until: datetime) -> bool:
    """Note that these facts (kind, issuer, `jti`) were shown; False when they have been before."""
    text = "\n".join(hashlib.sha256(fact.encode("utf-8", "surrogatepass")).hexdigest() for fact in facts)
    row = {"hash": hashlib.sha256(text.encode()).hexdigest(), "expires": until}

    def work(connection: Connection) -> None:
        connection.execute(_USED, row)

    try:
        await services.database.write(work)
    except IntegrityError:
        return False
    return True
