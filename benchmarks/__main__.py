"""`python -m benchmarks [name …]`: run the comparisons with Node-RED, and print their tables."""

from __future__ import annotations

import importlib
import sys

COMPARISONS = {
    "chains": "Chains of nodes",
    "parsers": "Parser nodes",
    "http_round_trip": "HTTP",
    "sockets": "TCP, UDP, WebSockets, requests",
    "start_and_size": "Start, memory, deploy",
}
ALONE = {
    "hops": "The engine alone",
    "javascript": "JavaScript functions, one message at a time",
}
"""Figures of ours that Node-RED has no counterpart of."""
OTHERS = {"editor_canvas": "Frame times of the flow canvas (run it as `python -m benchmarks.editor_canvas`)"}


def main() -> None:
    """Run the named benchmarks, or all; `list` tells their names."""
    from benchmarks.report import table

    titles = {**COMPARISONS, **ALONE}
    wanted = sys.argv[1:] or list(titles)
    if wanted == ["list"]:
        print("\n".join(f"{name:18}{title}" for name, title in {**titles, **OTHERS}.items()))
        return
    unknown = set(wanted) - set(titles)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(titles)}")
    for name in wanted:
        print(table(titles[name], importlib.import_module(f"benchmarks.{name}").run()), flush=True)


if __name__ == "__main__":
    main()
