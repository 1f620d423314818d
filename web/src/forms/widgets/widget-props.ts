/** What every widget gets; it reads and writes through the scope, so that it works in a form and in a row alike. */

import type { Field, FormScope } from "../field";

export interface WidgetProps {
  field: Field;
  scope: FormScope;
  /** Id of the input, for its label. */
  id: string;
  /** Name for screen readers, where no label element points at the input. */
  name?: string;
  problem: string | null;
  isDisabled: boolean;
  /** Ids of help and problem texts. */
  describedBy?: string;
}

/** The attributes that plain inputs share. */
export function inputProps({ id, name, problem, isDisabled, describedBy, field }: WidgetProps) {
  return {
    id,
    name: field.name,
    "aria-label": name,
    "aria-invalid": problem ? (true as const) : undefined,
    "aria-describedby": describedBy,
    "aria-required": field.required || undefined,
    disabled: isDisabled,
  };
}

export const textOf = (value: unknown): string =>
  value === undefined || value === null
    ? ""
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
