/** Selects what is in the selected groups. */

import { idList } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { selectedGroup, selectedGroups } from "../conditions";

export default {
  id: "wirelatch:select-group-members",
  label: msg("Select members of group"),
  subject: "select",
  needs: [selectedGroup],
  run: (context) => context.canvas.select(selectedGroups(context).flatMap((group) => idList(group.nodes))),
} satisfies Command;
