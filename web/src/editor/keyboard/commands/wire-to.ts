/** Wiring the selected node to one that is chosen from a list. */

import { editable } from "../../../commands/conditions";
import { portCounts } from "../../../document";
import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { ui } from "../../store";

const withOutput = needEditor(msg("Select a node with an output."), ({ canvas, document }) => {
  const [id] = canvas.selection;
  const record = document.get(id ?? "");
  if (canvas.selection.size !== 1) return false;
  return record ? portCounts(record, document.types, document).outputs > 0 : (id ?? "").includes(":in:");
});

export default {
  id: "wirelatch:wire-to-listed-node",
  label: msg("Wire to…"),
  help: msg("Lists the nodes that a wire from the selected one could lead to, the nearest first."),
  subject: "wire",
  contextMenus: { node: 430 },
  keys: ["shift-o"],
  scope: "canvas",
  keywords: "connect keyboard list",
  needs: [...editable, withOutput],
  run({ canvas }) {
    const [id] = canvas.selection;
    if (id) ui.open({ kind: "choose-wire-end", from: { id, side: "output", index: 0 } });
  },
} satisfies EditorCommand;
