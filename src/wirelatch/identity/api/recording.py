"""What the ledger keeps of a change made through the API: which record, and each field before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SECRET_FIELDS = frozenset({"client_secret", "password", "password_hash", "key", "key_data", "secret"})
HIDDEN = "********"


def model(model_name: str, pk: Any, name: str) -> dict[str, Any]:
    """The record a change is about."""
    return {"model": {"model_name": model_name, "pk": str(pk), "name": name}}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that differ; values of secret ones are not told."""
    changes = {}
    for field in sorted({*before, *after}):
        old, new = before.get(field), after.get(field)
        if old != new:
            if field in SECRET_FIELDS:
                old, new = HIDDEN, HIDDEN
            changes[field] = {"before": old, "after": new}
    return changes
