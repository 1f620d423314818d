/** Adding a node behind the selected one, wired to it: again and again, a flow without a pointer. */

import { freePlace, toView } from "../../../canvas/kernels";
import type { OpenEnd } from "../../../canvas/types";
import { editable } from "../../../commands/conditions";
import { portCounts } from "../../../document";
import { msg } from "../../../i18n";
import { type AppContext, type EditorCommand, needEditor } from "../../command";
import { ui } from "../../store";

const SIZE = { w: 140, h: 30 };
const APART = 60;

/** The end that the new node is wired to: the first output of the selected node without a wire, else its first. */
function endOf({ canvas, document }: AppContext): OpenEnd | undefined {
  const id = [...canvas.selection].at(-1);
  const record = document.get(id ?? "");
  if (!id || !record || canvas.selection.size !== 1) return undefined;
  const { inputs, outputs } = portCounts(record, document.types, document);
  if (outputs === 0) return inputs > 0 ? { id, side: "input", index: 0 } : undefined;
  const free = (record.wires ?? []).findIndex((targets) => targets.length === 0);
  return { id, side: "output", index: Math.max(free, 0) };
}

export default {
  id: "wirelatch:add-connected-node",
  label: msg("Add a node behind the selected one…"),
  help: msg("Finds a node type by name, puts the node beside the selected one and wires the two."),
  subject: "edit",
  contextMenus: { node: 110 },
  keys: ["n"],
  scope: "canvas",
  keywords: "insert append next keyboard",
  needs: [
    ...editable,
    needEditor(msg("Select a node with an input or output."), (context) => endOf(context) !== undefined),
  ],
  run(context) {
    const { canvas } = context;
    const from = endOf(context);
    const box = from && canvas.boxOf(from.id);
    if (!from || !box) return;
    const x = from.side === "output" ? box.x + box.w + APART + SIZE.w / 2 : box.x - APART - SIZE.w / 2;
    const at = freePlace(canvas.boxes("node").values(), { x, y: box.y + box.h / 2 }, SIZE);
    const view = toView(canvas.viewport, at);
    const { left, top } = canvas.bounds;
    ui.open({
      kind: "quick-add",
      request: { ...at, clientX: left + view.x, clientY: top + view.y, from },
    });
  },
} satisfies EditorCommand;
