/** Going from node to node: one is selected and brought into view. */

import type { EditorContext } from "./context";

/** The node that the keyboard is at: the one selected last. */
export const currentNode = ({ canvas }: EditorContext): string | undefined => [...canvas.selection].at(-1);

/** Select one node and bring it into view. */
export function goTo({ canvas }: EditorContext, id: string | undefined): void {
  if (id === undefined) return;
  canvas.select([id]);
  canvas.reveal([id]);
}
