"""System settings: one set for the installation, read with the catalogue, so that every process has them in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Connection, insert, select, update

from wirelatch.identity.installation.tables import system_settings

FLAGS = ("core_default_app_access", "flows_continuous_login", "flows_refresh_others")


@dataclass(frozen=True)
class SystemSettings:
    """Names and defaults are authentik's, but for `avatars`: no stranger's server learns here who is looked at."""

    avatars: str = "initials"
    default_user_change_name: bool = True
    default_user_change_email: bool = False
    default_user_change_username: bool = False
    event_retention: str = "days=365"
    reputation_lower_limit: int = -5
    reputation_upper_limit: int = 5
    footer_links: tuple[Mapping[str, str], ...] = ()
    impersonation: bool = True
    impersonation_require_reason: bool = True
    default_token_duration: str = "days=1"  # noqa: S105 - a time
    default_token_length: int = 60
    pagination_default_page_size: int = 20
    pagination_max_page_size: int = 100
    core_default_app_access: bool = True
    """Whether an application without bindings is open to everybody."""
    flows_continuous_login: bool = False
    flows_refresh_others: bool = False


DEFAULTS = SystemSettings()
_NAMES = tuple(field.name for field in fields(SystemSettings))


def read(connection: Connection) -> SystemSettings:
    """The settings as the caller's transaction sees them."""
    stored = connection.execute(select(system_settings.c["values"])).scalar() or {}
    values = {name: stored[name] for name in _NAMES if name in stored}
    if "footer_links" in values:
        values["footer_links"] = tuple(values["footer_links"])
    return SystemSettings(**values)


def write(connection: Connection, values: Mapping[str, Any]) -> None:
    """Change some of the settings; the caller counts the catalogue's version up."""
    merged = {**asdict(read(connection)), **values}
    changed = {name: merged[name] for name in _NAMES if merged[name] != getattr(DEFAULTS, name)}
    if "footer_links" in changed:
        changed["footer_links"] = list(changed["footer_links"])
    if not connection.execute(update(system_settings).values(values=changed)).rowcount:
        connection.execute(insert(system_settings).values(id=1, values=changed))
