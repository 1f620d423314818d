"""The process that looks at Python code: a question a line on standard input, an answer a line on standard output.

`python -m wirelatch.workbench.python_code.process FOLDER`. It ends with its input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from wirelatch.workbench.python_code.analysis import Analysis
from wirelatch.workbench.python_code.mistakes import mistakes

MEMORY = 1024**3
"""Bytes of addresses."""


def answer(analysis: Analysis, question: dict[str, Any]) -> Any:
    """`{what, code, shape}` → what is found."""
    code, shape = question["code"], question.get("shape")
    match question["what"]:
        case "complete":
            return analysis.complete(code, shape)
        case "signature":
            return analysis.signature(code, shape)
        case "describe":
            return analysis.describe(code, shape)
        case "mistakes":
            return mistakes(code)
    raise ValueError(question["what"])


def main() -> None:
    """Answer until there are no more questions."""
    _bound_memory()
    analysis = Analysis(Path(sys.argv[1]))
    is_warm = False
    for line in sys.stdin:
        try:
            told = {"answer": answer(analysis, json.loads(line))}
        except MemoryError:
            raise
        except Exception as error:  # jedi's inference fails on some code; the next question is another one
            told = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(told), flush=True)
        if not is_warm:
            # Reading the built-in names takes a while: done before the first completion is asked for.
            is_warm = True
            analysis.warm_up()


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
