/** Deletes the selected nodes and wires. */

import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { editable } from "../conditions";
import { deleteSelection } from "../taking";

export default {
  id: "core:delete-selection",
  label: msg("Delete"),
  subject: "edit",
  menu: ["edit", 230],
  contextMenus: { node: 230, group: 220, wire: 100 },
  keys: ["delete", "backspace"],
  scope: "canvas",
  icon: "trash",
  isDangerous: true,
  needs: [
    ...editable,
    need(
      msg("Nothing is selected."),
      ({ canvas }) => canvas.selection.size > 0 || canvas.selectedWires.length > 0,
    ),
  ],
  run: (context) => deleteSelection(context, false),
} satisfies Command;
