/** The values of a binding's form: which policy, group or user decides about something, and how. */
import type { Binding } from "../api/types.ts";
import { toInstant, toLocal } from "../form/values.ts";

export type BindingKind = "policy" | "group" | "user";

export interface BindingValues {
  kind: BindingKind;
  /** The policy's, group's or user's key; "" while nothing is chosen. */
  subject: string;
  /** What the subject is called, for tables of what is not stored yet. */
  label: string;
  enabled: boolean;
  negate: boolean;
  order: number;
  timeout: number;
  failure_result: boolean;
  expiring: boolean;
  /** A local date and time. */
  expires: string;
}

const MONTH = 30 * 86_400_000;

/** A new binding, behind those that are there. */
export function newBinding(orders: readonly number[], kind: BindingKind = "group"): BindingValues {
  return {
    kind,
    subject: "",
    label: "",
    enabled: true,
    negate: false,
    order: orders.length === 0 ? 0 : Math.max(...orders) + 1,
    timeout: 30,
    failure_result: false,
    expiring: false,
    expires: toLocal(new Date(Date.now() + MONTH)),
  };
}

/** A stored binding as the form shows it. */
export function fromBinding(binding: Binding): BindingValues {
  const kind = binding.policy ? "policy" : binding.user ? "user" : "group";
  return {
    ...newBinding([], kind),
    subject: String(binding[kind] ?? ""),
    label: bindingName(binding),
    enabled: binding.enabled,
    negate: binding.negate,
    order: binding.order,
    timeout: binding.timeout,
    failure_result: binding.failure_result,
    expiring: Boolean(binding.expiring ?? binding.expires),
    ...(binding.expires ? { expires: toLocal(new Date(binding.expires)) } : {}),
  };
}

/** What the API takes, without its target. */
export function toBindingBody(values: BindingValues): Record<string, unknown> {
  return {
    policy: values.kind === "policy" ? values.subject : null,
    group: values.kind === "group" ? values.subject : null,
    user: values.kind === "user" ? Number(values.subject) : null,
    enabled: values.enabled,
    negate: values.negate,
    order: values.order,
    timeout: values.timeout,
    failure_result: values.failure_result,
    // Left out unless it is wanted: a server that knows no expiry takes the rest.
    ...(values.expiring ? { expires: toInstant(values.expires) } : {}),
  };
}

/** What is wrong, by field. */
export function checkBinding(values: BindingValues): { subject?: string; expires?: string } {
  return {
    ...(values.subject ? {} : { subject: `Choose a ${values.kind}.` }),
    ...(values.expiring && !toInstant(values.expires) ? { expires: "Enter a date and time." } : {}),
  };
}

/** The bound one's name. */
export function bindingName(binding: Binding): string {
  if (binding.group) return `Group ${binding.group_obj?.name ?? binding.group}`;
  if (binding.user) return `User ${binding.user_obj?.username ?? binding.user}`;
  if (binding.policy) return `Policy ${binding.policy_obj?.name ?? binding.policy}`;
  return "Deleted policy, group or user";
}
