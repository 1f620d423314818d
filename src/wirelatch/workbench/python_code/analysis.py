"""Completion, signatures and documentation by jedi, which reads code and does not run it.

The part that is edited stands in the text that jedi reads as it will run: On Message as the body of a function, after
On Start, whose names it knows.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jedi

from wirelatch.workbench.python_code.json_types import (
    PythonCodeJson,
    PythonCompletionJson,
    PythonDescriptionJson,
    PythonSignatureJson,
)
from wirelatch.workbench.python_code.names import HIDDEN, MESSAGE_CLASS, prelude

MOST = 300
"""Completions of one answer."""
LONGEST_TEXT = 4000
"""Characters of documentation."""
_FUNCTION = f"async def __function__(msg: {MESSAGE_CLASS}, node: NodeView):"

# Some modules jedi would import in order to read them; that is running code.
jedi.settings.auto_import_modules = []


class Analysis:
    """Answers to questions; jedi's caches are in `folder`."""

    def __init__(self, folder: Path) -> None:
        jedi.settings.cache_directory = str(folder)
        self._project = jedi.Project(folder, smart_sys_path=False, load_unsafe_extensions=False)
        self._environment = jedi.InterpreterEnvironment()

    def complete(self, code: PythonCodeJson, shape: Mapping[str, Any] | None) -> list[PythonCompletionJson]:
        """Names that fit at the position; private ones only where one was begun."""
        script, line, column = self._at(code, shape)
        found = [name for name in script.complete(line, column) if _is_shown(name)]
        # The own names first: of what is built in there is much.
        found.sort(key=lambda name: hasattr(builtins, name.name))
        return [
            PythonCompletionJson(name=name.name, kind=name.type, detail=_detail(name))
            for name in found[:MOST]
        ]

    def warm_up(self) -> None:
        """Read what every completion needs."""
        texts = {"initialize": "", "func": "msg.payload = ''.join([])\nnode.", "finalize": ""}
        code = PythonCodeJson(node="", part="func", **texts)  # type: ignore[typeddict-item]
        self.complete(code, {"properties": {"payload": {"kinds": ["string"]}}})

    def signature(self, code: PythonCodeJson, shape: Mapping[str, Any] | None) -> PythonSignatureJson | None:
        """The call around the position."""
        script, line, column = self._at(code, shape)
        for signature in script.get_signatures(line, column)[:1]:
            return {
                "name": signature.name,
                "parameters": [parameter.to_string() for parameter in signature.params],
                "current": signature.index,
                "documentation": signature.docstring(raw=True)[:LONGEST_TEXT],
            }
        return None

    def describe(self, code: PythonCodeJson, shape: Mapping[str, Any] | None) -> PythonDescriptionJson | None:
        """What the name at the position stands for."""
        script, line, column = self._at(code, shape)
        for name in (script.infer(line, column) or script.help(line, column))[:1]:
            signatures = [signature.to_string() for signature in name.get_signatures()]
            if name.full_name and name.full_name.startswith("__main__._Message"):
                return {"title": "msg", "documentation": ""}
            return {
                "title": signatures[0] if signatures else f"{name.type} {name.name}",
                "documentation": name.docstring(raw=True)[:LONGEST_TEXT],
            }
        return None

    def _at(self, code: PythonCodeJson, shape: Mapping[str, Any] | None) -> tuple[jedi.Script, int, int]:
        before = prelude(shape)
        indent = ""
        if code["part"] != "initialize":
            before += code["initialize"] + "\n"
        if code["part"] == "func":
            before += _FUNCTION + "\n"
            indent = " "
        text = code[code["part"]]
        body = "\n".join(indent + line for line in text.split("\n"))
        if indent:
            body += f"\n{indent}pass\n"  # An empty line belongs to the function only when more of it follows.
        script = jedi.Script(before + body, project=self._project, environment=self._environment)
        written = text[: code.get("position", len(text))].split("\n")
        return script, before.count("\n") + len(written), len(indent) + len(written[-1])


def _is_shown(name: Any) -> bool:
    """Not what only describes the scope, what the stubs of the built-in names import, and private names."""
    if name.name in HIDDEN or (name.name.startswith("_") and not name.get_completion_prefix_length()):
        return False
    is_stub = name.type in ("class", "module") and name.module_name == "builtins"
    return not is_stub or hasattr(builtins, name.name)


def _detail(name: Any) -> str:
    """A few words beside a name, where they cost nothing."""
    return "" if name.type in ("statement", "instance", "keyword") else str(name.type)
