/** The commands that need nothing but document and canvas, and what runs commands. */

import type { Command } from "./command";

export { Clipboard } from "./clipboard";
export { type Command, type Need, need, type Scope } from "./command";
export type { EditorContext, EditorUi } from "./context";
export { KeyDispatcher } from "./dispatcher";
export { Keymap, type KeySettings } from "./keymap";
export { formatKeys, type KeyStroke, normalizeKeys, strokeOf } from "./keys";
export { pasteRecords } from "./pasting";
export { CommandRegistry, matchScore } from "./registry";

/** What a file of commands exports: one, or a family. */
export interface CommandModule {
  default: Command | readonly Command[];
}

/** The commands of files that a glob has found, in the order of their paths. */
export function commandsIn(modules: Record<string, CommandModule>): Command[] {
  return Object.entries(modules).flatMap(([path, module]) => {
    if (!module.default) throw new Error(`${path} exports no command as its default`);
    return [module.default].flat() as Command[];
  });
}

export const COMMANDS: readonly Command[] = commandsIn(
  import.meta.glob<CommandModule>(["./*/*.ts", "!./testing/*", "!./**/*.test.ts"], { eager: true }),
);
