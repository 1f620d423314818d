/** Reads an event's context: what was changed from what to what, and in which record. */
import type { Event } from "../api/types.ts";
import { readable } from "../format.ts";

export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

/**
 * The changed fields of a context. Understood are authentik's `diff` ({field: {previous_value, new_value}} or
 * {field: {add, remove}}) and Wirelatch's `changes` ({field: {before, after}} or {field: [before, after]}).
 */
export function changesOf(context: Record<string, unknown> | undefined): Change[] {
  const table = context?.diff ?? context?.changes;
  if (typeof table !== "object" || table === null) return [];
  return Object.entries(table as Record<string, unknown>).map(([field, value]) => {
    if (Array.isArray(value) && value.length === 2) return { field, before: value[0], after: value[1] };
    if (typeof value === "object" && value !== null) {
      const change = value as Record<string, unknown>;
      if ("previous_value" in change || "new_value" in change) {
        return { field, before: change.previous_value, after: change.new_value };
      }
      if ("before" in change || "after" in change)
        return { field, before: change.before, after: change.after };
      if ("add" in change || "remove" in change) return { field, before: change.remove, after: change.add };
    }
    return { field, before: undefined, after: value };
  });
}

/** What the API calls its models, for people. */
const MODELS: Record<string, string> = {
  oauth2provider: "provider",
  certificatekeypair: "certificate",
  policybinding: "binding",
  scopemapping: "scope mapping",
  authenticatedsession: "session",
};

/** What happened: "User created", "Login failed". */
export function eventTitle(event: Pick<Event, "action" | "ledger_action" | "context">): string {
  const model = (event.context?.model as { model_name?: unknown } | undefined)?.model_name;
  const [subject, verb] = event.action.split("_", 2);
  if (subject === "model" && verb && typeof model === "string")
    return readable(`${MODELS[model] ?? model} ${verb}`);
  // Acts that authentik has no name for are "custom_" to its clients; ours are told by their own.
  return readable(event.action === "custom_" ? event.ledger_action || event.action : event.action);
}

/** The record that the event is about, by name, or "". */
export function eventTarget(event: Pick<Event, "context">): string {
  const context = event.context ?? {};
  const record = context.model ?? context.authorized_application ?? context.application;
  if (typeof record === "object" && record !== null && "name" in record) return String(record.name);
  // "application:node-red" is read by its slug; a bare number tells nobody anything.
  const target = typeof context.target === "string" ? context.target.replace(/^\w+:/, "") : "";
  return /^\d+$/.test(target) ? "" : target;
}

/** A value as one reads it in a table. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
