/** Opens beside the canvas what goes over the selected wires, or over those of the selected nodes; for the keyboard. */

import { wireKey } from "../../../document";
import { msg } from "../../../i18n";
import { type AppContext, type EditorCommand, needEditor } from "../../command";
import { inspectWires, MOST_PINNED } from "../feed";

const chosen = ({ canvas, document }: AppContext): string[] => {
  if (canvas.selectedWires.length > 0) return canvas.selectedWires.map(wireKey);
  const wires = [...canvas.selection].flatMap((id) => {
    const { wires: outputs = [] } = document.get(id) ?? {};
    return outputs.flatMap((targets, port) => targets.map((target) => ({ source: id, port, target })));
  });
  return wires.slice(0, MOST_PINNED).map(wireKey);
};

export default {
  id: "wirelatch:inspect-wires",
  label: msg("Inspect wires"),
  help: msg("Shows what goes over the selected wires, or over those that leave the selected nodes."),
  subject: "view",
  contextMenus: { wire: 140 },
  icon: "status",
  keys: ["ctrl-alt-i"],
  keywords: "live wires messages rate traffic values",
  needs: [
    needEditor(msg("Select a wire, or a node that wires leave."), (context) => chosen(context).length > 0),
  ],
  run: (context) => inspectWires(chosen(context)),
} satisfies EditorCommand;
