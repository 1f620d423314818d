/** Puts everything selected into one group. */

import { idList, mergeIntoGroup } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { editable, selectedGroup, several } from "../conditions";
import { boxAround, outermost } from "../grouping";

export default {
  id: "core:merge-selection-to-group",
  label: msg("Merge selection into one group"),
  subject: "group",
  menu: ["groups", 120],
  contextMenus: { group: 120 },
  needs: [...editable, selectedGroup, several],
  run(context) {
    const ids = outermost(context);
    context.document.transact("Merge groups", (tx) => {
      const group = mergeIntoGroup(tx, ids);
      const members = group ? idList(tx.get(group)?.nodes) : [];
      if (group) tx.update(group, { ...boxAround(context, members) });
    });
    context.canvas.select(ids.slice(0, 1));
  },
} satisfies Command;
