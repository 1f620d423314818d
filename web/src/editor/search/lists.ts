/** The searches that have a name, and those that were made last. */

import { msg } from "../../i18n";

/** Node-RED's filters: https://nodered.org/docs/user-guide/editor/workspace/search */
export const LISTS: readonly { label: string; query: string }[] = [
  { label: msg("Configuration nodes"), query: "is:config" },
  { label: msg("Unused configuration nodes"), query: "is:config is:unused" },
  { label: msg("Modified nodes"), query: "is:modified" },
  { label: msg("Invalid nodes"), query: "is:invalid" },
  { label: msg("Unknown nodes"), query: "is:unknown" },
  { label: msg("Disabled nodes"), query: "is:disabled" },
  { label: msg("Subflows"), query: "is:subflow" },
  { label: msg("Unused subflows"), query: "is:subflow is:unused" },
  { label: msg("Hidden flows"), query: "is:hidden" },
  { label: msg("Current flow"), query: "flow:current" },
];

const KEY = "wirelatch.editor.searches";
const MOST = 8;

/** The searches made last, the newest first. */
export function lastSearches(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

export function rememberSearch(query: string): void {
  const text = query.trim();
  if (text === "" || LISTS.some((list) => list.query === text)) return;
  try {
    const searches = [text, ...lastSearches().filter((other) => other !== text)].slice(0, MOST);
    localStorage.setItem(KEY, JSON.stringify(searches));
  } catch {
    // Not remembered then.
  }
}
