"""JSONata 2 (https://docs.jsonata.org/) with Node-RED's functions, as an engine of our own.

A text becomes tokens (`tokens`), a syntax tree (`parser`), a tree of paths (`analysis`), and Python functions
(`compiler`), which are called for every message (`expression`). The context of evaluation is the message.
"""

from __future__ import annotations

from wirelatch.scripting.jsonata.errors import JsonataError
from wirelatch.scripting.jsonata.expression import DEPTH_LIMIT, TIME_LIMIT, Expression, compile  # noqa: A004

__all__ = ["DEPTH_LIMIT", "TIME_LIMIT", "Expression", "JsonataError", "compile"]
