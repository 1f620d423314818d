"""Write the types that Python and the browser share, `web/src/schema.ts`, from the TypedDicts of the flows half.

A module says what its routes answer in classes whose names end in `Json`; it is found by its name in `MODULES`. In
TypeScript they lose that ending. Docstrings, also those after a field, come along. `tools/reference.py --check` fails when
the file is out of date.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import types
from collections.abc import Iterator
from pathlib import Path
from typing import (
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

SCHEMA = Path(__file__).resolve().parent.parent / "web" / "src" / "schema.ts"
MODULES = (
    "wirelatch.engine.palette_json",
    "wirelatch.flowtests.json_types",
    "wirelatch.workbench.drafts.json_types",
    "wirelatch.workbench.json_types",
    "wirelatch.workbench.python_code.json_types",
    "wirelatch.workbench.versions.json_types",
)
NOTE = "/** What the flows half answers under `/api/v1`. Written by `make docs` from the Python types; edit those instead. */\n"
ENDING = "Json"
_SIMPLE = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}


def schema() -> str:
    """The whole file."""
    parts = [NOTE]
    for name in MODULES:
        module = importlib.import_module(name)
        docs = _field_docs(inspect.getsource(module))
        own = (name, "builtins", "types")  # not what was imported
        for key, value in vars(module).items():
            if not key.endswith(ENDING) or getattr(value, "__module__", name) not in own:
                continue
            if is_typeddict(value):
                parts.append(_interface(value, docs.get(key, {})))
            elif get_origin(value) is not None:
                parts.append(f"export type {_name(key)} = {_type(value)};\n")
    return "\n".join(parts)


def _interface(cls: Any, docs: dict[str, str]) -> str:
    lines = [*_comment(inspect.getdoc(cls) or "", ""), f"export interface {_name(cls.__name__)} {{"]
    for field, hint in get_type_hints(cls, include_extras=True).items():
        optional = ""
        while get_origin(hint) in (NotRequired, Required):
            optional = "?" if get_origin(hint) is NotRequired else ""
            (hint,) = get_args(hint)
        lines += _comment(docs.get(field, ""), "  ")
        lines.append(f"  {field}{optional}: {_type(hint)};")
    return "\n".join([*lines, "}\n"])


def _type(hint: Any) -> str:
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if is_typeddict(hint):
        return _name(hint.__name__)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(json.dumps(value) for value in arguments)
    if origin in (Union, types.UnionType):
        return " | ".join(_type(each) for each in arguments)
    if origin is list:
        inner = _type(arguments[0])
        return f"({inner})[]" if " " in inner and not inner.startswith("Record<") else f"{inner}[]"
    if origin is tuple:
        return f"[{', '.join(_type(each) for each in arguments)}]"
    if origin is dict:
        key, value = (_type(each) for each in arguments)
        # With a closed set of keys, none of them need be there.
        return f"Record<{key}, {value}>" if key == "string" else f"Partial<Record<{key}, {value}>>"
    raise TypeError(f"no TypeScript for {hint!r}")


def _name(name: str) -> str:
    return name.removesuffix(ENDING)


def _comment(text: str, indent: str) -> Iterator[str]:
    lines = text.splitlines()
    if len(lines) == 1:
        yield f"{indent}/** {lines[0]} */"
    elif lines:
        yield f"{indent}/**"
        for line in lines:
            yield f"{indent} * {line}".rstrip()
        yield f"{indent} */"


def _field_docs(source: str) -> dict[str, dict[str, str]]:
    """By class and field, the text that stands after the field."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ClassDef):
            continue
        own = found[node.name] = {}
        for before, after in zip(node.body, node.body[1:], strict=False):
            if (
                isinstance(before, ast.AnnAssign)
                and isinstance(before.target, ast.Name)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
            ):
                own[before.target.id] = inspect.cleandoc(str(after.value.value))
    return found
