/**
 * Commands as menus, palette and keys use them: those of `web/src/commands`, those that features have in
 * `editor/<feature>/commands/`, and one for each panel of the sidebar.
 */

import {
  COMMANDS,
  type Command,
  type CommandModule,
  CommandRegistry,
  commandsIn,
  formatKeys,
  KeyDispatcher,
  Keymap,
  type KeyStroke,
  strokeOf,
} from "../commands";
import { t } from "../i18n";
import { notify } from "../ui/Toast";
import type { Editor } from "./editor";
import { PANELS } from "./features";
import { preferences } from "./preferences";
import { keySettings, type StoredKeymap } from "./settings/keymap";
import { ui } from "./store";

const registry = new CommandRegistry();
registry.add(COMMANDS);
registry.add(
  commandsIn(import.meta.glob<CommandModule>(["./*/commands/*.ts", "!./**/*.test.ts"], { eager: true })),
);
registry.add(
  PANELS.map(({ id, icon, at, command }) => ({
    ...command,
    icon,
    subject: "show" as const,
    menu: ["show", 100 + at] as const,
    run: () => ui.showSidebar(id),
  })),
);

export const everyCommand = (): Command[] => registry.all();

/** The commands that fit the query, best first; those that cannot run now with the reason. */
export const findCommands = (editor: Editor, query: string) =>
  editor.context ? registry.find(query, editor.context) : [];

export function canRun(editor: Editor, command: Command): boolean {
  return editor.context !== null && registry.canRun(command.id, editor.context);
}

export function runCommand(editor: Editor, id: string): void {
  if (!editor.context) return;
  try {
    registry.run(id, editor.context);
  } catch (error) {
    notify({
      kind: "error",
      title: t("“{command}” failed", { command: t(registry.get(id)?.label ?? id) }),
      description: (error as Error).message,
    });
  }
}

let keymap = new Keymap([]);
let keymapOf: unknown;

/** Which keys run what: the defaults, those of the installation, those of the person. */
export function currentKeymap(editor: Editor): Keymap {
  const own = preferences().keymap;
  if (keymapOf !== own) {
    const theme = editor.settings.editorTheme as { keymap?: StoredKeymap } | undefined;
    keymap = new Keymap(registry.all(), keySettings(theme?.keymap, own));
    keymapOf = own;
  }
  return keymap;
}

/** The first of a command's keys, as text to read; undefined when it has none. */
export function shownKeys(editor: Editor, id: string): string | undefined {
  const keys = currentKeymap(editor).keysOf(id)[0]?.keys;
  return keys === undefined ? undefined : keysText(keys);
}

/** Lets keys work while no tray and no dialog is open; those have keys of their own. */
export function listenForKeys(editor: Editor): () => void {
  const context = () => (ui.get().trays.length > 0 || ui.get().dialog ? null : editor.context);
  const dispatcher = new KeyDispatcher(registry, () => currentKeymap(editor), context, window);
  return () => dispatcher.destroy();
}

/** Runs what a stroke means in the edit tray; gives whether it means something there. */
export function runTrayKey(editor: Editor, event: KeyStroke): boolean {
  const stroke = strokeOf(event);
  if (stroke === undefined || !editor.context) return false;
  const { commands } = currentKeymap(editor).match([stroke], ["tray"]);
  return commands.some((command) => registry.run(command.id, editor.context!));
}

const isMac = /mac/i.test(globalThis.navigator?.platform ?? "");

/** A key setting as people read it: `Ctrl+Shift+P`. */
export const keysText = (keys: string): string => formatKeys(keys, isMac);
