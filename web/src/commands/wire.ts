/** Wiring the selection, splitting and detaching. */
import { readingOrder, snapPoint } from "../canvas/kernels";
import {
  detachNodes,
  type FlowDocument,
  insertJunction,
  splitWithLinks,
  type Transaction,
  wireManyToOne,
  wireOneToMany,
  wireSeries,
} from "../document";
import type { Command } from "./command";
import { canEdit, canEditSelection, hasSeveral } from "./conditions";
import type { EditorContext } from "./context";

type Wiring = (tx: Transaction, document: FlowDocument, ids: readonly string[]) => void;

/** Nodes selected one by one are wired in that order; a lasso has none, so that of reading is taken. */
function inOrder({ canvas }: EditorContext): string[] {
  const boxes = canvas.boxes("node");
  return readingOrder(new Map([...boxes].filter(([id]) => canvas.selection.has(id))));
}

const wiring = (id: string, label: string, wire: Wiring, order: "picked" | "reading"): Command => ({
  id,
  label,
  group: "wire",
  when: hasSeveral,
  run(context) {
    const ids = order === "picked" ? [...context.canvas.selection] : inOrder(context);
    context.document.transact(label, (tx) => wire(tx, context.document, ids));
  },
});

const hasWires = (context: EditorContext): boolean =>
  canEdit(context) && context.canvas.selectedWires.length > 0;

export const wireCommands: Command[] = [
  wiring("core:wire-series-of-nodes", "Wire nodes in series", wireSeries, "reading"),
  wiring("core:wire-node-to-multiple", "Wire first node to all others", wireOneToMany, "picked"),
  wiring("core:wire-multiple-to-node", "Wire all nodes to the last one", wireManyToOne, "picked"),
  {
    id: "core:split-wire-with-link-nodes",
    label: "Split wire with link nodes",
    group: "wire",
    keys: ["alt-l l"],
    scope: "canvas",
    when: hasWires,
    run({ document, canvas }) {
      document.transact("Split wire", (tx) => {
        for (const wire of canvas.selectedWires) {
          const from = canvas.boxOf(wire.source);
          const to = canvas.boxOf(wire.target);
          if (!from || !to) continue;
          const out = snapPoint({ x: from.x + from.w + 55, y: from.y + from.h / 2 });
          const into = snapPoint({ x: to.x - 55, y: to.y + to.h / 2 });
          splitWithLinks(tx, document, canvas.flow, wire, out, into);
        }
      });
    },
  },
  {
    id: "core:split-wires-with-junctions",
    label: "Split wires with junctions",
    group: "wire",
    when: hasWires,
    run({ document, canvas }) {
      document.transact("Add junctions", (tx) => {
        for (const wire of canvas.selectedWires) {
          const from = canvas.boxOf(wire.source);
          const to = canvas.boxOf(wire.target);
          if (!from || !to) continue;
          const at = snapPoint({
            x: (from.x + from.w + to.x) / 2,
            y: (from.y + from.h / 2 + to.y + to.h / 2) / 2,
          });
          insertJunction(tx, document, canvas.flow, [wire], at.x, at.y);
        }
      });
    },
  },
  {
    id: "core:detach-selected-nodes",
    label: "Detach selected nodes",
    group: "wire",
    keywords: "unwire remove from wire",
    when: canEditSelection,
    run: ({ document, canvas }) =>
      document.transact("Detach", (tx) => detachNodes(tx, document, canvas.flow, new Set(canvas.selection))),
  },
];
