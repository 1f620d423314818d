"""Reputation: how sign-ins of an identifier from an address went lately, shared by all processes.

Each failure counts one down, each success one up, within the limits of the system settings; who was not heard of for a day starts again at 0. A
reputation policy passes where the score is at or below its threshold, to ask for more there (a captcha, say).

`record` is called where a sign-in succeeds or fails, in a transaction that writes. Give it the name of an existing user
only: what strangers type into the field for the name may be a password.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, and_, case, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from wirelatch.database import now
from wirelatch.identity.installation import system_settings
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.policies.tables import reputation as table

KEPT = timedelta(days=1)


def record(connection: Connection, identifier: str, address: str, amount: int) -> None:
    """Count a sign-in: `amount` is -1 for a failure and 1 for a success; atomic, whoever else counts at the time."""
    moment, limits = now(), system_settings.read(connection)
    lowest, highest = limits.reputation_lower_limit, limits.reputation_upper_limit
    identifier, address = identifier[:254], address[:64]
    counted = case((table.c.expires <= moment, 0), else_=table.c.score) + amount
    clamped = case((counted < lowest, lowest), (counted > highest, highest), else_=counted)
    own = and_(table.c.identifier == identifier, table.c.ip == address)
    change = update(table).where(own).values(score=clamped, updated=moment, expires=moment + KEPT)
    if connection.execute(change).rowcount:
        return
    try:
        with connection.begin_nested():
            connection.execute(
                insert(table).values(
                    id=new_uuid(),
                    identifier=identifier,
                    ip=address,
                    score=max(lowest, min(highest, amount)),
                    updated=moment,
                    expires=moment + KEPT,
                )
            )
    except IntegrityError:  # somebody else counted the first one at the same time
        connection.execute(change)


def score(connection: Connection, *, identifier: str | None = None, address: str | None = None) -> int:
    """The sum of the scores of an identifier (from wherever), of an address (whoever), or of both."""
    asked = []
    if identifier is not None:
        asked.append(table.c.identifier == identifier[:254])
    if address is not None:
        asked.append(table.c.ip == address[:64])
    if not asked:
        return 0
    total = select(func.sum(table.c.score)).where(or_(*asked), table.c.expires > now())
    return int(connection.execute(total).scalar() or 0)
