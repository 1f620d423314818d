/**
 * The keys that a person has set, in the shape in which Node-RED keeps them in the user settings (`editor.keymap`):
 * command id to `{ scope, key }`. An entry without a key takes the command's keys away; what is null or absent has its
 * default.
 */

import type { KeySettings, Scope } from "../../commands";

export interface StoredKey {
  scope?: string;
  key?: string;
}

export type StoredKeymap = Readonly<Record<string, StoredKey | null>>;

const SCOPES: Readonly<Record<string, Scope>> = {
  "*": "everywhere",
  workspace: "canvas",
  "red-ui-workspace": "canvas",
  "red-ui-editor-stack": "tray",
  "red-ui-sidebar-node-config": "config-nodes",
};

/** Node-RED's name of a scope. */
export const scopeName = (scope: Scope): string =>
  Object.entries(SCOPES).findLast(([, ours]) => ours === scope)?.[0] ?? "*";

/** What is stored, as the keymap wants it; later ones overrule earlier ones. */
export function keySettings(...stored: (StoredKeymap | undefined)[]): KeySettings {
  const settings: Record<string, { keys: string; scope?: Scope } | null> = {};
  for (const keymap of stored) {
    for (const [id, entry] of Object.entries(keymap ?? {})) {
      if (entry === null || typeof entry !== "object") continue;
      const scope = SCOPES[entry.scope ?? ""];
      settings[id] = entry.key ? { keys: entry.key, ...(scope ? { scope } : {}) } : null;
    }
  }
  return settings;
}
