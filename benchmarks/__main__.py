"""`python -m benchmarks [name …]`: run the comparisons with the peers, and print their tables."""

from __future__ import annotations

import importlib
import sys

COMPARISONS = {
    "chains": "Chains of nodes",
    "javascript": "JavaScript functions alone",
    "http_round_trip": "HTTP",
    "start_and_size": "Start, memory, deploy",
}


def main() -> None:
    """Run the named comparisons, or all of them."""
    from benchmarks.report import table

    wanted = sys.argv[1:] or list(COMPARISONS)
    unknown = set(wanted) - set(COMPARISONS)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(COMPARISONS)}")
    for name in wanted:
        print(table(COMPARISONS[name], importlib.import_module(f"benchmarks.{name}").run()), flush=True)


if __name__ == "__main__":
    main()
