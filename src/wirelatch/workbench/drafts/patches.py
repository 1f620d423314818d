"""Patches: changes of records small enough that those of several people can be put one after the other.

Each patch sets one property, or adds to and removes from one list of ids as if it were a set. So two people who wire
the same node, or put nodes into the same group, both get what they did. A patch for something that is gone does
nothing; thus any order of patches leads somewhere, and the same order leads everybody to the same document.

The same is in `web/src/document/patches.ts`; `tests/workbench/drafts/patches.json` holds both to the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Record = dict[str, Any]
Patch = dict[str, Any]

KEPT_SECRET = "__PWRD__"  # noqa: S105 - stands for a secret that the server keeps; it is none
ID_LISTS = ("nodes", "links", "scope")
"""Properties that are sets of ids: members of a group, partners of a link node, whom a Catch node listens to."""
SIDES = ("in", "out")
"""Ports of a subflow's definition: lists of objects, each with the set `wires`."""
MOST_PORTS = 10_000
MOST_REACHED = 5_000_000
"""All ports up to those that the patches of one batch name: the lists that are made anew for them."""
_WITH_SECRETS = ("env", "_orig")
_LONGEST_ID = 256
_LONGEST_PATH = 3


class PatchError(ValueError):
    """What a client sent is no patch."""


# Applying ------------------------------------------------------------------------------------------------------


def patched(record: Record, patch: Patch) -> Record:
    """The record with a patch of the kinds `set`, `unset`, `list` or `length`; the given one is left as it is."""
    kind, path = patch["op"], patch["path"]
    if kind == "set" and len(path) == 1:
        return {**record, path[0]: patch["value"]}
    if kind == "unset" and len(path) == 1:
        return {key: value for key, value in record.items() if key != path[0]}
    if kind == "set":
        return _as_record(_at(record, path, lambda _: patch["value"], grows=1))
    if kind == "unset":
        inner = path[-1]
        return _as_record(_at(record, path[:-1], lambda old: _without(old, inner)))
    if kind == "list":
        return _as_record(_at(record, path, lambda old: _merged(old, patch), grows=MOST_PORTS))
    return _as_record(_at(record, path, lambda old: _resized(old, patch["length"])))


def _as_record(value: Any) -> Record:
    result: Record = value
    return result


def _at(value: Any, path: Sequence[Any], change: Callable[[Any], Any], grows: int = 0) -> Any:
    """`value` with what is at the path changed; unchanged where the path leads nowhere."""
    if not path:
        return change(value)
    head, rest = path[0], path[1:]
    if isinstance(head, str):
        if not isinstance(value, dict):
            return value
        if rest and isinstance(rest[0], int) and not isinstance(value.get(head), list):
            if grows == 0:
                return value
            return {**value, head: _at([], rest, change, grows)}
        if rest and isinstance(rest[0], str) and not isinstance(value.get(head), dict):
            return value
        return {**value, head: _at(value.get(head), rest, change, grows)}
    if not isinstance(value, list):
        return value
    missing = head + 1 - len(value)
    if missing > 0 and (rest or missing > grows):
        return value
    items = [*value, *([] for _ in range(missing))]
    items[head] = _at(items[head], rest, change, grows)
    return items


def _without(value: Any, key: Any) -> Any:
    return {name: item for name, item in value.items() if name != key} if isinstance(value, dict) else value


def _merged(old: Any, patch: Patch) -> list[Any]:
    gone = {item_key(item) for item in patch["remove"]}
    items = [item for item in (old if isinstance(old, list) else []) if item_key(item) not in gone]
    there = {item_key(item) for item in items}
    merged: list[Any] = []
    taken = 0
    for index, item in patch["add"]:  # in rising order
        if item_key(item) in there:
            continue
        there.add(item_key(item))
        missing = max(0, index - len(merged))
        merged += items[taken : taken + missing]
        taken += missing
        merged.append(item)
    return [*merged, *items[taken:]]


def _resized(old: Any, length: int) -> list[Any]:
    items = old if isinstance(old, list) else []
    return [*items[:length], *([] for _ in range(length - len(items)))]


def item_key(item: Any) -> str:
    """What an item of a list is known by: an id, or an id and a port (`{"id": …, "port": …}` of subflows)."""
    if isinstance(item, dict):
        return f"{item.get('id')}>{item.get('port') or 0}"
    return str(item)


# Comparing -----------------------------------------------------------------------------------------------------


def record_patches(before: Record, after: Record) -> list[Patch]:
    """The patches that make `after` of `before`, two records of the same id."""
    patches: list[Patch] = []
    record_id = before["id"]
    for key in before:
        if key not in after:
            patches.append({"op": "unset", "id": record_id, "path": [key]})
    for key, value in after.items():
        if key in before and same(before[key], value):
            continue
        whole = {"op": "set", "id": record_id, "path": [key], "value": value}
        fine = _fine(record_id, key, before.get(key), value) if key in before else None
        if fine is not None:
            result = before
            for patch in fine:
                result = patched(result, patch)
            if not same(result.get(key), value):
                fine = None
        patches.extend([whole] if fine is None else fine)
    return patches


def _fine(record_id: str, key: str, before: Any, after: Any) -> list[Patch] | None:
    """Patches below the property, where it is made of sets; None where it is not."""
    if not isinstance(after, list) and key != "status":
        return None
    if key == "wires" and isinstance(before, list):
        return _ports(
            record_id, [key], before, after, lambda path, old, new: [_list(record_id, path, old, new)]
        )
    if key in ID_LISTS and isinstance(before, list):
        patch = _list(record_id, [key], before, after)
        return None if patch is None else [patch]
    if key in SIDES and isinstance(before, list):
        return _ports(
            record_id, [key], before, after, lambda path, old, new: _fields(record_id, path, old, new)
        )
    if key == "status" and isinstance(before, dict) and isinstance(after, dict):
        fields = _fields(record_id, [key], before, after)
        return None if None in fields else [patch for patch in fields if patch is not None]
    return None


def _ports(
    record_id: str,
    path: list[Any],
    before: list[Any],
    after: list[Any],
    compare: Callable[[list[Any], Any, Any], list[Patch | None]],
) -> list[Patch] | None:
    patches: list[Patch | None] = []
    for index, value in enumerate(after):
        if index >= len(before) and path[0] in SIDES:
            patches.append({"op": "set", "id": record_id, "path": [*path, index], "value": value})
        elif index >= len(before) or not same(before[index], value):
            patches.extend(compare([*path, index], before[index] if index < len(before) else [], value))
    if len(after) < len(before):
        patches.append({"op": "length", "id": record_id, "path": path, "length": len(after)})
    return None if None in patches else [patch for patch in patches if patch is not None]


def _fields(record_id: str, path: list[Any], before: Any, after: Any) -> list[Patch | None]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [None]
    patches: list[Patch | None] = [
        {"op": "unset", "id": record_id, "path": [*path, key]} for key in before if key not in after
    ]
    for key, value in after.items():
        if key in before and same(before[key], value):
            continue
        if key == "wires" and isinstance(before.get(key), list):
            patches.append(_list(record_id, [*path, key], before[key], value))
        else:
            patches.append({"op": "set", "id": record_id, "path": [*path, key], "value": value})
    return patches


def _list(record_id: str, path: list[Any], before: Any, after: Any) -> Patch | None:
    """One list of ids as what was taken out and what was put in; None where it is no such list."""
    if not _is_set(before) or not _is_set(after):
        return None
    now = {item_key(item): item for item in after}
    then = {item_key(item): item for item in before}
    gone = [item for key, item in then.items() if now.get(key) != item]
    kept = [key for key, item in then.items() if now.get(key) == item]
    if kept != [key for key in now if then.get(key) == now[key]]:  # in another order
        gone, kept = list(before), []
    known = set(kept)
    new = [[index, item] for index, item in enumerate(after) if item_key(item) not in known]
    return {"op": "list", "id": record_id, "path": path, "remove": gone, "add": new}


def _is_set(items: Any) -> bool:
    if not isinstance(items, list) or not all(_is_item(item) for item in items):
        return False
    return len({item_key(item) for item in items}) == len(items)


def _is_item(item: Any) -> bool:
    if isinstance(item, dict):
        port = item.get("port", 0)
        return isinstance(item.get("id"), str) and set(item) <= {"id", "port"} and _is_count(port)
    return isinstance(item, str)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values say the same to JavaScript: 1 is 1.0, and true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


# Checking ------------------------------------------------------------------------------------------------------


def checked(patches: Any) -> list[Patch]:
    """What a client sent, as patches, without secrets. Raises PatchError for what is none."""
    if not isinstance(patches, list):
        raise PatchError("`ops` has to be a list")
    found = [kept for patch in patches for kept in _checked(patch)]
    if sum(map(_reached, found)) > MOST_REACHED:
        raise PatchError("the patches are about too many ports to be taken at once")
    return found


def _reached(patch: Patch) -> int:
    """How many ports there are up to the one that a patch is about."""
    if patch["op"] == "length":
        count: int = patch["length"]
        return count
    return sum(part for part in patch.get("path", ()) if isinstance(part, int))


def _checked(patch: Any) -> Iterable[Patch]:
    if not isinstance(patch, dict):
        raise PatchError("a patch has to be an object")
    kind = patch.get("op")
    if kind == "add":
        record, before = patch.get("record"), patch.get("before")
        if not isinstance(record, dict) or not isinstance(record.get("type"), str):
            raise PatchError("`record` has to be an object with a `type`")
        _check_id(record.get("id"))
        if before is not None:
            _check_id(before)
        return [{"op": "add", "record": without_secrets(record), "before": before}]
    record_id = _check_id(patch.get("id"))
    if kind == "remove":
        return [{"op": "remove", "id": record_id}]
    if kind == "move":
        before = patch.get("before")
        return [{"op": "move", "id": record_id, "before": None if before is None else _check_id(before)}]
    path = _check_path(patch.get("path"))
    if path[0] == "credentials":
        return []
    if len(path) > 1 and path[0] in _WITH_SECRETS:
        raise PatchError(f"`{path[0]}` is set as a whole, so that secrets in it are seen")
    base = {"op": kind, "id": record_id, "path": path}
    if kind == "set" and "value" in patch:
        if path == ["type"] and not isinstance(patch["value"], str):
            raise PatchError("a `type` has to be text")
        cleaned = without_secrets({path[0]: patch["value"]}) if len(path) == 1 else {path[0]: patch["value"]}
        return [{**base, "value": cleaned[path[0]]}]
    if kind == "unset" and path != ["type"]:
        return [base]
    if kind == "list":
        return [{**base, **_check_list(patch)}]
    if kind == "length" and _is_count(patch.get("length")):
        return [{**base, "length": patch["length"]}]
    raise PatchError(f"{str(kind)[:20]!r} is no patch")


def _check_list(patch: Patch) -> dict[str, Any]:
    gone, new = patch.get("remove", []), patch.get("add", [])
    fits = (
        isinstance(gone, list)
        and isinstance(new, list)
        and all(_is_item(item) for item in gone)
        and all(isinstance(pair, list) and len(pair) == 2 for pair in new)
        and all(_is_count(pair[0], 2**31) and _is_item(pair[1]) for pair in new)
        and all(pair[0] < following[0] for pair, following in pairwise(new))
    )
    if not fits:
        raise PatchError("`add` and `remove` have to be lists of ids, with rising places in `add`")
    return {"remove": gone, "add": new}


def _check_id(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID:
        raise PatchError("an id has to be text of at most 256 characters")
    return value


def _check_path(path: Any) -> list[Any]:
    fits = (
        isinstance(path, list)
        and 0 < len(path) <= _LONGEST_PATH
        and isinstance(path[0], str)
        and path[0] != "id"
        and all(isinstance(part, str) or _is_count(part) for part in path)
    )
    if not fits:
        raise PatchError("`path` has to be a list of names and places")
    result: list[Any] = path
    return result


def _is_count(value: Any, most: int = MOST_PORTS) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < most


def without_secrets(record: Mapping[str, Any]) -> Record:
    """A record without credentials and without values of secret environment variables."""
    kept = {key: value for key, value in record.items() if key != "credentials"}
    if isinstance(env := kept.get("env"), list):
        kept["env"] = [_without_value(entry) for entry in env]
    if isinstance(original := kept.get("_orig"), dict):
        kept["_orig"] = without_secrets(original)
    return kept


def _without_value(entry: Any) -> Any:
    if (
        isinstance(entry, dict)
        and entry.get("type") == "cred"
        and entry.get("value", "") not in ("", KEPT_SECRET)
    ):
        return {key: value for key, value in entry.items() if key != "value"}
    return entry
