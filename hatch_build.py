"""Hatchling hook: the wheel and the sdist carry the built web part, so that installing needs no Node.js.

See https://hatch.pypa.io/latest/plugins/build-hook/custom/.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = (
    "src/wirelatch/webkit/static/editor/index.html",
    "src/wirelatch/jshost/dist/host.cjs",
    "src/wirelatch/adminapi/dist/stock-editor.js",
)


class WebBuildHook(BuildHookInterface[Any]):
    """Builds what is missing; an editable install is left to `make`, which builds when sources change."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if (root / "tools").is_dir() and not all((root / path).exists() for path in BUILT):
            sys.path.insert(0, str(root / "tools"))
            import build_web

            build_web.build()
        for path in BUILT:
            if not (root / path).exists():
                raise RuntimeError(f"{path} is missing: a package without the web part must not be published")
