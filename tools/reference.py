"""Write the reference pages of `docs/` from the program itself; with `--check`, fail when one is out of date.

- `docs/nodes.md`: every node type, its help and its configuration, from the node classes.
- `docs/commands.md`: every command and option, from the argument parser.

And `web/src/schema.ts`, the types that the browser shares with Python (`api_types.py`), and the texts of the node types for
translators (`node_texts.py`).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from api_types import SCHEMA, schema
from node_texts import NODE_TEXTS, node_texts

os.environ["COLUMNS"] = "100"  # argparse wraps its help at the terminal's width

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Written by `make docs` from the program; edit the docstring or the parser instead. -->\n"


def nodes_page() -> str:
    """Every built-in node type in palette order."""
    import wirelatch.nodes
    from wirelatch.engine.palette import CATEGORIES, NodeRegistry, NodeType

    registry = NodeRegistry()
    registry.add_package(wirelatch.nodes)
    types = [node_class.palette for node_class in registry]
    order = (*CATEGORIES, "config")

    def describe(node: NodeType) -> Iterator[str]:
        yield f"### {node.type}\n\n{node.help.strip()}\n"
        fields = [(p.name or name, p) for name, p in node.properties.items() if p.widget != "hidden"]
        if fields:
            yield "| property | label | default |\n|---|---|---|"
            for name, p in fields:
                default = (
                    ""
                    if p.default in ("", None, [], {})
                    else f"`{p.default!r}`".replace("|", "\\|").replace("\n", "\\n")
                )
                yield f"| `{name}` | {p.label.replace('|', '/')} | {default} |"
            yield ""

    parts = [f"# Node types\n\n{NOTE}"]
    for category in (*order, *sorted({t.category for t in types} - set(order))):
        chosen = sorted((t for t in types if t.category == category), key=lambda t: t.type)
        if chosen:
            parts.append(f"## {category}\n")
            parts += ["\n".join(describe(node)) for node in chosen]
    return "\n".join(parts).rstrip() + "\n"


def commands_page() -> str:
    """`wirelatch --help` and the help of every command."""
    from wirelatch.cli.main import build_parser

    parser = build_parser()
    parts = [f"# Commands\n\n{NOTE}", f"```\n{parser.format_help()}```\n"]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                parts.append(f"## wirelatch {name}\n\n```\n{command.format_help()}```\n")
    return "\n".join(parts)


def main() -> None:
    """Write or check every page."""
    stale = []
    written = {
        DOCS / "nodes.md": nodes_page(),
        DOCS / "commands.md": commands_page(),
        SCHEMA: schema(),
        NODE_TEXTS: node_texts(),
    }
    for path, text in written.items():
        if path.exists() and path.read_text() == text:
            continue
        if "--check" in sys.argv:
            stale.append(path.name)
        else:
            path.write_text(text)
    if stale:
        sys.exit(f"out of date, run `make docs`: {', '.join(stale)}")


if __name__ == "__main__":
    main()
