/**
 * Lists of rows as the form holds them while they are edited.
 *
 * Files hold them as arrays of objects, arrays of plain values, or (headers of `http response`) as one object. In the
 * form each is an array of objects whose `ORIGIN` tells which row of the file it came from, so that moving a rule of a
 * `switch` can move its wires with it.
 */

import { type Field, isShown } from "./field";

export type Row = Record<string, unknown>;
export type RowShape = "objects" | "plain" | "map";

/** Key of a form row that holds its index before editing; new rows have none. It is never written to the file. */
export const ORIGIN = "\u0000origin";

export function rowShape(value: unknown, field: Field): RowShape {
  const fields = field.fields ?? [];
  if (fields.length === 1 && fields[0]!.name === "") return "plain";
  if (isMap(value) || (value === undefined && isMap(field.default))) return "map";
  return "objects";
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The rows of a stored value, ready to edit. */
export function openRows(value: unknown, field: Field): Row[] {
  const shape = rowShape(value, field);
  if (shape === "map") {
    const [key = "key", content = "value"] = (field.fields ?? []).map((row) => row.name);
    return Object.entries(value ?? {}).map(([k, v], index) => ({ [key]: k, [content]: v, [ORIGIN]: index }));
  }
  const list = Array.isArray(value) ? value : [];
  return list.map((item, index) =>
    shape === "plain" || typeof item !== "object" || item === null
      ? { "": item, [ORIGIN]: index }
      : { ...item, [ORIGIN]: index },
  );
}

/** The stored value of edited rows, in the shape it had. */
export function closeRows(rows: Row[], field: Field, shape: RowShape): unknown {
  if (shape === "plain") return rows.map((row) => row[""]);
  const clean = rows.map(({ [ORIGIN]: _, ...row }) => row);
  if (shape === "objects") return clean;
  const [key = "key", content = "value"] = (field.fields ?? []).map((row) => row.name);
  return Object.fromEntries(clean.map((row) => [String(row[key] ?? ""), row[content]]));
}

/** A new row: the defaults of the fields that it shows, with the types of typed values. */
export function newRow(field: Field): Row {
  const row: Row = {};
  for (const cell of field.fields ?? []) {
    if (isShown(cell, { get: (name) => row[name], set: () => {} }) && !(cell.name in row)) fill(row, cell);
  }
  return row;
}

function fill(row: Row, cell: Field): void {
  row[cell.name] = structuredClone(cell.default ?? "");
  if (cell.type_property) row[cell.type_property] = cell.type_default ?? cell.types?.[0] ?? "str";
}

/**
 * The row after some of its properties were changed. Where another field of the same property is shown now (the value
 * of an "is of type" rule is chosen, not typed), what cannot stand in it is replaced by its default.
 */
export function changeRow(row: Row, changes: Row, field: Field): Row {
  const next = { ...row, ...changes };
  const scope = (values: Row) => ({ get: (name: string) => values[name], set: () => {} });
  for (const cell of field.fields ?? []) {
    if (cell.name in changes || !isShown(cell, scope(next)) || isShown(cell, scope(row))) continue;
    if (!fits(next, cell)) fill(next, cell);
  }
  return next;
}

function fits(row: Row, cell: Field): boolean {
  const value = row[cell.name];
  if (value === undefined) return false;
  if (cell.options) return cell.options.some((option) => option.value === String(value));
  return !cell.types || cell.types.includes(String(row[cell.type_property ?? ""]));
}

/** The list with the row at `from` standing at `to`. */
export function moveRow(rows: Row[], from: number, to: number): Row[] {
  const target = Math.max(0, Math.min(rows.length - 1, to));
  const moved = rows[from];
  if (!moved || from === target) return rows;
  const rest = rows.toSpliced(from, 1);
  return rest.toSpliced(target, 0, moved);
}

/** The wires of each output after its rows were moved, added and removed: each row keeps its own. */
export function wiresOfRows(wires: string[][], rows: Row[]): string[][] {
  return rows.map((row) => {
    const origin = row[ORIGIN];
    return typeof origin === "number" ? (wires[origin] ?? []) : [];
  });
}
