"""What cannot work in single nodes: expressions, patterns, paths and JSON that cannot be read, code that does not compile.

`wirelatch check` and the editor's problems panel both say this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wirelatch.checking import code, expressions
from wirelatch.document.outline import Record
from wirelatch.engine.palette import NodeRegistry


def mistakes(
    records: Sequence[Record], registry: NodeRegistry, functions: code.FunctionNodes
) -> Iterator[tuple[str, str]]:
    """Id of the node and a sentence for each mistake; `functions` are the JavaScript functions among the records."""
    for record in records:
        node_class = registry.get(record["type"])
        if node_class is not None:
            for text in expressions.problems(record, node_class.palette.properties):
                yield record["id"], text
    for (node_id, part), problem in functions.problems.items():
        yield node_id, f"{code.PARTS[part]} is not valid JavaScript: {problem}"
    for record in records:
        if record["type"] == "python":
            for part, label in code.PARTS.items():
                source = record.get(part)
                if isinstance(source, str) and (error := code.python_problem(source, part)):
                    yield record["id"], f"{label} is not valid Python: {error}"
