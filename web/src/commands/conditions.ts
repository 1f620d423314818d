/** When commands can run: the questions that several of them ask. */
import { isContainer, isGroup, type NodeRecord } from "../document";
import type { EditorContext } from "./context";

/** The flow that is shown may be changed: the user may, and it is not locked. */
export function canEdit({ canWrite, canvas, document }: EditorContext): boolean {
  return canWrite && canvas.flow !== "" && document.get(canvas.flow)?.locked !== true;
}

export const hasSelection = ({ canvas }: EditorContext): boolean => canvas.selection.size > 0;
export const canEditSelection = (context: EditorContext): boolean =>
  canEdit(context) && hasSelection(context);
export const hasSeveral = (context: EditorContext): boolean =>
  canEdit(context) && context.canvas.selection.size > 1;

/** The selected records; ends of subflows are none. */
export const selectedRecords = ({ canvas, document }: EditorContext): NodeRecord[] =>
  [...canvas.selection].map((id) => document.get(id)).filter((record) => record !== undefined);

/** The selected nodes and junctions. */
export const selectedNodes = (context: EditorContext): NodeRecord[] =>
  selectedRecords(context).filter((record) => !isGroup(record) && !isContainer(record));

export const selectedGroups = (context: EditorContext): NodeRecord[] =>
  selectedRecords(context).filter(isGroup);
