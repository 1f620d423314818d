/**
 * A choice between properties of which one is used (`which`): it is not stored, the property that is set tells.
 * The other properties are emptied when the edit is done.
 */

import type { Field } from "./node-types";

type Values = Record<string, unknown>;

const isSet = (value: unknown) => value !== undefined && value !== null && value !== "";

/** The property that is used: the last one that is set, else the first. */
export function whichOf(field: Field, values: Values): string {
  const names = (field.options ?? []).map((option) => option.value);
  return names.findLast((name) => isSet(values[name])) ?? names[0] ?? "";
}

/** The values with the choices added that their form shows. */
export function openWhich(values: Values, fields: Field[]): Values {
  const chosen = fields
    .filter((field) => field.widget === "which")
    .map((field) => [field.name, whichOf(field, values)]);
  return chosen.length === 0 ? values : { ...values, ...Object.fromEntries(chosen) };
}

/** The values without the choices, and without what was not chosen. */
export function closeWhich(values: Values, fields: Field[]): Values {
  const closed = { ...values };
  for (const field of fields) {
    if (field.widget !== "which") continue;
    for (const option of field.options ?? []) {
      if (option.value !== values[field.name] && isSet(closed[option.value])) closed[option.value] = "";
    }
    delete closed[field.name];
  }
  return closed;
}
