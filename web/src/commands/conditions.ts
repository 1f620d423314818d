/** When commands can run: the needs that several of them have, and the questions that they ask. */

import { isContainer, isGroup, type NodeRecord } from "../document";
import { msg } from "../i18n";
import { need } from "./command";
import type { EditorContext } from "./context";

/** The flow that is shown may be changed: the user may, and it is not locked. */
export function canEdit({ canWrite, canvas, document }: EditorContext): boolean {
  return canWrite && canvas.flow !== "" && document.get(canvas.flow)?.locked !== true;
}

export const mayChange = need(msg("You may look at flows, but not change them."), ({ canWrite }) => canWrite);

export const openFlow = need(msg("No flow is open."), ({ canvas }) => canvas.flow !== "");

/** The flow that is shown can be changed. */
export const editable = [
  mayChange,
  openFlow,
  need(msg("The flow is locked."), ({ canvas, document }) => document.get(canvas.flow)?.locked !== true),
] as const;

export const selection = need(msg("Nothing is selected."), ({ canvas }) => canvas.selection.size > 0);

export const selectionOf = (count: number, reason: string) =>
  need(reason, ({ canvas }) => canvas.selection.size >= count);

export const several = selectionOf(2, msg("Select at least two nodes."));

export const selectedGroup = need(
  msg("No group is selected."),
  (context) => selectedGroups(context).length > 0,
);

export const selectedWire = need(
  msg("No wire is selected."),
  ({ canvas }) => canvas.selectedWires.length > 0,
);

/** The selected records; ends of subflows are none. */
export const selectedRecords = ({ canvas, document }: EditorContext): NodeRecord[] =>
  [...canvas.selection].map((id) => document.get(id)).filter((record) => record !== undefined);

/** The selected nodes and junctions. */
export const selectedNodes = (context: EditorContext): NodeRecord[] =>
  selectedRecords(context).filter((record) => !isGroup(record) && !isContainer(record));

export const selectedGroups = (context: EditorContext): NodeRecord[] =>
  selectedRecords(context).filter(isGroup);
