"""The rules and transports that every installation has, named as authentik's."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from wirelatch.identity.directory.groups import ADMINISTRATORS
from wirelatch.identity.directory.tables import groups
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.notifications.tables import (
    notification_position,
    notification_rules,
    notification_transports,
)
from wirelatch.identity.policies.tables import policies, policy_bindings
from wirelatch.ledger import ledger

RULES = {
    "default-notify-configuration-error": ("configuration_error",),
    "default-notify-configuration-warning": ("configuration_warning",),
    "default-notify-exception": ("policy_exception", "property_mapping_exception", "system_task_exception"),
}
TRANSPORTS = {"default-local-transport": "local", "default-email-transport": "email"}


def prepare(connection: Connection) -> bool:
    """Make them at the first start; what an administrator has deleted stays away. True when something was made."""
    if connection.execute(select(notification_position.c.seq)).first() is not None:
        return False
    newest = connection.execute(select(func.max(ledger.c.seq))).scalar() or 0
    connection.execute(insert(notification_position).values(id=1, seq=newest))
    group = connection.execute(select(groups.c.id).where(groups.c.name == ADMINISTRATORS)).scalar()
    made = []
    for name, mode in TRANSPORTS.items():
        made.append(new_uuid())
        connection.execute(
            insert(notification_transports).values(
                id=made[-1],
                name=name,
                mode=mode,
                webhook_url="",
                email_subject_prefix="Wirelatch Notification: ",
                email_template="email/event_notification.html",
                send_once=False,
            )
        )
    for name, actions in RULES.items():
        rule = new_uuid()
        connection.execute(
            insert(notification_rules).values(
                id=rule,
                name=name,
                transports=made,
                severity="alert",
                destination_group=group,
                destination_event_user=False,
                policy_engine_mode="any",
            )
        )
        for order, action in enumerate(actions):
            policy = new_uuid()
            connection.execute(
                insert(policies).values(
                    id=policy,
                    kind="eventmatcherpolicy",
                    name=f"default-match-{action.replace('_', '-')}",
                    execution_logging=False,
                    settings={"action": action},
                )
            )
            connection.execute(
                insert(policy_bindings).values(
                    id=new_uuid(),
                    target=rule,
                    policy_id=policy,
                    negate=False,
                    enabled=True,
                    order=order,
                    timeout=30,
                    failure_result=False,
                    expiring=False,
                )
            )
    return True
