/** Takes groups away and leaves what is in them. */

import { ungroup } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selectedGroup, selectedGroups } from "../conditions";

export default {
  id: "core:ungroup-selection",
  label: msg("Ungroup selection"),
  subject: "group",
  menu: ["groups", 110],
  contextMenus: { group: 110 },
  keys: ["ctrl-shift-u"],
  scope: "canvas",
  needs: [...editable, selectedGroup],
  run(context) {
    const members: string[] = [];
    context.document.transact("Ungroup", (tx) => {
      for (const group of selectedGroups(context)) members.push(...ungroup(tx, group.id));
    });
    context.canvas.select(members);
  },
} satisfies Command;
