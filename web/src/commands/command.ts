/**
 * What a command is. One object gives the menu entry, the shortcut, the palette entry and the documentation. Ids are
 * those of Node-RED's actions where it has one, else `wirelatch:verb-noun`.
 *
 * A file of `commands/<subject>/` or `editor/<feature>/commands/` exports a command, or a family of them, as its
 * default; nothing has to be entered anywhere else.
 */

import type { EditorContext } from "./context";
import type { ContextMenuId, MenuId } from "./menus";
import type { Subject } from "./subjects";

/** Where a key works: everywhere in the editor, or while that part of it has the focus. */
export type Scope = "everywhere" | "canvas" | "tray" | "config-nodes";

/** What must be so that a command can run, and what is said when it is not. */
export interface Need<C extends EditorContext = EditorContext> {
  /** Marked with `msg`; translated where it is shown. */
  reason: string;
  isMet(context: C): boolean;
}

export interface Command<C extends EditorContext = EditorContext> {
  /** `core:` (Node-RED's own) or `wirelatch:`, and words joined by hyphens. */
  id: string;
  /** What it does, as a menu says it; marked with `msg`. */
  label: string;
  /** A sentence for the documentation and the command palette, where the label does not say it all; marked with `msg`. */
  help?: string;
  /** Section of the keyboard list and of the documentation. */
  subject: Subject;
  /**
   * Place in the main menu: which menu, and where in it. Entries are in the order of their numbers; a line parts
   * those of different hundreds.
   */
  menu?: readonly [MenuId, number];
  /** Places in the menus that open on things; numbers as in the main menu. */
  contextMenus?: Partial<Record<ContextMenuId, number>>;
  /** Default keys: `ctrl-shift-p`; two strokes with a blank between them. On a Mac, ctrl is the command key. */
  keys?: readonly string[];
  /** Where the keys work; absent: everywhere. */
  scope?: Scope | readonly Scope[];
  /** Name of an icon of ui/icons.ts. */
  icon?: string;
  /** Other words that people may search for. */
  keywords?: string;
  /** Shown as something that cannot be taken back easily. */
  isDangerous?: boolean;
  /** All must be met for it to run; the first that is not says why. */
  needs?: readonly Need<C>[];
  /** Whether its check mark is set, for commands that switch something. */
  checked?(context: C): boolean;
  /** Leaves the keys to the browser now, whose own event will do it (paste from the system's clipboard). */
  isLeftToBrowser?(context: C): boolean;
  run(context: C): void;
}

/** A need in one line. */
export const need = <C extends EditorContext = EditorContext>(
  reason: string,
  isMet: (context: C) => boolean,
): Need<C> => ({ reason, isMet });
