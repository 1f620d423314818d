"""Making one object what an entry says, through the endpoints of the API: created, changed where it differs, or left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from sqlalchemy import Row

from wirelatch.identity.blueprints import particular
from wirelatch.identity.blueprints.inside import Inside
from wirelatch.identity.blueprints.kinds import Kind

_UNORDERED = frozenset(
    {"property_mappings", "groups", "roles", "parents", "users", "grant_types", "transports"}
)


def write(
    inside: Inside,
    kind: Kind,
    row: Row[Any] | None,
    identifiers: Mapping[str, Any],
    attrs: dict[str, Any],
    warn: Callable[[str, str], None],
) -> tuple[Row[Any], str]:
    """The object afterwards, and what was done: created, updated or unchanged. `warn` hears of fields that are left out."""
    for told in particular.as_the_api_has_it(kind.name, attrs):
        warn("", told)
    only_here = particular.ONLY_HERE.get(kind.name, frozenset())
    rest = {name: value for name, value in attrs.items() if name in only_here}
    body = {name: value for name, value in attrs.items() if name not in only_here}
    for name in [name for name in body if name not in kind.schema]:
        del body[name]
        if name not in particular.IGNORED:
            warn(name, "there is no such field here; it was left out")
    if row is None:
        own = {name: value for name, value in identifiers.items() if name in kind.schema}
        made = inside.call("POST", kind.path, {**body, **own})
        row = kind.by_key(inside, _pk_in(kind, made))
        outcome = "created"
    else:
        changes = _differing(inside, kind, row, body)
        outcome = "updated" if changes else "unchanged"
        if kind.name == particular.CERTIFICATE:
            particular.replace_pair(inside, row, changes)
        if changes:
            inside.call("PATCH", kind.address(row), changes)
            row = kind.by_key(inside, kind.pk(row))
    if rest and particular.apply_rest(inside, kind.name, row, rest) and outcome == "unchanged":
        outcome = "updated"
    return row, outcome


def _differing(inside: Inside, kind: Kind, row: Row[Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """What of the values is not so already."""
    now = inside.call("GET", kind.address(row))
    return {
        name: value
        for name, value in body.items()
        if (name in now and not _same(kind, name, now[name], value))
        or (name not in now and not particular.known_secret(inside, kind.name, row, name, value))
    }


def _same(kind: Kind, name: str, now: Any, wanted: Any) -> bool:
    """Whether a field has this value already, once the value is as it would be stored; sets of keys have no order."""
    if now == wanted:
        return True
    try:
        checked = kind.schema[name].check(wanted) if wanted is not None else None
    except Exception:
        return False  # the endpoint will say what is wrong with it
    told = orjson.loads(orjson.dumps(checked, default=str))
    if name in _UNORDERED and isinstance(now, list) and isinstance(told, list):
        return sorted(map(str, now)) == sorted(map(str, told))
    return bool(now == told)


def _pk_in(kind: Kind, answer: Mapping[str, Any]) -> Any:
    name = kind.resource.pk_name if kind.resource is not None else "pk"
    return answer[name]
