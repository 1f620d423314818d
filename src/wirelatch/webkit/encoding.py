"""JSON as it goes over the wire: whatever a flow holds can be sent."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson


def json_octets(value: Any) -> bytes:
    """JSON text of a value; numbers that JSON lacks (NaN) become null, values that it lacks their text."""
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        # Lone surrogates, which JavaScript's texts may hold and UTF-8 cannot; very large integers.
        return json.dumps(_finite(value), default=str).encode()


def json_value(text: bytes) -> Any:
    """What `json_octets` has written. Raises ValueError for what is no JSON."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)  # with lone surrogates


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
