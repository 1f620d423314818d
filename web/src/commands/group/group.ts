/** Puts a group around the selection. */

import { groupRecords } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selection } from "../conditions";
import { boxAround, outermost } from "../grouping";

export default {
  id: "core:group-selection",
  label: msg("Group selection"),
  subject: "group",
  menu: ["groups", 100],
  contextMenus: { node: 410 },
  keys: ["ctrl-shift-g"],
  scope: "canvas",
  icon: "group",
  keywords: "frame",
  needs: [...editable, selection],
  run(context) {
    const ids = outermost(context);
    let group = "";
    context.document.transact("Group", (tx) => {
      group = groupRecords(tx, context.canvas.flow, ids, boxAround(context, ids));
    });
    context.canvas.select([group]);
  },
} satisfies Command;
