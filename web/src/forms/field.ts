/** What every widget knows of its field: whether it is shown, its label, and how its value is stored. */

import type { Field } from "../document";
import { t } from "../i18n";

export type { Field };

/** Where a widget reads and writes: the values of the node, or those of one row of a list. */
export interface FormScope {
  get(name: string): unknown;
  set(changes: Record<string, unknown>): void;
}

/** Whether a value of the form is one of those that a condition names; `"1"` and `1` are the same there. */
export function sameChoice(a: unknown, b: unknown): boolean {
  return (
    a === b || (a !== null && b !== null && typeof a !== "object" && String(a ?? "") === String(b ?? ""))
  );
}

/** Whether the field is shown: every property its condition names has one of the listed values. */
export function isShown(field: Field, scope: FormScope): boolean {
  return Object.entries(field.when ?? {}).every(([name, wanted]) => {
    const actual = scope.get(name);
    return wanted.some((value) => sameChoice(value, actual));
  });
}

/** The fields by tab, in order of first appearance; fields without a section come under `""`. */
export function bySection(fields: Field[]): Map<string, Field[]> {
  const sections = new Map<string, Field[]>();
  for (const field of fields) {
    if (field.widget === "hidden") continue;
    const title = field.section ?? "";
    sections.set(title, [...(sections.get(title) ?? []), field]);
  }
  return sections;
}

/** Words for a field without a label, from its name: `keepAlive` → "Keep alive". */
export function labelOf(field: Field): string {
  if (field.label) return field.label;
  const words = field.name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Gives a chosen option the type in which the property is stored (`"true"` or `true`, `"1"` or `1`). */
export function storeChoice(text: string, field: Field): unknown {
  if (typeof field.default === "boolean") return text === "true";
  if (typeof field.default === "number" && text !== "" && !Number.isNaN(Number(text))) return Number(text);
  return text;
}

/** Gives a typed number the type in which the property is stored; what is no number stays text, and is marked. */
export function storeNumber(text: string, field: Field): unknown {
  if (typeof field.default !== "number") return text;
  return text.trim() !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
}

/** What is wrong with a number field's value, as one sentence; null when nothing is. */
export function numberProblem(value: unknown, field: Field): string | null {
  const text = String(value ?? "").trim();
  if (text === "") return field.required ? t("A number is needed.") : null;
  if (/^\$\{[^}]+\}$/.test(text)) return null;
  const number = Number(text);
  if (Number.isNaN(number)) return t("This is not a number.");
  if (field.minimum !== undefined && number < field.minimum)
    return t("At least {number}.", { number: field.minimum });
  if (field.maximum !== undefined && number > field.maximum)
    return t("At most {number}.", { number: field.maximum });
  return null;
}
