/** Undo, clipboard, deleting, editing. */
import { union } from "../canvas/kernels";
import {
  exportRecords,
  importRecords,
  isConfig,
  isContainer,
  type NodeRecord,
  parseRecords,
  removeRecords,
  removeWire,
} from "../document";
import type { Command } from "./command";
import { canEdit, canEditSelection, hasSelection, selectedRecords } from "./conditions";
import type { EditorContext } from "./context";

let pastes = 0;

function copy({ document, canvas, clipboard, ui }: EditorContext): void {
  const records = exportRecords(document, canvas.selection);
  clipboard.write(records);
  const count = records.filter((record) => !isConfig(record) && !isContainer(record)).length;
  ui.notify(count === 1 ? "1 node copied" : `${count} nodes copied`, "info");
}

function deleteSelection({ document, canvas }: EditorContext, reconnect: boolean): void {
  const ids = [...canvas.selection];
  const wires = canvas.selectedWires;
  document.transact("Delete", (tx) => {
    for (const wire of wires) removeWire(tx, wire);
    removeRecords(tx, document, ids, { reconnect });
  });
}

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
  if (unknown.length > 0) ui.notify(`Not installed: ${unknown.join(", ")}`, "warning");
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

export const editCommands: Command[] = [
  {
    id: "core:undo",
    label: "Undo",
    group: "edit",
    keys: ["ctrl-z"],
    scope: "canvas",
    icon: "undo",
    when: ({ document, canWrite }) => canWrite && document.canUndo,
    run: ({ document }) => document.undo(),
  },
  {
    id: "core:redo",
    label: "Redo",
    group: "edit",
    keys: ["ctrl-y", "ctrl-shift-z"],
    scope: "canvas",
    icon: "redo",
    when: ({ document, canWrite }) => canWrite && document.canRedo,
    run: ({ document }) => document.redo(),
  },
  {
    id: "core:copy-selection-to-internal-clipboard",
    label: "Copy",
    group: "edit",
    keys: ["ctrl-c"],
    scope: "canvas",
    icon: "copy",
    when: hasSelection,
    run: copy,
  },
  {
    id: "core:cut-selection-to-internal-clipboard",
    label: "Cut",
    group: "edit",
    keys: ["ctrl-x"],
    scope: "canvas",
    icon: "cut",
    when: canEditSelection,
    run(context) {
      copy(context);
      deleteSelection(context, false);
    },
  },
  {
    id: "core:paste-from-internal-clipboard",
    label: "Paste",
    group: "edit",
    keys: ["ctrl-v"],
    scope: "canvas",
    icon: "paste",
    when: (context) => canEdit(context) && !context.clipboard.isEmpty,
    isLeftToBrowser: ({ clipboard }) => !clipboard.isNewest,
    run: (context) => pasteRecords(context, context.clipboard.read()),
  },
  {
    id: "core:delete-selection",
    label: "Delete",
    group: "edit",
    keys: ["delete", "backspace"],
    scope: "canvas",
    icon: "trash",
    when: (context) => canEdit(context) && (hasSelection(context) || context.canvas.selectedWires.length > 0),
    run: (context) => deleteSelection(context, false),
  },
  {
    id: "core:delete-selection-and-reconnect",
    label: "Delete and reconnect",
    group: "edit",
    keys: ["ctrl-delete", "ctrl-backspace"],
    scope: "canvas",
    keywords: "join neighbours",
    when: canEditSelection,
    run: (context) => deleteSelection(context, true),
  },
  {
    id: "core:edit-selected-node",
    label: "Edit node",
    group: "edit",
    keys: ["enter"],
    scope: "canvas",
    icon: "edit",
    keywords: "properties open",
    when: (context) => selectedRecords(context).some((record) => record.type !== "junction"),
    run(context) {
      const record = selectedRecords(context).find((item) => item.type !== "junction");
      if (record) context.ui.editNode(record.id);
    },
  },
];
