/** Runs a flow in a tab of its own, to come back here at its end. */
export function executeFlow(slug: string): void {
  const next = encodeURIComponent(`/if/admin/#/flow/flows/${slug}`);
  window.open(`/if/flow/${encodeURIComponent(slug)}/?next=${next}`, "_blank", "noopener");
}
