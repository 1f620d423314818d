/** Every command of the editor, and what runs them. */
import { arrangeCommands } from "./arrange";
import type { Command } from "./command";
import { deployCommands } from "./deploy";
import { editCommands } from "./edit";
import { flowCommands } from "./flow";
import { groupCommands } from "./group";
import { nodeCommands } from "./nodes";
import { CommandRegistry } from "./registry";
import { selectCommands } from "./select";
import { showCommands } from "./show";
import { viewCommands } from "./view";
import { wireCommands } from "./wire";

export { Clipboard } from "./clipboard";
export type { Command, Scope } from "./command";
export type { DeployKind, EditorContext, EditorUi } from "./context";
export { KeyDispatcher } from "./dispatcher";
export { pasteRecords } from "./edit";
export { Keymap, type KeySettings } from "./keymap";
export { formatKeys } from "./keys";
export { CommandRegistry, matchScore } from "./registry";

/** All commands, in the order in which lists show them. */
export const COMMANDS: readonly Command[] = [
  ...editCommands,
  ...selectCommands,
  ...arrangeCommands,
  ...groupCommands,
  ...nodeCommands,
  ...wireCommands,
  ...viewCommands,
  ...flowCommands,
  ...deployCommands,
  ...showCommands,
];

/** A registry with all commands. */
export function commandRegistry(): CommandRegistry {
  const registry = new CommandRegistry();
  registry.add(COMMANDS);
  return registry;
}
