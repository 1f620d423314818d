/** Reads the event that the server writes when a client came with an address that is not registered. */
import type { Event, RedirectUri } from "../api/types.ts";

export interface Refusal {
  /** The application's slug. */
  application: string;
  received: string;
}

/** Null for other events, and where nothing was received that could be registered. */
export function refusalOf(event: Pick<Event, "action" | "context">): Refusal | null {
  const { application, received } = event.context ?? {};
  if (event.action !== "configuration_error" || typeof application !== "string") return null;
  return typeof received === "string" && URL.canParse(received) ? { application, received } : null;
}

/** Whether an address is on another host than every one that is registered: somebody may have made up the link. */
export function isElsewhere(received: string, registered: readonly RedirectUri[]): boolean {
  const hosts = registered.filter((uri) => uri.matching_mode === "strict").map((uri) => hostOf(uri.url));
  return hosts.length > 0 && !hosts.includes(hostOf(received));
}

function hostOf(url: string): string {
  if (!URL.canParse(url)) return "";
  const { hostname, protocol } = new URL(url);
  return hostname || protocol;
}
