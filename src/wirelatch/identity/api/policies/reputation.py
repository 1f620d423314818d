"""`policies/reputation/scores/`: how sign-ins of names and from addresses went lately."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.policies.models import REPUTATION
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.policies.tables import reputation
from wirelatch.identity.web.shapes import INSTANT, INTEGER, OBJECT, STRING, nullable

endpoints = Endpoints()


class Scores(Resource):
    """Scores, to be looked at and forgiven (deleted)."""

    path = "policies/reputation/scores/"
    argument = "reputation_uuid"
    model = REPUTATION
    shape_name = "Reputation"
    schema = {}
    read = {
        "identifier": STRING,
        "ip": STRING,
        "ip_geo_data": nullable(OBJECT),
        "ip_asn_data": nullable(OBJECT),
        "score": INTEGER,
        "updated": INSTANT,
        "expires": INSTANT,
    }
    unique = ()
    search = ("identifier", "ip")
    ordering = ("identifier", "ip", "score", "updated")
    default_order = "identifier"
    filters = ("identifier", "ip", "score")
    verbs = frozenset({"list", "get", "delete", "used_by"})

    def query(self, request: ApiRequest) -> Select[Any]:
        return select(reputation).where(reputation.c.expires > now())

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        return {
            "identifier": row.identifier,
            "ip": row.ip,
            "ip_geo_data": None,
            "ip_asn_data": None,
            "score": row.score,
            "updated": row.updated,
            "expires": row.expires,
        }


Scores().register(endpoints)
