/** The nodes that a command on the selection is for. */

import { isGroup, membersOf, type NodeRecord } from "../document";
import { need } from "./command";
import type { EditorContext } from "./context";

/** The selected nodes and those in selected groups. */
export function chosenNodes({ canvas, document }: EditorContext): NodeRecord[] {
  const ids = [...canvas.selection].flatMap((id) => [id, ...membersOf(id, document)]);
  return [...new Set(ids)]
    .map((id) => document.get(id))
    .filter((record) => record !== undefined)
    .filter((record) => !isGroup(record));
}

/** At least one of them is so. */
export const someChosen = (reason: string, isSo: (record: NodeRecord) => boolean) =>
  need(reason, (context) => chosenNodes(context).some(isSo));

export const chosenIds = (context: EditorContext): string[] =>
  chosenNodes(context).map((record) => record.id);
