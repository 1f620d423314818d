/** What the commands of groups share. */

import { groupBox, type Rect } from "../canvas/kernels";
import { groupsAround } from "../document";
import { selectedRecords } from "./conditions";
import type { EditorContext } from "./context";

/** The box of a group around records. */
export function boxAround({ canvas }: EditorContext, ids: readonly string[]): Rect {
  const frames = ids.map((id) => canvas.frameOf(id)).filter((box) => box !== undefined);
  return groupBox(frames) ?? { x: 0, y: 0, w: 100, h: 60 };
}

/** The selected records that are in no selected group. */
export const outermost = (context: EditorContext): string[] =>
  selectedRecords(context)
    .map((record) => record.id)
    .filter((id) => !groupsAround(id, context.document).some((group) => context.canvas.selection.has(group)));
