/**
 * What a command is. One object gives the menu entry, the shortcut, the palette entry and the documentation. Ids are
 * those of Node-RED's actions where it has one.
 */
import type { EditorContext } from "./context";

/** Where a key works: everywhere in the editor, or while the canvas has the focus. */
export type Scope = "everywhere" | "canvas";

export interface Command {
  /** `core:` and words joined by hyphens. */
  id: string;
  /** What it does, as a menu says it. */
  label: string;
  /** Menu and section of the keyboard list that it belongs to. */
  group: "edit" | "select" | "arrange" | "view" | "flow" | "wire" | "deploy" | "show" | "navigate";
  /** Default keys: `ctrl-shift-p`; two strokes with a blank between them. On a Mac, ctrl is the command key. */
  keys?: readonly string[];
  scope?: Scope;
  /** Name of an icon of ui/icons.ts. */
  icon?: string;
  /** Other words that people may search for. */
  keywords?: string;
  /** Whether it can run now; absent: always. */
  when?(context: EditorContext): boolean;
  /** Whether its check mark is set, for commands that switch something. */
  checked?(context: EditorContext): boolean;
  /** Leaves the keys to the browser now, whose own event will do it (paste from the system's clipboard). */
  isLeftToBrowser?(context: EditorContext): boolean;
  run(context: EditorContext): void;
}
