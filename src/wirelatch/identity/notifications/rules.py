"""Which rules an entry of the audit log meets, and whom they tell: rows of notifications, and of what is to be sent.

One transaction takes the next entries of the log, in order, and moves the position; several processes take turns, since
the position is changed by one conditional UPDATE. No rule looks at what notifying itself records.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from wirelatch.database import now
from wirelatch.identity.directory import people
from wirelatch.identity.directory.tables import group_members, users
from wirelatch.identity.directory.users import key_of
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.notifications.tables import (
    notification_deliveries,
    notification_position,
    notification_rules,
    notification_transports,
    notifications,
)
from wirelatch.identity.policies import PolicyRequest, evaluate
from wirelatch.identity.policies.kinds.event_matcher import only_action
from wirelatch.identity.policies.models import Binding
from wirelatch.identity.policies.reading import read_bindings, read_policies
from wirelatch.ledger import ledger

AT_ONCE = 1000
MOST_PEOPLE = 1000
GIVE_UP_AFTER = timedelta(days=1)


def take(connection: Connection) -> int:
    """Match the next entries of the log; returns how many there were."""
    last = connection.execute(select(notification_position.c.seq)).scalar()
    if last is None:  # what happened before there were rules is nobody's news
        newest = connection.execute(select(func.max(ledger.c.seq))).scalar() or 0
        connection.execute(insert(notification_position).values(id=1, seq=newest))
        return 0
    next_ones = select(ledger.c.seq).where(ledger.c.seq > last).order_by(ledger.c.seq).limit(AT_ONCE)
    newest = connection.execute(select(func.max(next_ones.subquery().c.seq))).scalar()
    if newest is None:
        return 0
    moved = update(notification_position).where(notification_position.c.seq == last)
    if not connection.execute(moved.values(seq=newest)).rowcount:
        return 0  # another process has them
    rules = _read_rules(connection)
    entries = select(ledger).where(ledger.c.seq > last, ledger.c.seq <= newest).order_by(ledger.c.seq)
    awaited = [rule.awaited for rule in rules]
    if None not in awaited:
        entries = entries.where(ledger.c.action.in_(frozenset().union(*filter(None, awaited))))
    for entry in connection.execute(entries).all() if rules else ():
        event = event_of(entry)
        for rule in rules:
            if (rule.awaited is None or entry.action in rule.awaited) and _passes(connection, rule, event):
                tell(connection, rule.row, event)
    return int(newest) - int(last)


class _Rule(NamedTuple):
    """A rule with its bindings."""

    row: Row[Any]
    bindings: tuple[Binding, ...]
    awaited: frozenset[str] | None
    """Actions of the only events it can pass for, which most rules say; None: it has to be asked of all."""


def _read_rules(connection: Connection) -> list[_Rule]:
    rows = connection.execute(select(notification_rules)).all()
    bindings = read_bindings(connection, read_policies(connection)) if rows else {}
    return [
        _Rule(row, own, _awaited(own, row.policy_engine_mode))
        for row in rows
        if (own := bindings.get(row.id))
    ]


def _awaited(bindings: Sequence[Binding], mode: str) -> frozenset[str] | None:
    actions = [_only_action(binding) for binding in bindings if binding.enabled]
    named = frozenset(action for action in actions if action is not None)
    if mode == "all":
        return frozenset([min(named)]) if named else None
    return None if None in actions else named


def _only_action(binding: Binding) -> str | None:
    if binding.policy is None or binding.negate or binding.failure_result or binding.expires is not None:
        return None
    return only_action(binding.policy)


def event_of(entry: Row[Any]) -> dict[str, Any]:
    """An entry as policies look at it, in the shape of authentik's events."""
    return {
        "action": entry.action,
        "app": "wirelatch.identity",
        "context": json.loads(entry.changes),
        "client_ip": entry.address,
        "user": {"username": entry.actor},
        "created": entry.at,
        "seq": entry.seq,
        "target": entry.target,
    }


def _passes(connection: Connection, rule: _Rule, event: Mapping[str, Any]) -> bool:
    request = PolicyRequest(connection=connection, obj=event, context={"event": event})
    return evaluate(rule.bindings, request, mode=rule.row.policy_engine_mode, empty_result=False).passing


def tell(connection: Connection, rule: Row[Any], event: Mapping[str, Any]) -> None:
    """Note for each of the rule's people and transports what they are to be told."""
    found = _people(connection, rule, event)
    known = {row.id: row for row in connection.execute(select(notification_transports))}
    for pk in rule.transports:
        transport = known.get(pk)
        if transport is None:
            continue
        for person in found[:1] if transport.send_once else found:
            note(connection, transport, person, rule.severity, summary(event), event)


def note(
    connection: Connection,
    transport: Row[Any],
    person: Row[Any],
    severity: str,
    body: str,
    event: Mapping[str, Any],
) -> None:
    """One message for one user through one transport: shown here, or due to be sent."""
    if transport.mode == "local":
        connection.execute(
            insert(notifications).values(
                id=new_uuid(),
                user_id=person.id,
                severity=severity,
                body=body,
                hyperlink="",
                hyperlink_label="",
                event_seq=event.get("seq"),
                created=now(),
                seen=False,
            )
        )
        return
    moment = now()
    content = {"user": person.id, "severity": severity, "body": body, "event": facts(event)}
    connection.execute(
        insert(notification_deliveries).values(
            transport_id=transport.id,
            content=content,
            due=moment,
            expires=moment + GIVE_UP_AFTER,
            attempts=0,
            last_error="",
        )
    )


def facts(event: Mapping[str, Any]) -> dict[str, Any]:
    """What leaves the house: who, what, on which object. Neither values before and after, nor anything typed."""
    context = event.get("context") or {}
    model: Any = context.get("model")
    if not isinstance(model, dict):
        model = {}
    return {
        "action": event.get("action", ""),
        "user": (event.get("user") or {}).get("username", ""),
        "client_ip": event.get("client_ip", ""),
        "created": event.get("created", ""),
        "object": str(model.get("name") or event.get("target") or ""),
    }


def summary(event: Mapping[str, Any]) -> str:
    """One line about an event."""
    told = facts(event)
    context = event.get("context") or {}
    message = context.get("message") if isinstance(context.get("message"), str) else ""
    text = (
        f"{str(told['action']).replace('_', ' ').capitalize()}: {message or told['object'] or told['user']}"
    )
    return " ".join(text.split())[:500]


def _people(connection: Connection, rule: Row[Any], event: Mapping[str, Any]) -> list[Row[Any]]:
    wanted: ColumnElement[bool] = users.c.id.in_([])
    if rule.destination_group is not None:
        within = people.with_descendants(connection, {rule.destination_group})
        wanted = users.c.id.in_(select(group_members.c.user_id).where(group_members.c.group_id.in_(within)))
    name = (event.get("user") or {}).get("username", "")
    if rule.destination_event_user and name:
        wanted = wanted | (users.c.username_key == key_of(name))
    query = select(users).where(users.c.is_active, wanted).order_by(users.c.id).limit(MOST_PEOPLE)
    return list(connection.execute(query).all())
