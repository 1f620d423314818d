"""Every kind of stage there is: the modules of this package are looked through once."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from wirelatch.identity import stages
from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.stages.interface import Stage


@cache
def kinds() -> dict[str, type[Stage]]:
    """The kinds by the name of their model (`passwordstage`)."""
    found: dict[str, type[Stage]] = {}
    for module in pkgutil.walk_packages(stages.__path__, stages.__name__ + "."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, Stage) and hasattr(value, "kind"):
                found[value.kind] = value
    return dict(sorted(found.items()))


def stage_of(snapshot: FlowSnapshot, stage_id: str) -> Stage | None:
    """The stage with this id; None when it is gone, or of a kind that this version does not know."""
    made: dict[str, Stage] = snapshot.cache.setdefault("stages", {})
    if stage_id not in made:
        config = snapshot.stages.get(stage_id)
        kind = kinds().get(config.kind) if config is not None else None
        if config is None or kind is None:
            return None
        made[stage_id] = kind(config)
    return made[stage_id]
