/**
 * What a person has chosen for the editor: kept on the server, so that it is there in every browser and in every window
 * opened later. Names and shapes are those of Node-RED's user settings, so that what was set there holds here.
 */

import { create } from "zustand";
import { putUserSettings } from "../api";
import { pickLanguage, setLanguage, t } from "../i18n";
import { notify } from "../ui/Toast";
import { setTheme, type Theme, theme } from "../ui/theme";
import type { Editor } from "./editor";
import type { StoredKey, StoredKeymap } from "./settings/keymap";

export interface Preferences {
  /** A tag of `LANGUAGES`; empty: that of the browser. */
  language: string;
  showGrid: boolean;
  snap: boolean;
  gridSize: number;
  showStatus: boolean;
  /** Mark nodes that have a description. */
  showDocs: boolean;
  /** Whether new nodes show their label. */
  showLabels: boolean;
  /** Open flows with the zoom that they had last. */
  restoreZoom: boolean;
  /** Open flows at the place that they were left at. */
  restorePosition: boolean;
  showTips: boolean;
  showTours: boolean;
  /** What a deploy warns of. */
  warnUnknown: boolean;
  warnInvalid: boolean;
  warnUnused: boolean;
}

/** Under which name of `editor.view` each is kept, and what it is when nothing was chosen. */
const KEPT: { [K in keyof Preferences]: readonly [string, Preferences[K]] } = {
  language: ["editor-language", ""],
  showGrid: ["view-show-grid", true],
  snap: ["view-snap-grid", true],
  gridSize: ["view-grid-size", 20],
  showStatus: ["view-node-status", true],
  showDocs: ["view-node-info-icon", true],
  showLabels: ["view-node-show-label", true],
  restoreZoom: ["view-store-zoom", true],
  restorePosition: ["view-store-position", true],
  showTips: ["view-show-tips", true],
  showTours: ["view-show-welcome-tours", true],
  warnUnknown: ["deploy-warn-unknown", true],
  warnInvalid: ["deploy-warn-invalid", true],
  warnUnused: ["deploy-warn-unused", true],
};

/** What of it the canvas shows. */
export type ViewPreferences = Pick<
  Preferences,
  "showGrid" | "snap" | "gridSize" | "showStatus" | "showDocs" | "showLabels"
>;

const LANGUAGE_KEY = "wirelatch.language";

/** The settings as they are now: React reads them from here. */
export const usePreferences = create<Preferences & { keymap: StoredKeymap }>()(() => ({
  ...(Object.fromEntries(
    Object.entries(KEPT).map(([name, [, otherwise]]) => [name, otherwise]),
  ) as unknown as Preferences),
  keymap: {},
}));

export const preferences = usePreferences.getState;

/** Takes over what the server keeps, before the first picture. */
export async function loadPreferences(editor: Editor): Promise<void> {
  const kept = (editor.userSettings.editor?.view ?? {}) as Record<string, unknown>;
  const found = Object.entries(KEPT).flatMap(([name, [key, otherwise]]) => {
    const value = typeof otherwise === "number" ? Number(kept[key]) : kept[key];
    return typeof value === typeof otherwise && !Number.isNaN(value) ? [[name, value]] : [];
  });
  const keymap = (editor.userSettings.editor?.keymap ?? {}) as StoredKeymap;
  usePreferences.setState({ ...Object.fromEntries(found), keymap });
  const chosen = editor.userSettings.editor?.theme;
  if (chosen && chosen !== theme()) setTheme(chosen);
  await showLanguage(preferences().language);
}

/** The language chosen last in this browser, shown before the server has told which one it is. */
export async function showFirstLanguage(): Promise<void> {
  let chosen = "";
  try {
    chosen = localStorage.getItem(LANGUAGE_KEY) ?? "";
  } catch {
    // A browser that forbids storage begins with its own language.
  }
  await showLanguage(chosen, false);
}

async function showLanguage(chosen: string, isRemembered = true): Promise<void> {
  const language = pickLanguage(chosen, navigator.languages);
  try {
    if (isRemembered) localStorage.setItem(LANGUAGE_KEY, chosen);
  } catch {
    // See above.
  }
  try {
    await setLanguage(language);
    document.documentElement.lang = language;
  } catch (error) {
    console.warn(`The texts for “${language}” could not be loaded:`, error);
  }
}

/** Chooses: shown at once, kept on the server. */
export function choose(editor: Editor, changes: Partial<Preferences>): void {
  usePreferences.setState(changes);
  editor.canvas?.setOptions(viewPreferences());
  if (changes.language !== undefined) void showLanguage(changes.language);
  const view = Object.entries(changes).map(([name, value]) => [KEPT[name as keyof Preferences][0], value]);
  save(editor, { view: Object.fromEntries(view) });
}

/** The view as it was chosen last. */
export function viewPreferences(): ViewPreferences {
  const { showGrid, snap, gridSize, showStatus, showDocs, showLabels } = preferences();
  return { showGrid, snap, gridSize, showStatus, showDocs, showLabels };
}

/** The theme is shown at once and kept in this browser too, where it is there before the first picture. */
export function chooseTheme(editor: Editor, chosen: Theme): void {
  setTheme(chosen);
  save(editor, { theme: chosen });
}

/** Sets a command's keys; null gives it its default ones again, no key takes them away. */
export function chooseKey(editor: Editor, id: string, key: StoredKey | null): void {
  const { [id]: _before, ...others } = preferences().keymap;
  usePreferences.setState({ keymap: key ? { ...others, [id]: key } : others });
  // The server lays new values over old ones: what is to lose its key is cleared first.
  save(editor, { keymap: { [id]: null } }, key ? { keymap: { [id]: key } } : undefined);
}

/** Gives all commands their default keys again. */
export function resetKeys(editor: Editor): void {
  usePreferences.setState({ keymap: {} });
  save(editor, { keymap: null });
}

/** Keeps something else of the editor's, under a name of its own below `editor`. */
export const keep = (editor: Editor, name: string, value: unknown): void => save(editor, { [name]: value });

let saving: Promise<unknown> = Promise.resolve();

/** Changes follow each other in the order in which they were made; null removes. */
function save(editor: Editor, ...changes: (Record<string, unknown> | undefined)[]): void {
  for (const change of changes) {
    if (!change) continue;
    editor.userSettings = merged(editor.userSettings, { editor: change }) as Editor["userSettings"];
    saving = saving
      .then(() => putUserSettings({ editor: change }))
      .catch(() => {
        notify({ kind: "warning", title: t("Your settings could not be stored. They hold for this page.") });
      });
  }
}

/** Objects are merged, null removes: as the server does it. */
export function merged(
  kept: Record<string, unknown>,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const out = { ...kept };
  for (const [key, value] of Object.entries(given)) {
    const inner = out[key];
    if (value === null) delete out[key];
    else if (isObject(value)) out[key] = merged(isObject(inner) ? inner : {}, value);
    else out[key] = value;
  }
  return out;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
