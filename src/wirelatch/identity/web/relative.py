"""Where to go on after signing in: only ever to a path of our own."""

from __future__ import annotations

import re

_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def relative(target: str | None, default: str = "/if/user/") -> str:
    """`target` when it is a path on this host; `default` for anything else (`//host`, `https:…`, control characters)."""
    return target if target and _PATH.fullmatch(target) else default
