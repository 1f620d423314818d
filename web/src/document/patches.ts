/**
 * Patches: changes of records small enough that those of several people can be put one after the other.
 *
 * Each patch sets one property, or adds to and removes from one list of ids as if it were a set. So two people who wire
 * the same node, or put nodes into the same group, both get what they did. A patch for something that is gone does
 * nothing; thus any order of patches leads somewhere, and the same order leads everybody to the same document.
 *
 * The same is in `src/wirelatch/workbench/drafts/patches.py`; `tests/workbench/drafts/patches.json` holds both to the
 * same answers.
 */
import { jsonEqual } from "./equal";
import type { NodeRecord } from "./records";

export type Path = (string | number)[];

/** A change inside one record. */
export type RecordPatch =
  | { op: "set"; id: string; path: Path; value: unknown }
  | { op: "unset"; id: string; path: Path }
  /** Items to take out, and items to put in with the place where they stand if all is as it was. */
  | { op: "list"; id: string; path: Path; remove: unknown[]; add: [number, unknown][] }
  | { op: "length"; id: string; path: Path; length: number };

export type Patch =
  | RecordPatch
  /** `before`: the record that it goes in front of; null: at the end. */
  | { op: "add"; record: NodeRecord; before: string | null }
  | { op: "remove"; id: string }
  | { op: "move"; id: string; before: string | null };

/** The id of the record that a patch is for. */
export const patchedId = (patch: Patch): string => (patch.op === "add" ? patch.record.id : patch.id);

/** Properties that are sets of ids: members of a group, partners of a link node, whom a Catch node listens to. */
const ID_LISTS = new Set(["nodes", "links", "scope"]);
const MOST_PORTS = 10_000;

/** The record with a patch; the given one is left as it is. */
export function patched(record: NodeRecord, patch: RecordPatch): NodeRecord {
  const { path } = patch;
  const inner = path.at(-1)!;
  switch (patch.op) {
    case "set":
      return at(record, path, () => patch.value, path.length === 1 ? 0 : 1) as NodeRecord;
    case "unset":
      return at(record, path.slice(0, -1), (old) => without(old, inner), 0) as NodeRecord;
    case "list":
      return at(record, path, (old) => merged(old, patch.remove, patch.add), MOST_PORTS) as NodeRecord;
    case "length":
      return at(record, path, (old) => resized(old, patch.length), 0) as NodeRecord;
  }
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `value` with what is at the path changed; unchanged where the path leads nowhere. */
function at(value: unknown, path: Path, change: (old: unknown) => unknown, grows: number): unknown {
  if (path.length === 0) return change(value);
  const [head, ...rest] = path as [string | number, ...Path];
  if (typeof head === "string") {
    if (!isObject(value)) return value;
    if (typeof rest[0] === "number" && !Array.isArray(value[head])) {
      return grows === 0 ? value : { ...value, [head]: at([], rest, change, grows) };
    }
    if (typeof rest[0] === "string" && !isObject(value[head])) return value;
    return { ...value, [head]: at(value[head], rest, change, grows) };
  }
  if (!Array.isArray(value)) return value;
  const missing = head + 1 - value.length;
  if (missing > 0 && (rest.length > 0 || missing > grows)) return value;
  const items = [...value];
  while (items.length <= head) items.push([]);
  items[head] = at(items[head], rest, change, grows);
  return items;
}

function without(value: unknown, key: string | number): unknown {
  if (!isObject(value)) return value;
  const { [key]: _, ...rest } = value;
  return rest;
}

function merged(old: unknown, remove: readonly unknown[], add: readonly [number, unknown][]): unknown[] {
  const gone = new Set(remove.map(itemKey));
  const items = (Array.isArray(old) ? old : []).filter((item) => !gone.has(itemKey(item)));
  const there = new Set(items.map(itemKey));
  for (const [index, item] of add) {
    if (there.has(itemKey(item))) continue;
    there.add(itemKey(item));
    items.splice(index, 0, item);
  }
  return items;
}

function resized(old: unknown, length: number): unknown[] {
  const items = (Array.isArray(old) ? old : []).slice(0, length);
  while (items.length < length) items.push([]);
  return items;
}

/** What an item of a list is known by: an id, or an id and a port (`{id, port}` of subflows). */
function itemKey(item: unknown): string {
  return isObject(item) ? `${item.id}>${item.port || 0}` : String(item);
}

/** The patches that make `after` of `before`, two records of the same id. */
export function recordPatches(before: NodeRecord, after: NodeRecord): RecordPatch[] {
  if (before === after) return [];
  const { id } = before;
  const patches: RecordPatch[] = [];
  for (const key of Object.keys(before)) {
    if (before[key] !== undefined && after[key] === undefined) patches.push({ op: "unset", id, path: [key] });
  }
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined) continue;
    const isThere = key in before;
    if (isThere && jsonEqual(before[key], value)) continue;
    const fine = isThere ? inside(id, key, before[key], value) : null;
    const isRight = fine && jsonEqual(fine.reduce(patched, before)[key], value);
    if (isRight) patches.push(...fine);
    else patches.push({ op: "set", id, path: [key], value });
  }
  return patches;
}

type Compare = (path: Path, before: unknown, after: unknown) => RecordPatch[] | null;

/** Patches below the property, where it is made of sets; null where it is not. */
function inside(id: string, key: string, before: unknown, after: unknown): RecordPatch[] | null {
  if (key === "status") return fields(id, [key], before, after);
  if (!Array.isArray(before) || !Array.isArray(after)) return null;
  if (key === "wires") return ports(id, key, before, after, (path, old, now) => list(id, path, old, now));
  if (ID_LISTS.has(key)) return list(id, [key], before, after);
  if (key === "in" || key === "out") {
    return ports(id, key, before, after, (path, old, now) => fields(id, path, old, now));
  }
  return null;
}

function ports(
  id: string,
  key: string,
  before: unknown[],
  after: unknown[],
  compare: Compare,
): RecordPatch[] | null {
  const patches: RecordPatch[] = [];
  for (const [index, value] of after.entries()) {
    const isNew = index >= before.length;
    if (isNew && key !== "wires") patches.push({ op: "set", id, path: [key, index], value });
    else if (isNew || !jsonEqual(before[index], value)) {
      const found = compare([key, index], isNew ? [] : before[index], value);
      if (!found) return null;
      patches.push(...found);
    }
  }
  if (after.length < before.length) patches.push({ op: "length", id, path: [key], length: after.length });
  return patches;
}

function fields(id: string, path: Path, before: unknown, after: unknown): RecordPatch[] | null {
  if (!isObject(before) || !isObject(after)) return null;
  const patches: RecordPatch[] = [];
  for (const key of Object.keys(before)) {
    if (!(key in after)) patches.push({ op: "unset", id, path: [...path, key] });
  }
  for (const [key, value] of Object.entries(after)) {
    if (key in before && jsonEqual(before[key], value)) continue;
    if (key === "wires" && Array.isArray(before[key])) {
      const found = list(id, [...path, key], before[key], value);
      if (!found) return null;
      patches.push(...found);
    } else patches.push({ op: "set", id, path: [...path, key], value });
  }
  return patches;
}

/** One list of ids as what was taken out and what was put in; null where it is no such list. */
function list(id: string, path: Path, before: unknown, after: unknown): RecordPatch[] | null {
  if (!isSet(before) || !isSet(after)) return null;
  const then = new Map(before.map((item) => [itemKey(item), item]));
  const now = new Map(after.map((item) => [itemKey(item), item]));
  const isKept = (key: string) => now.has(key) && then.has(key) && jsonEqual(then.get(key), now.get(key));
  let kept = [...then.keys()].filter(isKept);
  let gone = before.filter((item) => !isKept(itemKey(item)));
  if (!jsonEqual(kept, [...now.keys()].filter(isKept))) {
    // In another order: all of it anew.
    gone = before;
    kept = [];
  }
  const known = new Set(kept);
  const add = after
    .map((item, index): [number, unknown] => [index, item])
    .filter(([, item]) => !known.has(itemKey(item)));
  return [{ op: "list", id, path, remove: gone, add }];
}

function isSet(items: unknown): items is unknown[] {
  if (!Array.isArray(items) || !items.every(isItem)) return false;
  return new Set(items.map(itemKey)).size === items.length;
}

function isItem(item: unknown): boolean {
  if (typeof item === "string") return true;
  if (!isObject(item) || typeof item.id !== "string") return false;
  const { id: _, port = 0, ...rest } = item;
  return Number.isInteger(port) && (port as number) >= 0 && Object.keys(rest).length === 0;
}

/**
 * The record with what patches say, but for properties that no longer are what the patches started from: taking back
 * my change must not take back yours that came after it.
 */
export function patchedWhereUntouched(
  record: NodeRecord,
  from: NodeRecord,
  patches: readonly RecordPatch[],
): NodeRecord {
  let result = record;
  for (const patch of patches) {
    const isWhole = patch.op === "set" || patch.op === "unset" || patch.op === "length";
    if (isWhole && !jsonEqual(valueAt(record, patch.path), valueAt(from, patch.path))) continue;
    result = patched(result, patch);
  }
  return result;
}

function valueAt(record: NodeRecord, path: Path): unknown {
  let value: unknown = record;
  for (const part of path) value = (value as Json | undefined)?.[part];
  return value;
}
