/** Shows the help of the selected node. */

import { need } from "../../../commands";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default {
  id: "core:show-node-help",
  label: msg("Show help of the node"),
  subject: "show",
  contextMenus: { node: 120 },
  icon: "book",
  needs: [need(msg("Select one node."), ({ canvas }) => canvas.selection.size === 1)],
  run: () => ui.showSidebar("help"),
} satisfies EditorCommand;
