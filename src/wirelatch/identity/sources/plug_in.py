"""Having flows offer sources, and link who comes from them."""

from __future__ import annotations

from typing import Any

from wirelatch.identity.flows import upstream
from wirelatch.identity.sources.joining import enrolled_in, signed_in_in
from wirelatch.identity.sources.login import offered


def plug_in() -> None:
    """Put the hooks into `flows/upstream.py`; as often as one likes."""
    hooks: tuple[tuple[list[Any], Any], ...] = (
        (upstream.FINDERS, offered),
        (upstream.ENROLLED, enrolled_in),
        (upstream.SIGNED_IN, signed_in_in),
    )
    for known, hook in hooks:
        if hook not in known:
            known.append(hook)
