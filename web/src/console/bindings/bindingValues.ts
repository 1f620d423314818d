/** The values of a binding's form: who an application is bound to. */

export interface BindingValues {
  kind: "group" | "user";
  /** The group's or user's key; "" while nothing is chosen. */
  subject: string;
  /** What the subject is called, for tables of what is not stored yet. */
  label: string;
  enabled: boolean;
  negate: boolean;
  order: number;
  timeout: number;
  failure_result: boolean;
}

/** A new binding, behind those that are there. */
export function newBinding(orders: readonly number[]): BindingValues {
  return {
    kind: "group",
    subject: "",
    label: "",
    enabled: true,
    negate: false,
    order: orders.length === 0 ? 0 : Math.max(...orders) + 1,
    timeout: 30,
    failure_result: false,
  };
}

/** What the API takes, without its target. */
export function toBindingBody(values: BindingValues): Record<string, unknown> {
  return {
    policy: null,
    group: values.kind === "group" ? values.subject : null,
    user: values.kind === "user" ? Number(values.subject) : null,
    enabled: values.enabled,
    negate: values.negate,
    order: values.order,
    timeout: values.timeout,
    failure_result: values.failure_result,
  };
}
