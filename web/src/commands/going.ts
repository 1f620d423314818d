/** Going from node to node: one is selected and brought into view. */

import type { Direction } from "../canvas/kernels";
import type { EditorContext } from "./context";

/** The node that the keyboard is at: the one selected last. */
export const currentNode = ({ canvas }: EditorContext): string | undefined => [...canvas.selection].at(-1);

/** The end of the selected wire that lies in a direction; undefined unless one wire alone is selected. */
export function endOfWire({ canvas }: EditorContext, direction: Direction): string | undefined {
  const [wire, ...others] = canvas.selectedWires;
  if (!wire || others.length > 0 || canvas.selection.size > 0) return undefined;
  return direction === "left" ? wire.source : direction === "right" ? wire.target : undefined;
}

/** Select one node and bring it into view. */
export function goTo({ canvas }: EditorContext, id: string | undefined): void {
  if (id === undefined) return;
  canvas.select([id]);
  canvas.reveal([id]);
}
