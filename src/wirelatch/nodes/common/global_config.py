"""The `global-config` node: environment variables that all flows see.

The engine reads its record where it builds the environment (`engine/flow.py`), and a change of it restarts everything.
"""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Node
from wirelatch.engine.properties import Property, hidden, rows

_ENV_TYPES = ("str", "num", "bool", "json", "bin", "env", "cred", "jsonata")


class GlobalConfig(
    Node, type="global-config", category="config", inputs=0, outputs=0, label=("global-config",)
):
    """
    Environment variables for all flows.

    Each has a name and a value of some type; `${NAME}` in a node's setting, the type *env variable*, and `env.get` in
    functions give it. A flow, a group or a subflow may have a variable of the same name, which then counts for what is
    in it. Variables of the process count where none is set here.

    Secrets are kept with the credentials, and are not shown again. A change restarts all flows.

    One such node is enough. Where a file has several, as after an import, all of them count: of two variables with one
    name, that of the later node.
    """

    variables: list[dict[str, Any]] = rows(
        [],
        {
            "name": Property(widget="text", default="", label="Name", placeholder="NAME"),
            "value": Property(
                widget="typed",
                default="",
                label="=",
                types=_ENV_TYPES,
                type_property="type",
                type_default="str",
            ),
        },
        label="Environment variables",
        absent=None,
        name="env",
    )
    modules: dict[str, str] = hidden({}, absent=None)
    """Versions of the packages that the nodes of a shared file came from: for editors."""
