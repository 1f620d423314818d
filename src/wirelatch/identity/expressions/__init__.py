"""The language of expression policies and property mappings: a part of Python that is safe to evaluate.

authentik runs expressions as full Python in its own process, which CVE-2026-25227 and others trace back to. What people
wrote for it is Python nonetheless, and it moves here with them; so the language is Python's, and the machine is ours. An
expression is parsed (`ast`), checked and turned into closures over our own operations (`compiling`). A value is plain
data (None, numbers, texts, lists, tuples, dictionaries, sets), a function of the language, or a `View` of something of
ours, whose fields are listed. No name, attribute, method or operator reaches a Python object by itself, nothing can be
imported, and steps, memory, numbers, texts, nesting and time are bounded (`run`).

    program = compile_expression("return ak_is_group_member(request.user, name='admins')")
    value = program.evaluate(names)            # raises ExpressionError, which names line and column

Which names there are is told by `names.py` (for users, requests and the functions of authentik).
"""

from wirelatch.identity.expressions.compiling import Program, compile_expression
from wirelatch.identity.expressions.errors import ExpressionError
from wirelatch.identity.expressions.run import Run
from wirelatch.identity.expressions.values import View, plain

__all__ = ["ExpressionError", "Program", "Run", "View", "compile_expression", "plain"]
