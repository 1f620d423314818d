/**
 * What an open form holds, and the one patch that comes out of it.
 *
 * Only what was really changed is written: opening a node and pressing Done leaves its record as it was, including
 * properties that nobody here knows and defaults that the file does not spell out.
 */

import { closeWhich, openWhich } from "../document/which";
import { openValues, saveValues } from "./codecs";
import type { Field } from "./field";
import { closeRows, openRows, type RowShape, rowShape } from "./rows";

type Values = Record<string, unknown>;

export interface Draft {
  type: string;
  values: Values;
  /** As opened: what `patchOf` compares with. */
  initial: Values;
  credentials: Values;
  initialCredentials: Values;
  shapes: Record<string, RowShape>;
}

/** Stands for a secret that the server keeps and does not show; sent back, it means "leave it". */
export const KEPT_SECRET = "__PWRD__";

/** Opens a record for editing. Credentials come from the server later, by `withCredentials`. */
export function openDraft(record: Values & { type: string }, fields: Field[]): Draft {
  const values: Values = { ...record };
  for (const field of fields) {
    if (field.widget === "credential" || field.widget === "which") continue;
    if (values[field.name] === undefined) values[field.name] = structuredClone(field.default);
    if (
      field.type_property &&
      values[field.type_property] === undefined &&
      field.type_default !== undefined
    ) {
      values[field.type_property] = field.type_default;
    }
  }
  const opened = openWhich(openValues(record.type, values), fields);
  const shapes: Record<string, RowShape> = {};
  for (const field of fields) {
    if (field.widget !== "rows") continue;
    shapes[field.name] = rowShape(opened[field.name], field);
    opened[field.name] = openRows(opened[field.name], field);
  }
  const pending = (record.credentials ?? {}) as Values;
  return {
    type: record.type,
    values: opened,
    initial: opened,
    credentials: pending,
    initialCredentials: {},
    shapes,
  };
}

/** Fills in what the server told of the credentials: texts as they are, `has_<name>` for secrets. */
export function withCredentials(draft: Draft, answer: Values, fields: Field[]): Draft {
  const known: Values = {};
  for (const field of fields) {
    if (field.widget !== "credential") continue;
    if (answer[field.name] !== undefined) known[field.name] = answer[field.name];
    else if (answer[`has_${field.name}`]) known[field.name] = KEPT_SECRET;
  }
  return { ...draft, credentials: { ...known, ...draft.credentials }, initialCredentials: known };
}

/** The changes to the record; an `undefined` value deletes its key. Empty when nothing was changed. */
export function patchOf(draft: Draft, record: Values, fields: Field[]): Values {
  const wires = Array.isArray(record.wires) ? (record.wires as string[][]) : [];
  const before = closed(draft.initial, draft, fields, wires);
  const after = closed(draft.values, draft, fields, wires);
  const patch: Values = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!equal(before[name], after[name])) patch[name] = tidy(name, after[name]);
  }
  const outputs = Number(after.outputs);
  if ("outputs" in patch && !("wires" in patch) && Number.isInteger(outputs) && outputs >= 0) {
    patch.wires = fitWires(wires, outputs);
  }
  if (!equal(draft.credentials, { ...draft.initialCredentials, ...((record.credentials ?? {}) as Values) })) {
    patch.credentials = draft.credentials;
  }
  return patch;
}

function closed(values: Values, draft: Draft, fields: Field[], wires: string[][]): Values {
  const saved = { ...closeWhich(saveValues(draft.type, values, wires), fields) };
  for (const field of fields) {
    if (field.widget === "rows" && Array.isArray(saved[field.name])) {
      saved[field.name] = closeRows(
        saved[field.name] as Values[],
        field,
        draft.shapes[field.name] ?? "objects",
      );
    }
  }
  return saved;
}

/** Keys that files leave out when they say nothing. */
const QUIET: Record<string, (value: unknown) => boolean> = {
  d: (value) => !value,
  info: (value) => value === "",
  icon: (value) => value === "",
  inputLabels: (value) => !Array.isArray(value) || value.every((label) => label === ""),
  outputLabels: (value) => !Array.isArray(value) || value.every((label) => label === ""),
};

function tidy(name: string, value: unknown): unknown {
  return QUIET[name]?.(value) ? undefined : value;
}

/** Wires for this many outputs: surplus ports lose theirs, new ones have none. */
export function fitWires(wires: string[][], outputs: number): string[][] {
  return Array.from({ length: outputs }, (_, index) => wires[index] ?? []);
}

/** Deep equality of JSON-like values. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal((a as Values)[key], (b as Values)[key]))
  );
}
