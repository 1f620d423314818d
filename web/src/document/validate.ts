/** Which properties of a node are not fit to deploy: what the red triangle on the canvas tells of. */
import { meets } from "./labels";
import { type Field, type NodeTypes, type RecordSource, typeOf } from "./node-types";
import type { NodeRecord } from "./records";
import { openWhich } from "./which";

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** A value that is taken from the environment when the node starts can be anything until then. */
const isEnvironment = (value: unknown): boolean =>
  typeof value === "string" && /\$\{[^{}]+\}|^\$\(.+\)$/.test(value);

/** Whether text is a path into a message: `payload`, `a.b[0]["c"][msg.topic]`. */
export function isPropertyPath(text: string): boolean {
  return /^[^\s.[\]"']+(\.[^\s.[\]"']+|\[(\d+|"[^"]*"|'[^']*'|msg[^\]]*\]?)\])*$/.test(text.trim());
}

/** Whether a typed value can be one of its type. */
export function typedValueIsValid(value: unknown, kind: unknown): boolean {
  const text = typeof value === "string" ? value : String(value ?? "");
  switch (kind) {
    case "num":
      return text.trim() !== "" && !Number.isNaN(Number(text));
    case "json":
      return parses(text);
    case "bin":
      return parses(text) && text.trim().startsWith("[");
    case "re":
      return isRegExp(text);
    case "msg":
    case "flow":
    case "global":
      return isPropertyPath(text.replace(/^#:\([^)]*\)::/, ""));
    default:
      return true;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isRegExp(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** The names of the properties of a record that are not valid; a type that is not installed cannot be judged. */
export function validate(record: NodeRecord, types: NodeTypes, source?: RecordSource): string[] {
  const type = typeOf(record, types, source);
  if (!type) return [];
  const values = openWhich(record, type.fields) as NodeRecord;
  return type.fields
    .filter((field) => !isFieldValid(field, values, types, source))
    .map((field) => field.name);
}

/** What no user edits, and what is not in the document: whether credentials are set is for the form to say. */
const NOT_STORED = new Set(["credential", "hidden", "which"]);

function isFieldValid(field: Field, record: NodeRecord, types: NodeTypes, source?: RecordSource): boolean {
  if (NOT_STORED.has(field.widget) || !meets(record, field.when)) return true;
  const value = record[field.name];
  // Files of older releases lack newer properties; the runtime has a value for them.
  if (value === undefined && field.widget !== "config") return true;
  if (isEnvironment(value)) return true;
  if (isEmpty(value)) return !field.required;
  switch (field.widget) {
    case "number":
      return isNumber(value, field);
    case "typed":
      return typedValueIsValid(value, record[field.type_property ?? ""] ?? field.type_default);
    case "config":
      return typeof value === "string" && isUsable(value, types, source);
    case "rows":
      return !Array.isArray(value) || value.every((row) => isRowValid(field.fields ?? [], row));
    default:
      return true;
  }
}

function isNumber(value: unknown, field: Field): boolean {
  const number = Number(value);
  if (typeof value === "boolean" || Number.isNaN(number)) return false;
  return (
    (field.minimum === undefined || number >= field.minimum) &&
    (field.maximum === undefined || number <= field.maximum)
  );
}

/** Whether a config node is there, enabled and of an installed type. */
function isUsable(id: string, types: NodeTypes, source?: RecordSource): boolean {
  if (!source) return true;
  const config = source.get(id);
  return config !== undefined && config.d !== true && types.get(config.type) !== undefined;
}

function isRowValid(fields: readonly Field[], row: unknown): boolean {
  if (typeof row !== "object" || row === null) return true;
  const values = row as NodeRecord;
  return fields.every((field) => {
    if (!meets(values, field.when)) return true;
    const value = values[field.name];
    if (isEnvironment(value)) return true;
    if (isEmpty(value)) return !field.required;
    if (field.widget !== "typed") return true;
    return typedValueIsValid(value, values[field.type_property ?? ""] ?? field.type_default);
  });
}
