/**
 * Wiring the selected nodes: in a row, one to all others, all to one. Nodes selected one by one are wired in that
 * order; a row has none of its own, so that of reading is taken.
 */

import { readingOrder } from "../../canvas/kernels";
import {
  type FlowDocument,
  type Transaction,
  wireManyToOne,
  wireOneToMany,
  wireSeries,
} from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, several } from "../conditions";
import type { EditorContext } from "../context";

type Wiring = (tx: Transaction, document: FlowDocument, ids: readonly string[]) => void;

function asRead({ canvas }: EditorContext): string[] {
  const boxes = canvas.boxes("node");
  return readingOrder(new Map([...boxes].filter(([id]) => canvas.selection.has(id))));
}

const asPicked = ({ canvas }: EditorContext): string[] => [...canvas.selection];

const wiring = (
  id: string,
  label: string,
  wire: Wiring,
  inOrder: (context: EditorContext) => string[],
  more: Partial<Command> = {},
): Command => ({
  id,
  label,
  subject: "wire",
  needs: [...editable, several],
  ...more,
  run: (context) => context.document.transact(label, (tx) => wire(tx, context.document, inOrder(context))),
});

export default [
  wiring("core:wire-series-of-nodes", msg("Wire nodes in series"), wireSeries, asRead, {
    contextMenus: { node: 430 },
  }),
  wiring("core:wire-node-to-multiple", msg("Wire first node to all others"), wireOneToMany, asPicked),
  wiring("core:wire-multiple-to-node", msg("Wire all nodes to the last one"), wireManyToOne, asPicked),
];
