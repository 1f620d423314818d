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
} from "../commands";
import { t } from "../i18n";
import { notify } from "../ui/Toast";
import type { Editor } from "./editor";
import { PANELS } from "./features";
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

export const commandOf = (id: string): Command | undefined => registry.get(id);

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

/** Lets shortcuts work while no tray and no dialog is open; those have keys of their own. */
export function listenForKeys(editor: Editor): () => void {
  const context = () => (ui.get().trays.length > 0 || ui.get().dialog ? null : editor.context);
  const dispatcher = new KeyDispatcher(registry, context, window);
  return () => dispatcher.destroy();
}

const isMac = /mac/i.test(globalThis.navigator?.platform ?? "");

/** A key setting as people read it: `Ctrl+Shift+P`. */
export const keysText = (keys: string): string => formatKeys(keys, isMac);
