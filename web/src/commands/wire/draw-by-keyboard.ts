/** Drawing a wire without a pointer: from a port of the selected node to one that the arrow keys choose. */

import { portCounts } from "../../document";
import { msg, t } from "../../i18n";
import { type Command, need } from "../command";
import { editable } from "../conditions";
import type { EditorContext } from "../context";
import { currentNode } from "../going";

type Side = "input" | "output";

/** Ends of a subflow on its own sheet have no record: which ports they have shows in their names. */
function hasPort({ canvas, document }: EditorContext, side: Side): boolean {
  const id = [...canvas.selection].at(-1);
  if (id === undefined) return false;
  const record = document.get(id);
  if (!record) return side === "output" ? id.includes(":in:") : /:(out|status):/.test(id);
  const ports = portCounts(record, document.types, document);
  return (side === "output" ? ports.outputs : ports.inputs) > 0;
}

const draw = (id: string, label: string, key: string, side: Side, reason: string): Command => ({
  id,
  label,
  help: msg(
    "Arrow keys choose the node at the other end, Tab the next nearest, digits the port; Enter lays the wire, Escape gives up.",
  ),
  subject: "wire",
  keys: [key],
  scope: "canvas",
  keywords: "connect join link keyboard",
  needs: [...editable, need(reason, (context) => hasPort(context, side))],
  run(context) {
    const from = currentNode(context);
    if (from === undefined) return;
    if (!context.canvas.beginKeyboardWire(from, side, 0))
      context.ui.notify(t("There is no node that the wire could go to."), "info");
  },
});

export default [
  draw(
    "wirelatch:draw-wire-from-output",
    msg("Draw a wire from the selected node"),
    "o",
    "output",
    msg("Select a node with an output."),
  ),
  draw(
    "wirelatch:draw-wire-to-input",
    msg("Draw a wire to the selected node"),
    "i",
    "input",
    msg("Select a node with an input."),
  ),
];
