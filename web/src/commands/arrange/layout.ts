/** Automatic layout of the selection, or of the whole flow when less than two nodes are selected: one step of undo. */

import { arrange, type LayoutInput } from "../../canvas/layout";
import { idList, isGroup, isSubflow, moveRecords, WireMap } from "../../document";
import { msg, t } from "../../i18n";
import type { Command } from "../command";
import { editable } from "../conditions";
import type { EditorContext } from "../context";
import { withMembers } from "../placing";

/** What is laid out: boxes and wires of the chosen ids, with the groups that are wholly among them. */
function inputOf({ document, canvas }: EditorContext, ids: ReadonlySet<string>): LayoutInput {
  const nodes = [...canvas.boxes("node")].filter(([id]) => ids.has(id));
  const groups = [...canvas.boxes("group")].filter(([id]) => ids.has(id));
  const groupOf = (id: string) => {
    const group = document.get(id)?.g;
    return group && ids.has(group) ? group : undefined;
  };
  return {
    items: nodes.map(([id, box]) => ({
      id,
      box: { ...box },
      frame: { ...(canvas.frameOf(id) ?? box) },
      group: groupOf(id),
    })),
    groups: groups.map(([id, box]) => ({ id, box: { ...box }, group: groupOf(id) })),
    wires: WireMap.of(canvas.flow, document).all,
  };
}

/** A selection of two nodes or more; else everything on the flow. */
function chosen(context: EditorContext): Set<string> {
  const { canvas } = context;
  const selected = withMembers(context, canvas.selection);
  return selected.size > 1 ? selected : new Set(canvas.boxes().keys());
}

async function layOut(context: EditorContext): Promise<void> {
  const { document, canvas, ui } = context;
  const { version } = document;
  const { flow } = canvas;
  const input = inputOf(context, chosen(context));
  const boxes = await arrange(input);
  if (document.version !== version || canvas.flow !== flow) {
    ui.notify(t("The flow was changed meanwhile; it stays as it is."), "info");
    return;
  }
  const places = new Map(
    boxes.map(([id, box]) => {
      const record = document.get(id);
      const isFrame = record !== undefined && isGroup(record);
      return [id, isFrame ? box : { x: box.x + box.w / 2, y: box.y + box.h / 2 }] as const;
    }),
  );
  document.transact("Lay out", (tx) => moveRecords(tx, places));
  canvas.reveal(places.keys());
}

const hasNodes = ({ document, canvas }: EditorContext): boolean =>
  document.onFlow(canvas.flow).some((record) => !isGroup(record) || idList(record.nodes).length > 0) ||
  (document.get(canvas.flow) !== undefined && isSubflow(document.get(canvas.flow)!));

export default {
  id: "wirelatch:arrange-automatically",
  label: msg("Lay out automatically"),
  help: msg(
    "Puts the selected nodes, or all of the flow, into layers from left to right. Groups stay together, and what no wire joins keeps its order.",
  ),
  subject: "arrange",
  menu: ["arrange", 50],
  contextMenus: { sheet: 330 },
  icon: "wand",
  keys: ["alt-a a"],
  scope: "canvas",
  keywords: "auto layout tidy clean up order",
  needs: [...editable, { reason: msg("The flow is empty."), isMet: hasNodes }],
  run: (context) => {
    layOut(context).catch((error: Error) =>
      context.ui.notify(t("The layout failed: {reason}", { reason: error.message }), "error"),
    );
  },
} satisfies Command;
