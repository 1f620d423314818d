"""What to write instead of what the language has not."""

from __future__ import annotations

import ast

STATEMENTS: dict[type[ast.AST], str] = {
    ast.Import: "`import` is not available; regex_match, regex_replace, slugify, ip_address and others are there without it",
    ast.ImportFrom: "`import` is not available; users and groups are found with request.user, ak_user_by and "
    "ak_is_group_member",
    ast.FunctionDef: "`def` is not available; write the steps one after the other, or a lambda",
    ast.AsyncFunctionDef: "`async def` is not available",
    ast.ClassDef: "`class` is not available; use a dictionary",
    ast.With: "`with` is not available",
    ast.Raise: "`raise` is not available; call ak_message(…) and return False",
    ast.Delete: "`del` is not available; use .pop(…)",
    ast.Global: "`global` is not available, and not needed",
    ast.Nonlocal: "`nonlocal` is not available, and not needed",
    ast.Assert: "`assert` is not available; use `if not …: return False`",
    ast.Yield: "`yield` is not available; collect the values in a list and return it",
    ast.YieldFrom: "`yield` is not available; collect the values in a list and return it",
    ast.Await: "`await` is not available",
    ast.Match: "`match` is not available; use if and elif",
}
NAMES = {
    "requests": "expressions cannot send requests; keep what is needed in attributes of users or groups",
    "http": "expressions cannot send requests",
    "Group": "use request.user.groups.all() or ak_is_group_member(request.user, name=…)",
    "User": "use request.user or ak_user_by(username=…)",
    "json": "texts of JSON cannot be read here; attributes are dictionaries already",
    "re": "use regex_match(value, pattern) and regex_replace(value, pattern, replacement)",
    "datetime": "use a time policy, or the texts and numbers that fields of users give",
    "open": "expressions read no files",
    "eval": "expressions evaluate no other expressions",
    "exec": "expressions evaluate no other expressions",
    "type": "use isinstance(value, str) and the like",
    "resolve_dns": "expressions send nothing into the network; compare addresses with ip_network",
    "reverse_dns": "expressions send nothing into the network; compare addresses with ip_network",
    "ak_send_email": "bind an e-mail stage to the flow, or a notification rule to the event",
    "ak_create_event": "use ak_logger; a notification rule tells of events",
    "ak_create_jwt": "tokens are made by providers only",
    "ak_create_jwt_raw": "tokens are made by providers only",
}


def for_name(name: str) -> str:
    """The message for a name that is not there."""
    hint = NAMES.get(name)
    return f"the name {name!r} is not available" + (f"; {hint}" if hint else "")


def for_node(node: ast.AST) -> str:
    """The message for a construct that is not there."""
    return STATEMENTS.get(type(node), f"{type(node).__name__} is not available in expressions")
