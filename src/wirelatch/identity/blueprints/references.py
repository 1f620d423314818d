"""What the entries of a blueprint refer to: objects of entries above, and such as are here already (`!KeyOf`, `!Find`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from wirelatch.identity.blueprints.inside import Inside
from wirelatch.identity.blueprints.kinds import Kind, kinds, stand_in
from wirelatch.identity.blueprints.tags import DependsError, TagError


class References:
    """Finds objects, and remembers those of entries. `skip_unknown`: what is of unknown models is left out."""

    def __init__(self, inside: Inside, *, skip_unknown: bool) -> None:
        self._inside = inside
        self._skip_unknown = skip_unknown
        self._keys: dict[str, Any] = {}
        self._missing: dict[str, str] = {}
        self._replaced: dict[str, Any] = {}
        self.found_nothing: list[str] = []
        """What the present entry looked for in vain, in words."""

    def is_there(self, entry_id: Any, pk: Any) -> None:
        """The object of an entry has this key."""
        if entry_id is not None:
            self._keys[str(entry_id)] = pk

    def is_not_there(self, entry_id: Any, why: str) -> None:
        """The object of an entry is not there."""
        if entry_id is not None:
            self._missing[str(entry_id)] = why

    def is_called(self, exported: Any, pk: Any) -> None:
        """The object that the blueprint was exported with under a key has this one here."""
        if exported is not None:
            self._replaced[str(exported)] = pk

    def here(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Keys that the blueprint was exported with become those that the objects have here."""
        return {
            name: [self._here(item) for item in value] if isinstance(value, list) else self._here(value)
            for name, value in values.items()
        }

    def _here(self, value: Any) -> Any:
        return self._replaced.get(value, value) if isinstance(value, str) else value

    def look_for(self, kind: Kind, identifiers: Mapping[str, Any]) -> list[Row[Any]]:
        """What an entry's identifiers name; the key it was exported with counts only where nothing else does."""
        conditions = [(name, value) for name, value in identifiers.items() if name != "pk"]
        rows = self._matching(kind, conditions) if conditions else []
        if not rows and identifiers.get("pk") is not None:
            rows = kind.find(self._inside, [("pk", identifiers["pk"])])
        return rows

    def _matching(self, kind: Kind, conditions: Sequence[tuple[str, Any]]) -> list[Row[Any]]:
        rows = kind.find(self._inside, conditions)
        instead = None if rows else stand_in(kind.name, conditions)
        return rows if instead is None else kind.find(self._inside, instead)

    def key_of(self, entry_id: str) -> Any:
        """The key of the object of an entry above."""
        if entry_id in self._keys:
            return self._keys[entry_id]
        if entry_id in self._missing:
            raise DependsError(f"!KeyOf {entry_id}: {self._missing[entry_id]}")
        raise TagError(f"!KeyOf {entry_id}: no entry above has this id")

    def find(self, model: str, conditions: Sequence[tuple[str, Any]], *, whole: bool) -> Any:
        """The key of an object, or all that the API tells of it; None where there is none."""
        kind = kinds().get(model.lower())
        if kind is None:
            if self._skip_unknown:
                raise DependsError(f"!Find {model}: the model is not available here, and was skipped")
            raise TagError(f"!Find: the model {model} is not available here")
        rows = self._matching(kind, [(name, self._here(value)) for name, value in conditions])
        if not rows:
            told = ", ".join(f"{name} {value}" for name, value in conditions)
            self.found_nothing.append(f"!Find {model} {told} has found nothing")
            return None
        if not whole:
            return kind.pk(rows[0])
        if not kind.one:
            raise TagError(f"!FindObject cannot tell of {model}; name the model of its kind")
        return self._inside.call("GET", kind.address(rows[0]))
