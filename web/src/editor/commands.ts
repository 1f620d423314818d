/** Commands as menus, palette and shortcut list use them. The commands themselves are in `web/src/commands`. */

import { type Command, commandRegistry, formatKeys, KeyDispatcher } from "../commands";
import { notify } from "../ui/Toast";
import type { Editor } from "./editor";
import { ui } from "./store";

const registry = commandRegistry();

/** Known to the editor alone: they need nothing of document or canvas. */
registry.add([
  {
    id: "core:show-node-help",
    label: "Show help of the node",
    group: "show",
    icon: "book",
    when: ({ canvas }) => canvas.selection.size === 1,
    run: () => ui.showSidebar("help"),
  },
]);

export const everyCommand = (): Command[] => registry.all();

export const commandOf = (id: string): Command | undefined => registry.get(id);

/** The commands that can run now and fit the query, best first. */
export function findCommands(editor: Editor, query: string): Command[] {
  return editor.context ? registry.find(query, editor.context) : [];
}

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
      title: `“${registry.get(id)?.label}” failed`,
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
