/** Commands that know the whole editor: its dialogs, its server, its settings. They are in `editor/<feature>/commands/`. */

import { type Command, type EditorContext, type Need, need } from "../commands";
import type { Editor } from "./editor";

/** What they work on. */
export interface AppContext extends EditorContext {
  editor: Editor;
}

export type EditorCommand = Command<AppContext>;

/** A need that asks the editor. */
export const needEditor = (reason: string, isMet: (context: AppContext) => boolean): Need<AppContext> =>
  need(reason, isMet);
