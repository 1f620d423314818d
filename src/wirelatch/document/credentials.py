"""Credentials in deploys and in the Admin API: what an editor may see of them, and what it may change.

They are kept apart from flows.json, by the id of their node (`wirelatch.document.credentials_file`).
https://nodered.org/docs/creating-nodes/credentials
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wirelatch.document.encryption import Credentials

MASK = "__PWRD__"
"""What an editor sends for a secret that it has not changed."""

Definitions = Callable[[str], Mapping[str, bool] | None]
"""Node type to its credentials, each with whether it is secret; None for a type that is not installed."""


def updated(
    entries: Mapping[str, Credentials], records: Iterable[Mapping[str, Any]], definitions: Definitions
) -> dict[str, Credentials]:
    """The entries after a deploy of `records`, whose `credentials` hold what the editor changed.

    A secret sent as `__PWRD__` stays, a blank value is removed, names that the type does not know are left out, and
    nodes that are gone lose theirs.
    """
    out: dict[str, Credentials] = {}
    for record in records:
        node_id = record["id"]
        current = dict(entries.get(node_id) or {})
        given = record.get("credentials")
        if isinstance(given, dict):
            current = _merged(current, given, record["type"], definitions)
        if current or node_id in entries:
            out[node_id] = current
    return out


def amended(
    entries: Mapping[str, Credentials],
    changed: Iterable[Mapping[str, Any]],
    removed: Iterable[str],
    definitions: Definitions,
) -> dict[str, Credentials]:
    """As `updated`, where only some records of the document are `changed` or `removed`."""
    changed = list(changed)
    gone = {*removed, *(record["id"] for record in changed)}
    kept = {node_id: entry for node_id, entry in entries.items() if node_id not in gone}
    return kept | updated(entries, changed, definitions)


def _merged(
    current: Credentials, given: Mapping[str, Any], kind: str, definitions: Definitions
) -> Credentials:
    if kind == "global-config":
        return _merged_map(current, given)
    known = None if kind in ("tab", "group") or kind.startswith("subflow") else definitions(kind)
    for name, value in given.items():
        if known is not None and name not in known:
            continue
        if value == MASK and (known is None or known[name]):
            continue
        if value is None or (isinstance(value, str) and not value.strip()):
            current.pop(name, None)
        else:
            current[name] = value
    if kind.startswith("subflow"):
        current = {name: value for name, value in current.items() if name in given}
    return current


def _merged_map(current: Credentials, given: Mapping[str, Any]) -> Credentials:
    """The secret environment variables of the global configuration: a mapping, with `has_<name>` beside each."""
    old = current.get("map")
    old = old if isinstance(old, dict) else {}
    new = given.get("map")
    new = new if isinstance(new, dict) else {}
    out = {name: value for name, value in old.items() if new.get(name) or name.startswith("has_")}
    for name, value in new.items():
        if name.startswith("has_") or (value == MASK and old.get(name)):
            continue
        out[name] = value
        out[f"has_{name}"] = new.get(f"has_{name}", bool(value))
    out = {name: value for name, value in out.items() if not name.startswith("has_") or name[4:] in out}
    return {**current, "map": out}


def masked(entry: Mapping[str, Any], kind: str, definitions: Definitions) -> dict[str, Any]:
    """What an editor may see of a node's credentials: texts as they are, of secrets only whether there is one."""
    known = definitions(kind)
    if kind in ("tab", "group") or kind.startswith("subflow"):
        return {f"has_{name}": value not in (None, "") for name, value in entry.items()}
    if kind == "global-config":
        values = entry.get("map")
        values = values if isinstance(values, dict) else {}
        return {"map": {name: value for name, value in values.items() if name.startswith("has_")}}
    out: dict[str, Any] = {}
    for name, secret in (known or {}).items():
        if secret:
            out[f"has_{name}"] = entry.get(name) not in (None, "")
        else:
            out[name] = entry.get(name) or ""
    return out
