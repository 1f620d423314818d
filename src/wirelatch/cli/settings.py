"""`wirelatch settings`: each setting, its value and where that came from; secrets are masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.settings import Settings, describe

MASK = "********"


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Print the settings, or with `--markdown` the page that documents them."""
    print(markdown() if options.get("markdown") else table(settings), end="")
    return 0


def table(settings: Settings) -> str:
    """One line a setting."""
    rows = []
    for item in describe():
        value = getattr(settings, item.name)
        shown = (MASK if value else "") if item.secret else _shown(value)
        rows.append((item.name, shown, settings.origin(item.name)))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "".join(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin}\n" for name, value, origin in rows)


def _shown(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def markdown() -> str:
    """docs/settings.md."""
    out = [
        "# Settings",
        "",
        "<!-- Written by `wirelatch settings --markdown > docs/settings.md`; edit src/wirelatch/settings instead. -->",
        "",
        "A value is taken from, in rising order: the default, `DIR/wirelatch.toml`, the environment, the command line.",
        "`wirelatch settings` prints what is in force and where it came from.",
        "",
        "A secret can be kept in a file of its own: `<name>_file` in wirelatch.toml, or `WIRELATCH_<NAME>_FILE` in the",
        "environment, names the file that holds it.",
    ]
    titles = {"both": "Both halves", "flows": "Flows half", "identity": "Identity half"}
    for half, title in titles.items():
        out += [
            "",
            f"## {title}",
            "",
            "| in wirelatch.toml | in the environment | kind | default | what it does |",
        ]
        out.append("|---|---|---|---|---|")
        for item in describe():
            if item.half == half:
                default = f"`{item.default}`" if item.default else ""
                kind = item.type + (" (secret)" if item.secret else "")
                out.append(f"| `{item.name}` | `{item.environment}` | {kind} | {default} | {item.doc} |")
    return "\n".join(out) + "\n"
