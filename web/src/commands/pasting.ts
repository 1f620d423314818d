/** Putting records from the clipboard onto the flow that is shown. */

import { union } from "../canvas/kernels";
import { importRecords, isContainer, type NodeRecord, parseRecords } from "../document";
import { t } from "../i18n";
import { canEdit } from "./conditions";
import type { EditorContext } from "./context";

let pastes = 0;

/** The middle of what will be on the flow, so that it comes under the pointer. */
function middleOf(records: readonly NodeRecord[]): { x: number; y: number } {
  const containers = new Set(records.filter(isContainer).map((record) => record.id));
  const placed = records.filter((record) => record.x !== undefined && !containers.has(record.z ?? ""));
  const boxes = placed.map((record) => ({
    x: record.x ?? 0,
    y: record.y ?? 0,
    w: Number(record.w ?? 0),
    h: Number(record.h ?? 0),
  }));
  const all = union(boxes);
  return all ? { x: all.x + all.w / 2, y: all.y + all.h / 2 } : { x: 0, y: 0 };
}

/** Put records onto the flow that is shown, under the pointer, where a click puts them down. */
export function pasteRecords(context: EditorContext, records: readonly NodeRecord[]): void {
  const { document, canvas, ui } = context;
  const middle = middleOf(records);
  const at = canvas.pointer;
  const grid = (value: number) => Math.round(value / 20) * 20;
  const mergeKey = `paste-${++pastes}`;
  let placed: string[] = [];
  let unknown: string[] = [];
  document.transact(
    "Paste",
    (tx) => {
      const offset = { x: grid(at.x - middle.x), y: grid(at.y - middle.y) };
      const result = importRecords(tx, document, document.types, records, { z: canvas.flow, offset });
      placed = result.placed;
      unknown = result.unknownTypes;
      const [tab] = result.tabs;
      if (tab !== undefined && placed.length === 0) queueMicrotask(() => ui.showFlow(tab));
    },
    { mergeKey },
  );
  if (unknown.length > 0) ui.notify(t("Not installed: {types}", { types: unknown.join(", ") }), "warning");
  if (placed.length === 0) return;
  canvas.select(placed);
  canvas.carrySelection(mergeKey);
}

/** Paste text that came from elsewhere, if it holds flows; what was copied here if not. */
export function pasteText(context: EditorContext, text: string): boolean {
  if (!canEdit(context)) return false;
  let records: NodeRecord[];
  try {
    records = parseRecords(text);
  } catch {
    records = context.clipboard.read();
  }
  if (records.length === 0) return false;
  pasteRecords(context, records);
  return true;
}
