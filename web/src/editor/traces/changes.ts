/** What is different between two messages, path by path. Pure. */

import { childPath, describe, type ValueKind } from "../debug/decode";

export interface Change {
  path: string;
  kind: "added" | "removed" | "changed";
  before?: unknown;
  after?: unknown;
}

const MOST = 200;

/** The changes from one decoded value to another, at the deepest places that differ. */
export function changesBetween(before: unknown, after: unknown, path = "msg"): Change[] {
  const found: Change[] = [];
  compare(before, after, path, found);
  return found;
}

function compare(before: unknown, after: unknown, path: string, found: Change[]): void {
  if (found.length >= MOST || Object.is(before, after)) return;
  const left = describe(before);
  const right = describe(after);
  const isParted =
    left.kind === right.kind &&
    left.entries !== undefined &&
    right.entries !== undefined &&
    left.kind !== "buffer";
  if (!isParted) {
    if (left.kind !== right.kind || JSON.stringify(before) !== JSON.stringify(after))
      found.push({ path, kind: "changed", before, after });
    return;
  }
  const old = new Map(left.entries);
  const now = new Map(right.entries);
  for (const [key, value] of now) {
    const at = pathOf(path, key, right.kind);
    if (old.has(key)) compare(old.get(key), value, at, found);
    else if (found.length < MOST) found.push({ path: at, kind: "added", after: value });
  }
  for (const [key, value] of old)
    if (!now.has(key) && found.length < MOST)
      found.push({ path: pathOf(path, key, left.kind), kind: "removed", before: value });
}

const pathOf = (path: string, key: string, kind: ValueKind): string => childPath(path, key, kind);
