/** Finding applications while typing, and grouping them: pure functions over what the API gave. */
import type { Application } from "../console/api/types.ts";

/** What a field counts for: a hit in the name outweighs any other. */
const WEIGHTS: [(application: Application) => string | undefined, number][] = [
  [(application) => application.name, 3],
  [(application) => application.slug, 1],
  [(application) => application.group, 1],
  [(application) => application.meta_publisher, 0.5],
  [(application) => application.meta_description, 0.5],
];

/** The applications that fit, best first; all of them, as they came, for an empty text. */
export function search(applications: readonly Application[], text: string): Application[] {
  const wanted = fold(text.trim());
  if (!wanted) return [...applications];
  return applications
    .map((application) => ({ application, score: score(application, wanted) }))
    .filter((hit) => hit.score > 0.3)
    .sort((a, b) => b.score - a.score || a.application.name.localeCompare(b.application.name))
    .map((hit) => hit.application);
}

function score(application: Application, wanted: string): number {
  return Math.max(...WEIGHTS.map(([field, weight]) => weight * fit(fold(field(application) ?? ""), wanted)));
}

/** From 1 for a text that starts so, down to 0.2 for one that holds the letters in this order, and 0. */
function fit(text: string, wanted: string): number {
  if (text.startsWith(wanted)) return 1;
  if (text.split(/[\s\-_./]+/).some((word) => word.startsWith(wanted))) return 0.9;
  if (text.includes(wanted)) return 0.7;
  if (wanted.length < 2) return 0;
  let at = -1;
  for (const letter of wanted) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  return 0.2;
}

const fold = (text: string) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();

export interface TileGroup {
  /** "" for the ones without a group. */
  name: string;
  applications: Application[];
}

/** By group, those without one first, then by name. */
export function grouped(applications: readonly Application[]): TileGroup[] {
  const groups = new Map<string, Application[]>();
  for (const application of applications) {
    const name = application.group?.trim() ?? "";
    groups.set(name, [...(groups.get(name) ?? []), application]);
  }
  return [...groups]
    .map(([name, members]) => ({ name, applications: members.sort((a, b) => a.name.localeCompare(b.name)) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Where a tile leads: only to addresses that a browser may be sent to. */
export function launchUrl(application: Pick<Application, "launch_url">): string | null {
  const url = application.launch_url;
  if (!url) return null;
  if (url.startsWith("/") && !url.startsWith("//")) return url;
  return /^[a-z][a-z0-9+.-]*:/i.test(url) && !/^(javascript|data|vbscript|blob):/i.test(url) ? url : null;
}
