/**
 * Forms as declarations: which fields a record has, how they are grouped, and how values become the API's body.
 * `SpecFields` draws them, `SpecForm` sends them.
 */
import type { ReactNode } from "react";
import type { Option, RadioOption } from "../../ui/index.ts";
import { isRecord, readAttributes, writeAttributes } from "./attributes.ts";
import type { Source } from "./sources.ts";
import { durationError, slugError, toInstant, toLocal } from "./values.ts";

export type Values = Record<string, unknown>;

interface Common {
  /** The field of the API. */
  name: string;
  label: string;
  help?: ReactNode;
  isRequired?: boolean;
  placeholder?: string;
  /** Shown only then. What is not shown is sent all the same. */
  when?: (values: Values) => boolean;
}

export type FieldSpec = Common &
  (
    | { kind: "text" | "textarea" | "url" | "email"; mono?: boolean; autoComplete?: string }
    /** Made of another field while it was not typed. */
    | { kind: "slug"; from: string }
    /** Never shown again by the server: left empty, the stored one stays. */
    | { kind: "secret"; length?: number }
    | { kind: "number"; min?: number; max?: number; step?: number; unit?: string; nullable?: boolean }
    | { kind: "switch" }
    | { kind: "duration" }
    | { kind: "instant" }
    | { kind: "select"; options: readonly Option[] }
    | { kind: "radio"; options: readonly RadioOption[] }
    | { kind: "checks"; options: readonly RadioOption[] }
    // biome-ignore lint/suspicious/noExplicitAny: sources of every kind of record stand here.
    | { kind: "one" | "many"; source: Source<any> }
    | { kind: "code"; language: string; size?: "sm" | "md" | "lg"; actions?: (values: Values) => ReactNode }
    | { kind: "attributes" }
    | { kind: "custom"; render: (context: FieldContext) => ReactNode }
  );

export interface FieldContext {
  values: Values;
  errors: Partial<Record<string, string>>;
  set: (name: string, value: unknown) => void;
  /** There is a record already. */
  isEditing: boolean;
}

export interface GroupSpec {
  group: string;
  description?: string;
  /** Collapsed unless open; opens by itself when one of its fields is refused. */
  isOpen?: boolean;
  items: readonly Item[];
}

export interface RowSpec {
  row: readonly FieldSpec[];
}

export type Item = FieldSpec | GroupSpec | RowSpec;

export interface FormSpec {
  /** "Group": for titles and notices. */
  noun: string;
  /** Below /api/v3/. */
  path: string;
  /** The key in the path, "pk" unless given. */
  key?: string;
  items: readonly Item[];
  defaults: Values;
  /** What is wrong beyond what the fields check themselves, by field. */
  check?: (values: Values) => Partial<Record<string, string | undefined>>;
  /** Last changes to the body. */
  toBody?: (body: Values, isEditing: boolean) => Values;
  size?: "sm" | "md" | "lg";
  /** Said under the title. */
  description?: ReactNode;
}

/** Every field, out of its groups and rows. */
export function fieldsOf(items: readonly Item[]): FieldSpec[] {
  return items.flatMap((item) =>
    "group" in item ? fieldsOf(item.items) : "row" in item ? [...item.row] : [item],
  );
}

/** The form's values of a record, or of a new one. Attributes become text. */
export async function valuesOf(spec: FormSpec, record?: object): Promise<Values> {
  const from = (record ?? {}) as Values;
  const values: Values = {};
  for (const [name, fallback] of Object.entries(spec.defaults)) values[name] = from[name] ?? fallback;
  for (const field of fieldsOf(spec.items)) {
    const value = values[field.name];
    if (field.kind === "attributes") values[field.name] = await writeAttributes(value);
    else if (field.kind === "instant") values[field.name] = value ? toLocal(new Date(String(value))) : "";
    else if (field.kind === "one")
      values[field.name] = value === null || value === undefined ? "" : String(value);
    else if (field.kind === "many") values[field.name] = Array.isArray(value) ? value.map(String) : [];
    else if (field.kind === "secret" && record) values[field.name] = "";
  }
  return values;
}

/** What is wrong with the values, by field. */
export async function checkValues(
  spec: FormSpec,
  values: Values,
  isEditing: boolean,
): Promise<Partial<Record<string, string>>> {
  const errors: Partial<Record<string, string>> = {};
  for (const field of fieldsOf(spec.items)) {
    if (field.when && !field.when(values)) continue;
    const error = await checkField(field, values[field.name], isEditing);
    if (error) errors[field.name] = error;
  }
  for (const [name, error] of Object.entries(spec.check?.(values) ?? {})) if (error) errors[name] = error;
  return errors;
}

async function checkField(field: FieldSpec, value: unknown, isEditing: boolean): Promise<string | undefined> {
  const empty =
    value === "" || value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  if (field.isRequired && (empty || (typeof value === "string" && !value.trim()))) {
    if (field.kind === "secret" && isEditing) return undefined;
    return field.kind === "one" || field.kind === "many" || field.kind === "select"
      ? "Choose one."
      : "This is needed.";
  }
  if (empty) return undefined;
  if (field.kind === "duration") return durationError(String(value));
  if (field.kind === "slug") return slugError(String(value));
  if (field.kind === "attributes") {
    const read = await readAttributes(String(value));
    if ("error" in read) return read.error;
    if (!isRecord(read.value)) return "Write names and values, such as `department: research`.";
  }
  return undefined;
}

/** The body that creates or changes the record. */
export async function toBody(spec: FormSpec, values: Values, isEditing: boolean): Promise<Values> {
  const body: Values = { ...values };
  for (const field of fieldsOf(spec.items)) {
    const value = values[field.name];
    switch (field.kind) {
      case "text":
      case "url":
      case "email":
      case "slug":
        body[field.name] = typeof value === "string" ? value.trim() : value;
        break;
      case "secret":
        if (!value) delete body[field.name];
        break;
      case "attributes": {
        const read = await readAttributes(String(value ?? ""));
        if ("value" in read) body[field.name] = read.value;
        break;
      }
      case "instant":
        body[field.name] = toInstant(String(value ?? ""));
        break;
      case "one":
        body[field.name] = value ? (field.source.numeric ? Number(value) : value) : null;
        break;
      case "many":
        if (field.source.numeric && Array.isArray(value)) body[field.name] = value.map(Number);
        break;
      case "number":
        if (Number.isNaN(value)) body[field.name] = null;
        break;
    }
  }
  return spec.toBody?.(body, isEditing) ?? body;
}

/** Whether a group holds a field that is refused, so that it has to open. */
export function holdsError(group: GroupSpec, errors: Partial<Record<string, unknown>>): boolean {
  return fieldsOf(group.items).some((field) => errors[field.name]);
}
