"""What the ledger keeps of an act done through the API: on which record, and each field before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.models import Model

SECRET_FIELDS = frozenset({"client_secret", "password", "password_hash", "key", "key_data", "secret"})
HIDDEN = "********"


@dataclass(frozen=True)
class RecordKind:
    """A kind of record: the name of its model in authentik, and how the ledger's targets begin."""

    model_name: str
    target: str
    app: str = ""

    def record(
        self,
        request: ApiRequest,
        connection: Connection,
        action: str,
        pk: Any,
        name: str,
        *,
        key: str | None = None,
        **details: Any,
    ) -> None:
        """Write an act on one record into the ledger; `key` names its target where that is not the primary key."""
        model = {"model_name": self.model_name, "pk": str(pk), "name": name}
        if self.app:
            model["app"] = self.app
        target = f"{self.target}:{pk if key is None else key}"
        request.record(connection, action, target, {"model": model, **details})


def record_kind(model: Model) -> RecordKind:
    """How acts on objects of a model are recorded."""
    return RecordKind(model.name, model.target or model.name, model.app)


def difference(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    fields: Iterable[str],
    *,
    secret: Iterable[str] = (),
) -> dict[str, Any]:
    """Those of the fields that differ; values of secret ones are not told."""
    hidden = SECRET_FIELDS | set(secret)
    changes = {}
    for field in sorted(fields):
        old, new = before.get(field), after.get(field)
        if old != new:
            if field in hidden:
                old, new = HIDDEN, HIDDEN
            changes[field] = {"before": old, "after": new}
    return changes
