/** Commands as menus, palette and shortcut list use them. The commands themselves are in `web/src/commands`. */

import { COMMANDS } from "../commands";
import type { Command } from "../commands/command";
import { notify } from "../ui/Toast";
import type { Editor } from "./editor";

const byId = new Map(COMMANDS.map((command) => [command.id, command]));

export const allCommands = (): readonly Command[] => COMMANDS;

export const commandOf = (id: string): Command | undefined => byId.get(id);

/** Whether the command can run now. */
export function canRun(editor: Editor, command: Command): boolean {
  return editor.context !== null && (command.when?.(editor.context) ?? true);
}

export function runCommand(editor: Editor, id: string): void {
  const command = byId.get(id);
  if (!command || !editor.context || !canRun(editor, command)) return;
  try {
    command.run(editor.context);
  } catch (error) {
    notify({ kind: "error", title: `“${command.label}” failed`, description: (error as Error).message });
  }
}

const isMac = /mac/i.test(globalThis.navigator?.platform ?? "");

const NAMES: Record<string, string> = {
  ctrl: isMac ? "⌘" : "Ctrl",
  alt: isMac ? "⌥" : "Alt",
  shift: isMac ? "⇧" : "Shift",
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  escape: "Esc",
  backspace: "⌫",
  delete: "Del",
  enter: "Enter",
  space: "Space",
};

/** The strokes of a key, each as its parts: `ctrl-g d` → [["Ctrl", "G"], ["D"]]. */
export function keyParts(key: string): string[][] {
  return key.split(" ").map((stroke) =>
    stroke
      .replace(/-$/, "-minus")
      .split("-")
      .filter((part) => part !== "")
      .map((part) =>
        part === "minus" ? "−" : (NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)),
      ),
  );
}

/** The first key of a command as a menu shows it: `Ctrl+Shift+P`. */
export function keysText(command: Command | undefined): string | undefined {
  const key = command?.keys?.[0];
  return key === undefined
    ? undefined
    : keyParts(key)
        .map((parts) => parts.join("+"))
        .join(" ");
}
