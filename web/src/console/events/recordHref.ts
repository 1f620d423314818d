/** The page of the record that an event is about. */
import type { Event } from "../api/types.ts";

const PAGES: Record<string, string> = {
  user: "#/identity/users/",
  group: "#/identity/groups/",
  role: "#/identity/roles/",
  oauth2provider: "#/core/providers/",
};

/** A hash, or null where the record has no page, or none any more. */
export function recordHref(event: Pick<Event, "action" | "context">): string | null {
  const context = event.context ?? {};
  if (event.action === "model_deleted") return null;
  const model = context.model as { model_name?: unknown; pk?: unknown } | undefined;
  const page = typeof model?.model_name === "string" ? PAGES[model.model_name] : undefined;
  if (page && (typeof model?.pk === "string" || typeof model?.pk === "number")) return `${page}${model.pk}`;
  const [kind, key] = typeof context.target === "string" ? context.target.split(":", 2) : [];
  if (!key) return null;
  if (kind === "application") return `#/core/applications/${encodeURIComponent(key)}`;
  const known = kind === "provider" ? PAGES.oauth2provider : kind ? PAGES[kind] : undefined;
  return known ? known + encodeURIComponent(key) : null;
}
