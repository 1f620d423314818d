/** What is wrong with the value of a field, as one sentence for the person who edits it. */

import { t } from "../i18n";
import { type Field, type FormScope, isShown, numberProblem } from "./field";
import { openRows } from "./rows";
import { typedKind, typedProblem } from "./typed-values";

/** The type of a typed value: what its type property says, or the field's default. */
export function typeOfTyped(field: Field, scope: FormScope): string {
  const stored = field.type_property ? scope.get(field.type_property) : undefined;
  return String(stored || field.type_default || field.types?.[0] || "str");
}

/** The problem of one field; null when it is fine or not shown. Rows answer for their first bad cell. */
export function problemOf(field: Field, scope: FormScope): string | null {
  if (field.widget === "hidden" || !isShown(field, scope)) return null;
  const value = scope.get(field.name);
  const blank = value === undefined || value === null || value === "";
  switch (field.widget) {
    case "number":
      return numberProblem(value, field);
    case "typed": {
      const type = typeOfTyped(field, scope);
      if (typedKind(type).editor !== "text") return null;
      return blank && !field.required && type !== "num" ? null : typedProblem(value, type);
    }
    case "config":
      return field.required && (blank || value === "_ADD_") ? t("Choose one, or add a new one.") : null;
    case "nodes":
      return field.required && Array.isArray(value) && value.length === 0
        ? t("Choose at least one node.")
        : null;
    case "rows":
      return rowsProblem(field, value);
    default:
      return field.required && blank ? t("This is needed.") : null;
  }
}

function rowsProblem(field: Field, value: unknown): string | null {
  for (const [index, row] of openRows(value, field).entries()) {
    for (const cell of field.fields ?? []) {
      const problem = problemOf(cell, { get: (name) => row[name], set: () => {} });
      if (problem) return t("Row {number}: {problem}", { number: index + 1, problem });
    }
  }
  return null;
}
