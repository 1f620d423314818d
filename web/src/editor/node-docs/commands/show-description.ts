/** Shows the description of the selected node, as its badge does. */

import { toView } from "../../../canvas/kernels";
import { msg } from "../../../i18n";
import { type AppContext, type EditorCommand, needEditor } from "../../command";
import { ui } from "../../store";

const described = ({ canvas, document }: AppContext): string | undefined => {
  const [id] = canvas.selection;
  const info = document.get(id ?? "")?.info;
  return canvas.selection.size === 1 && typeof info === "string" && info.trim() !== "" ? id : undefined;
};

export default {
  id: "wirelatch:show-node-description",
  label: msg("Show description"),
  subject: "show",
  contextMenus: { node: 130 },
  icon: "info",
  needs: [
    needEditor(msg("Select a node that has a description."), (context) => described(context) !== undefined),
  ],
  run(context) {
    const id = described(context);
    const box = id && context.canvas.boxOf(id);
    if (!id || !box) return;
    const at = toView(context.canvas.viewport, { x: box.x, y: box.y });
    const { left, top } = context.canvas.bounds;
    ui.open({ kind: "node-docs", id, left: left + at.x, top: top + at.y });
  },
} satisfies EditorCommand;
