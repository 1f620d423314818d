"""`python -m benchmarks [--write] [name …]`: measure beside Node-RED and oidc-provider, and print the tables.

A name is that of a benchmark, or a part of a row's name; without one everything is measured. `list` tells them all.
With `--write` docs/benchmarks.md is written as well, or the tables on it that are named.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from collections.abc import Sequence
from types import ModuleType

from benchmarks.report import PAGE, Load, Table, page, renewed

COMPARISONS = {
    "chains": "Chains of nodes",
    "common_nodes": "Common nodes, links, subflows, fan-out",
    "function_nodes": "Function nodes, context, lone messages",
    "sequence_nodes": "Sequence nodes",
    "parsers": "Parser nodes",
    "jsonata": "JSONata expressions",
    "storage_nodes": "Storage nodes",
    "http_round_trip": "HTTP",
    "sockets": "TCP, UDP, WebSockets, requests",
    "mqtt": "MQTT",
    "start_and_size": "Start, memory, deploy",
    "editor_canvas": "The editor: start, memory, frames",
    "editor_deploy": "The editor: deploys",
    "identity": "Identity half",
}
ALONE = {
    "hops": "The engine alone",
    "javascript": "JavaScript functions, one message at a time",
}
"""Figures of ours that Node-RED has no counterpart of."""
TITLES = {**COMPARISONS, **ALONE}


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="benchmarks, or parts of rows' names; `list` tells them")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md, too")
    arguments = parser.parse_args()
    chosen = _chosen(arguments.names if arguments.names != ["list"] else ())
    if arguments.names == ["list"]:
        for name, rows in chosen.items():
            print(f"{name}: {TITLES[name]}", *rows, sep="\n    ")
        return
    if arguments.write and not set(arguments.names) <= TITLES.keys():
        parser.error("the page has whole tables: only names of benchmarks with --write")
    if not chosen:
        parser.error(f"nothing is called that; there are {', '.join(TITLES)}, and `list` tells the rows")
    tables, failed = [], []
    for name, rows in chosen.items():
        load = Load()
        try:
            benchmark = importlib.import_module(f"benchmarks.{name}")
            measured = benchmark.run(rows)
        except Exception:  # the others can still be measured
            traceback.print_exc()
            failed.append(name)
            continue
        failed += [row.name for row in measured if row.ours is None]
        tables.append(Table(TITLES[name], measured, str(load), _peer(benchmark, name)))
        print(tables[-1], end="\n\n", flush=True)
    if failed:
        sys.exit(
            f"not measured: {', '.join(failed)}" + ("; the page is not written" if arguments.write else "")
        )
    if arguments.write:
        text = renewed(PAGE.read_text(encoding="utf-8"), tables) if arguments.names else page(tables)
        PAGE.write_text(text, encoding="utf-8")


def _peer(benchmark: ModuleType, name: str) -> str:
    return getattr(benchmark, "PEER", "Node-RED 5") if name in COMPARISONS else ""


def _chosen(names: Sequence[str]) -> dict[str, list[str]]:
    """Names of rows per benchmark."""
    chosen = {}
    for benchmark in TITLES:
        rows: list[str] = importlib.import_module(f"benchmarks.{benchmark}").NAMES
        if names and benchmark not in names:
            rows = [row for row in rows if any(name.lower() in row.lower() for name in names)]
        if rows:
            chosen[benchmark] = rows
    return chosen


if __name__ == "__main__":
    main()
